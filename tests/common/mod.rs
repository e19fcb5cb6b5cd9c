//! What the tests share: cases, runs of the binary, and how a run is written down.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) mod release;
pub(crate) mod statement;

/// The repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of a case, `area/behaviour`.
pub(crate) fn case(name: &str) -> PathBuf {
    let path = root().join("tests/cases").join(name);
    assert!(path.is_dir(), "there is no case {name}");
    path
}

/// The text of a case's file.
pub(crate) fn case_file(name: &str, file: &str) -> String {
    fs::read_to_string(case(name).join(file)).unwrap()
}

/// A copy of a case in a folder of its own, to run in.
pub(crate) fn sandbox(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&case(name), folder.path());
    folder
}

/// Copies a folder's content.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// `provgen`, to be run in `folder`, with nothing of the environment that changes what it prints.
pub(crate) fn provgen(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_provgen"));
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("TERM", "dumb");
    // The folder that a run is in makes the cache its own.
    command.env("PROVGEN_CACHE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    command.env("PROVGEN_STATE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/state"));
    command
}

/// Runs `provgen` with `arguments` in `folder`.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    provgen(folder).args(arguments).output().unwrap()
}

/// A run as a person sees it: the command, what it printed, how it ended.
pub(crate) fn transcript(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let code = output.status.code().map_or_else(|| "none".into(), |code| code.to_string());
    let mut text = format!("$ provgen {}\n", arguments.join(" "));
    text.push_str(&redacted(&output.stdout, folder));
    text.push_str(&redacted(&output.stderr, folder));
    text.push_str(&format!("exit code {code}\n"));
    text
}

/// Output without what differs from run to run: the time it took, and the folder it ran in.
fn redacted(bytes: &[u8], folder: &Path) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap().replace(&folder.display().to_string(), "[folder]");
    text.lines()
        .map(|line| match line.rsplit_once("   ") {
            Some((start, time)) if time.ends_with(" ms") => format!("{start}   [time]\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}

/// All files below a folder with their bytes, by path.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().display().to_string();
            (path, fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The same value with the keys of every object in an order that `seed` gives.
pub(crate) fn shuffled(value: &Value, seed: &mut u64) -> Value {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<(u64, &String, &Value)> = entries
                .iter()
                .map(|(key, value)| {
                    // A linear congruential generator is random enough for an order.
                    *seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (*seed >> 33, key, value)
                })
                .collect();
            entries.sort_by_key(|(order, key, _)| (*order, *key));
            entries.into_iter().map(|(_, key, value)| (key.clone(), shuffled(value, seed))).collect()
        }
        Value::Array(items) => items.iter().map(|item| shuffled(item, seed)).collect(),
        other => other.clone(),
    }
}
