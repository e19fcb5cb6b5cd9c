//! What EXEC can send: parameters after `@`, and a body as JSON after `@@json`.
//!
//! The engine checks both against their schemas before it sends anything, and knows fewer types than the
//! schemas have.

use crate::api::{Api, Schema, SchemaType};

/// Why EXEC refuses each value of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// Numbers in JSON are no integers to the engine.
    Number,
    /// Keys of a map are no properties of its schema, nor are those of a value of any type.
    Map,
    /// Items of an array are strings or objects.
    Items,
}

impl Refusal {
    /// The refused values, in words: "numbers".
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "numbers",
            Self::Map => "maps and values of any type",
            Self::Items => "arrays of anything but strings and objects",
        }
    }
}

/// Whether EXEC can give a value to a parameter of that schema.
#[must_use]
pub fn takes_parameter(api: &Api, schema: &Schema) -> bool {
    matches!(api.type_of(schema), Some(SchemaType::String | SchemaType::Object | SchemaType::Array))
}

/// Why EXEC can send no value of that schema in a body; none if it can.
///
/// An object with properties can be sent as far as these can. An empty map or array could be sent, too, and
/// would say nothing.
#[must_use]
pub fn refusal(api: &Api, schema: &Schema) -> Option<Refusal> {
    match api.type_of(schema) {
        Some(SchemaType::String | SchemaType::Boolean) => None,
        Some(SchemaType::Integer | SchemaType::Number) => Some(Refusal::Number),
        Some(SchemaType::Object) if !api.properties(schema).is_empty() => None,
        Some(SchemaType::Object) | None => Some(Refusal::Map),
        Some(SchemaType::Array) => items_refusal(api, schema),
    }
}

fn items_refusal(api: &Api, schema: &Schema) -> Option<Refusal> {
    let Some(items) = api.resolve(schema).items.as_deref() else { return Some(Refusal::Items) };
    match api.type_of(items) {
        Some(SchemaType::String) => None,
        Some(SchemaType::Object) => refusal(api, items),
        _ => Some(Refusal::Items),
    }
}
