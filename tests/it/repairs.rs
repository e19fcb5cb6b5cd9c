//! Plain OpenAPI documents with mistakes: what is repaired, what is left out, what is refused, and how each is told.

use std::fs;

use crate::common::assert_snapshot;
use crate::common::{run, sandbox, transcript};

const GENERATE: [&str; 6] = ["generate", "-v", "--spec", "spec.yaml", "--provider", "acme"];

/// What a run over a case tells, and the tables that come of it.
fn told(case: &str) -> String {
    let folder = sandbox(case);
    let mut text = transcript(folder.path(), &GENERATE);
    let folder_of_manifests = "generated/providers/src/acme/v00.00.00000";
    assert!(run(folder.path(), &["lint", folder_of_manifests]).status.success(), "{text}");
    text += &transcript(folder.path(), &["show", "acme.spec", "--from", folder_of_manifests]);
    text
}

/// The schemas and the parts of calls of a manifest, as they are written.
fn manifest(case: &str) -> String {
    let folder = sandbox(case);
    assert!(run(folder.path(), &GENERATE).status.success());
    let path = "generated/providers/src/acme/v00.00.00000/services/spec.yaml";
    let text = fs::read_to_string(folder.path().join(path)).unwrap();
    format!("\n# {path}\n{}", text.split("  x-stackQL-resources:").next().unwrap())
}

macro_rules! repairs {
    ($($test:ident: $case:literal;)*) => {$(
        #[test]
        fn $test() {
            assert_snapshot!(stringify!($test), told($case) + &manifest($case));
        }
    )*};
}

repairs! {
    texts: "repairs/texts";
    types: "repairs/types";
    keywords: "repairs/keywords";
    references: "repairs/references";
    calls: "repairs/calls";
}

#[test]
fn what_nobody_can_make_sense_of_is_left_out_and_nothing_else() {
    assert_snapshot!("left_out", told("repairs/left_out"));
}

#[test]
fn what_is_left_out_may_be_excluded_or_have_overrides() {
    let folder = sandbox("repairs/left_out");
    assert_snapshot!("left_out_by_configuration", transcript(folder.path(), &["generate", "-v"]));
    let arguments = ["generate", "-q", "--report", "report.json"];
    assert!(run(folder.path(), &arguments).status.success());
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("report.json")).unwrap()).unwrap();
    let operations = &report["totals"]["operations"];
    let count = |key: &str| operations[key].as_u64().unwrap();
    assert_eq!(count("read"), count("mapped") + count("excluded") + count("unreadable"));
    assert_eq!(count("read"), 13);
}

#[test]
fn strict_runs_refuse_all_of_it() {
    let mut text = String::new();
    for case in ["texts", "types", "keywords", "references", "calls", "left_out"] {
        let folder = sandbox(&format!("repairs/{case}"));
        let spec = ["generate", "--strict", "--spec", "spec.yaml", "--provider", "acme"];
        let told = transcript(folder.path(), &spec);
        assert!(told.ends_with("exit code 2\n"), "{told}");
        assert!(!folder.path().join("generated").exists());
        if case == "left_out" {
            text += &told;
        }
    }
    assert_snapshot!("strict", text);
}

#[test]
fn a_configuration_may_be_strict() {
    let folder = sandbox("repairs/left_out");
    let config = "provider: { name: acme }\nspecs: [spec.yaml]\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    fs::write(folder.path().join("provgen.yaml"), format!("{config}strict: true\n")).unwrap();
    // What the cache knows of a run that wasn't strict doesn't count.
    assert_eq!(run(folder.path(), &["generate"]).status.code(), Some(2));
    fs::write(folder.path().join("provgen.yaml"), format!("{config}strict: 1\n")).unwrap();
    assert_eq!(run(folder.path(), &["generate"]).status.code(), Some(2));
}

#[test]
fn documents_without_anything_to_call_are_refused() {
    let folder = sandbox("repairs/refused");
    let mut text = String::new();
    for file in ["webhooks.yaml", "pathless.yaml", "paths.yaml", "nothing.yaml", "empty.yaml"] {
        text += &transcript(folder.path(), &["generate", "--spec", file, "--provider", "acme"]);
        assert!(!folder.path().join("generated").exists());
    }
    assert_snapshot!("refused", text);
}

/// A thousand mistakes are told, further ones counted; operations that are left out are all told.
#[test]
fn so_many_mistakes_are_told_and_the_others_counted() {
    let folder = tempfile::tempdir().unwrap();
    let schemas: String = (0..1500).map(|n| format!("    S{n}: {{ type: date }}\n")).collect();
    let paths: String =
        (0..1500).map(|n| format!("  /p{n}: {{ get: {{ responses: {{ 200: 1 }} }} }}\n")).collect();
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: Many, version: v1 }}\nservers: [{{ url: https://x.example.com }}]\n\
         paths:\n  /a: {{ get: {{ responses: {{ 200: {{ description: ok }} }} }} }}\n{paths}components:\n  schemas:\n{schemas}"
    );
    fs::write(folder.path().join("spec.yaml"), text).unwrap();
    let ran =
        run(folder.path(), &["generate", "--spec", "spec.yaml", "--provider", "acme", "--report", "r.json"]);
    assert!(ran.status.success(), "{}", ran.printed());
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("r.json")).unwrap()).unwrap();
    let warnings = report["warnings"].as_array().unwrap();
    let of_reading = warnings.iter().filter(|one| one["code"].as_str().unwrap().starts_with("input::"));
    assert_eq!(of_reading.count(), 1001);
    assert_eq!(report["totals"]["ledger"]["unreadable"], 1500);
    assert_eq!(report["totals"]["operations"]["mapped"], 1);
}
