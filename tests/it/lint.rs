//! What `lint` finds in manifests: rule by rule, and nothing where there is nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use provgen::Diagnostic;
use provgen::lint::{CODE, LintRuleId, provider, service};
use walkdir::WalkDir;

use crate::common::release::cases;
use crate::common::{assert_snapshot, root, run, transcript};

/// The mistakes in one side of a case: a service's manifest, or a provider's folder.
fn found(case: &Path, side: &str) -> Vec<Diagnostic> {
    let file = case.join(format!("{side}.yaml"));
    if file.exists() {
        return service(&fs::read_to_string(&file).unwrap(), &format!("{side}.yaml"));
    }
    let folder = case.join(side);
    let files: BTreeMap<String, String> = WalkDir::new(&folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
            (path, fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    provider(&files, side).problems
}

fn rule(problem: &Diagnostic) -> LintRuleId {
    LintRuleId::parse(problem.code.strip_prefix(CODE).unwrap()).unwrap()
}

/// All that is found in all cases: each rule in the case that is named after it, and in no other but where that
/// is seen here.
#[test]
fn each_rule_fires_in_its_case_and_is_silent_beside_it() {
    let mut text = String::new();
    let mut fired = BTreeSet::new();
    for case in cases("lint") {
        let name = case.file_name().unwrap().to_str().unwrap().to_string();
        let expected = LintRuleId::parse(&name).unwrap_or_else(|| panic!("{name} is no rule"));
        let problems = found(&case, "fires");
        assert!(problems.iter().any(|problem| rule(problem) == expected), "{name}: {problems:#?}");
        fired.insert(expected);
        text += &format!("== {name}\n");
        for problem in &problems {
            let at = problem.origin.clone().unwrap();
            // Only a folder without provider.yaml has no line.
            let position = at.position.map(|at| format!("{}:{}", at.line, at.column)).unwrap_or_default();
            text += &format!("{}  {}  {}\n", problem.severity, rule(problem), problem.message);
            text += &format!("    {}:{position}  {}\n", at.file, at.pointer);
            text += &format!("    {}\n", problem.help.as_deref().unwrap());
        }
        let silent = found(&case, "silent");
        assert!(silent.is_empty(), "{name}, silent: {silent:#?}");
    }
    let missing: Vec<&LintRuleId> = LintRuleId::ALL.iter().filter(|rule| !fired.contains(rule)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    assert_snapshot!("rules", text);
}

#[test]
fn what_stackql_refuses_is_told_by_generate_and_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join("tests/cases/lint/select-without-rows/fires.yaml")).unwrap();
    fs::write(folder.path().join("shop.yaml"), text).unwrap();
    let mut told =
        transcript(folder.path(), &["generate", "--provider", "acme", "--out", "out", "--spec", "shop.yaml"]);
    // The document says so itself.
    assert!(folder.path().join("out").exists());
    told += &transcript(folder.path(), &["lint", "shop.yaml"]);
    told += &transcript(folder.path(), &["lint", "shop.yaml", "--format", "github"]);
    assert_snapshot!("formats", told);

    let report = run(folder.path(), &["lint", "shop.yaml", "--format", "json"]);
    assert_eq!(report.status.code(), Some(1));
    let schema = run(folder.path(), &["schema", "lint"]);
    let [report, schema] =
        [report, schema].map(|ran| serde_json::from_slice::<serde_json::Value>(&ran.stdout).unwrap());
    assert!(jsonschema::is_valid(&schema, &report), "{report:#}");
}

/// A text of any kind is told of, and nothing panics.
#[test]
fn no_manifest_panics_the_checks() {
    for case in cases("lint") {
        let Ok(text) = fs::read_to_string(case.join("fires.yaml")) else { continue };
        for end in (0..text.len()).step_by(7).filter(|end| text.is_char_boundary(*end)) {
            let _ = service(&text[..end], "cut.yaml");
            let _ = service(&format!("{}null{}", &text[..end], &text[end..]), "changed.yaml");
        }
    }
}

/// What ends the engine is the same to the rule and to what writes manifests: what a running StackQL did.
/// The parameters that a call of an operation needs.
fn needed(operation: &provgen::api::Operation) -> impl Iterator<Item = &str> {
    let needed = operation.parameters.iter().filter(|parameter| parameter.required);
    needed.map(|parameter| parameter.name.as_str())
}

#[test]
fn exec_ends_the_engine_where_it_was_seen_to() {
    let text = fs::read_to_string(root().join("tests/cases/manifest/exec-search/shop.yaml")).unwrap();
    let api = provgen::input::parse_manifest(&text, "shop.yaml", "shop").unwrap();
    let seen: BTreeSet<&str> = api
        .operations
        .iter()
        .filter(|operation| operation.description == "crashes")
        .map(|operation| operation.id.as_str())
        .collect();
    assert!(seen.len() > 8 && seen.len() + 15 < api.operations.len());
    let written: BTreeSet<&str> = api
        .operations
        .iter()
        .filter(|operation| provgen::engine::answer::breaks_exec(&api, operation, needed(operation)))
        .map(|operation| operation.id.as_str())
        .collect();
    assert_eq!(written, seen);
    let problems = service(&text, "shop.yaml");
    let told: BTreeSet<&str> = problems
        .iter()
        .filter(|problem| rule(problem) == LintRuleId::ExecCrash)
        .filter_map(|problem| problem.origin.as_ref()?.pointer.rsplit('/').next())
        .collect();
    assert_eq!(told, seen);
}
