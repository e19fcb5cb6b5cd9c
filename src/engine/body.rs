//! Fields of a request's body in SQL: their names, and the values that arrive.

use crate::api::{Api, Schema, SchemaType, SqlVerb};

/// Prefix of a field of the body, which SQL would take for a parameter otherwise.
pub const FIELD_PREFIX: &str = "data__";

/// The name of a body's field in SQL: `data__labels`.
#[must_use]
pub fn field(name: &str) -> String {
    format!("{FIELD_PREFIX}{name}")
}

/// The body's field that a name in SQL stands for; none for a parameter.
#[must_use]
pub fn field_of(name: &str) -> Option<&str> {
    name.strip_prefix(FIELD_PREFIX)
}

/// Why no statement can give a value to a body's field of that name; none if one can.
#[must_use]
pub fn name_refusal(name: &str) -> Option<Refusal> {
    name.contains('.').then_some(Refusal::Dotted)
}

/// How a statement gives a value to a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A literal of an INSERT, whose type is kept, or a value within a JSON text.
    Typed,
    /// A text: a value of SET, or of WHERE. Only a text that is JSON of an object or an array arrives as JSON,
    /// with all types inside.
    Text,
    /// JSON after `@@json=` of an EXEC.
    Exec,
}

impl Way {
    /// The way by which statements of `verb` give values to the fields of a body.
    #[must_use]
    pub const fn of(verb: SqlVerb) -> Self {
        match verb {
            SqlVerb::Insert => Self::Typed,
            SqlVerb::Select | SqlVerb::Delete | SqlVerb::Update | SqlVerb::Replace => Self::Text,
            SqlVerb::Exec => Self::Exec,
        }
    }

    /// Why no value of that schema arrives with its type; none if values do.
    #[must_use]
    pub fn refusal(self, api: &Api, schema: &Schema) -> Option<Refusal> {
        match self {
            Self::Typed => None,
            Self::Text => match api.type_of(schema) {
                Some(SchemaType::Integer | SchemaType::Number | SchemaType::Boolean) => Some(Refusal::Typed),
                _ => None,
            },
            Self::Exec => super::exec::refusal(api, schema),
        }
    }
}

/// Why a value of a type can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// Each value is sent as a text.
    Typed,
    /// Numbers in the JSON of an EXEC are no integers to the engine.
    Number,
    /// Keys of a map are no properties of its schema to an EXEC, nor are those of a value of any type.
    Map,
    /// Items of an array in an EXEC are strings or objects.
    Items,
    /// A name with dots is a path: `data__a.b` is sent as `{"a": {"b": …}}`.
    Dotted,
}

impl Refusal {
    /// The refused values, in words: "numbers".
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Typed => "numbers and truth values",
            Self::Number => "numbers",
            Self::Map => "maps and values of any type",
            Self::Items => "arrays of anything but strings and objects",
            Self::Dotted => "fields with a dot in their name",
        }
    }
}

/// Whether the engine can write a body of that media type: JSON and XML, no forms and no multipart.
#[must_use]
pub fn is_written(media_type: &str) -> bool {
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some((_, kind)) = media_type.split_once('/') else { return false };
    let suffix = kind.rsplit('+').next().unwrap_or_default();
    matches!(suffix, "json" | "xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_json_or_xml() {
        for media_type in
            ["application/json", "application/json; charset=utf-8", "text/xml", "application/problem+json"]
        {
            assert!(is_written(media_type), "{media_type}");
        }
        for media_type in
            ["application/x-www-form-urlencoded", "multipart/form-data", "text/csv", "*/*", "json"]
        {
            assert!(!is_written(media_type), "{media_type}");
        }
    }

    #[test]
    fn names_of_fields_have_a_prefix() {
        assert_eq!(field("a.b"), "data__a.b");
        assert_eq!(field_of("data__labels"), Some("labels"));
        assert_eq!(field_of("labels"), None);
    }
}
