//! Tests of the promises of `output`, on real folders.

mod atomic;
mod compare;
mod hostile;
mod killed;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

use tempfile::TempDir;
use walkdir::WalkDir;

use super::{Area, ChangeKind, Digest, Lines, Mode, Output, OutputReport, State, Why};
use crate::diagnostic::{Failure, Result};

static NEVER: AtomicBool = AtomicBool::new(false);

/// The user's state folder, shared by all tests: their notes differ, since each test has its own output
/// folder.
static HOME: LazyLock<TempDir> = LazyLock::new(folder);

/// The area of runs into `root`: these folders; the empty path stands for the whole output folder.
pub(super) fn area(root: &Path, folders: &[&str]) -> Area {
    let folders = folders.iter().map(|folder| (*folder).to_string()).collect();
    let state = State::at(HOME.path().to_path_buf());
    Area { root: root.to_path_buf(), folders, files: Vec::new(), inputs: Vec::new(), state }
}

fn open(root: &Path, mode: Mode) -> Result<Output> {
    Output::open(area(root, &[""]), mode, Lines::Counted, Arc::new(AtomicBool::new(false)))
}

/// One run that is responsible for all files.
fn run(root: &Path, mode: Mode, files: &[(&str, &str)]) -> Result<OutputReport> {
    let output = open(root, mode)?;
    for (path, content) in files {
        // Errors come again from `commit`.
        let _ = output.stage(path, content.as_bytes());
    }
    output.commit(|_| true, &NEVER)
}

fn write(root: &Path, files: &[(&str, &str)]) -> OutputReport {
    run(root, Mode::Write, files).unwrap()
}

/// Puts a file there that provgen did not write.
fn put(root: &Path, path: &str, content: &[u8]) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
}

/// Everything below a folder by path: a file's bytes, `None` for a folder, and a link's target.
fn tree(root: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let entries = WalkDir::new(root).min_depth(1).into_iter().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_string();
        let content = if entry.file_type().is_dir() {
            None
        } else if entry.path_is_symlink() {
            Some(fs::read_link(entry.path()).unwrap().to_str().unwrap().as_bytes().to_vec())
        } else {
            Some(fs::read(entry.path()).unwrap())
        };
        (name, content)
    });
    entries.collect()
}

/// The files below a folder, without the list.
fn files(root: &Path) -> Vec<String> {
    let all = tree(root).into_iter().filter(|(name, content)| content.is_some() && name != super::LIST_FILE);
    all.map(|(name, _)| name).collect()
}

/// The paths on the list.
fn listed(root: &Path) -> Vec<String> {
    let text = fs::read_to_string(root.join(super::LIST_FILE)).unwrap();
    text.lines().skip(1).map(|line| line.split_once("  ").unwrap().1.to_string()).collect()
}

/// The list that a run leaves after it wrote these files.
fn list_of(files: &[(&str, &str)]) -> String {
    let lines = files.iter().map(|(path, content)| format!("{}  {path}\n", Digest::of(content.as_bytes())));
    format!("# list\n{}", lines.collect::<String>())
}

fn codes(failure: &Failure) -> Vec<&str> {
    failure.problems.iter().map(|problem| &*problem.code).collect()
}

fn kinds(report: &OutputReport) -> Vec<(&str, ChangeKind)> {
    report.changes.iter().map(|change| (change.path.as_str(), change.kind)).collect()
}

fn folder() -> TempDir {
    TempDir::new().unwrap()
}
