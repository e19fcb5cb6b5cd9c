//! Keys of a configuration: the messages about them, in the words that all keys share.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::names::{NameError, ServiceName};
use crate::text::did_you_mean;

pub(super) fn unknown_key(key: &str, allowed: &[&str], at: &Cursor<'_, '_>) {
    let near = did_you_mean(key, allowed.iter().copied()).map(|near| format!("did you mean `{near}`? "));
    at.report_key(
        Diagnostic::error("config::unknown-key", format!("there is no key `{key}` here")).help(format!(
            "{}allowed are {}",
            near.unwrap_or_default(),
            allowed.join(", ")
        )),
    );
}

/// The value of a key with a fixed set of choices.
pub(super) fn choice<T: Copy>(at: &Cursor<'_, '_>, choices: &[(&str, T)]) -> Option<T> {
    let text = at.string()?;
    let found = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let near = did_you_mean(&text, names.iter().copied()).map(|near| format!("did you mean `{near}`? "));
        at.report(
            Diagnostic::error("config::unknown-value", format!("`{text}` is not a choice here"))
                .help(format!("{}allowed are {}", near.unwrap_or_default(), names.join(", "))),
        );
    }
    found
}

/// A name, validated by its constructor.
pub(super) fn checked<T>(
    text: &str,
    make: impl Fn(&str) -> Result<T, NameError>,
    what: &str,
    at: &Cursor<'_, '_>,
) -> Option<T> {
    let made = make(text);
    made.map_err(|error| at.report(unsafe_name(text, what, &error))).ok()
}

/// A service's name that is the key of a map.
pub(super) fn checked_key(text: &str, at: &Cursor<'_, '_>) -> Option<ServiceName> {
    let made = ServiceName::new(text);
    made.map_err(|error| at.report_key(unsafe_name(text, "service", &error))).ok()
}

pub(super) fn unsafe_name(text: &str, what: &str, error: &NameError) -> Diagnostic {
    Diagnostic::error("config::unsafe-name", format!("{text:?} can't be a {what}'s name: {error}"))
        .help("names become folders and SQL identifiers: letters, digits and `_`")
}

pub(super) fn place(folder: &Path) -> String {
    if folder.as_os_str().is_empty() {
        "the configuration's folder".into()
    } else {
        format!("{}/", folder.display())
    }
}
