//! No text panics as a discovery document, in JSON or YAML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use provgen::mapping::rules::ServiceRules;

fuzz_target!(|text: &str| {
    if let Ok(api) = provgen::input::parse(text, "spec.json", "spec")
        && let Ok(name) = provgen::mapping::service_name(&api, None)
    {
        let rules = ServiceRules { raw_list_methods: true, ..ServiceRules::default() };
        drop(provgen::mapping::apply(api, name, &rules));
    }
    // The same text where a document's methods stand, so that the fuzzer needn't find the way there.
    let wrapped = format!(
        r#"{{"kind": "discovery#restDescription", "name": "a", "rootUrl": "https://a.example.com/", "resources": {{"r": {{"methods": {text}}}}}}}"#
    );
    if let Ok(api) = provgen::input::parse(&wrapped, "spec.json", "spec")
        && let Ok(name) = provgen::mapping::service_name(&api, None)
    {
        drop(provgen::mapping::apply(api, name, &ServiceRules::default()));
    }
});
