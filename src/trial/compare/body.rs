//! The body of a request, field by field with its type.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::engine::media;
use crate::trial::mock::Received;
use crate::trial::operation::Form;
use crate::trial::report::{Finding, Kind};
use crate::trial::values;

/// Most characters of a body in a message.
const MAX_SHOWN: usize = 100;

/// Compares the body with the fields that it should have, sent in that form.
pub(super) fn body(expected: &Map<String, Value>, form: Form, request: &Received) -> Vec<Finding> {
    if form == Form::Template {
        return Vec::new();
    }
    if form == Form::Content {
        let content = expected.get(media::FIELD).map(values::plain).unwrap_or_default();
        let is_sent = request.body == content;
        let message = || format!("the body is `{}`, not `{}`", cut(&request.body), cut(&content));
        return (!is_sent).then(|| found(message())).into_iter().collect();
    }
    let text = request.body.trim();
    if expected.is_empty() {
        // A request may have an empty object or list for a body without fields.
        return match text {
            "" | "{}" | "[]" => Vec::new(),
            _ => vec![found(format!("the body is `{}`, though the example has none", cut(text)))],
        };
    }
    let Some(Value::Object(sent)) = request.json() else {
        let shown = if text.is_empty() { "empty".to_string() } else { format!("`{}`", cut(text)) };
        return vec![found(format!("the body is {shown}, not an object with {}", named(expected.keys())))];
    };
    let mut findings = Vec::new();
    let lacking: Vec<&String> = expected.keys().filter(|name| !sent.contains_key(*name)).collect();
    if !lacking.is_empty() {
        findings.push(found(format!("the body lacks {}", named(lacking))));
    }
    let more: Vec<&String> = sent.keys().filter(|name| !expected.contains_key(*name)).collect();
    if !more.is_empty() {
        findings.push(found(format!("the body has {} too", named(more))));
    }
    findings.extend(differing(expected, &sent));
    findings
}

/// A finding for each way in which values differ, with the fields that do.
fn differing(expected: &Map<String, Value>, sent: &Map<String, Value>) -> Vec<Finding> {
    let mut ways: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (name, meant) in expected {
        let Some(value) = sent.get(name).filter(|value| !is_same(meant, value)) else { continue };
        let (is, should) = (kind(value), kind(meant));
        let way = if is == should { "another value".to_string() } else { format!("{is}, not {should}") };
        ways.entry(way).or_default().push(name);
    }
    let one = |(way, names): (String, Vec<&String>)| found(format!("{} is sent as {way}", named(names)));
    ways.into_iter().map(one).collect()
}

/// Whether two values are the same in value and type: 7 isn't "7", and 7 is 7.0.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let is_there =
                |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| is_same(value, other));
            one.len() == other.len() && one.iter().all(is_there)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn found(message: String) -> Finding {
    Finding::new(Kind::Body, message)
}

fn named<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn differences(expected: &Value, sent: &str) -> Vec<String> {
        let (method, target) = ("POST".into(), "/".into());
        let request = Received { method, target, body: sent.into(), status: 200, headers: Vec::new() };
        body(expected.as_object().unwrap(), Form::Json, &request)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn types_count_and_the_order_of_fields_does_not() {
        let expected = json!({ "a": 7, "b": { "c": [true, "x"] }, "d": "7" });
        assert!(differences(&expected, r#"{"d": "7", "b": {"c": [true, "x"]}, "a": 7.0}"#).is_empty());
        assert_eq!(
            differences(&expected, r#"{"a": "7", "b": {"c": ["true", "x"]}, "e": 1}"#),
            [
                "the body lacks `d`",
                "the body has `e` too",
                "`a` is sent as a string, not a number",
                "`b` is sent as another value",
            ]
        );
    }

    #[test]
    fn a_body_is_there_or_it_is_not() {
        let none = json!({});
        assert!(differences(&none, "").is_empty() && differences(&none, "{}").is_empty());
        assert_eq!(differences(&none, "null"), ["the body is `null`, though the example has none"]);
        let some = json!({ "a": 1 });
        assert_eq!(differences(&some, ""), ["the body is empty, not an object with `a`"]);
        assert_eq!(differences(&some, "null"), ["the body is `null`, not an object with `a`"]);
    }

    #[test]
    fn content_is_sent_as_it_is() {
        let expected = json!({ "contents": "7" });
        let found = |sent: &str| {
            let request = Received {
                method: "POST".into(),
                target: "/".into(),
                body: sent.into(),
                status: 200,
                headers: Vec::new(),
            };
            body(expected.as_object().unwrap(), Form::Content, &request).len()
        };
        assert_eq!((found("7"), found("\"7\""), found("7\n"), found("")), (0, 1, 1, 1));
    }
}
