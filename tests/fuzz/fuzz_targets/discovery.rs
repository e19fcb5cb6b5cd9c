//! No text panics as a discovery document, in JSON or YAML, and the manifest of one that is read can be read
//! again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use provgen::mapping::rules::ServiceRules;
use provgen_fuzz::through_the_stages;

fuzz_target!(|text: &str| {
    through_the_stages(text, &ServiceRules { raw_list_methods: true, ..ServiceRules::default() });
    // The same text where a document's methods stand, so that the fuzzer needn't find the way there.
    let wrapped = format!(
        r#"{{"kind": "discovery#restDescription", "name": "a", "rootUrl": "https://a.example.com/", "resources": {{"r": {{"methods": {text}}}}}}}"#
    );
    through_the_stages(&wrapped, &ServiceRules::default());
});
