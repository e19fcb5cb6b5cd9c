//! What the tests share: cases, runs of the binary, and how a run is written down.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use provgen::cli::{Env, Io, Outcome};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) mod archive;
#[cfg(unix)]
pub(crate) mod checkout;
pub(crate) mod go;
pub(crate) mod mirror;
pub(crate) mod preview;
pub(crate) mod release;
#[cfg(unix)]
pub(crate) mod stackql;
pub(crate) mod statement;
pub(crate) mod yaml;

/// Compares with the snapshot of `name` in the area of the file that asks: `<area>__<behaviour>.snap`.
#[allow(unused_macros, reason = "each test program uses a part of it")]
macro_rules! assert_snapshot {
    ($name:expr, $value:expr $(,)?) => {{
        let area = module_path!().split("::").nth(1).unwrap();
        insta::with_settings!({ prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{area}__{}", $name), $value);
        });
    }};
}
#[allow(unused_imports, reason = "each test program uses a part of it")]
pub(crate) use assert_snapshot;

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
    command.current_dir(folder).env("TERM", "dumb");
    for variable in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PROVGEN_CONFIG"] {
        command.env_remove(variable);
    }
    // The folder that a run is in makes the cache its own.
    command.env("PROVGEN_CACHE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    command.env("PROVGEN_STATE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/state"));
    command
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Status,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

impl Ran {
    /// All that it printed.
    pub(crate) fn printed(&self) -> String {
        format!("{}{}", String::from_utf8_lossy(&self.stdout), String::from_utf8_lossy(&self.stderr))
    }
}

/// How a run ended, in the words of the standard library's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status(Outcome);

impl Status {
    pub(crate) fn code(self) -> Option<i32> {
        Some(self.0.exit_code().into())
    }

    pub(crate) fn success(self) -> bool {
        self.0 == Outcome::Clean
    }
}

/// Bytes that were written.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Does `it` in `folder`, which nothing else leaves meanwhile: a process is in one folder at a time.
pub(crate) fn within<T>(folder: &Path, it: impl FnOnce() -> T) -> T {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    std::env::set_current_dir(folder).unwrap();
    let made = it();
    std::env::set_current_dir(root()).unwrap();
    drop(alone);
    made
}

/// Runs `provgen` with `arguments` in `folder`, as a part of this process.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Ran {
    run_with(folder, &[], arguments)
}

/// As [`run`], with these variables of the environment besides.
pub(crate) fn run_with(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    started(folder, variables, arguments, |io| io)
}

/// What is printed on a terminal of `width` characters, without colours.
pub(crate) fn printed_at(width: usize, folder: &Path, arguments: &[&str]) -> String {
    started(folder, &[], arguments, |io| io.of_width(width)).printed()
}

fn started(
    folder: &Path,
    variables: &[(&str, &str)],
    arguments: &[&str],
    connected: impl Fn(Io) -> Io,
) -> Ran {
    let arguments = std::iter::once("provgen").chain(arguments.iter().copied()).map(OsString::from);
    let (out, err) = (Written::default(), Written::default());
    let own = [
        ("PROVGEN_CACHE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache")),
        ("PROVGEN_STATE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/state")),
    ];
    let env = Env::with(own.into_iter().chain(variables.iter().copied()));
    let io = connected(Io::to(out.clone(), err.clone()));
    let outcome = within(folder, || provgen::cli::run(arguments, io, &env));
    Ran { status: Status(outcome), stdout: out.take(), stderr: err.take() }
}

/// A run as a person sees it: the command, what it printed, how it ended.
pub(crate) fn transcript(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let code = output.status.0.exit_code();
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
