//! Same input, same bytes: whatever the order of keys, the number of threads, the run.

use std::fs;

use crate::common::{files, root, run, shuffled};
use serde_json::Value;

type Files = Vec<(String, Vec<u8>)>;

/// What `provgen generate` makes of the documents in `specs`, with this repository's configuration.
fn generated(specs: &[(String, String)], arguments: &[&str]) -> Files {
    generated_in("classic", specs, arguments)
}

/// The same with pages of another style.
fn generated_in(style: &str, specs: &[(String, String)], arguments: &[&str]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("specs")).unwrap();
    for (name, text) in specs {
        fs::write(folder.path().join("specs").join(name), text).unwrap();
    }
    let config = fs::read_to_string(root().join("provgen.yaml")).unwrap();
    let config = config.replace("style: classic", &format!("style: {style}"));
    fs::write(folder.path().join("provgen.yaml"), config).unwrap();
    let output = run(folder.path(), &[&["generate"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    files(&folder.path().join("generated"))
}

fn dataproc() -> String {
    fs::read_to_string(root().join("specs/dataproc.v1.json")).unwrap()
}

/// Several services, so that there is something for several threads to do.
fn services() -> Vec<(String, String)> {
    let small = fs::read_to_string(root().join("tests/cases/manifest/small/spec.json")).unwrap();
    let copies = (0..8).map(|n| {
        let name = format!("small{n}");
        (format!("{name}.json"), small.replace("\"name\": \"small\"", &format!("\"name\": \"{name}\"")))
    });
    copies.chain([("dataproc.v1.json".to_string(), dataproc())]).collect()
}

fn assert_same(left: &Files, right: &Files) {
    let names = |files: &Files| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(left), names(right));
    for ((name, left), (_, right)) in left.iter().zip(right) {
        assert!(left == right, "{name} differs");
    }
}

/// Each run has a folder of its own, so nothing tells where a file was made either.
#[test]
fn two_runs_give_the_same_bytes() {
    assert_same(&generated(&services(), &[]), &generated(&services(), &[]));
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let one = generated(&services(), &["--jobs", "1"]);
    for jobs in ["2", "8"] {
        assert_same(&one, &generated(&services(), &["--jobs", jobs]));
    }
}

#[test]
fn the_order_of_keys_changes_nothing() {
    let value: Value = serde_json::from_str(&dataproc()).unwrap();
    for style in ["classic", "registry"] {
        let plain = generated_in(style, &[("dataproc.v1.json".into(), dataproc())], &[]);
        for seed in [1, 20_261_122, u64::MAX] {
            let text = shuffled(&value, &mut seed.clone()).to_string();
            assert_ne!(text, value.to_string());
            assert_same(&plain, &generated_in(style, &[("dataproc.v1.json".into(), text)], &[]));
        }
    }
}

/// The same for an OpenAPI document, annotations and all: a manifest of ours, as `show --from` reads it.
#[test]
fn the_order_of_keys_of_an_openapi_document_changes_nothing() {
    let path = root().join("generated/providers/src/googleapis.com/v00.00.00000/services/dataproc.yaml");
    let value: Value = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let made = |value: &Value| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("spec.json"), value.to_string()).unwrap();
        let output = run(folder.path(), &["generate", "-v", "--spec", "spec.json", "--provider", "google"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (files(&folder.path().join("generated")), output.stderr)
    };
    let (plain, notes) = made(&value);
    for seed in [1, 7] {
        let (other, other_notes) = made(&shuffled(&value, &mut seed.clone()));
        assert_same(&plain, &other);
        assert_eq!(notes, other_notes);
    }
}
