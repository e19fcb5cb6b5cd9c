//! What OpenAPI 3.1 writes otherwise than 3.0, in the words of 3.0.
//!
//! In: keys of a schema, by version. Out: their 3.0 form, or a problem where there is none.

use serde_json::{Map, Number, Value};

use super::convert::{free, wrong_type};
use super::schema::has_structure;
use crate::api::{Schema, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::text::did_you_mean;

/// Version of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V30,
    V31,
}

impl Version {
    /// The version that a document says it has.
    pub(super) fn of(document: &Node<'_>) -> Self {
        match document.get("openapi") {
            Some(Node::String(text)) if text.starts_with("3.1") => Self::V31,
            Some(Node::Number(number)) if number.as_f64() == Some(3.1) => Self::V31,
            _ => Self::V30,
        }
    }
}

/// Keys of JSON Schema that change what a value is and that OpenAPI 3.0 can't say, with the way out. Those
/// that only restrict values further (`contains`, `propertyNames`, …) are left out: tables don't tell them.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("prefixItems", "write `items` with a schema that all items fit, an `anyOf` for one"),
    ("if", "write `anyOf` or `oneOf`"),
    ("patternProperties", "write `additionalProperties` with a schema that all values fit"),
    ("dependentSchemas", "write `anyOf` or `oneOf`"),
    ("unevaluatedItems", "write `items`"),
    ("unevaluatedProperties", "write `additionalProperties`"),
    ("$dynamicRef", "write `$ref`"),
    ("$recursiveRef", "write `$ref`"),
];

/// Reports `key` where it is one of 3.1's that 3.0 has no words for.
pub(super) fn check_key(key: &str, at: &Cursor<'_, '_>) {
    let Some((_, help)) = UNSUPPORTED.iter().find(|(name, _)| *name == key) else { return };
    let idle = match at.node {
        Node::Map(entries) => entries.is_empty(),
        Node::List(items) => items.is_empty(),
        Node::Bool(_) => true,
        _ => false,
    };
    if !idle {
        at.report(
            Diagnostic::error("input::unsupported", format!("StackQL has no counterpart of `{key}`"))
                .help(*help),
        );
    }
}

/// Reads `type` into the schema's keys. Whether `null` is allowed too.
pub(super) fn read_type(version: Version, at: &Cursor<'_, '_>, flat: &mut Map<String, Value>) -> bool {
    let mut kinds: Vec<SchemaType> = Vec::new();
    let mut nullable = false;
    match (at.node, version) {
        (Node::List(_), Version::V30) => wrong_type(
            at,
            "a string",
            "OpenAPI 3.0 has one type, and `nullable: true` for null; lists of types are OpenAPI 3.1",
        ),
        (Node::List(_), Version::V31) => {
            for item in at.items() {
                let Some(text) = item.string() else { continue };
                match read_name(&text, version, &item) {
                    Name::Type(kind) if !kinds.contains(&kind) => kinds.push(kind),
                    Name::Null => nullable = true,
                    _ => {}
                }
            }
        }
        _ => match at.string().map(|text| read_name(&text, version, at)) {
            Some(Name::Type(kind)) => kinds.push(kind),
            Some(Name::Null) => nullable = true,
            _ => {}
        },
    }
    match kinds.as_slice() {
        [] => {}
        [kind] => drop(flat.insert("type".into(), kind.as_str().into())),
        several => {
            let names: Vec<&str> = several.iter().map(|kind| kind.as_str()).collect();
            at.report(
                Diagnostic::error(
                    "input::unsupported",
                    format!("a value can't be of several types here: {}", names.join(", ")),
                )
                .help("write `anyOf` with a schema for each type"),
            );
        }
    }
    nullable
}

enum Name {
    Type(SchemaType),
    Null,
    Any,
}

fn read_name(text: &str, version: Version, at: &Cursor<'_, '_>) -> Name {
    if let Some(kind) = SchemaType::parse(text) {
        return Name::Type(kind);
    }
    match (text, version) {
        ("null", Version::V31) => return Name::Null,
        ("any", _) => return Name::Any,
        _ => {}
    }
    let known = ["string", "integer", "number", "boolean", "object", "array"];
    let problem = Diagnostic::error("input::unknown-type", format!("`{text}` is no type"));
    at.report(match (text, did_you_mean(text, known)) {
        ("file", _) => problem.help("write `type: string` with `format: binary`"),
        ("null", _) => problem.help("OpenAPI 3.0 has `nullable: true` for null"),
        (_, Some(near)) => problem.help(format!("did you mean `{near}`?")),
        _ => problem.help("types are string, integer, number, boolean, object and array"),
    });
    Name::Any
}

/// Which of the two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Minimum,
    Maximum,
}

impl Bound {
    /// The bound that a key makes exclusive.
    pub(super) fn of(key: &str) -> Option<Self> {
        match key {
            "exclusiveMinimum" => Some(Self::Minimum),
            "exclusiveMaximum" => Some(Self::Maximum),
            _ => None,
        }
    }

    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Minimum => ("minimum", "exclusiveMinimum"),
            Self::Maximum => ("maximum", "exclusiveMaximum"),
        }
    }
}

/// An exclusive bound: 3.0's flag goes into the schema's keys at once, 3.1's number is given back.
pub(super) fn read_exclusive(
    version: Version,
    bound: Bound,
    at: &Cursor<'_, '_>,
    flat: &mut Map<String, Value>,
) -> Option<Number> {
    let (inclusive, exclusive) = bound.keys();
    match (at.node, version) {
        (Node::Bool(flag), _) => drop(flat.insert(exclusive.into(), Value::Bool(*flag))),
        (Node::Number(number), Version::V31) => return Some(number.clone()),
        (_, Version::V31) => wrong_type(at, "a number", "write the number without quotes"),
        (_, Version::V30) => wrong_type(
            at,
            "true or false",
            &format!("OpenAPI 3.0 has the number in `{inclusive}`, with `{exclusive}: true` beside it"),
        ),
    }
    None
}

/// Writes a number that is an exclusive bound as 3.0 does. An inclusive bound beside it stays where it is the
/// tighter.
pub(super) fn write_exclusive(bound: Bound, number: Number, flat: &mut Map<String, Value>) {
    let (inclusive, exclusive) = bound.keys();
    let beside = flat.get(inclusive).and_then(Value::as_f64);
    let at = number.as_f64().unwrap_or_default();
    let tighter = beside.is_some_and(|beside| match bound {
        Bound::Minimum => beside > at,
        Bound::Maximum => beside < at,
    });
    if !tighter {
        flat.insert(inclusive.into(), Value::Number(number));
        flat.insert(exclusive.into(), Value::Bool(true));
    }
}

/// Writes `const` as an `enum` of one value, with the type that follows from it.
pub(super) fn write_const(node: &Node<'_>, flat: &mut Map<String, Value>) {
    let kind = match node {
        Node::String(_) => Some("string"),
        Node::Bool(_) => Some("boolean"),
        Node::Number(number) if number.is_f64() => Some("number"),
        Node::Number(_) => Some("integer"),
        _ => None,
    };
    if let Some(kind) = kind {
        flat.entry("type").or_insert_with(|| kind.into());
    }
    flat.insert("enum".into(), Value::Array(vec![free(node)]));
}

/// `anyOf: [X, {type: "null"}]`, 3.1's usual way to say that there may be none, as X that is nullable.
pub(super) fn absorb_null(mut schema: Schema) -> Schema {
    // `type: "null"` alone is read as a schema that is nullable and nothing else.
    let is_null = |branch: &Schema| {
        branch.nullable && branch.kind.is_none() && branch.default.is_none() && !has_structure(branch)
    };
    let mut single = None;
    for branches in [&mut schema.any_of, &mut schema.one_of] {
        if !branches.iter().any(is_null) {
            continue;
        }
        branches.retain(|branch| !is_null(branch));
        schema.nullable = true;
        if branches.len() == 1 {
            single = branches.pop();
        }
    }
    match single {
        None => schema,
        Some(branch) if has_structure(&schema) || schema.kind.is_some() => {
            schema.all_of.push(branch);
            schema
        }
        Some(branch) => Schema {
            description: schema.description.or(branch.description),
            default: schema.default.or(branch.default),
            read_only: schema.read_only || branch.read_only,
            write_only: schema.write_only || branch.write_only,
            deprecated: schema.deprecated || branch.deprecated,
            format: schema.format.or(branch.format),
            nullable: true,
            ..branch
        },
    }
}
