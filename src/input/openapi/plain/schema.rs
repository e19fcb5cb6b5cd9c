//! Plain schemas.

use super::{is_flag, is_list, is_map, is_map_of, is_text};
use crate::api::{Additional, Schema, SchemaType};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::openapi::convert::{Reader, free};
use crate::input::openapi::dialect::{Bound, Version};
use crate::input::openapi::schema::{as_reference, fitting, with_values};
use crate::input::openapi::{refs, shape};

impl Reader<'_> {
    /// The schema at `at`, where it is plain.
    pub(in crate::input::openapi) fn plain_schema(&self, at: &Cursor<'_, '_>) -> Option<Schema> {
        if self.version != Version::V30 || !is_map_of(at.node, is_plain) {
            return None;
        }
        let mut schema = Schema::default();
        let (mut reference, mut values, mut default, mut descriptions) = (None, None, None, Vec::new());
        for (key, value) in at.entries() {
            match key {
                "description" => schema.description = value.string().filter(|text| !text.trim().is_empty()),
                "type" => schema.kind = value.node.as_str().and_then(SchemaType::parse),
                "format" => schema.format = value.string(),
                "pattern" => schema.pattern = value.string(),
                "$ref" => reference = self.targets.resolve(refs::SCHEMAS, &value),
                "properties" => {
                    schema.properties = value
                        .entries()
                        .map(|(name, value)| (name.to_string(), self.schema(&value)))
                        .collect();
                }
                "items" => schema.items = Some(Box::new(self.schema(&value))),
                "additionalProperties" => {
                    schema.additional = Some(match value.node {
                        Node::Bool(any) => Additional::Any(*any),
                        _ => Additional::Schema(Box::new(self.schema(&value))),
                    });
                }
                "allOf" => schema.all_of = value.items().map(|item| self.schema(&item)).collect(),
                "oneOf" => schema.one_of = value.items().map(|item| self.schema(&item)).collect(),
                "anyOf" => schema.any_of = value.items().map(|item| self.schema(&item)).collect(),
                "required" => schema.required = value.strings(),
                "enum" => values = Some(value.node),
                "enumDescriptions" => descriptions = value.strings(),
                "x-enumDescriptions" | "x-enum-descriptions" if matches!(value.node, Node::List(_)) => {
                    descriptions = value.strings();
                }
                "default" => default = Some(value.node),
                "nullable" => schema.nullable = value.boolean(),
                "readOnly" => schema.read_only = value.boolean(),
                "writeOnly" => schema.write_only = value.boolean(),
                "deprecated" => schema.deprecated = value.boolean(),
                _ => {}
            }
        }
        let default = default.map(free).filter(|value| !value.is_null());
        schema.default = default.map(|value| Box::new(fitting(schema.kind, value)));
        if let Some(Node::List(values)) = values {
            with_values(&mut schema, values.iter().map(free).collect(), &descriptions);
        }
        if let Some(reference) = reference {
            let target = Schema { reference: Some(reference), ..Schema::default() };
            schema.all_of.insert(0, target);
        }
        Some(as_reference(schema))
    }
}

/// Whether a schema's key is a common one with a value of its type, or one that is of no use here.
fn is_plain(key: &str, value: &Node<'_>) -> bool {
    match key {
        "description" | "format" | "pattern" | "title" | "$ref" => is_text(value),
        "type" => value.as_str().and_then(SchemaType::parse).is_some(),
        "properties" | "items" => is_map(value),
        "additionalProperties" => is_map(value) || is_flag(value),
        "allOf" | "oneOf" | "anyOf" | "enum" => matches!(value, Node::List(_)),
        "required" | "enumDescriptions" => is_list(value, is_text),
        "x-enumDescriptions" | "x-enum-descriptions" => {
            !matches!(value, Node::List(_)) || is_list(value, is_text)
        }
        "nullable" | "readOnly" | "writeOnly" | "deprecated" => is_flag(value),
        "default" => true,
        other => shape::schema_key(other).is_none() && Bound::of(other).is_none(),
    }
}
