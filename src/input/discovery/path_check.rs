//! Whether a path of the document can be used at all.

use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::input::check;

/// Whether the path can be used; the problem is reported if not.
pub(super) fn path_is_sound(path: &str, at: &Cursor<'_, '_>) -> bool {
    let problem = problem(path);
    let is_sound = problem.is_none();
    problem.into_iter().for_each(|problem| at.report(problem));
    is_sound
}

/// The problem of a path whose braces don't pair with a name between them, or that has control characters or a text
/// that is a slash to the engine.
pub(super) fn problem(path: &str) -> Option<Diagnostic> {
    let mut open = false;
    let sound = path.chars().all(|c| match c {
        '{' => !std::mem::replace(&mut open, true),
        '}' => std::mem::replace(&mut open, false),
        c => !c.is_control(),
    });
    let sound = sound && !open && !path.contains("{}") && !path.contains("{+}");
    if !sound {
        return Some(
            Diagnostic::error(
                "input::bad-path",
                "the path has braces that don't pair, a parameter without a name, or control characters",
            )
            .help("a parameter is `{name}` or `{+name}`"),
        );
    }
    check::slash(path)
}
