//! No text panics as an OpenAPI document, or one of Swagger, in JSON or YAML, and the manifest of one that is read can be read
//! again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use provgen::mapping::rules::ServiceRules;
use provgen_fuzz::through_the_stages;

fuzz_target!(|text: &str| {
    for wrapped in [
        text.to_string(),
        // The same text below a document's head, or where its paths stand, so that the fuzzer needn't find
        // the way there.
        format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{text}"),
        format!("swagger: '2.0'\ninfo: {{title: t, version: '1'}}\nhost: api.example.com\n{text}"),
        format!(r#"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}}, "paths": {text}}}"#),
    ] {
        through_the_stages(&wrapped, &ServiceRules::default());
    }
});
