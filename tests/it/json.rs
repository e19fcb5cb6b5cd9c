//! What commands print as JSON keeps to the schema that `provgen schema` prints.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{Ran, assert_snapshot, run, sandbox};

/// The JSON that a command printed.
fn parsed(ran: &Ran) -> Value {
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.printed()))
}

/// Runs `arguments` with `--format json`, and holds the output to the schema `name`.
fn keeps_to(name: &str, folder: &Path, arguments: &[&str], code: i32) -> Value {
    let ran = run(folder, &[arguments, &["--format", "json"]].concat());
    assert_eq!(ran.status.code(), Some(code), "{arguments:?}: {}", ran.printed());
    let (report, schema) = (parsed(&ran), parsed(&run(folder, &["schema", name])));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{arguments:?}: {errors:?}\n{report:#}");
    // A schema that everything keeps to would be none.
    let mut less = report.clone();
    let object = if less.is_array() { &mut less[0] } else { &mut less };
    let first = object.as_object().unwrap().keys().next().unwrap().clone();
    object.as_object_mut().unwrap().remove(&first);
    assert!(!validator.is_valid(&less), "{arguments:?} without `{first}`");
    report
}

#[test]
fn what_is_shown_and_explained() {
    let folder = sandbox("pages/small");
    for path in [&["show"][..], &["show", "acme.small"], &["show", "acme.small.things"]] {
        keeps_to("show", folder.path(), path, 0);
    }
    let all = keeps_to("rules", folder.path(), &["rules"], 0);
    let lint = keeps_to("rules", folder.path(), &["rules", "lint"], 0);
    assert!(all["rules"].as_array().unwrap().len() > lint["rules"].as_array().unwrap().len());
    assert!(lint["rules"].as_array().unwrap().iter().all(|rule| rule["of"] == "lint"));
    let explained: Vec<Value> =
        ["column-removed", "lint::object-key-unresolved", "input::dangling-ref", "collision", "rows"]
            .into_iter()
            .map(|name| keeps_to("explain", folder.path(), &["explain", name], 0))
            .collect();
    assert_snapshot!("explained", format!("{:#}\n", Value::from(explained)));
}

#[test]
fn what_is_written_and_checked() {
    let folder = sandbox("pins/shop");
    assert!(run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]).status.success());
    let mapping = folder.path().join("mapping.yaml");
    let text = fs::read_to_string(&mapping).unwrap();
    let less: String =
        text.lines().filter(|line| !line.contains("burn")).map(|line| format!("{line}\n")).collect();
    fs::write(&mapping, less).unwrap();
    let due = keeps_to("lock", folder.path(), &["lock", "--check"], 1);
    let done = keeps_to("lock", folder.path(), &["lock"], 0);
    let kept = keeps_to("lock", folder.path(), &["map", "--check"], 0);
    assert_eq!(
        (&due["is_written"], &done["is_written"], &kept["is_current"]),
        (&false.into(), &true.into(), &true.into())
    );
    assert_eq!(due["added"], done["added"]);

    assert!(run(folder.path(), &["generate"]).status.success());
    keeps_to("lint", folder.path(), &["lint"], 0);
    let stopped = |version| keeps_to("release", folder.path(), &["release", "--version", version], 1);
    keeps_to("release", folder.path(), &["release", "--version", "v1.2.1"], 0);
    let service = folder.path().join("generated/providers/src/acme/v00.00.00000/services/shop.yaml");
    let text = fs::read_to_string(&service).unwrap();
    fs::write(&service, "").unwrap();
    assert_eq!(stopped("v1.2.2")["stopped_at"], "check");
    fs::write(&service, text).unwrap();
    // A file without a line is a reason, too.
    let mapping = folder.path().join("mapping.yaml");
    let text = fs::read_to_string(&mapping).unwrap();
    let line = text.lines().rfind(|line| line.starts_with("    ")).unwrap();
    fs::write(&mapping, text.replace(&format!("{line}\n"), "")).unwrap();
    let reason = stopped("v1.2.2");
    assert_eq!((&reason["stopped_at"], &reason["stale"]), (&"check".into(), &Value::Array(Vec::new())));
    assert_eq!(reason["mapping"]["new"].as_array().map(Vec::len), Some(1), "{reason:#}");
    fs::write(&mapping, text).unwrap();
    let released = keeps_to("release", folder.path(), &["release", "--version", "v1.2.2"], 0);
    assert_eq!(released["is_released"], true);
    assert_eq!(released["remarks"][0]["code"], "release::nothing-new");
    assert_eq!(released["changes"]["impact"], "none");
    let packed = keeps_to("package", folder.path(), &["package", "--version", "v1.2.3"], 0);
    let sound = keeps_to("verify", folder.path(), &["verify", "dist"], 0);
    let record = folder.path().join("dist/acme/v1.2.3.json");
    fs::write(&record, fs::read_to_string(&record).unwrap().replace("\"bytes\": ", "\"bytes\": 1")).unwrap();
    let broken = keeps_to("verify", folder.path(), &["verify", "dist"], 1);
    assert!(sound["is_sound"] == true && broken["is_sound"] == false, "{broken:#}");
    assert!(!broken["problems"].as_array().unwrap().is_empty());
    assert_snapshot!("done", format!("{done:#}\n{packed:#}\n{sound:#}\n"));
}

/// A report without a schema would be a promise that nobody can hold us to.
#[test]
fn each_command_that_prints_a_report_as_json_has_a_schema() {
    let folder = tempfile::tempdir().unwrap();
    let help = |arguments: &[&str]| String::from_utf8(run(folder.path(), arguments).stdout).unwrap();
    let commands = help(&["--help"]);
    let names =
        commands.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  ")).map(|(name, _)| name);
    // `map` prints what `lock` does.
    let others = ["map", "schema"];
    let mut count = 0;
    for name in names.filter(|name| name.chars().all(|c| c.is_ascii_lowercase()) && !others.contains(name)) {
        let told = help(&["help", name]);
        if told.contains("--format") && told.contains("json") {
            assert!(run(folder.path(), &["schema", name]).status.success(), "{name}");
            count += 1;
        }
    }
    assert!(count >= 13, "{count}");
}

/// Holds each line of `text` to the schema `name`, and returns the events in it.
pub(crate) fn lines_keep_to(name: &str, text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let validator = jsonschema::validator_for(&parsed(&run(folder.path(), &["schema", name]))).unwrap();
    let event = |line: &str| {
        let event: Value = serde_json::from_str(line).unwrap();
        let errors: Vec<String> = validator.iter_errors(&event).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}\n{line}");
        let mut less = event.clone();
        less.as_object_mut().unwrap().remove("event");
        assert!(!validator.is_valid(&less), "{line}");
        event["event"].as_str().unwrap().to_string()
    };
    text.lines().map(event).collect()
}

#[test]
fn what_a_run_did_and_what_documents_are_like() {
    let folder = sandbox("pins/shop");
    keeps_to("inspect", folder.path(), &["inspect", "shop.yaml"], 0);
    assert!(run(folder.path(), &["init", "shop.yaml", "--provider", "acme"]).status.success());
    let generate = |code: i32| {
        let ran = run(folder.path(), &["generate", "--format", "json", "--report", "report.json"]);
        assert_eq!(ran.status.code(), Some(code), "{}", ran.printed());
        let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
        let schema = parsed(&run(folder.path(), &["schema", "report"]));
        let errors: Vec<String> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&serde_json::from_str(&report).unwrap())
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}\n{report}");
        let text = ran.printed();
        let events: Vec<&str> = text.lines().filter(|line| line.starts_with('{')).collect();
        lines_keep_to("generate", &events.join("\n"))
    };
    let events = generate(0);
    assert_eq!(
        (events.first().map(String::as_str), events.last().map(String::as_str)),
        (Some("start"), Some("done"))
    );
    assert!(
        events.iter().any(|event| event == "service") && events.iter().any(|event| event == "file"),
        "{events:?}"
    );
    fs::write(folder.path().join("shop.yaml"), "openapi: 3.0.3\n").unwrap();
    assert_eq!(generate(2).last().map(String::as_str), Some("failed"));
}
