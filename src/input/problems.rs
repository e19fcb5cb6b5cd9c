//! Problems that documents of both formats have, in the same words.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::text::unescaped;

/// The problem of a missing key that an object must have; `gives` says what the key is for.
pub(super) fn missing(key: &str, gives: &str) -> Diagnostic {
    Diagnostic::error("input::missing-key", format!("`{key}` is missing")).help(format!("it gives {gives}"))
}

/// The problem of a value at `at` with the wrong type, in the words that all such problems share.
pub(super) fn wrong_type(at: &Cursor<'_, '_>, wanted: &str, help: &str) {
    at.report(type_problem(at, wanted, help));
}

/// As [`wrong_type`]; a reader that goes on has `done` that about it.
pub(super) fn wrong_type_repaired(
    at: &Cursor<'_, '_>,
    wanted: &str,
    help: &str,
    done: impl Into<Cow<'static, str>>,
) {
    at.report_repaired(type_problem(at, wanted, help), done);
}

fn type_problem(at: &Cursor<'_, '_>, wanted: &str, help: &str) -> Diagnostic {
    let pointer = at.pointer();
    let key = unescaped(pointer.rsplit('/').next().unwrap_or_default());
    let message = format!("`{key}` must be {wanted}, found {}", at.node.describe());
    Diagnostic::error("input::wrong-type", message).help(help)
}
