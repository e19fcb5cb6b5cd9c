//! The GitHub Action and the example workflows: their parts fit together, their commands are provgen's, and
//! the scripts do what they say where a runner would run them.

#[cfg(unix)]
mod install;
#[cfg(unix)]
mod scripts;
#[cfg(unix)]
mod update;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{root, run};

fn yaml(path: &Path) -> (String, Value) {
    let text = fs::read_to_string(path).unwrap();
    let value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (text, value)
}

fn action() -> (String, Value) {
    yaml(&root().join("action.yml"))
}

/// The example workflows by name.
fn workflows() -> BTreeMap<String, (String, Value)> {
    let entries = fs::read_dir(root().join("examples/workflows")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.file_name().unwrap().to_str().unwrap().to_string(), yaml(&path))).collect()
}

/// Who publishes provgen, and under which name: `owner/name`.
fn published() -> &'static str {
    env!("CARGO_PKG_REPOSITORY").strip_prefix("https://github.com/").unwrap()
}

/// Whether what a step uses is a commit, which nobody can change.
fn is_pinned(used: &str) -> bool {
    let (_, version) = used.split_once('@').unwrap();
    version.len() == 40 && version.bytes().all(|b| b.is_ascii_hexdigit())
}

/// All steps of an action or of a workflow's jobs.
fn steps(value: &Value) -> Vec<&Value> {
    let own = value["runs"]["steps"].as_array().into_iter().flatten();
    let jobs = value["jobs"].as_object().into_iter().flat_map(|jobs| jobs.values());
    own.chain(jobs.flat_map(|job| job["steps"].as_array().into_iter().flatten())).collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().into_iter().flat_map(|map| map.keys()).map(String::as_str).collect()
}

/// The names that stand behind `prefix` in a text.
fn names<'t>(text: &'t str, prefix: &str) -> BTreeSet<&'t str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let ends = text.split(prefix).skip(1);
    ends.map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default()).collect()
}

#[test]
fn each_input_is_used_and_each_that_is_used_exists() {
    let (text, action) = action();
    assert_eq!(names(&text, "inputs."), keys(&action["inputs"]));
    for (name, input) in action["inputs"].as_object().unwrap() {
        assert!(input["description"].is_string(), "{name}");
        assert!(input["default"].is_string(), "{name}");
    }
    let outputs: BTreeSet<&str> = keys(&action["outputs"]);
    assert_eq!(outputs, BTreeSet::from(["impact", "counts", "report"]));
    // What the scripts take from the environment is what the action puts there.
    let scripts = ["find.sh", "install.sh", "run.sh", "comment.sh"]
        .map(|name| fs::read_to_string(root().join(".ci/action").join(name)).unwrap())
        .concat();
    let given: BTreeSet<String> = steps(&action)
        .into_iter()
        .flat_map(|step| keys(&step["env"]))
        .filter(|name| name.starts_with("INPUT_"))
        .map(|name| name.trim_start_matches("INPUT_").to_string())
        .collect();
    let taken: BTreeSet<String> = names(&scripts, "INPUT_").into_iter().map(str::to_string).collect();
    assert_eq!(given, taken);
    for step in ["find", "run"] {
        let script = fs::read_to_string(root().join(format!(".ci/action/{step}.sh"))).unwrap();
        for name in names(&text, &format!("steps.{step}.outputs.")) {
            assert!(script.contains(&format!("output {name} ")), "{step}.sh doesn't set {name}");
        }
    }
}

#[test]
fn nothing_is_put_into_a_scripts_text() {
    let all = workflows().into_values().chain([action()]);
    for (_, value) in all {
        for step in steps(&value) {
            assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step}");
        }
    }
}

#[test]
fn workflows_pin_what_they_use_and_may_do_little() {
    let (_, action) = action();
    let (inputs, outputs) = (keys(&action["inputs"]), keys(&action["outputs"]));
    let mut uses = 0;
    for (name, (text, value)) in &workflows() {
        assert_eq!(value["permissions"], serde_json::json!({"contents": "read"}), "{name}");
        for output in names(text, "steps.provgen.outputs.") {
            assert!(outputs.contains(output), "{name}: {output}");
        }
        for step in steps(value) {
            let Some(used) = step["uses"].as_str() else { continue };
            if let Some(version) = used.strip_prefix(published()) {
                assert_eq!(version, concat!("@v", env!("CARGO_PKG_VERSION")), "{name}");
                assert!(keys(&step["with"]).is_subset(&inputs), "{name}: {step}");
                uses += 1;
            } else {
                assert!(is_pinned(used), "{name}: {used}");
            }
        }
    }
    assert_eq!(uses, 4);
    for used in steps(&action).into_iter().filter_map(|step| step["uses"].as_str()) {
        assert!(is_pinned(used), "{used}");
    }
}

/// The same of the workflows of this repository.
#[test]
fn our_own_workflows_pin_what_they_use_and_may_do_little() {
    let workflow = |name: &str| yaml(&root().join(".github/workflows").join(name)).1;
    for (name, writes) in [("ci.yml", None), ("release.yml", Some("publish"))] {
        let value = workflow(name);
        assert_eq!(value["permissions"], serde_json::json!({"contents": "read"}), "{name}");
        for (job, content) in value["jobs"].as_object().unwrap() {
            assert!(content["timeout-minutes"].is_u64(), "{name}: {job}");
            assert_eq!(content["permissions"].is_null(), writes != Some(job), "{name}: {job}");
        }
        for step in steps(&value) {
            assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{name}: {step}");
            let Some(used) = step["uses"].as_str() else { continue };
            assert!(is_pinned(used), "{name}: {used}");
            if used.starts_with("actions/checkout@") {
                assert_eq!(step["with"]["persist-credentials"], serde_json::json!(false), "{name}: {step}");
            }
        }
    }
    // What CI runs elsewhere is what is run there.
    assert!(steps(&workflow("ci.yml")).iter().any(|step| step["run"] == "bash .ci/run"));
    // Whoever publishes waits for a person, if the environment says so, and runs nothing that was built.
    let publish = &workflow("release.yml")["jobs"]["publish"];
    assert_eq!(publish["environment"], "release");
    assert_eq!(
        keys(&publish["permissions"]),
        BTreeSet::from(["attestations", "contents", "id-token", "packages"])
    );
}

/// Cargo.toml says where provgen is published; all else says the same.
#[test]
fn one_place_says_where_provgen_is_published() {
    let texts = ["README.md", "docs/installing.md", "CONTRIBUTING.md", "CHANGELOG.md", "action.yml"]
        .map(|file| root().join(file));
    let workflows =
        fs::read_dir(root().join("examples/workflows")).unwrap().map(|entry| entry.unwrap().path());
    let mut named = 0;
    for path in texts.into_iter().chain(workflows) {
        let text = fs::read_to_string(&path).unwrap();
        let names = text.split(|c: char| c.is_whitespace() || "`'\"()<>".contains(c));
        for name in names
            .filter(|name| name.contains("/provgen@v") || name.contains(".com/") && name.contains("/provgen"))
        {
            assert!(name.contains(published()), "{}: {name}", path.display());
            named += 1;
        }
    }
    assert!(named > 4, "{named}");
}

/// Each command is one that provgen knows, with flags that it has.
#[test]
fn every_provgen_command_is_accepted() {
    let accepts = |command: &str| {
        // The version is the tag's.
        let command = command.replace("$VERSION", "v26.11.00001").replace('"', "");
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        run(&root(), &words).status.code() == Some(0)
    };
    let mut commands = BTreeSet::new();
    for (name, (_, workflow)) in workflows() {
        for step in steps(&workflow) {
            let lines = step["run"].as_str().unwrap_or_default().lines();
            for command in lines.filter_map(|line| line.trim().strip_prefix("provgen ")) {
                // What follows is the shell's.
                let command = command.split(" || ").next().unwrap();
                assert!(accepts(command), "{name}: provgen {command}");
                commands.insert(command.split(' ').next().unwrap().to_string());
            }
        }
    }
    assert!(commands.contains("release"), "{commands:?}");
    // A flag that there isn't is told from one that there is.
    assert!(!accepts("release --version v26.11.00001 --sign-key FILE") && !accepts("publish"));
    for command in [
        "package --version v26.11.00001 --sign-key-env KEY --out dist",
        "verify dist --public-key key.pub.pem",
    ] {
        assert!(accepts(command), "provgen {command}");
    }
}
