//! Bodies of requests: what the engine writes, and the values that arrive.

use crate::api::{Additional, Api, Operation, RequestBody, Schema, SchemaType, SqlVerb, Transfer};

/// Whether a request has nothing to say: an object without properties and without values of other names.
///
/// An operation with such a request is written without one: the engine would send the text `null` where a
/// statement gives no field.
#[must_use]
pub fn says_nothing(api: &Api, schema: &Schema) -> bool {
    let target = api.resolve(schema);
    let is_open = !matches!(target.additional, None | Some(Additional::Any(false)));
    let is_composed = !(target.one_of.is_empty() && target.any_of.is_empty());
    target.kind == Some(SchemaType::Object) && !is_open && !is_composed && api.properties(schema).is_empty()
}

/// The setting `request.default` of a method: the body of a statement that gives no field of it. Without the
/// setting that would be the text `null`.
///
/// A SELECT has none, since the engine would send it instead of the fields that the statement gives.
#[must_use]
pub fn default(api: &Api, verb: SqlVerb, body: &RequestBody) -> Option<&'static str> {
    let empty = match api.type_of(&body.schema) {
        // The engine sends no list; an empty one is nearer to it than `null`.
        Some(SchemaType::Array) => Some("[]"),
        _ => is_object(api, &body.schema).then_some("{}"),
    };
    empty.filter(|_| verb != SqlVerb::Select && is_json(&body.media_type))
}

/// Whether a body is an object, whichever of its alternatives it is.
fn is_object(api: &Api, schema: &Schema) -> bool {
    let target = api.resolve(schema);
    let mut branches = target.one_of.iter().chain(&target.any_of).peekable();
    match api.type_of(schema) {
        Some(kind) => kind == SchemaType::Object,
        // What may be anything is more likely an object than `null`.
        None if target.is_any() => true,
        None => {
            branches.peek().is_some()
                && branches.all(|branch| api.type_of(branch) == Some(SchemaType::Object))
        }
    }
}

/// Whether the engine can write a body of that media type: JSON and XML, no forms and no multipart.
#[must_use]
pub fn is_written(media_type: &str) -> bool {
    is_format(media_type, "json") || is_format(media_type, "xml")
}

/// Whether the engine can send the body of an operation: one that it writes, or content, which a template makes.
#[must_use]
pub fn is_sent(operation: &Operation) -> bool {
    let written = operation.request.as_ref().map(|body| is_written(&body.media_type));
    written.is_some_and(|is_written| is_written || operation.transfer() == Some(Transfer::Upload))
}

fn is_json(media_type: &str) -> bool {
    is_format(media_type, "json")
}

/// Whether a media type names a format: `application/problem+json; charset=utf-8` and `application/x-amz-json-1.1` name
/// `json`.
fn is_format(media_type: &str, format: &str) -> bool {
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let kind = media_type.split_once('/').map_or("", |(_, kind)| kind);
    kind.split(['+', '-', '.']).any(|word| word.eq_ignore_ascii_case(format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_json_or_xml() {
        for media_type in [
            "application/json",
            "application/json; charset=utf-8",
            "text/xml",
            "application/problem+json",
            "application/x-amz-json-1.1",
        ] {
            assert!(is_written(media_type), "{media_type}");
        }
        for media_type in [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "text/csv",
            "application/x-ndjson",
            "*/*",
            "json",
        ] {
            assert!(!is_written(media_type), "{media_type}");
        }
    }
}
