//! Whether a path of the document can be used at all.

use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::input::check;

/// Whether the path's braces pair with a name between them, and the path has no control characters and no
/// text that is a slash to the engine.
pub(super) fn path_is_sound(path: &str, at: &Cursor<'_, '_>) -> bool {
    let mut open = false;
    let sound = path.chars().all(|c| match c {
        '{' => !std::mem::replace(&mut open, true),
        '}' => std::mem::replace(&mut open, false),
        c => !c.is_control(),
    });
    let sound = sound && !open && !path.contains("{}") && !path.contains("{+}");
    if !sound {
        at.report(
            Diagnostic::error(
                "input::bad-path",
                "the path has braces that don't pair, a parameter without a name, or control characters",
            )
            .help("a parameter is `{name}` or `{+name}`"),
        );
    }
    let slash = check::slash(path);
    let is_sound = sound && slash.is_none();
    if let Some(problem) = slash {
        at.report(problem);
    }
    is_sound
}
