//! Changing the version of a provider.yaml.
//!
//! In: the file's text, which was read without problems. Out: the same text with another version wherever the
//! version is meant: of the provider, and of services, in their ids and references too. Everything else stays
//! as written, including comments and prose that names the version.

use serde_json::Value;

use crate::diagnostic::{Position, Result};
use crate::document::cursor::escape;
use crate::document::{locate, manifest};
use crate::manifest::to_yaml;

/// A text, and its replacement.
struct Change {
    pointer: String,
    before: String,
    after: String,
}

/// The provider.yaml `text`, which messages call `file`, with `version` instead of `before`.
///
/// # Errors
/// The YAML writer refuses the document.
pub(super) fn stamp(text: &str, file: &str, before: &str, version: &str) -> Result<String> {
    let mut document = manifest::parse(text, file)?.document.to_value();
    let changes = changes(&document, before, version);
    for change in &changes {
        if let Some(value) = document.pointer_mut(&change.pointer) {
            *value = Value::String(change.after.clone());
        }
    }
    // If a value is written in another way, for example by an alias, the whole text is written anew.
    match spliced(text, &changes) {
        Some(text) if manifest::parse(&text, file).is_ok_and(|read| read.document.to_value() == document) => {
            Ok(text)
        }
        _ => to_yaml(&document, text.len()),
    }
}

fn changes(document: &Value, before: &str, version: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut change = |pointer: String, make: &dyn Fn(&str) -> Option<String>| {
        let found = document.pointer(&pointer).and_then(Value::as_str);
        if let Some((before, after)) = found.and_then(|text| Some((text.to_string(), make(text)?))) {
            changes.push(Change { pointer, before, after });
        }
    };
    change("/version".into(), &|_| Some(version.into()));
    let services = document.get("providerServices").and_then(Value::as_object);
    for name in services.into_iter().flatten().map(|(name, _)| name) {
        let service = format!("/providerServices/{}", escape(name));
        change(format!("{service}/version"), &|_| Some(version.into()));
        change(format!("{service}/id"), &|id| {
            Some(format!("{}:{version}", id.strip_suffix(before)?.strip_suffix(':')?))
        });
        change(format!("{service}/service/$ref"), &|reference| {
            let (folder, rest) = reference.split_once('/')?;
            Some(format!("{folder}/{version}{}", rest.strip_prefix(before)?))
        });
    }
    changes
}

/// The text with each change made at the value's place, within quotes if it has any; none if a value is
/// written in another way.
fn spliced(text: &str, changes: &[Change]) -> Option<String> {
    let pointers: Vec<String> = changes.iter().map(|change| change.pointer.clone()).collect();
    let places = locate::places(text, &pointers)?;
    let mut starts: Vec<(usize, &Change)> = places
        .iter()
        .zip(changes)
        .map(|(place, change)| Some((start(text, place)?, change)))
        .collect::<Option<_>>()?;
    starts.sort_by_key(|(start, _)| *start);
    let (mut made, mut done) = (String::with_capacity(text.len()), 0);
    for (start, change) in starts {
        let quote = text.get(start..)?.chars().next().filter(|c| matches!(c, '"' | '\''));
        let start = start + quote.map_or(0, char::len_utf8);
        made.push_str(text.get(done..start)?);
        done =
            start + text.get(start..)?.strip_prefix(change.before.as_str()).map(|_| change.before.len())?;
        made.push_str(&change.after);
    }
    made.push_str(text.get(done..)?);
    Some(made)
}

/// The byte at which `place` begins.
fn start(text: &str, place: &Position) -> Option<usize> {
    let line_start = match place.line {
        1 => 0,
        line => text.match_indices('\n').nth(line - 2)?.0 + 1,
    };
    let line = text.get(line_start..)?;
    let (column, _) = line.char_indices().nth(place.column - 1)?;
    Some(line_start + column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamped(text: &str) -> String {
        stamp(text, "provider.yaml", "v00.00.00000", "v1.2.3").unwrap()
    }

    #[test]
    fn nothing_but_the_versions_changes() {
        let text = "# of v00.00.00000\nversion: \"v00.00.00000\"   # this one\nyes: v00.00.00000\nproviderServices:\n  shop: { id: 'shop:v00.00.00000', version: v00.00.00000, on: yes, service: { $ref: é/v00.00.00000/services/v00.00.00000.yaml } }\r\n  \"b/a\": {id: x, version: v00.00.00000}\n";
        let expected = "# of v00.00.00000\nversion: \"v1.2.3\"   # this one\nyes: v00.00.00000\nproviderServices:\n  shop: { id: 'shop:v1.2.3', version: v1.2.3, on: yes, service: { $ref: é/v1.2.3/services/v00.00.00000.yaml } }\r\n  \"b/a\": {id: x, version: v1.2.3}\n";
        assert_eq!(stamped(text), expected);
        let json = r#"{"version": "v00.00.00000", "note": "v00.00.00000"}"#;
        assert_eq!(stamped(json), r#"{"version": "v1.2.3", "note": "v00.00.00000"}"#);
    }

    #[test]
    fn what_is_written_otherwise_is_written_anew() {
        for text in [
            "version: &v v00.00.00000\nnote: *v\nproviderServices: {}\n",
            "version: \"v00\\x2e00.00000\"\nnote: v00.00.00000\nproviderServices: {}\n",
            "version: >-\n  v00.00.00000\nnote: v00.00.00000\nproviderServices: {}\n",
            "version: |-\n  v00.00.00000\nnote: v00.00.00000\nproviderServices: {}\n",
        ] {
            assert_eq!(
                manifest::parse(&stamped(text), "").unwrap().document.to_value(),
                serde_json::json!({"version": "v1.2.3", "note": "v00.00.00000", "providerServices": {}}),
                "{text}"
            );
        }
    }
}
