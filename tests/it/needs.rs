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

/// The page of a resource of a case.
fn page(case: &str, resource: &str) -> String {
    let folder = sandbox(case);
    transcript(folder.path(), &["generate", "--no-cache"]);
    let path = format!("generated/docs/acme/services/shop/{resource}/index.md");
    fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
fn credentials_come_from_the_security_of_most_operations() {
    assert_snapshot!("credentials", generated("needs/credentials"));
}

#[test]
fn lists_are_read_page_after_page() {
    assert_snapshot!("pages", generated("needs/pages"));
}

#[test]
fn names_in_settings_that_no_operation_has_are_told() {
    let folder = sandbox("needs/pages");
    let generate = ["generate", "-v", "--no-cache", "--config", "misnamed.yaml"];
    assert_snapshot!("misnamed", transcript(folder.path(), &generate));
}

#[test]
fn credentials_that_the_engine_does_not_know_are_told_where_they_are_written() {
    let folder = sandbox("needs/credentials");
    let config =
        |auth: &str| format!("provider: {{ name: acme, config: {{ auth: {auth} }} }}\nspecs: [shop.yaml]\n");
    let mut told = String::new();
    for auth in
        ["{ type: bearer, credentialenvvar: ACME_TOKEN }", "{ type: bearrer, credentialsenvvar: ACME_TOKEN }"]
    {
        fs::write(folder.path().join("misspelled.yaml"), config(auth)).unwrap();
        told +=
            &transcript(folder.path(), &["generate", "--no-cache", "--check", "--config", "misspelled.yaml"]);
    }
    assert_snapshot!("misspelled", told);
}

#[test]
fn fields_have_their_own_names_where_these_are_free() {
    assert_snapshot!("names", generated("needs/names"));
    let book = page("needs/names", "books");
    assert!(book.contains("INSERT INTO acme.shop.books") && !book.contains("data__"), "{book}");
    assert!(page("needs/names", "carts").contains("data__name"));
}

#[test]
fn forms_are_made_and_files_are_told_of() {
    assert_snapshot!("forms", generated("needs/forms"));
    let sent = "The body is sent as a form";
    assert!(page("needs/forms", "carts").contains(sent));
    let pages: Vec<String> = ["files"].map(|resource| page("needs/forms", resource)).into();
    assert!(pages.iter().all(|page| page.contains("which StackQL can't write") && !page.contains(sent)));
}

#[test]
fn settings_are_written_where_patterns_fit() {
    assert_snapshot!("settings", generated("needs/settings"));
    let folder = sandbox("needs/settings");
    let mut told = transcript(folder.path(), &["generate", "--config", "wrong.yaml"]);
    told += &transcript(folder.path(), &["generate", "--config", "unmatched.yaml"]);
    assert_snapshot!("wrong_settings", told);
}
