//! JSON texts with placeholders, quoted or not, at any depth.

use serde_json::{Map, Value};

use crate::api::{Additional, Api, Schema};
use crate::trial::values;

/// Marks a placeholder in the text that is parsed; its number follows.
const MARK: char = '\u{1}';

/// A JSON text whose placeholders are filled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FilledJson {
    /// The text with a value in each place.
    pub(super) text: String,
    /// The value that is meant: of the types that the schema says.
    pub(super) meant: Value,
}

/// A placeholder in a JSON text.
#[derive(Debug)]
struct Hole {
    /// Where it starts and ends, its quotes included.
    start: usize,
    end: usize,
    quotes: Quotes,
    /// The value that the schema says.
    value: Value,
}

/// Where a placeholder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// Bare, as a value.
    None,
    /// Alone between quotes.
    Own,
    /// Within a longer text.
    Shared,
}

/// Fills the placeholders of `text`, a JSON value of the type `schema`.
///
/// # Errors
/// The text isn't JSON, whatever the placeholders stand for.
pub(super) fn filled(api: &Api, schema: &Schema, text: &str) -> Result<FilledJson, serde_json::Error> {
    let mut holes = holes(text);
    let mut marked = String::new();
    let mut end = 0;
    for (number, hole) in holes.iter().enumerate() {
        marked.push_str(text.get(end..hole.start).unwrap_or_default());
        let mark = format!("\\u0001{number}\\u0001");
        marked.push_str(&if hole.quotes == Quotes::Shared { mark } else { format!("\"{mark}\"") });
        end = hole.end;
    }
    marked.push_str(text.get(end..).unwrap_or_default());
    let value: Value = serde_json::from_str(&marked)?;
    let meant = Walk { api, holes: &mut holes }.fill(value, Some(schema), "value");
    Ok(FilledJson { text: replaced(text, &holes), meant })
}

/// The placeholders of a JSON text.
fn holes(text: &str) -> Vec<Hole> {
    let (mut holes, mut at, mut is_inside) = (Vec::new(), 0, false);
    let mut opened = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(length) = rest.starts_with("{{").then(|| rest.find("}}")).flatten() {
            let (start, end) = (at, at + length + 2);
            let is_own =
                is_inside && opened + 1 == start && text.get(end..).unwrap_or_default().starts_with('"');
            let hole = match (is_inside, is_own) {
                (false, _) => Hole { start, end, quotes: Quotes::None, value: Value::Null },
                (true, true) => Hole { start: opened, end: end + 1, quotes: Quotes::Own, value: Value::Null },
                (true, false) => Hole { start, end, quotes: Quotes::Shared, value: Value::Null },
            };
            at = hole.end;
            is_inside = is_inside && hole.quotes == Quotes::Shared;
            holes.push(hole);
            continue;
        }
        let c = rest.chars().next().unwrap_or(' ');
        match c {
            '"' if !is_inside => (is_inside, opened) = (true, at),
            '"' => is_inside = false,
            '\\' if is_inside => at += rest.chars().nth(1).map_or(0, char::len_utf8),
            _ => {}
        }
        at += c.len_utf8();
    }
    holes
}

/// The text with the value of each placeholder in its place.
fn replaced(text: &str, holes: &[Hole]) -> String {
    let (mut filled, mut end) = (String::new(), 0);
    for hole in holes {
        filled.push_str(text.get(end..hole.start).unwrap_or_default());
        let plain = Value::from(values::plain(&hole.value)).to_string();
        match hole.quotes {
            Quotes::None => filled.push_str(&hole.value.to_string()),
            Quotes::Own => filled.push_str(&plain),
            Quotes::Shared => filled.push_str(plain.trim_matches('"')),
        }
        end = hole.end;
    }
    filled.push_str(text.get(end..).unwrap_or_default());
    filled
}

/// A walk through a value and its schema.
struct Walk<'a, 'h> {
    api: &'a Api,
    holes: &'h mut [Hole],
}

impl<'a> Walk<'a, '_> {
    /// The value with its placeholders filled; each placeholder gets to know its value.
    fn fill(&mut self, value: Value, schema: Option<&'a Schema>, name: &str) -> Value {
        match value {
            Value::String(text) => self.text(&text, schema, name),
            Value::Array(items) => {
                let of_items = schema.and_then(|schema| self.api.resolve(schema).items.as_deref());
                items.into_iter().map(|item| self.fill(item, of_items, name)).collect()
            }
            Value::Object(entries) => {
                let mut filled = Map::new();
                for (key, value) in entries {
                    let key = values::plain(&self.text(&key, None, "key"));
                    let of_value = schema.and_then(|schema| self.property(schema, &key));
                    let value = self.fill(value, of_value, &key);
                    filled.insert(key, value);
                }
                filled.into()
            }
            other => other,
        }
    }

    fn property(&self, schema: &'a Schema, name: &str) -> Option<&'a Schema> {
        self.api.property(schema, name).or(match &self.api.resolve(schema).additional {
            Some(Additional::Schema(values)) => Some(values),
            _ => None,
        })
    }

    /// A text, which may be a placeholder or have some.
    fn text(&mut self, text: &str, schema: Option<&'a Schema>, name: &str) -> Value {
        let mut parts = text.split(MARK);
        let mut whole = parts.next().unwrap_or_default().to_string();
        while let (Some(number), Some(after)) = (parts.next(), parts.next()) {
            let hole = number.parse().ok().and_then(|number: usize| self.holes.get_mut(number));
            let Some(hole) = hole else { continue };
            hole.value = match (hole.quotes, schema) {
                (Quotes::None | Quotes::Own, Some(schema)) => values::field(self.api, schema, name),
                _ => format!("a-{name}").into(),
            };
            if hole.quotes != Quotes::Shared {
                return hole.value.clone();
            }
            whole += &values::plain(&hole.value);
            whole += after;
        }
        whole.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const DOCUMENT: &str = r##"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {},
        "components": {"schemas": {"Thing": {"type": "object", "properties": {
            "name": {"type": "string"}, "size": {"type": "integer"}, "flags": {"type": "array", "items": {"type": "boolean"}},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}}}}}}}"##;

    fn fill(text: &str) -> Result<FilledJson, serde_json::Error> {
        let api = crate::input::parse(DOCUMENT, "spec", "spec").unwrap();
        filled(&api, &api.schemas["Thing"], text)
    }

    #[test]
    fn placeholders_get_values_of_the_right_type() {
        let found = fill(
            r#"{ "name": "{{ name }}", "size": {{ size }}, "flags": [{{ flag }}], "labels": {"{{ key }}": "x/{{ y }}/z"} }"#,
        );
        let found = found.unwrap();
        assert_eq!(
            found.text,
            r#"{ "name": "a-name", "size": 7, "flags": [true], "labels": {"a-key": "x/a-a-key/z"} }"#
        );
        assert_eq!(
            found.meant,
            json!({ "name": "a-name", "size": 7, "flags": [true], "labels": { "a-key": "x/a-a-key/z" } })
        );
        assert_eq!(serde_json::from_str::<Value>(&found.text).unwrap(), found.meant);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in r#"[a{}\[\]:,"\\é\u{1}0 ]{0,30}"#) {
            drop(fill(&text));
            drop(fill(&format!("{{\"labels\": {text}}}")));
        }
    }

    #[test]
    fn a_number_in_quotes_is_sent_as_a_text() {
        let found = fill(r#"{"size": "{{ size }}"}"#).unwrap();
        assert_eq!((found.text.as_str(), found.meant), (r#"{"size": "7"}"#, json!({ "size": 7 })));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in ["{", r#"{"name": {{ name }}"#, r#"{"name": "{{ name"#, "{/* no */}", r#"{"a": "\"#] {
            assert!(fill(text).is_err(), "{text}");
        }
    }
}
