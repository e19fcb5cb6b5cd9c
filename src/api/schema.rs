//! A schema: what JSON Schema, OpenAPI's dialect of it and discovery documents have in common.

use indexmap::IndexMap;
use serde_json::{Number, Value};

use crate::names::OperationId;

/// A schema's type. None at all (discovery's `any`) means any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "JSON Schema's words")]
pub enum SchemaType {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
}

impl SchemaType {
    /// `string`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
        }
    }

    /// The type that `text` names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::String, Self::Integer, Self::Number, Self::Boolean, Self::Object, Self::Array]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// What a value looks like.
///
/// Where `reference` is set, type and properties are those of the schema of that name in
/// [`Api::schemas`](crate::api::Api::schemas); description and marks stand beside it and win.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// Name of another schema that this one refers to.
    pub reference: Option<String>,
    /// Type; none for any value.
    pub kind: Option<SchemaType>,
    /// `int64`, `google-datetime`, …
    pub format: Option<String>,
    /// Prose.
    pub description: Option<String>,
    /// Properties of an object, in the document's order.
    pub properties: IndexMap<String, Schema>,
    /// Properties that an object must have.
    pub required: Vec<String>,
    /// What an array holds.
    pub items: Option<Box<Schema>>,
    /// What an object holds beside its properties.
    pub additional: Option<Additional>,
    /// Schemas that hold together.
    pub all_of: Vec<Schema>,
    /// Schemas of which one holds.
    pub one_of: Vec<Schema>,
    /// Schemas of which at least one holds.
    pub any_of: Vec<Schema>,
    /// Schema that must not hold.
    pub not: Option<Box<Schema>>,
    /// Allowed values; empty for any.
    pub values: Vec<EnumValue>,
    /// Value where none is given, of the schema's type.
    pub default: Option<Value>,
    /// Regular expression for a string.
    pub pattern: Option<String>,
    /// Bounds, where there are any.
    pub bounds: Option<Box<Bounds>>,
    /// The server sets it; a request leaves it out.
    pub read_only: bool,
    /// A request sends it; no response has it.
    pub write_only: bool,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Whether `null` is allowed too.
    pub nullable: bool,
    /// Operations for which this property is required (discovery's `annotations.required`).
    pub required_by: Vec<OperationId>,
}

impl Schema {
    /// A schema of type `kind` and nothing else.
    #[must_use]
    pub fn of(kind: SchemaType) -> Self {
        Self { kind: Some(kind), ..Self::default() }
    }

    /// Whether the schema holds nothing but its reference: a `$ref` can stand alone.
    #[must_use]
    pub fn is_bare_reference(&self) -> bool {
        self.reference.is_some() && *self == Self { reference: self.reference.clone(), ..Self::default() }
    }

    /// The schemas directly inside this one, this one's own `$ref` not followed.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let additional = match &self.additional {
            Some(Additional::Schema(schema)) => Some(schema.as_ref()),
            _ => None,
        };
        self.properties
            .values()
            .chain(self.items.as_deref())
            .chain(additional)
            .chain(&self.all_of)
            .chain(&self.one_of)
            .chain(&self.any_of)
            .chain(self.not.as_deref())
    }
}

/// What an object holds beside its properties.
#[derive(Debug, Clone, PartialEq)]
pub enum Additional {
    /// Anything, or nothing.
    Any(bool),
    /// Values of this schema.
    Schema(Box<Schema>),
}

/// An allowed value.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The value, of the schema's type.
    pub value: Value,
    /// Prose.
    pub description: Option<String>,
    /// Whether the document advises against it.
    pub deprecated: bool,
}

/// Bounds of a value; those that don't fit its type mean nothing.
#[derive(Debug, Clone, Default, PartialEq)]
#[allow(missing_docs, reason = "JSON Schema's words")]
pub struct Bounds {
    pub minimum: Option<Number>,
    pub maximum: Option<Number>,
    pub exclusive_minimum: bool,
    pub exclusive_maximum: bool,
    pub multiple_of: Option<Number>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
}
