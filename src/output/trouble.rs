//! Problems of writing, in plain words.
//!
//! In: the failed action and the system's error. Out: a [`Diagnostic`] with the way out.

use std::io::{Error, ErrorKind};

use crate::diagnostic::plain;
use crate::diagnostic::{Diagnostic, Failure, MAX_LISTED};

/// The error is boxed, since a diagnostic is large for an error that every file may return.
pub(super) type BoxedResult<T> = Result<T, Box<Diagnostic>>;

pub(super) fn new(
    code: &'static str,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, message).help(help))
}

/// The diagnostic for `error`, which came from trying to `act` ("write `docs/index.md`").
pub(super) fn io(act: &str, error: &Error) -> Box<Diagnostic> {
    let (code, help) = match error.kind() {
        ErrorKind::PermissionDenied => {
            ("output::not-writable", "check who may write there, or choose another --out")
        }
        ErrorKind::ReadOnlyFilesystem => ("output::not-writable", "choose an --out that can be written to"),
        ErrorKind::NotADirectory => {
            ("output::not-a-folder", "a file is where a folder should be: move it, or choose another --out")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            ("output::io", "make room, or choose an --out on another disk")
        }
        _ => ("output::io", "check the disk, and that nothing else works in the output folder"),
    };
    new(code, format!("can't {act}: {}", plain(error)), help)
}

pub(super) fn interrupted() -> Box<Diagnostic> {
    new("output::interrupted", "interrupted; the output is as it was", "run it again")
}

pub(super) fn conflict(path: &str) -> Box<Diagnostic> {
    new(
        "output::conflict",
        format!("two different files would be written to `{path}`"),
        "give one of the two services, resources or pages another name in provgen.yaml",
    )
}

/// `problems` as one failure, with at most as many as are listed. A help text that many of them share is
/// shown once, at the end.
pub(super) fn all(mut problems: Vec<Diagnostic>) -> Failure {
    let omitted = problems.len().saturating_sub(MAX_LISTED);
    problems.truncate(MAX_LISTED);
    Failure { problems, omitted }.with_shared_help()
}
