//! Characters in a service's resources that the engine can't read.
//!
//! The engine reads resources twice: from the manifest, and from the JSON that it made of that. An escape
//! doesn't survive the first reading, so a character that YAML 1.1 allows only as an escape makes the loading
//! of the whole service fail.
//!
//! In: a service. Out: its prose without such characters, or an error if one is in a text that SQL or the
//! server uses.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Failure, MAX_LISTED, Result};
use crate::document::manifest::is_lost;
use crate::provider::{Method, Service};

/// Replaces a character that was taken out of prose.
const REPLACEMENT: &str = "\u{fffd}";

/// `text` with only the characters that the engine can read.
pub(super) fn prose(text: &str) -> Cow<'_, str> {
    if text.contains(is_lost) { Cow::Owned(text.replace(is_lost, REPLACEMENT)) } else { Cow::Borrowed(text) }
}

/// The description of a path's parameter without `?` and `#`, in fullwidth forms instead. StackQL's analyser puts
/// the description into the path, where the two would end it.
pub(super) fn path_description(text: &str) -> Cow<'_, str> {
    if !text.contains(['?', '#']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('?', "\u{ff1f}").replace('#', "\u{ff03}"))
}

/// # Errors Methods with such a character outside of prose.
pub(super) fn check(service: &Service) -> Result<()> {
    let mut failure = Failure::default();
    for method in service.resources.iter().flat_map(|resource| &resource.methods) {
        let Some((what, character)) = lost(method) else { continue };
        if failure.problems.len() == MAX_LISTED {
            failure.omitted += 1;
            continue;
        }
        let message = format!(
            "StackQL can't read {what} of {}: it has the character U+{:04X}",
            method.operation_id,
            u32::from(character)
        );
        let problem = Diagnostic::error("manifest::unreadable", message)
            .help("take the character out of the document, or leave the operation out by `exclude`")
            .at(&service.api.file, "");
        failure.problems.push(problem);
    }
    if failure.problems.is_empty() { Ok(()) } else { Err(failure) }
}

/// The first such character of a method, and the part that has it.
fn lost(method: &Method) -> Option<(&'static str, char)> {
    let object_key = method.object_key.as_ref().map(ToString::to_string);
    let (status, media_type) = &method.response;
    let texts = [
        ("the path", Some(method.path.as_str())),
        ("the object key", object_key.as_deref()),
        ("the response's status", Some(status.as_str())),
        ("the response's media type", media_type.as_deref()),
        ("the body's media type", method.request.as_ref().map(|request| request.media_type.as_str())),
    ];
    let fields = method.required_fields.iter().map(|field| ("a required field", Some(field.as_str())));
    texts
        .into_iter()
        .chain(fields)
        .find_map(|(what, text)| Some((what, text?.chars().find(|c| is_lost(*c))?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_loses_what_cannot_be_read_and_nothing_else() {
        assert_eq!(prose("Carts\u{7f} \u{85}\u{9f}é\u{ffff}"), "Carts\u{fffd} \u{85}\u{fffd}é\u{fffd}");
        assert!(matches!(prose("Carts"), Cow::Borrowed("Carts")));
    }
}
