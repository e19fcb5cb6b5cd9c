//! Made-up values of the right type: of parameters, of fields of a body, of answers.
//!
//! In: a schema. Out: a value that fits. The same schema always gets the same value.

use serde_json::{Map, Value, json};

use crate::api::{Additional, Api, Parameter, Schema, SchemaType};

/// How deep a made-up answer is.
const ANSWER_DEPTH: usize = 7;

/// How deep a made-up field of a body is: an object in it has values, and objects in that one are empty. EXEC
/// refuses some values, so that a large example would be refused for a part that nobody has to send.
const FIELD_DEPTH: usize = 2;

/// Most values in an answer: types that contain each other would fill any answer. Later objects and arrays
/// are empty.
const MAX_VALUES: usize = 3000;

/// Most properties of an object within a field of a body.
const FIELD_PROPERTIES: usize = 2;

/// Larger than what a floating-point number can hold, so that a conversion shows.
const LARGE: &str = "9007199254740993";

/// An answer of the type `schema`, with all of its properties.
pub(super) fn answer(api: &Api, schema: &Schema) -> Value {
    let limits = Limits { depth: ANSWER_DEPTH, object: 1, properties: usize::MAX };
    Maker { api, limits, room: MAX_VALUES }.make(schema, "value", 0)
}

/// A value for the field `name` of a body.
pub(super) fn field(api: &Api, schema: &Schema, name: &str) -> Value {
    let limits = Limits { depth: FIELD_DEPTH, object: 2, properties: FIELD_PROPERTIES };
    Maker { api, limits, room: MAX_VALUES }.make(schema, name, 0)
}

/// A value for a parameter; one item for a parameter that takes several.
pub(super) fn parameter(api: &Api, parameter: &Parameter) -> Value {
    let schema = api.resolve(&parameter.schema);
    let schema = schema.items.as_deref().unwrap_or(schema);
    field(api, schema, &parameter.name)
}

/// A value as it stands in a URL: a text without its quotes, anything else as JSON.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// How large a value may become.
#[derive(Debug, Clone, Copy)]
struct Limits {
    depth: usize,
    /// By how much the properties of an object are deeper than the object.
    object: usize,
    properties: usize,
}

struct Maker<'a> {
    api: &'a Api,
    limits: Limits,
    /// How many values there may still be.
    room: usize,
}

impl Maker<'_> {
    fn make(&mut self, schema: &Schema, name: &str, depth: usize) -> Value {
        self.room = self.room.saturating_sub(1);
        let target = self.api.resolve(schema);
        if let Some(first) = target.values.first() {
            return first.value.clone();
        }
        match self.api.type_of(schema) {
            Some(SchemaType::Integer) => json!(7),
            Some(SchemaType::Number) => json!(1.5),
            Some(SchemaType::Boolean) => json!(true),
            Some(SchemaType::String) => text(schema, target, name),
            Some(SchemaType::Array) => self.array(target, name, depth),
            Some(SchemaType::Object) => self.object(schema, target, depth),
            None => self.any(target, name, depth),
        }
    }

    fn array(&mut self, target: &Schema, name: &str, depth: usize) -> Value {
        match &target.items {
            Some(items) if !self.is_full(depth) => json!([self.make(items, name, depth + 1)]),
            _ => json!([]),
        }
    }

    fn object(&mut self, schema: &Schema, target: &Schema, depth: usize) -> Value {
        if self.is_full(depth) {
            return json!({});
        }
        let api = self.api;
        let properties = api.properties(schema);
        if properties.is_empty() {
            if let Some(first) = target.one_of.first().or(target.any_of.first()) {
                return self.make(first, "value", depth + 1);
            }
            let Some(Additional::Schema(values)) = &target.additional else { return json!({}) };
            return json!({ "key": self.make(values, "key", depth + 1) });
        }
        let inner = depth + self.limits.object;
        let properties = properties.into_iter().take(self.limits.properties);
        let made = properties.map(|(name, schema)| (name.to_string(), self.make(schema, name, inner)));
        Value::Object(made.collect::<Map<_, _>>())
    }

    /// A value for a schema without a type: of the first alternative, if there are any.
    fn any(&mut self, target: &Schema, name: &str, depth: usize) -> Value {
        match target.one_of.first().or(target.any_of.first()) {
            Some(first) if !self.is_full(depth) => self.make(first, name, depth + 1),
            _ => json!(made_up(name)),
        }
    }

    fn is_full(&self, depth: usize) -> bool {
        depth >= self.limits.depth || self.room == 0
    }
}

fn text(schema: &Schema, target: &Schema, name: &str) -> Value {
    match schema.format.as_deref().or(target.format.as_deref()) {
        Some("int64" | "uint64") => json!(LARGE),
        Some("date-time" | "google-datetime") => json!("2026-01-02T03:04:05Z"),
        _ => json!(made_up(name)),
    }
}

/// A text that tells what it stands for.
fn made_up(name: &str) -> String {
    format!("a-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Properties;

    fn object(properties: &[(&str, Schema)]) -> Schema {
        let properties: Properties =
            properties.iter().map(|(name, schema)| ((*name).to_string(), schema.clone())).collect();
        Schema { properties, ..Schema::of(SchemaType::Object) }
    }

    #[test]
    fn values_have_the_type_of_their_schema() {
        let text = Schema::of(SchemaType::String);
        let large = Schema { format: Some("int64".into()), ..text.clone() };
        let list = Schema { items: Some(Box::new(text.clone())), ..Schema::of(SchemaType::Array) };
        let map = Schema {
            additional: Some(Additional::Schema(Box::new(Schema::of(SchemaType::Boolean)))),
            ..Schema::of(SchemaType::Object)
        };
        let whole = object(&[("name", text), ("size", large), ("tags", list), ("flags", map)]);
        let api = crate::input::parse(MINIMAL, "spec", "spec").unwrap();
        assert_eq!(
            answer(&api, &whole),
            json!({ "name": "a-name", "size": LARGE, "tags": ["a-tags"], "flags": { "key": true } })
        );
        assert_eq!(field(&api, &whole, "whole"), json!({ "name": "a-name", "size": LARGE }));
    }

    #[test]
    fn a_type_that_contains_itself_has_an_end() {
        let api = crate::input::parse(MINIMAL, "spec", "spec").unwrap();
        let node = Schema { reference: Some("Node".into()), ..Schema::default() };
        let mut depth = 0;
        let mut at = &answer(&api, &node);
        while let Some(next) = at.get("next") {
            (at, depth) = (next, depth + 1);
        }
        assert_eq!(depth, ANSWER_DEPTH);
    }

    const MINIMAL: &str = r##"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/nodes": {"get": {"responses": {"200": {"description": "",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}}}}},
        "components": {"schemas": {"Node": {"type": "object", "properties": {
            "name": {"type": "string"}, "next": {"$ref": "#/components/schemas/Node"}}}}}}"##;
}
