//! Schemas.
//!
//! In: a schema at a [`Cursor`]. Out: a [`Schema`] of the neutral model; the schemas inside it are read
//! first, and `openapiv3` reads each schema without them.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, SchemaKind, Type, VariantOrUnknownOrEmpty};
use serde::Serialize;
use serde_json::{Map, Number, Value};

use super::convert::{Reader, map, typed, unstub_mut};
use super::dialect::{self, Bound, Version};
use super::{refs, shape};
use crate::api::{Additional, Bounds, EnumValue, Properties, Schema, SchemaType};
use crate::document::cursor::Cursor;
use crate::document::node::Node;

/// A schema's keys while they are read.
#[derive(Default)]
struct Draft {
    /// What `openapiv3` reads.
    flat: Map<String, Value>,
    /// The schemas inside, for the stubs in `flat`.
    inner: Vec<Schema>,
    reference: Option<String>,
    nullable: bool,
    /// Descriptions of the allowed values.
    descriptions: Vec<String>,
    exclusive: Vec<(Bound, Number)>,
}

impl Reader<'_> {
    /// Reads the schema at `at`.
    pub(super) fn schema(&self, at: &Cursor<'_, '_>) -> Schema {
        match (at.node, self.version) {
            (Node::Bool(true), Version::V31) => return Schema::default(),
            (Node::Bool(false), Version::V31) => {
                return Schema { not: Some(Box::default()), ..Schema::default() };
            }
            _ if !map(at) => return Schema::default(),
            _ => {}
        }
        match self.plain_schema(at) {
            Some(schema) => schema,
            None => self.any_schema(at),
        }
    }

    /// Reads the object at `at` as a schema, whatever it has.
    pub(super) fn any_schema(&self, at: &Cursor<'_, '_>) -> Schema {
        let mut draft = self.draft(at);
        for (bound, number) in std::mem::take(&mut draft.exclusive) {
            dialect::write_exclusive(bound, number, &mut draft.flat);
        }
        let flat = Value::Object(std::mem::take(&mut draft.flat));
        let Some(read) = typed::<openapiv3::Schema>(&flat, at) else { return Schema::default() };
        if let Value::Object(flat) = flat {
            draft.flat = flat;
        }
        let schema = finish(read, draft);
        let schema = if self.version == Version::V31 { dialect::absorb_null(schema) } else { schema };
        as_reference(schema)
    }

    fn draft(&self, at: &Cursor<'_, '_>) -> Draft {
        let mut draft = Draft::default();
        let mut constant = None;
        for (key, value) in at.entries() {
            if let Some(shape) = shape::schema_key(key) {
                if let Some(value) = self.value(shape, &value, &mut draft.inner) {
                    draft.flat.insert(key.to_string(), value);
                }
                continue;
            }
            match key {
                "$ref" => draft.reference = self.targets.resolve(refs::SCHEMAS, &value),
                "type" => draft.nullable |= dialect::read_type(self.version, &value, &mut draft.flat),
                "enumDescriptions" => draft.descriptions = value.strings(),
                // Extensions are anyone's: only what looks as expected is taken.
                "x-enumDescriptions" | "x-enum-descriptions" if matches!(value.node, Node::List(_)) => {
                    draft.descriptions = value.strings();
                }
                "const" if self.version == Version::V31 => constant = Some(value.node),
                _ => {
                    if let Some(bound) = Bound::of(key) {
                        let number = dialect::read_exclusive(self.version, bound, &value, &mut draft.flat);
                        draft.exclusive.extend(number.map(|number| (bound, number)));
                    } else if self.version == Version::V31 {
                        dialect::check_key(key, &value);
                    }
                }
            }
        }
        if let Some(constant) = constant {
            dialect::write_const(constant, &mut draft.flat);
        }
        draft
    }
}

/// Puts together what `openapiv3` read, the schemas inside, and what it has no field for.
fn finish(read: openapiv3::Schema, mut draft: Draft) -> Schema {
    let data = read.schema_data;
    let mut schema = structure(read.schema_kind, &mut draft.inner);
    schema.description = data.description.filter(|text| !text.trim().is_empty());
    schema.read_only = data.read_only;
    schema.write_only = data.write_only;
    schema.deprecated = data.deprecated;
    schema.nullable = data.nullable || draft.nullable;
    schema.default =
        data.default.filter(|value| !value.is_null()).map(|value| Box::new(fitting(schema.kind, value)));
    // Numbers come from the document itself: openapiv3 has them as floats, which changes large ones.
    schema.bounds = bounds(&draft.flat);
    if let Some(Value::Array(values)) = draft.flat.remove("enum") {
        with_values(&mut schema, values, &draft.descriptions);
    }
    if let Some(reference) = draft.reference {
        let target = Schema { reference: Some(reference), ..Schema::default() };
        schema.all_of.insert(0, target);
    }
    schema
}

/// Gives a schema its allowed values, with their descriptions.
pub(super) fn with_values(schema: &mut Schema, values: Vec<Value>, descriptions: &[String]) {
    schema.nullable |= values.contains(&Value::Null);
    schema.values = values
        .into_iter()
        .enumerate()
        .filter(|(_, value)| !value.is_null())
        .map(|(index, value)| EnumValue {
            value: fitting(schema.kind, value),
            description: descriptions.get(index).filter(|text| !text.trim().is_empty()).cloned(),
            deprecated: false,
        })
        .collect();
}

/// `allOf` of a single reference, with nothing beside it that shapes the value, is that reference.
pub(super) fn as_reference(mut schema: Schema) -> Schema {
    if schema.all_of.len() != 1 || !schema.all_of.iter().all(Schema::is_bare_reference) {
        return schema;
    }
    let parts = std::mem::take(&mut schema.all_of);
    if has_structure(&schema) {
        schema.all_of = parts;
        return schema;
    }
    schema.reference = parts.into_iter().find_map(|part| part.reference);
    // The type is the target's; one beside it can only say the same.
    schema.kind = None;
    schema.format = None;
    schema
}

/// Whether a schema says more of a value than its type, prose and marks.
pub(super) fn has_structure(schema: &Schema) -> bool {
    schema.reference.is_some()
        || schema.children().next().is_some()
        || schema.additional.is_some()
        || !schema.required.is_empty()
        || !schema.values.is_empty()
        || schema.pattern.is_some()
        || schema.bounds.is_some()
}

/// Type, format, pattern and the schemas inside.
fn structure(kind: SchemaKind, inner: &mut [Schema]) -> Schema {
    match kind {
        SchemaKind::Type(Type::String(read)) => Schema {
            format: format_name(&read.format),
            pattern: read.pattern,
            ..Schema::of(SchemaType::String)
        },
        SchemaKind::Type(Type::Number(read)) => {
            Schema { format: format_name(&read.format), ..Schema::of(SchemaType::Number) }
        }
        SchemaKind::Type(Type::Integer(read)) => {
            Schema { format: format_name(&read.format), ..Schema::of(SchemaType::Integer) }
        }
        SchemaKind::Type(Type::Boolean(_)) => Schema::of(SchemaType::Boolean),
        SchemaKind::Type(Type::Object(read)) => Schema {
            properties: properties(read.properties, inner),
            required: read.required,
            additional: read.additional_properties.map(|values| additional(values, inner)),
            ..Schema::of(SchemaType::Object)
        },
        SchemaKind::Type(Type::Array(read)) => Schema {
            items: read.items.map(|items| Box::new(take(&items, inner))),
            ..Schema::of(SchemaType::Array)
        },
        SchemaKind::OneOf { one_of } => Schema { one_of: parts(&one_of, inner), ..Schema::default() },
        SchemaKind::AllOf { all_of } => Schema { all_of: parts(&all_of, inner), ..Schema::default() },
        SchemaKind::AnyOf { any_of } => Schema { any_of: parts(&any_of, inner), ..Schema::default() },
        SchemaKind::Not { not } => Schema { not: Some(Box::new(take(&not, inner))), ..Schema::default() },
        SchemaKind::Any(read) => Schema {
            kind: read.typ.as_deref().and_then(SchemaType::parse),
            format: read.format,
            pattern: read.pattern,
            properties: properties(read.properties, inner),
            required: read.required,
            items: read.items.map(|items| Box::new(take(&items, inner))),
            additional: read.additional_properties.map(|values| additional(values, inner)),
            all_of: parts(&read.all_of, inner),
            one_of: parts(&read.one_of, inner),
            any_of: parts(&read.any_of, inner),
            not: read.not.map(|not| Box::new(take(&not, inner))),
            ..Schema::default()
        },
    }
}

/// The schema that a stub stands for; each is asked for once.
fn take<T>(stub: &ReferenceOr<T>, inner: &mut [Schema]) -> Schema {
    unstub_mut(stub, inner).map(std::mem::take).unwrap_or_default()
}

fn parts(stubs: &[ReferenceOr<openapiv3::Schema>], inner: &mut [Schema]) -> Vec<Schema> {
    stubs.iter().map(|stub| take(stub, inner)).collect()
}

fn properties(
    stubs: IndexMap<String, ReferenceOr<Box<openapiv3::Schema>>>,
    inner: &mut [Schema],
) -> Properties {
    stubs.into_iter().map(|(name, stub)| (name, take(&stub, inner))).collect()
}

fn additional(read: AdditionalProperties, inner: &mut [Schema]) -> Additional {
    match read {
        AdditionalProperties::Any(any) => Additional::Any(any),
        AdditionalProperties::Schema(stub) => Additional::Schema(Box::new(take(&stub, inner))),
    }
}

/// A format as the document spells it.
fn format_name<T: Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(known) => {
            serde_json::to_value(known).ok().and_then(|name| name.as_str().map(str::to_string))
        }
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn bounds(flat: &Map<String, Value>) -> Option<Box<Bounds>> {
    let number = |key: &str| match flat.get(key) {
        Some(Value::Number(number)) => Some(number.clone()),
        _ => None,
    };
    let count = |key: &str| flat.get(key).and_then(Value::as_u64);
    let flag = |key: &str| flat.get(key).and_then(Value::as_bool).unwrap_or_default();
    let bounds = Bounds {
        minimum: number("minimum"),
        maximum: number("maximum"),
        exclusive_minimum: flag("exclusiveMinimum"),
        exclusive_maximum: flag("exclusiveMaximum"),
        multiple_of: number("multipleOf"),
        min_length: count("minLength"),
        max_length: count("maxLength"),
        min_items: count("minItems"),
        max_items: count("maxItems"),
        unique_items: flag("uniqueItems"),
        min_properties: count("minProperties"),
        max_properties: count("maxProperties"),
    };
    (bounds != Bounds::default()).then(|| Box::new(bounds))
}

/// A default or an allowed value in the type that its schema has; what doesn't fit stays as it is.
pub(super) fn fitting(kind: Option<SchemaType>, value: Value) -> Value {
    let fitted = match (kind, &value) {
        (Some(SchemaType::String), Value::Number(number)) => Some(Value::String(number.to_string())),
        (Some(SchemaType::String), Value::Bool(flag)) => Some(Value::String(flag.to_string())),
        (Some(SchemaType::Boolean), Value::String(text)) => text.parse().ok().map(Value::Bool),
        (Some(SchemaType::Integer), Value::String(text)) => text.parse::<i64>().ok().map(Value::from),
        (Some(SchemaType::Number), Value::String(text)) => {
            text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number)
        }
        _ => None,
    };
    fitted.unwrap_or(value)
}
