//! The differences between OpenAPI 3.1 and 3.0.
//!
//! In: keys of a schema, by version. Out: their meaning in the neutral model, whose words are those of 3.0;
//! or a problem if 3.0 has no words for it.

use serde_json::Number;

use super::version::OpenApiVersion;
use crate::api::{Bounds, Schema, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::problems::wrong_type;
use crate::text::did_you_mean;

/// Keys of JSON Schema that change what a value is and that OpenAPI 3.0 can't say, with the way out. Those
/// that only restrict values further (`contains`, `propertyNames`, …) are left out: no table shows them.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("prefixItems", "write `items` with a schema that all items fit, an `anyOf` for example"),
    ("if", "write `anyOf` or `oneOf`"),
    ("patternProperties", "write `additionalProperties` with a schema that all values fit"),
    ("dependentSchemas", "write `anyOf` or `oneOf`"),
    ("unevaluatedItems", "write `items`"),
    ("unevaluatedProperties", "write `additionalProperties`"),
    ("$dynamicRef", "write `$ref`"),
    ("$recursiveRef", "write `$ref`"),
];

/// Reports `key` if it is a key of 3.1 that 3.0 has no words for.
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

/// Reads `type` into the schema.
pub(super) fn read_type(version: OpenApiVersion, at: &Cursor<'_, '_>, schema: &mut Schema) {
    let mut kinds: Vec<SchemaType> = Vec::new();
    match (at.node, version) {
        (Node::List(_), OpenApiVersion::V30) => wrong_type(
            at,
            "a string",
            "OpenAPI 3.0 has one type, and `nullable: true` for null; lists of types are OpenAPI 3.1",
        ),
        (Node::List(_), OpenApiVersion::V31) => {
            for item in at.items() {
                let Some(text) = item.string() else { continue };
                match read_name(&text, version, &item) {
                    Name::Type(kind) if !kinds.contains(&kind) => kinds.push(kind),
                    Name::Null => schema.nullable = true,
                    _ => {}
                }
            }
        }
        _ => {
            let Some(text) = at.string() else { return };
            match read_name(&text, version, at) {
                Name::Type(kind) => kinds.push(kind),
                Name::Null => schema.nullable = true,
                Name::Any => schema.other_kind = Some(text.into()),
            }
        }
    }
    match kinds.as_slice() {
        [] => {}
        [kind] => schema.kind = Some(*kind),
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
}

enum Name {
    Type(SchemaType),
    Null,
    Any,
}

fn read_name(text: &str, version: OpenApiVersion, at: &Cursor<'_, '_>) -> Name {
    if let Some(kind) = SchemaType::parse(text) {
        return Name::Type(kind);
    }
    match (text, version) {
        ("null", OpenApiVersion::V31) => return Name::Null,
        ("any", _) => return Name::Any,
        _ => {}
    }
    let known = ["string", "integer", "number", "boolean", "object", "array"];
    let problem = Diagnostic::error("input::unknown-type", format!("`{text}` is not a type"));
    at.report(match (text, did_you_mean(text, known)) {
        ("file", _) => problem.help("write `type: string` with `format: binary`"),
        ("null", _) => problem.help("OpenAPI 3.0 has `nullable: true` for null"),
        (_, Some(near)) => problem.help(format!("did you mean `{near}`?")),
        _ => problem.help("types are string, integer, number, boolean, object and array"),
    });
    Name::Any
}

/// The lower or the upper bound of a number.
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

    /// The bound, and whether it is exclusive.
    const fn of_bounds(self, bounds: &mut Bounds) -> (&mut Option<Number>, &mut bool) {
        match self {
            Self::Minimum => (&mut bounds.minimum, &mut bounds.exclusive_minimum),
            Self::Maximum => (&mut bounds.maximum, &mut bounds.exclusive_maximum),
        }
    }
}

/// An exclusive bound: 3.0's flag goes into the bounds at once, 3.1's number is returned.
pub(super) fn read_exclusive(
    version: OpenApiVersion,
    bound: Bound,
    at: &Cursor<'_, '_>,
    bounds: &mut Bounds,
) -> Option<Number> {
    let (inclusive, exclusive) = bound.keys();
    match (at.node, version) {
        (Node::Bool(flag), _) => *bound.of_bounds(bounds).1 = *flag,
        (Node::Number(number), OpenApiVersion::V31) => return Some(number.clone()),
        (_, OpenApiVersion::V31) => wrong_type(at, "a number", "write the number without quotes"),
        (_, OpenApiVersion::V30) => wrong_type(
            at,
            "true or false",
            &format!("OpenAPI 3.0 has the number in `{inclusive}`, with `{exclusive}: true` beside it"),
        ),
    }
    None
}

/// Writes an exclusive bound as 3.0 does. An inclusive bound beside it stays if it is tighter.
pub(super) fn write_exclusive(bound: Bound, number: Number, bounds: &mut Bounds) {
    let (inclusive, is_exclusive) = bound.of_bounds(bounds);
    let at = number.as_f64().unwrap_or_default();
    let is_tighter = |beside: f64| match bound {
        Bound::Minimum => beside > at,
        Bound::Maximum => beside < at,
    };
    if !inclusive.as_ref().and_then(Number::as_f64).is_some_and(is_tighter) {
        *inclusive = Some(number);
        *is_exclusive = true;
    }
}

/// The type of a `const`, if it has one.
pub(super) fn type_of(constant: &Node<'_>) -> Option<SchemaType> {
    match constant {
        Node::String(_) => Some(SchemaType::String),
        Node::Bool(_) => Some(SchemaType::Boolean),
        Node::Number(number) if number.is_f64() => Some(SchemaType::Number),
        Node::Number(_) => Some(SchemaType::Integer),
        Node::Null | Node::List(_) | Node::Map(_) => None,
    }
}

/// `anyOf: [X, {type: "null"}]`, 3.1's usual form of an optional value, as a nullable X.
pub(super) fn absorb_null(mut schema: Schema) -> Schema {
    // `type: "null"` alone is read as a schema that is nullable and has no other key.
    let is_null = |branch: &Schema| {
        branch.nullable && branch.kind.is_none() && branch.default.is_none() && !branch.has_structure()
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
        Some(branch) if schema.has_structure() || schema.kind.is_some() => {
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
