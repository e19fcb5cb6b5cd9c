//! What StackQL was recorded to show, against `provgen show`: methods in their order, the names that they
//! require, columns with their types in their order.
//!
//! `tests/engine/README.md` tells how the files of `tests/engine/recorded/` came about. Where `STACKQL` names the
//! program, it is asked again.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{root, run};

/// A recording: its file, the service, and the document or the configuration that it comes from.
struct Recording {
    name: &'static str,
    service: &'static str,
    source: &'static str,
    /// Columns that `show` has in addition: DESCRIBE goes by the first SELECT alone, and others can be selected
    /// too.
    more: &'static [&'static str],
}

const RECORDINGS: [Recording; 4] = [
    Recording { name: "dataproc", service: "google.dataproc", source: "provgen.yaml", more: &[] },
    Recording {
        name: "library",
        service: "acme.library",
        source: "tests/cases/openapi/paths/library.yaml",
        more: &[],
    },
    Recording {
        name: "shapes",
        service: "acme.shapes",
        source: "tests/cases/engine/shapes/shapes.yaml",
        more: &[],
    },
    Recording {
        name: "shop",
        service: "acme.shop",
        source: "tests/cases/openapi/tags/shop.json",
        more: &["limit integer"],
    },
];

fn recording(name: &str) -> String {
    fs::read_to_string(root().join(format!("tests/engine/recorded/{name}.txt"))).unwrap()
}

/// What `provgen show` says of a service, in the form of a recording.
fn shown(recording: &Recording, source: [&str; 2]) -> String {
    let service = recording.service;
    let output = run(&root(), &["show", service, source[0], source[1], "--format", "json"]);
    assert!(output.status.success(), "{}", output.printed());
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut resources: Vec<&Value> = all["resources"].as_array().unwrap().iter().collect();
    resources.sort_by_key(|resource| resource["name"].as_str());
    let mut text = format!("# {service}, as StackQL shows it: tests/engine/README.md\n");
    for resource in resources {
        writeln!(text, "\n{}", resource["name"].as_str().unwrap()).unwrap();
        for method in resource["methods"].as_array().unwrap() {
            let of = |key: &str| method[key].as_str().unwrap();
            writeln!(text, "  {} {}({})", of("verb"), of("name"), names(&method["required"])).unwrap();
        }
        for column in resource["fields"].as_array().unwrap() {
            let line = format!("{} {}", column["name"].as_str().unwrap(), column["type"].as_str().unwrap());
            if !recording.more.contains(&line.as_str()) {
                writeln!(text, "    {}", line.trim_end()).unwrap();
            }
        }
    }
    text
}

fn names(list: &Value) -> String {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(", ")
}

/// The provider that is generated from a recording's source, and its folder within.
fn generated(service: &str, source: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let from = root().join(source);
    let provider = service.split('.').next().unwrap();
    let registry = match from.file_name().unwrap().to_str().unwrap() {
        "provgen.yaml" => root().join("generated/providers"),
        file => {
            fs::copy(&from, folder.path().join(file)).unwrap();
            let settings = format!("provider: {{ name: {provider}, title: A }}\nspecs: [{file}]\nout: out\n");
            fs::write(folder.path().join("provgen.yaml"), settings).unwrap();
            let output = run(folder.path(), &["generate", "--no-cache"]);
            assert!(output.status.success(), "{}", output.printed());
            folder.path().join("out/providers")
        }
    };
    (folder, registry)
}

/// The folder of a registry's only provider.
fn provider(registry: &Path) -> PathBuf {
    let only = |folder: PathBuf| fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    only(only(registry.join("src")))
}

#[test]
fn what_is_shown_is_what_stackql_shows() {
    for recorded in &RECORDINGS {
        let Recording { name, service, source, .. } = *recorded;
        let expected = recording(name);
        let option = if source == "provgen.yaml" { "--config" } else { "--spec" };
        assert_eq!(shown(recorded, [option, source]), expected, "{name}, from {source}");
        let (_folder, registry) = generated(service, source);
        let published = provider(&registry);
        let published = published.to_str().unwrap();
        assert_eq!(shown(recorded, ["--from", published]), expected, "{name}, from {published}");
    }
}

#[test]
fn a_stackql_at_hand_shows_what_is_recorded() {
    let Ok(stackql) = std::env::var("STACKQL") else {
        // Not by `eprintln!`, which the test harness keeps to itself.
        std::io::stderr().write_all(b"skipped: STACKQL names no program\n").unwrap();
        return;
    };
    for Recording { name, service, source, .. } in RECORDINGS {
        let (_folder, registry) = generated(service, source);
        let mut record = Command::new(root().join("tests/engine/record"));
        let output = record.arg(&stackql).arg(&registry).arg(service).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {told}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), recording(name), "{name}");
    }
}

#[test]
fn every_recording_is_compared() {
    let folder = fs::read_dir(root().join("tests/engine/recorded")).unwrap();
    let mut files: Vec<String> =
        folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, RECORDINGS.map(|recording| format!("{}.txt", recording.name)));
}
