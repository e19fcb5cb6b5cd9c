//! No text panics as an OpenAPI document, in JSON or YAML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use provgen::mapping::rules::ServiceRules;

fuzz_target!(|text: &str| {
    for wrapped in [
        text.to_string(),
        format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{text}"),
        format!(r#"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}}, "paths": {text}}}"#),
    ] {
        if let Ok(api) = provgen::input::parse(&wrapped, "spec.yaml", "spec")
            && let Ok(name) = provgen::mapping::service_name(&api, None)
        {
            drop(provgen::mapping::apply(api, name, &ServiceRules::default()));
        }
    }
});
