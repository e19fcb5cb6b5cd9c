//! What this repository promises of itself: `generated/` is what `specs/` gives, the README's commands work,
//! every case and snapshot is used, and no file is too long.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets what it doesn't expect fails"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::{copy, root, run};

#[test]
fn generated_is_what_specs_and_templates_give() {
    let output = run(&root(), &["generate", "--check"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

/// The commands of the README's console blocks, each with the lines that stand below it.
fn readme_commands() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (line, line.strip_prefix("$ ")) {
            ("```console", _) => inside = true,
            ("```", _) => inside = false,
            (_, Some(command)) if inside => commands.push((command.into(), Vec::new())),
            _ if inside => commands.last_mut().unwrap().1.push(line.into()),
            _ => {}
        }
    }
    commands
}

/// What the README shows below a command is what the command prints, but for lines that are shortened (`…`)
/// or that tell how long it took.
#[test]
fn every_provgen_command_of_the_readme_prints_what_it_shows() {
    let mut ran = 0;
    for (command, shown) in readme_commands() {
        let arguments = command.strip_prefix("cargo run --release -- ").or(command.strip_prefix("provgen "));
        let Some(arguments) = arguments else {
            // What cargo does itself is not for a test that cargo runs.
            assert_eq!(command, "cargo test");
            continue;
        };
        let folder = tempfile::tempdir().unwrap();
        for part in ["specs", "templates", "generated"] {
            fs::create_dir(folder.path().join(part)).unwrap();
            copy(&root().join(part), &folder.path().join(part));
        }
        fs::copy(root().join("provgen.yaml"), folder.path().join("provgen.yaml")).unwrap();
        let arguments = arguments.split_once(" > ").map_or(arguments, |(arguments, _)| arguments);
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let output = run(folder.path(), &words);
        assert_eq!(output.status.code(), Some(0), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).unwrap();
        for line in shown.iter().filter(|line| !line.contains('…') && !line.ends_with(" ms")) {
            assert!(
                printed.lines().any(|printed| printed == line),
                "{command} doesn't print\n{line}\n{printed}"
            );
        }
        ran += 1;
    }
    assert!(ran > 10, "{ran}");
}

/// The text of all test files.
fn tests_text() -> String {
    let mut text = String::new();
    for entry in fs::read_dir(root().join("tests")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            text += &fs::read_to_string(path).unwrap();
        }
    }
    text
}

#[test]
fn every_case_is_used() {
    let text = tests_text();
    for area in fs::read_dir(root().join("tests/cases")).unwrap() {
        let area = area.unwrap().path();
        for case in fs::read_dir(&area).unwrap() {
            let case = case.unwrap().path();
            let name =
                format!("{}/{}", area.file_name().unwrap().display(), case.file_name().unwrap().display());
            // Some tests read all cases of an area.
            let all = format!("cases(\"{}\")", area.file_name().unwrap().display());
            assert!(
                text.contains(&all)
                    || text.contains(&format!("\"{name}\""))
                    || text.contains(&format!("/{name}/")),
                "no test uses {name}"
            );
        }
    }
}

#[test]
fn every_snapshot_is_used() {
    let text = tests_text();
    for entry in fs::read_dir(root().join("tests/snapshots")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem =
            name.strip_suffix(".snap").unwrap_or_else(|| panic!("{name} is a snapshot that nobody accepted"));
        let (_, behaviour) = stem.split_once("__").unwrap();
        let used = text.contains(&format!("\"{behaviour}\"")) || text.contains(&format!(" {behaviour}: "));
        assert!(used, "no test uses {name}");
    }
}

/// The files that the promises of SECURITY.md are tested in.
#[test]
fn every_promise_of_security_names_a_test_that_is_there() {
    let text = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let (_, promises) = text.split_once("| Promise | Tested in |").unwrap();
    let (promises, _) = promises.split_once("\n\n").unwrap();
    let mut promised = 0;
    for row in promises.lines().skip(2).filter(|row| !row.starts_with("| **")) {
        let (_, tested) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        for name in tested.split(", ") {
            let path = name.trim_matches('`');
            assert!(root().join(path).exists(), "there is no {path}, which is to test: {row}");
        }
        promised += 1;
    }
    assert!(promised > 15, "{promised}");
}

#[test]
fn every_fuzz_target_is_built_and_has_seeds_and_words() {
    let folder = root().join("tests/fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let seeds = fs::read_to_string(folder.join("seeds")).unwrap();
    let mut targets = 0;
    for entry in fs::read_dir(folder.join("fuzz_targets")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let target = file.strip_suffix(".rs").unwrap();
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{file}\"")), "{target} isn't built");
        assert!(seeds.contains(&format!("    {target})")), "{target} has no seeds");
        assert!(folder.join(format!("dictionaries/{target}.dict")).is_file(), "{target} has no words");
        targets += 1;
    }
    assert!(targets > 5, "{targets}");
}

#[test]
fn no_source_file_is_too_long() {
    for entry in walkdir::WalkDir::new(root().join("src")) {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|extension| extension == "rs") {
            let lines = fs::read_to_string(entry.path()).unwrap().lines().count();
            assert!(lines <= 600, "{} has {lines} lines", entry.path().display());
        }
    }
}

#[test]
fn the_documents_are_those_that_sources_names() {
    let sources = fs::read_to_string(root().join("specs/SOURCES.md")).unwrap();
    let named: BTreeSet<&str> =
        sources.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    for (name, bytes) in common::files(&root().join("specs")) {
        if name == "SOURCES.md" {
            continue;
        }
        assert!(named.contains(name.as_str()), "SOURCES.md doesn't name {name}");
        let digest = sha256(&bytes);
        assert!(sources.contains(&digest), "SOURCES.md has another sha256 for {name}: {digest}");
    }
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
