//! Programs in Go, which do what the engine does a second time.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::root;

/// Where a module of Go has what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// In Go itself.
    Nothing,
    /// In what Go has fetched, or fetches; `go.sum` says what that is.
    Modules,
}

/// Go in the folder of a module, with nothing to fetch but what it needs.
pub(crate) fn go(module: &str, needs: Needs, arguments: &[&str]) -> std::io::Result<Output> {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go");
    let mut command = Command::new("go");
    command.args(arguments).current_dir(root().join(module)).env("GOCACHE", cache.join("build"));
    command.envs([("GOTOOLCHAIN", "local"), ("GOWORK", "off")]);
    match needs {
        Needs::Nothing => command
            .env("GOPATH", cache.join("path"))
            .envs([("GOFLAGS", "-mod=mod -buildvcs=false"), ("GOPROXY", "off")]),
        Needs::Modules => command.env("GOFLAGS", "-mod=readonly -buildvcs=false"),
    };
    command.output()
}

/// Whether `test` can run; tells where it can't.
pub(crate) fn can_run(test: &str) -> bool {
    go("tests/engine", Needs::Nothing, &["version"]).is_ok_and(|output| output.status.success())
        || skipped(test, "Go is not installed")
}

/// Tells that `test` is skipped, which must not be where everything is said to be there.
pub(crate) fn skipped(test: &str, why: &str) -> bool {
    let required = std::env::var("PROVGEN_ENGINE");
    assert_ne!(required.as_deref(), Ok("required"), "{test} must not be skipped here: {why}");
    // Not by `eprintln!`, which the test harness keeps to itself.
    std::io::stderr().write_all(format!("skipped: {test}: {why}\n").as_bytes()).unwrap();
    false
}

pub(crate) fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The program of a module, built in `folder`.
///
/// # Errors
/// What Go says.
pub(crate) fn build(module: &str, needs: Needs, folder: &Path) -> Result<PathBuf, String> {
    let program: PathBuf = folder.join("program");
    let built = go(module, needs, &["build", "-o", program.to_str().unwrap(), "."]).unwrap();
    if built.status.success() { Ok(program) } else { Err(printed(&built)) }
}
