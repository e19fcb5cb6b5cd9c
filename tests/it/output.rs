//! Writing, with real processes: one that is killed, and two at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use provgen::diagnostic::Result;
use provgen::output::{Area, Lines, Mode, Output, State};
use tempfile::TempDir;

use crate::common::within;

static NEVER: AtomicBool = AtomicBool::new(false);

fn open(root: &Path) -> Result<Output> {
    let state = State::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join("state"));
    let area = Area {
        root: root.to_path_buf(),
        folders: vec![String::new()],
        files: Vec::new(),
        inputs: Vec::new(),
        state,
    };
    Output::open(area, Mode::Write, Lines::Counted, Arc::new(AtomicBool::new(false)))
}

/// Run by the tests below in a process of its own, in the output folder: stages a file and waits to be
/// killed.
#[test]
#[ignore = "a part of the other tests"]
fn stage_and_wait() {
    let output = open(Path::new("")).unwrap();
    output.stage("a", b"new").unwrap();
    fs::write("../staged", "").unwrap();
    std::thread::sleep(Duration::from_secs(60));
    drop(output);
}

fn start(root: &Path) -> Child {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "output::stage_and_wait"])
        .current_dir(root)
        .spawn()
        .unwrap();
    while !root.join("../staged").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

fn names(root: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_live_run_is_waited_for_and_a_killed_one_cleared_up_after() {
    let outer = TempDir::new().unwrap();
    let root: PathBuf = outer.path().join("out");
    fs::create_dir(&root).unwrap();
    let mut other = start(&root);
    let failure = open(&root).unwrap_err();
    assert_eq!(failure.problems[0].code, "output::busy");
    assert!(names(&root)[0].starts_with(".provgen-staging-"), "the live run's folder is still there");
    other.kill().unwrap();
    other.wait().unwrap();
    let output = open(&root).unwrap();
    output.stage("a", b"a").unwrap();
    assert_eq!(output.commit(|_| true, &NEVER).unwrap().written, 1);
    assert_eq!(names(&root), [".provgen-files", "a"]);
}

#[test]
fn a_path_relative_to_the_current_folder_will_do() {
    // `tempfile` makes the staging folder's path absolute; the run must still know it for its own.
    let folder = TempDir::new().unwrap();
    within(folder.path(), || {
        let relative = Path::new("somewhere/out");
        let output = open(relative).unwrap();
        output.stage("a/b", b"b").unwrap();
        assert_eq!(output.commit(|_| true, &NEVER).unwrap().written, 1);
        assert_eq!(fs::read(relative.join("a/b")).unwrap(), b"b");
    });
}
