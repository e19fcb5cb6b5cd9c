//! Problems that documents of both formats have, in the same words.

use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;

/// A key that an object must have isn't there; `gives` says what it is for.
pub(super) fn missing(key: &str, gives: &str) -> Diagnostic {
    Diagnostic::error("input::missing-key", format!("`{key}` is missing")).help(format!("it gives {gives}"))
}

/// What is at `at` has the wrong type, in the words of the other such problems.
pub(super) fn wrong_type(at: &Cursor<'_, '_>, wanted: &str, help: &str) {
    let pointer = at.pointer();
    let key = pointer.rsplit('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
    let message = format!("`{key}` must be {wanted}, found {}", at.node.describe());
    at.report(Diagnostic::error("input::wrong-type", message).help(help));
}
