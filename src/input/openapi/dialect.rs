//! The differences between OpenAPI 3.1 and 3.0.
//!
//! In: keys of a schema, by version. Out: their meaning in the neutral model, whose words are those of 3.0. Types are
//! read in `types.rs`, and what 3.0 has no words for in `keywords.rs`.

use serde_json::Number;

use super::reader::number;
use super::version::OpenApiVersion;
use crate::api::{Bounds, Schema, SchemaType};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::problems::{wrong_type, wrong_type_repaired};

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
        (_, OpenApiVersion::V31) => return number(at),
        (found, OpenApiVersion::V30) => {
            let help =
                format!("OpenAPI 3.0 has the number in `{inclusive}`, with `{exclusive}: true` beside it");
            let done = format!("the number is read as `{inclusive}` with `{exclusive}: true`");
            match found {
                Node::Number(number) => {
                    wrong_type_repaired(at, "true or false", &help, done);
                    return at.is_repairing().then(|| number.clone());
                }
                _ => wrong_type(at, "true or false", &help),
            }
        }
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

/// Whether one of the choices of the schema `node` is the type null, which OpenAPI 3.0 doesn't have.
pub(super) fn has_null_choice(node: &Node<'_>) -> bool {
    let is_null = |choice: &Node<'_>| match choice.get("type") {
        Some(Node::String(word)) => word == "null",
        Some(Node::Null) => true,
        _ => false,
    };
    let choices = ["anyOf", "oneOf"].into_iter().filter_map(|key| node.get(key));
    choices.into_iter().any(|choices| matches!(choices, Node::List(items) if items.iter().any(is_null)))
}
