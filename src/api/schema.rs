//! Schemas: the common ground of JSON Schema, OpenAPI's dialect of it and discovery documents.

use serde_json::{Number, Value};

use crate::names::OperationId;

/// A schema's type. A schema without a type (discovery's `any`) allows any value.
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

/// The schema of a value.
///
/// If `reference` is set, type and properties are those of the API's schema of that name; description and
/// marks are this schema's own and win.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// Name of another schema that this one refers to.
    pub reference: Option<String>,
    /// Type; none for any value.
    pub kind: Option<SchemaType>,
    /// A word that stands for the type and is none of JSON Schema's: `any`, `file`, `date-time`. StackQL shows it.
    pub other_kind: Option<Box<str>>,
    /// `int64`, `google-datetime`, …
    pub format: Option<String>,
    /// A description, in prose.
    pub description: Option<String>,
    /// Properties of an object, in the document's order.
    pub properties: Properties,
    /// Properties that an object must have.
    pub required: Vec<String>,
    /// The schema of an array's items.
    pub items: Option<Box<Schema>>,
    /// The values of an object beside its properties.
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
    /// The value that stands for a missing one, of the schema's type.
    pub default: Option<Box<Value>>,
    /// Regular expression for a string.
    pub pattern: Option<String>,
    /// Bounds, if there are any.
    pub bounds: Option<Box<Bounds>>,
    /// Whether the server sets the value, and a request leaves it out.
    pub read_only: bool,
    /// Whether a request sends the value, and no response has it.
    pub write_only: bool,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Whether `null` is allowed too.
    pub nullable: bool,
    /// Operations for which this property is required (discovery's `annotations.required`).
    pub required_by: Vec<OperationId>,
    /// What StackQL's own keys say, if there are any.
    pub settings: Option<Box<SchemaSettings>>,
}

/// StackQL's own keys of a schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemaSettings {
    /// `x-stackQL-stringOnly`: whether a field's value is sent as the text that it is.
    pub is_text: bool,
    /// `x-alwaysRequired`: whether each statement has to give the field.
    pub is_always_required: bool,
    /// `x-stackQL-alias`: another name in SQL.
    pub alias: Option<String>,
}

impl Schema {
    /// A schema of type `kind` and nothing else.
    #[must_use]
    pub fn of(kind: SchemaType) -> Self {
        Self { kind: Some(kind), ..Self::default() }
    }

    /// Whether the schema has nothing but its reference: only then can a `$ref` stand alone.
    #[must_use]
    pub fn is_bare_reference(&self) -> bool {
        self.reference.is_some()
            && self.description.is_none()
            && self.format.is_none()
            && !self.read_only
            && !self.deprecated
            && self.says_nothing_more()
    }

    /// Whether the schema has more than a type, prose and marks.
    pub(crate) fn has_structure(&self) -> bool {
        self.reference.is_some()
            || self.children().next().is_some()
            || self.additional.is_some()
            || !self.required.is_empty()
            || !self.values.is_empty()
            || self.pattern.is_some()
            || self.bounds.is_some()
    }

    /// Whether any value fits: the schema has at most prose, a format and marks.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.reference.is_none() && self.says_nothing_more()
    }

    /// Whether the schema has only reference, prose, format and marks. The pattern names all fields, so that
    /// none is forgotten.
    fn says_nothing_more(&self) -> bool {
        let Self {
            reference: _,
            description: _,
            format: _,
            read_only: _,
            deprecated: _,
            other_kind: _,
            settings: _,
            kind,
            properties,
            required,
            items,
            additional,
            all_of,
            one_of,
            any_of,
            not,
            values,
            default,
            pattern,
            bounds,
            write_only,
            nullable,
            required_by,
        } = self;
        let has_type = kind.is_some() || *write_only || *nullable;
        let has_parts = !properties.is_empty() || items.is_some() || additional.is_some();
        let is_composed = !all_of.is_empty() || !one_of.is_empty() || !any_of.is_empty() || not.is_some();
        let is_bounded = !values.is_empty() || pattern.is_some() || bounds.is_some();
        let is_required = !required.is_empty() || !required_by.is_empty();
        !(has_type || has_parts || is_composed || is_bounded || is_required || default.is_some())
    }

    /// The schemas directly inside this one, this one's own `$ref` not followed.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let additional = match &self.additional {
            Some(Additional::Schema(schema)) => Some(schema.as_ref()),
            _ => None,
        };
        self.properties
            .iter()
            .map(|(_, schema)| schema)
            .chain(self.items.as_deref())
            .chain(additional)
            .chain(&self.all_of)
            .chain(&self.one_of)
            .chain(&self.any_of)
            .chain(self.not.as_deref())
    }
}

/// The values of an object beside its properties.
#[derive(Debug, Clone, PartialEq)]
pub enum Additional {
    /// Any values, or none.
    Any(bool),
    /// Values of this schema.
    Schema(Box<Schema>),
}

/// An allowed value.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The value, of the schema's type.
    pub value: Value,
    /// A description, in prose.
    pub description: Option<String>,
    /// Whether the document advises against it.
    pub deprecated: bool,
}

/// Bounds of a value; bounds that don't fit its type mean nothing.
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

/// Properties by name, in the document's order.
///
/// They are kept in a list, not in a map: they are read from first to last and hardly ever looked up, and
/// hundreds of thousands of schemas have few or none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Properties(Vec<(String, Schema)>);

impl Properties {
    /// Names and schemas, in the document's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Schema)> {
        self.0.iter().map(|(name, schema)| (name.as_str(), schema))
    }

    /// The schema of the property `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Schema> {
        self.iter().find(|(known, _)| *known == name).map(|(_, schema)| schema)
    }

    /// The schema of the property `name`, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Schema> {
        self.0.iter_mut().find(|(known, _)| known == name).map(|(_, schema)| schema)
    }

    /// Whether there are no properties.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Schema)> for Properties {
    /// Collects properties; their names are unique, since they are the keys of an object in a document.
    fn from_iter<I: IntoIterator<Item = (String, Schema)>>(properties: I) -> Self {
        Self(properties.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_bare_where_nothing_stands_beside_it() {
        let bare = Schema { reference: Some("A".into()), ..Schema::default() };
        assert!(bare.is_bare_reference() && !bare.is_any());
        for beside in [
            Schema { description: Some("Own".into()), ..bare.clone() },
            Schema { format: Some("int64".into()), ..bare.clone() },
            Schema { read_only: true, ..bare.clone() },
            Schema { deprecated: true, ..bare.clone() },
            Schema { nullable: true, ..bare.clone() },
            Schema { default: Some(Box::new(Value::Null)), ..bare.clone() },
            Schema { required_by: vec![OperationId::new("a.b.get")], ..bare },
        ] {
            assert!(!beside.is_bare_reference(), "{beside:?}");
        }
        assert!(!Schema::default().is_bare_reference());
    }

    #[test]
    fn prose_a_format_and_marks_leave_any_value() {
        let any = Schema {
            description: Some("Free".into()),
            format: Some("google-datetime".into()),
            read_only: true,
            deprecated: true,
            ..Schema::default()
        };
        assert!(any.is_any());
        for bound in [
            Schema::of(SchemaType::Object),
            Schema {
                properties: [("a".to_string(), Schema::default())].into_iter().collect(),
                ..any.clone()
            },
            Schema { items: Some(Box::default()), ..any.clone() },
            Schema { additional: Some(Additional::Any(true)), ..any.clone() },
            Schema { any_of: vec![Schema::default()], ..any.clone() },
            Schema { not: Some(Box::default()), ..any.clone() },
            Schema { pattern: Some("^a".into()), ..any.clone() },
            Schema { write_only: true, ..any },
        ] {
            assert!(!bound.is_any(), "{bound:?}");
        }
    }
}
