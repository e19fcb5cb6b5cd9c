//! Problems that documents of both formats have, in the same words.

use crate::diagnostic::Diagnostic;

/// A key that an object must have isn't there; `gives` says what it is for.
pub(super) fn missing(key: &str, gives: &str) -> Diagnostic {
    Diagnostic::error("input::missing-key", format!("`{key}` is missing")).help(format!("it gives {gives}"))
}
