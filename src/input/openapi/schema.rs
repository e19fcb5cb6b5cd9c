//! Schemas.
//!
//! In: a schema at a [`Cursor`]. Out: a [`Schema`] of the neutral model. A known key with a value of the
//! wrong type is a problem, and then ignored; an unknown key is ignored. [`dialect`] reads the keys in which
//! OpenAPI 3.1 differs.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use super::dialect::{self, Bound};
use super::keywords::{self, Parts};
use super::reader::{Reader, count, external_docs, free, number, prose};
use super::refs;
use super::types::Types;
use super::values::{fitting, with_values};
use super::version::OpenApiVersion;
use crate::api::{Additional, Bounds, Schema, SchemaSettings};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::problems::wrong_type_repaired;

/// What is read where a schema can't be.
const ANY: &str = "any value fits";

/// Values that are put into a schema at the end, since they depend on several keys.
#[derive(Default)]
struct Pending<'n, 'a> {
    parts: Parts,
    types: Types,
    /// Properties that say themselves that they are required.
    required: Vec<String>,
    has_keywords: bool,
    default: Option<&'n Node<'a>>,
    constant: Option<&'n Node<'a>>,
    values: Vec<Value>,
    /// Descriptions of the allowed values.
    descriptions: Vec<String>,
    bounds: Bounds,
    exclusive: Vec<(Bound, Number)>,
}

impl Reader<'_> {
    /// Reads the schema at `at`.
    pub(super) fn schema(&self, at: &Cursor<'_, '_>) -> Schema {
        match (at.node, self.version) {
            (Node::Bool(true), OpenApiVersion::V31) => return Schema::default(),
            (Node::Bool(false), OpenApiVersion::V31) => {
                return Schema { not: Some(Box::default()), ..Schema::default() };
            }
            (Node::Map(_), _) => {}
            _ => {
                at.report_no_object(ANY);
                return Schema::default();
            }
        }
        let mut schema = Schema::default();
        let mut pending = Pending::default();
        for (key, value) in at.entries() {
            match key {
                "$ref" => pending.parts.reference = self.targets.resolve(refs::SCHEMAS, &value, ANY),
                "type" => pending.types = Types::read(self.version, &value),
                "description" => schema.description = prose(&value),
                "format" => schema.format = value.string(),
                "pattern" => schema.pattern = value.string(),
                "properties" => self.properties(&value, &mut pending),
                "required" => schema.required = required_properties(&value, at),
                "items" => pending.parts.items = self.items(&value),
                "additionalProperties" => {
                    pending.parts.additional = Some(match value.node {
                        Node::Bool(any) => Additional::Any(*any),
                        _ => Additional::Schema(Box::new(self.schema(&value))),
                    });
                }
                "allOf" => schema.all_of = self.schemas(&value),
                "oneOf" => schema.one_of = self.schemas(&value),
                "anyOf" => schema.any_of = self.schemas(&value),
                "not" => schema.not = Some(Box::new(self.schema(&value))),
                "nullable" => schema.nullable |= value.boolean(),
                "readOnly" => schema.read_only = value.boolean(),
                "writeOnly" => schema.write_only = value.boolean(),
                "deprecated" => schema.deprecated = value.boolean(),
                "title" => drop(value.string()),
                "externalDocs" => drop(external_docs(&value)),
                "default" => pending.default = Some(value.node),
                "enum" => pending.values = value.items().map(|item| free(item.node)).collect(),
                "enumDescriptions" => pending.descriptions = value.strings(),
                // Anyone may write extensions: only a value of the expected form is taken.
                "x-enumDescriptions" | "x-enum-descriptions" if matches!(value.node, Node::List(_)) => {
                    pending.descriptions = value.strings();
                }
                "x-stackQL-stringOnly" | "x-stackQL-alias" | "x-alwaysRequired" => {
                    own_key(key, value.node, &mut schema);
                }
                "const" if self.version == OpenApiVersion::V31 => pending.constant = Some(value.node),
                _ => self.bound(key, &value, &mut pending),
            }
        }
        if pending.has_keywords {
            self.keywords(at, &mut pending.parts);
        }
        let schema = finish(schema, pending);
        let is_absorbed =
            self.version == OpenApiVersion::V31 || self.is_repairing() && dialect::has_null_choice(at.node);
        as_reference(if is_absorbed { dialect::absorb_null(schema) } else { schema })
    }

    fn properties(&self, at: &Cursor<'_, '_>, pending: &mut Pending<'_, '_>) {
        for (name, value) in at.entries() {
            if self.is_repairing() && value.node.get("required") == Some(&Node::Bool(true)) {
                pending.required.push(name.to_string());
            }
            pending.parts.properties.push((name.to_string(), self.schema(&value)));
        }
    }

    /// Reads `items`, of which early JSON Schema had a list: a schema for each place.
    fn items(&self, at: &Cursor<'_, '_>) -> Option<Schema> {
        if self.is_repairing() && matches!(at.node, Node::List(_)) {
            let mut parts = Parts::default();
            self.prefix_items(at, &mut parts);
            let help = "write a schema that all items fit, an `anyOf` for example";
            wrong_type_repaired(at, "an object", help, "any of its schemas is read");
            return Some(parts.items.unwrap_or_default());
        }
        Some(self.schema(at))
    }

    /// Reads a list of schemas.
    pub(super) fn schemas(&self, at: &Cursor<'_, '_>) -> Vec<Schema> {
        if self.is_repairing() && matches!(at.node, Node::Map(_)) {
            let help = "write a list, even for one item; `[]` for no items";
            wrong_type_repaired(at, "a list", help, "it is read as a list of one");
            return vec![self.schema(at)];
        }
        at.items().map(|item| self.schema(&item)).collect()
    }

    /// Reads a key that bounds a value, or an unknown one.
    fn bound(&self, key: &str, at: &Cursor<'_, '_>, pending: &mut Pending<'_, '_>) {
        let bounds = &mut pending.bounds;
        match key {
            "minimum" => bounds.minimum = number(at),
            "maximum" => bounds.maximum = number(at),
            "multipleOf" => bounds.multiple_of = number(at),
            "minLength" => bounds.min_length = count(at),
            "maxLength" => bounds.max_length = count(at),
            "minItems" => bounds.min_items = count(at),
            "maxItems" => bounds.max_items = count(at),
            "minProperties" => bounds.min_properties = count(at),
            "maxProperties" => bounds.max_properties = count(at),
            "uniqueItems" => bounds.unique_items = at.boolean(),
            _ => {
                if let Some(bound) = Bound::of(key) {
                    let number = dialect::read_exclusive(self.version, bound, at, bounds);
                    pending.exclusive.extend(number.map(|number| (bound, number)));
                } else if keywords::is_keyword(key) {
                    pending.has_keywords = self.is_repairing();
                    if !pending.has_keywords && self.version == OpenApiVersion::V31 {
                        keywords::check(key, at);
                    }
                }
            }
        }
    }
}

/// Reads a key of StackQL's own.
fn own_key(key: &str, value: &Node<'_>, schema: &mut Schema) {
    let mut settings = schema.settings.take().unwrap_or_default();
    match (key, value) {
        ("x-stackQL-stringOnly", Node::Bool(is)) => settings.is_text = *is,
        ("x-alwaysRequired", Node::Bool(is)) => settings.is_always_required = *is,
        ("x-stackQL-alias", Node::String(name)) => settings.alias = Some(name.to_string()),
        _ => {}
    }
    schema.settings = (*settings != SchemaSettings::default()).then_some(settings);
}

/// The names of the properties that an object, the schema at `schema`, requires. Early JSON Schema had `required: true`
/// in the property itself, and many documents still have it.
fn required_properties(at: &Cursor<'_, '_>, schema: &Cursor<'_, '_>) -> Vec<String> {
    if let Node::Bool(is_required) = at.node {
        let done = match is_required {
            true if schema.is_below("properties") => "the object that has the property requires it",
            _ => "it is passed over",
        };
        wrong_type_repaired(
            at,
            "a list of names",
            "an object's schema lists what it requires: move it there, `required: [name]` beside `properties`",
            done,
        );
        return Vec::new();
    }
    at.strings()
}

/// Adds the parts that depend on several keys.
fn finish(mut schema: Schema, mut pending: Pending<'_, '_>) -> Schema {
    let Parts { properties, items, additional, reference } = pending.parts;
    schema.properties = properties.into_iter().collect();
    schema.items = items.map(Box::new);
    schema.additional = additional;
    let known: BTreeSet<&String> = schema.required.iter().collect();
    let mut required: Vec<String> =
        pending.required.into_iter().filter(|name| !known.contains(name)).collect();
    schema.required.append(&mut required);
    pending.types.give(&mut schema);
    for (bound, number) in pending.exclusive {
        dialect::write_exclusive(bound, number, &mut pending.bounds);
    }
    if pending.bounds != Bounds::default() {
        schema.bounds = Some(Box::new(pending.bounds));
    }
    if let Some(constant) = pending.constant {
        // `const` is an `enum` of one value, and implies a type.
        schema.kind = schema.kind.or_else(|| dialect::type_of(constant));
        pending.values = vec![free(constant)];
    }
    let default = pending.default.map(free).filter(|value| !value.is_null());
    schema.default = default.map(|value| Box::new(fitting(schema.kind, value)));
    with_values(&mut schema, pending.values, &pending.descriptions);
    if let Some(reference) = reference {
        let target = Schema { reference: Some(reference), ..Schema::default() };
        schema.all_of.insert(0, target);
    }
    schema
}

/// An `allOf` of a single reference, with no key beside it that shapes the value, is read as that reference.
fn as_reference(mut schema: Schema) -> Schema {
    if schema.all_of.len() != 1 || !schema.all_of.iter().all(Schema::is_bare_reference) {
        return schema;
    }
    let parts = std::mem::take(&mut schema.all_of);
    if schema.has_structure() {
        schema.all_of = parts;
        return schema;
    }
    schema.reference = parts.into_iter().find_map(|part| part.reference);
    // The type is the target's; a type beside it can only repeat that.
    schema.kind = None;
    schema.format = None;
    schema
}
