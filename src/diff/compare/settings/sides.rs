//! The old and the new state of a setting, as people read them.
//!
//! In: two values. Out: a text for each, of what differs between them.

use serde_json::Value;

/// The longest value that is shown whole, in characters.
const MAX_WHOLE: usize = 160;
/// The part of a longer one that is shown: the characters that are the same before, and the others.
const SAME: usize = 30;

/// The texts of a setting that is called `name`; equal ones if the values say the same.
pub(in crate::diff) fn sides(name: &str, before: Option<&Value>, after: Option<&Value>) -> (String, String) {
    let leaves = |value: Option<&Value>| {
        let mut found = Vec::new();
        if let Some(value) = value {
            leaves(name.to_string(), value, &mut found);
        }
        found.sort();
        found
    };
    let (was, is) = (leaves(before), leaves(after));
    let value_of = |all: &[(String, String)], path: &str| {
        let found = all.binary_search_by(|(other, _)| other.as_str().cmp(path)).ok()?;
        all.get(found).map(|(_, value)| value.clone())
    };
    let text = |value: Option<&Value>, own: &[(String, String)], others: &[(String, String)]| {
        if value.is_none() {
            return format!("no {name}");
        }
        let differing = own.iter().filter(|leaf| others.binary_search(leaf).is_err());
        let shown = differing.map(|(path, value)| {
            let other = value_of(others, path).unwrap_or_default();
            (path.as_str(), around(value, &other))
        });
        match shown.collect::<Vec<_>>().as_slice() {
            [] => format!("{name} without {}", missing(name, own, others)),
            [(path, value)] => format!("{path}: {value}"),
            // The name isn't said again for each.
            several => {
                let within =
                    |path: &str| path.strip_prefix(name).unwrap_or(path).trim_start_matches('.').to_string();
                let all = several.iter().map(|(path, value)| format!("{}: {value}", within(path)));
                format!("{name} {{ {} }}", all.collect::<Vec<_>>().join(", "))
            }
        }
    };
    (text(before, &was, &is), text(after, &is, &was))
}

/// The first path that `others` have and `own` haven't.
fn missing(name: &str, own: &[(String, String)], others: &[(String, String)]) -> String {
    let is_missing = |path: &str| own.binary_search_by(|(known, _)| known.as_str().cmp(path)).is_err();
    let first = others.iter().find(|(path, _)| is_missing(path));
    let within = |path: &str| path.strip_prefix(name).unwrap_or(path).trim_start_matches('.').to_string();
    first.map_or_else(|| "what is new".into(), |(path, _)| format!("`{}`", within(path)))
}

/// The values within a value, each with its path: `responseToken.key`. A list of plain values is one.
fn leaves(path: String, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                leaves(format!("{path}.{key}"), value, found);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (index, item) in items.iter().enumerate() {
                leaves(format!("{path}[{index}]"), item, found);
            }
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            found.push((path, items.join(", ")));
        }
        other => found.push((path, plain(other))),
    }
}

/// A value without quotes, in one line.
fn plain(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
    crate::text::one_line(&text)
}

/// A value, or the part of a long one where it begins to differ from `other`.
fn around(value: &str, other: &str) -> String {
    if value.chars().count() <= MAX_WHOLE {
        return value.to_string();
    }
    let same = value.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let start = same.saturating_sub(SAME);
    let shown: String = value.chars().skip(start).take(MAX_WHOLE).collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if start + MAX_WHOLE < value.chars().count() { "…" } else { "" };
    format!("{before}{shown}{after}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_shown() {
        let old = json!({ "requestToken": { "key": "page" }, "responseToken": { "key": "$.next" } });
        let new = json!({ "requestToken": { "key": "page" }, "responseToken": { "key": "$.after", "location": "body" } });
        assert_eq!(
            sides("pagination", Some(&old), Some(&new)),
            (
                "pagination.responseToken.key: $.next".into(),
                "pagination { responseToken.key: $.after, responseToken.location: body }".into()
            )
        );
        assert_eq!(
            sides("name", None, Some(&json!(["a", "b"]))),
            ("no name".to_string(), "name: a, b".to_string())
        );
        let less = json!({ "requestToken": { "key": "page" } });
        assert_eq!(sides("p", Some(&less), Some(&old)).0, "p without `responseToken.key`");
    }

    #[test]
    fn long_texts_are_cut_where_they_are_the_same() {
        let text = |end: &str| json!(format!("{}{end}", "same ".repeat(100)));
        let (old, new) = sides("body", Some(&text("old")), Some(&text("new")));
        assert_ne!(old, new);
        assert!(old.len() < 60 && old.ends_with("same old"), "{old}");
    }
}
