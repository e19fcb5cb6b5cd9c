//! What the engine needs besides names, for documents without StackQL's annotations.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{assert_snapshot, sandbox, transcript};

/// What `generate` says of a case, the credentials of its provider, and the settings of its service and methods.
fn generated(case: &str) -> String {
    let folder = sandbox(case);
    let config = folder.path().join("provgen.yaml");
    if !config.exists() {
        fs::write(config, "provider: { name: acme }\nspecs: [shop.yaml]\ndocs: { style: registry }\n")
            .unwrap();
    }
    let mut told = transcript(folder.path(), &["generate", "-v", "--no-cache"]);
    let version = folder.path().join("generated/providers/src/acme/v00.00.00000");
    let provider = manifest(&version.join("provider.yaml"));
    let service = manifest(&version.join("services/shop.yaml"));
    let _ = writeln!(told, "config: {}", provider["config"]);
    let _ = writeln!(told, "x-stackQL-config: {}", service["x-stackQL-config"]);
    for (resource, value) in service["components"]["x-stackQL-resources"].as_object().unwrap() {
        for (method, value) in value["methods"].as_object().unwrap() {
            let _ = writeln!(told, "{resource}.{method}");
            for key in ["config", "request", "response"] {
                let _ = writeln!(told, "  {key}: {}", value[key]);
            }
        }
    }
    told
}

fn manifest(path: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn credentials_come_from_the_security_of_most_operations() {
    assert_snapshot!("credentials", generated("needs/credentials"));
}
