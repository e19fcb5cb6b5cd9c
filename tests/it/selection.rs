//! What a configuration selects and excludes; that nothing else is lost; and how a run tells of it: the
//! summary's ledger, the report, the event stream.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::assert_snapshot;
use crate::common::{copy, files, root, run, sandbox, transcript};
use serde_json::Value;

/// Runs `generate` with a report, and gives the report.
fn report(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, &[&["generate", "--report", "report.json"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&fs::read_to_string(folder.join("report.json")).unwrap()).unwrap()
}

/// The events of a run, a line each.
fn events(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, &[arguments, &["--format", "json"]].concat());
    String::from_utf8(output.stdout).unwrap().replace(&folder.display().to_string(), "[folder]")
}

#[test]
fn the_report_gives_the_reason_of_all_that_is_left_out() {
    let folder = sandbox("selection/patterns");
    let mut text = transcript(folder.path(), &["generate", "-v"]);
    text += &serde_json::to_string_pretty(&report(folder.path(), &[])).unwrap();
    text = text.replace(env!("CARGO_PKG_VERSION"), "[version]");
    assert_snapshot!("report", text);
}

/// Every operation of every document is mapped or excluded, and what is mapped is in a manifest.
#[test]
fn operations_read_are_operations_mapped_or_excluded() {
    let folder = sandbox("selection/patterns");
    let report = report(folder.path(), &[]);
    let mut ids = BTreeSet::new();
    for (_, bytes) in files(&folder.path().join("specs")) {
        let text = String::from_utf8(bytes).unwrap();
        ids.extend(
            text.lines()
                .filter_map(|line| line.trim().strip_prefix("\"id\": \""))
                .map(|rest| rest.trim_end_matches("\",").to_string()),
        );
    }
    assert_eq!(report["totals"]["operations"]["read"], ids.len());
    let manifests: String = files(&folder.path().join("generated/providers"))
        .into_iter()
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    let whole: BTreeSet<&str> =
        report["excluded"].as_array().unwrap().iter().map(|row| row["service"].as_str().unwrap()).collect();
    let single: BTreeSet<&str> = report["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == "excluded")
        .map(|entry| entry["operation"].as_str().unwrap())
        .collect();
    for id in &ids {
        let is_excluded =
            single.contains(id.as_str()) || whole.contains(id.split('.').next().unwrap_or_default());
        assert_eq!(manifests.contains(&format!("operationId: {id}\n")), !is_excluded, "{id}");
    }
}

#[test]
fn patterns_that_fit_nothing_are_told() {
    let folder = sandbox("selection/mistakes");
    assert_snapshot!("unmatched", transcript(folder.path(), &["generate", "--config", "unmatched.yaml"]));
}

#[test]
fn entries_that_are_none_are_told() {
    let folder = sandbox("selection/mistakes");
    assert_snapshot!("entries", transcript(folder.path(), &["generate", "--config", "entries.yaml"]));
}

#[test]
fn a_service_that_is_left_out_can_not_be_asked_for() {
    let folder = sandbox("selection/patterns");
    assert_snapshot!("asked_for", transcript(folder.path(), &["generate", "legacy"]));
}

#[test]
fn a_selection_that_leaves_nothing_is_none() {
    let folder = sandbox("selection/patterns");
    let config = folder.path().join("provgen.yaml");
    fs::write(&config, "provider: { name: acme }\nspecs: [specs/*.json]\nselect: []\n").unwrap();
    let mut text = transcript(folder.path(), &["generate"]);
    let all = "provider: { name: acme }\nspecs: [specs/*.json]\nexclude: [{ service: \"*\", reason: all }]\n";
    fs::write(&config, all).unwrap();
    text += &transcript(folder.path(), &["generate"]);
    assert!(!folder.path().join("generated").exists());
    assert_snapshot!("nothing_left", text);
}

/// Each operation has its own reason, also where they leave nothing of the service.
#[test]
fn reasons_stay_with_their_operations() {
    let folder = sandbox("selection/patterns");
    let config = "provider: { name: acme }\nspecs: [specs/*.json]\nexclude:\n  - { operation: gmail.*.get, reason: one }\n  - { operation: gmail.*, reason: two }\n";
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    let report = report(folder.path(), &[]);
    let reasons: Vec<(&str, &str)> = report["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["operation"].as_str().unwrap(), entry["reason"].as_str().unwrap()))
        .collect();
    let expected =
        [("gmail.messages.delete", "two"), ("gmail.messages.get", "one"), ("gmail.messages.list", "two")];
    assert_eq!(reasons, expected);
    assert_eq!(report["excluded"][0]["reason"], "all of its operations are left out");
    assert_eq!(report["totals"]["operations"]["excluded"], 3);
    assert_eq!(report["totals"]["ledger"]["excluded"], 3);
}

/// Content goes with the operation whose content it is, and can be left out alone.
#[test]
fn content_is_selected_with_what_is_known_of_it() {
    let folder = sandbox("media/transfers");
    let left_out = |selection: &str| {
        let config = format!("provider: {{ name: acme }}\nspecs: [spec.json]\n{selection}\n");
        fs::write(folder.path().join("provgen.yaml"), config).unwrap();
        let report = report(folder.path(), &[]);
        let entries = report["ledger"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "excluded");
        let ids = entries.map(|entry| entry["operation"].as_str().unwrap().to_string());
        ids.filter(|id| id.starts_with("shelf.books")).collect::<Vec<_>>()
    };
    let (content, get) = ("shelf.books.download", "shelf.books.get");
    assert_eq!(left_out("exclude: [{ operation: shelf.books.get, reason: x }]"), [content, get]);
    assert_eq!(left_out("exclude: [{ operation: shelf.books.download, reason: x }]"), [content]);
    assert_eq!(
        left_out("select: [{ operation: shelf.books.get, reason: x }]"),
        ["shelf.books.delete", "shelf.books.export", "shelf.books.export.content", "shelf.books.insert"]
    );
}

/// What is told of a service that was asked for is of that one alone, in text, report and events.
#[test]
fn one_service_is_told_of_alone() {
    let folder = sandbox("selection/patterns");
    let report = report(folder.path(), &["storage"]);
    assert_eq!(
        report["totals"]["operations"],
        serde_json::json!({"read": 4, "mapped": 3, "excluded": 1, "unreadable": 0})
    );
    assert_eq!(report["totals"]["excluded_services"], 0);
    let events = events(folder.path(), &["generate", "storage"]);
    assert_eq!(events.matches("\"event\":\"service\"").count(), 1, "{events}");
    assert_eq!(events.matches("\"event\":\"warning\"").count(), 2, "{events}");
}

/// The report is written before anything else could fail, over an older report, and over nothing else.
#[test]
fn a_report_takes_the_place_of_a_report_alone() {
    let folder = sandbox("selection/patterns");
    fs::create_dir(folder.path().join("folder")).unwrap();
    let mut text = String::new();
    for path in ["folder", "provgen.yaml", "specs/gmail.json", "nowhere/report.json", "-"] {
        let before = files(folder.path());
        text += &transcript(folder.path(), &["generate", "--report", path]);
        assert_eq!(before, files(folder.path()), "{path}");
    }
    assert_snapshot!("report_place", text);
    report(folder.path(), &[]);
    fs::write(folder.path().join("provgen.yaml"), "provider: 7\n").unwrap();
    assert_eq!(run(folder.path(), &["generate", "--report", "report.json"]).status.code(), Some(2));
    let failed: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("report.json")).unwrap()).unwrap();
    assert_eq!(
        (failed["exit"].as_u64(), failed["problems"].as_array().unwrap().len()),
        (Some(2), 2),
        "{failed}"
    );
}

#[test]
fn asking_for_services_teaches() {
    let folder = sandbox("selection/patterns");
    let mut text = String::new();
    for name in ["acme.storage", "stor*", "stoarge"] {
        text += &transcript(folder.path(), &["generate", name]);
    }
    text += &transcript(folder.path(), &["show", "acme.gmail"]);
    assert_snapshot!("asking", text);
}

#[test]
fn an_operation_that_no_resource_has_is_in_the_ledger() {
    let folder = sandbox("selection/left_out");
    let mut text = transcript(folder.path(), &["generate", "-v"]);
    text += &transcript(folder.path(), &["lock"]);
    text += &transcript(folder.path(), &["show", "acme"]);
    text += &transcript(folder.path(), &["generate", "--config", "excluding.yaml", "-v"]);
    assert_snapshot!("left_out", text);
}

#[test]
fn what_is_excluded_later_goes_from_output_and_lock() {
    let folder = sandbox("selection/patterns");
    let config = folder.path().join("provgen.yaml");
    let text = fs::read_to_string(&config).unwrap();
    assert_eq!(run(folder.path(), &["lock"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["generate"]).status.code(), Some(0));
    let more = "  - { service: storageinsights, reason: moved }\n  - { operation: storage.objects.*, reason: moved }\n";
    fs::write(&config, text + more).unwrap();
    let mut text = transcript(folder.path(), &["generate", "--check"]);
    text += &transcript(folder.path(), &["generate"]);
    text += &transcript(folder.path(), &["lock"]);
    text += &transcript(folder.path(), &["generate", "--check"]);
    assert_snapshot!("later", text);
}

#[test]
fn events_are_the_same_whatever_the_number_of_threads() {
    let folder = sandbox("selection/patterns");
    let one = events(folder.path(), &["generate", "--check", "--jobs", "1"]);
    for _ in 0..5 {
        assert_eq!(one, events(folder.path(), &["generate", "--check", "--jobs", "8"]));
    }
    let lines: Vec<Value> = one.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.first().unwrap()["event"], "start");
    assert_eq!(lines.last().unwrap()["exit"], 1);
    assert_snapshot!("events", one.replace(env!("CARGO_PKG_VERSION"), "[version]"));
}

#[test]
fn a_run_that_fails_ends_its_events_with_the_problems() {
    let folder = sandbox("selection/mistakes");
    let text = events(folder.path(), &["generate", "--config", "unmatched.yaml"]);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let problems = lines.iter().filter(|line| line["event"] == "problem").count();
    assert_eq!((lines.last().unwrap()["event"].as_str(), problems), (Some("failed"), 6), "{text}");
    assert_eq!(lines.last().unwrap()["problems"], problems);
}

/// The examples name documents that aren't in this repository: here each is as small as a document can be.
#[test]
fn every_example_generates_what_it_names() {
    for (name, services) in [("provgen", 184), ("firebase", 14), ("googleworkspace", 23), ("googleadmin", 3)]
    {
        let folder = tempfile::tempdir().unwrap();
        copy(&root().join("examples/google"), folder.path());
        let config = folder.path().join(format!("{name}.yaml"));
        let text = fs::read_to_string(&config).unwrap();
        fs::create_dir(folder.path().join("specs")).unwrap();
        for file in text.split(['\n', ' ', ',']).filter_map(|word| word.strip_prefix("specs/")) {
            let Some(stem) = file.strip_suffix(".json") else { continue };
            let api = stem.split('.').next().unwrap();
            let operation = |id: &str, path: &str| {
                format!(r#""{id}": {{"id": "{api}.things.{id}", "httpMethod": "POST", "path": "{path}"}}"#)
            };
            let document = format!(
                r#"{{"name": "{api}", "version": "v1", "rootUrl": "https://x.example/", "servicePath": "",
                "resources": {{"things": {{"methods": {{{}, {}}}}}, "channels": {{"methods": {{{}}}}}}}}}"#,
                operation("insert", "things"),
                operation("watch", "things/watch"),
                operation("stop", "stop").replace("things.stop", "channels.stop"),
            );
            fs::write(folder.path().join("specs").join(file), document).unwrap();
        }
        let report = report(folder.path(), &["--config", &format!("{name}.yaml")]);
        assert_eq!(report["totals"]["services"], services, "{name}");
        let operations = &report["totals"]["operations"];
        assert_eq!(operations["read"], 3 * services, "{name}");
        let has_watch = text.contains("*.watch");
        assert_eq!(operations["excluded"], if has_watch { 2 * services } else { 0 }, "{name}");
        assert!(folder.path().join("generated").join(report["provider"].as_str().unwrap()).is_dir());
    }
}
