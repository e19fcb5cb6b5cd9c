//! Paths within a column, a parameter or a field: `config.disks[].size`, `labels.*`, `labels["a.b"].c`.
//!
//! In: names of the API. Out: a text for people, and the steps that it was made of.

use std::fmt::Write as _;

/// One step within a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// Into a field.
    Field(String),
    /// Into each item of a list.
    Item,
    /// Into each value of a map.
    Value,
}

/// The path of a field below `path`. A name that would be read as several is quoted.
pub(super) fn field(path: &str, name: &str) -> String {
    let is_plain = !name.is_empty() && !name.contains(['.', '[', ']', '"', '*']);
    if is_plain { format!("{path}.{name}") } else { format!("{path}[{}]", serde_json::Value::from(name)) }
}

/// The steps after a column's name: `.disks[].size`.
pub(super) fn segments(within: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = within;
    loop {
        if let Some(after) = rest.strip_prefix("[]") {
            segments.push(Segment::Item);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            // The name is a text in JSON, with the rest of the path behind it.
            let mut names = serde_json::Deserializer::from_str(after).into_iter::<String>();
            let Some(Ok(name)) = names.next() else { return segments };
            let end = names.byte_offset();
            segments.push(Segment::Field(name));
            rest = after.get(end..).and_then(|rest| rest.strip_prefix(']')).unwrap_or_default();
        } else if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at_checked(end).unwrap_or((after, ""));
            segments.push(if name == "*" { Segment::Value } else { Segment::Field(name.to_string()) });
            rest = after;
        } else {
            return segments;
        }
    }
}

/// The last name of a path: `size` of `config.disks[].size`, `labels` of `labels.*`.
pub(in crate::diff) fn last_name(path: &str) -> String {
    let (root, within) =
        path.split_at_checked(path.find(['.', '[']).unwrap_or(path.len())).unwrap_or((path, ""));
    let mut names = segments(within).into_iter().rev().filter_map(|segment| match segment {
        Segment::Field(name) => Some(name),
        Segment::Item | Segment::Value => None,
    });
    names.next().unwrap_or_else(|| root.to_string())
}

/// The path in the form of SQLite's JSON functions, `$.disks[0].size`; the path ends before a map's keys,
/// which aren't known.
pub(in crate::diff) fn json_path(within: &str) -> String {
    let mut path = String::from("$");
    for segment in segments(within) {
        match segment {
            Segment::Value => break,
            Segment::Item => path.push_str("[0]"),
            Segment::Field(name) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
                // Writing to a string can't fail.
                let _ = write!(path, ".{name}");
            }
            Segment::Field(name) => {
                let _ = write!(path, ".\"{}\"", name.replace('"', ""));
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_dots_stay_one_step() {
        let path = field(&field("labels", "a.b"), "c\"d");
        assert_eq!(path, r#"labels["a.b"]["c\"d"]"#);
        let fields = ["a.b", "c\"d"].map(|name| Segment::Field(name.into()));
        assert_eq!(segments(path.strip_prefix("labels").unwrap()), fields);
        assert_eq!(json_path(r#"["a.b"][].c"#), "$.\"a.b\"[0].c");
        assert_eq!(json_path(".disks[].labels.*.x"), "$.disks[0].labels");
        assert_eq!(segments(".disks[].*"), [Segment::Field("disks".into()), Segment::Item, Segment::Value]);
        assert!(segments("[broken").is_empty());
        let paths = ["config.disks[].size", "labels.*", r#"labels["a.b"]"#, "id", "", "data__tags[]"];
        assert_eq!(paths.map(last_name), ["size", "labels", "a.b", "id", "", "data__tags"]);
    }
}
