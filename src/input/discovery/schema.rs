//! Schemas and parameters of a discovery document.

use serde_json::{Number, Value};

use crate::api::{Additional, Bounds, EnumValue, Location, Parameter, Schema, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::check::SchemaNames;
use crate::names::OperationId;

/// Reads a schema.
pub(super) fn schema(at: &Cursor<'_, '_>, names: &SchemaNames<'_>) -> Schema {
    read(at, names).schema
}

/// Reads the parameter that the document calls `name`.
pub(super) fn parameter(name: &str, at: &Cursor<'_, '_>, names: &SchemaNames<'_>) -> Parameter {
    let Read { mut schema, location, required, repeated } = read(at, names);
    let description = schema.description.take();
    let deprecated = std::mem::take(&mut schema.deprecated);
    if repeated {
        schema = Schema { items: Some(Box::new(schema)), ..Schema::of(SchemaType::Array) };
    }
    let location = location.unwrap_or(Location::Query);
    Parameter {
        name: name.to_string(),
        location,
        required: required || location == Location::Path,
        description,
        schema,
        deprecated,
    }
}

/// A schema, and the keys that only parameters use.
struct Read {
    schema: Schema,
    location: Option<Location>,
    required: bool,
    repeated: bool,
}

fn read(at: &Cursor<'_, '_>, names: &SchemaNames<'_>) -> Read {
    let mut schema = Schema::default();
    let (mut location, mut required, mut repeated) = (None, false, false);
    let (mut minimum, mut maximum, mut default) = (None, None, None);
    let (mut values, mut descriptions, mut deprecated) = (Vec::new(), Vec::new(), Vec::new());
    for (key, value) in at.entries() {
        match key {
            "$ref" => {
                if let Some(name) = value.string() {
                    names.check(&name, &value);
                    schema.reference = Some(name);
                }
            }
            "type" => schema.kind = kind(&value),
            "format" => schema.format = value.string(),
            "description" => schema.description = value.string().filter(|text| !text.trim().is_empty()),
            "properties" => {
                schema.properties = value
                    .entries()
                    .map(|(name, value)| (name.to_string(), self::schema(&value, names)))
                    .collect();
            }
            "items" => schema.items = Some(Box::new(self::schema(&value, names))),
            "additionalProperties" => {
                schema.additional = Some(match value.node {
                    Node::Bool(any) => Additional::Any(*any),
                    _ => Additional::Schema(Box::new(self::schema(&value, names))),
                });
            }
            "enum" => values = value.strings(),
            "enumDescriptions" => descriptions = value.strings(),
            "enumDeprecated" => deprecated = value.items().map(|item| item.boolean()).collect(),
            "default" => default = scalar(&value),
            "pattern" => schema.pattern = value.string(),
            "minimum" => minimum = number(&value),
            "maximum" => maximum = number(&value),
            "readOnly" => schema.read_only = value.boolean(),
            "deprecated" => schema.deprecated = value.boolean(),
            "annotations" => schema.required_by = required_by(&value),
            "location" => location = parameter_location(&value),
            "required" => required = value.boolean(),
            "repeated" => repeated = value.boolean(),
            "id" => drop(value.string()),
            _ => {}
        }
    }
    schema.values = values
        .into_iter()
        .enumerate()
        .map(|(index, value)| EnumValue {
            value: typed(schema.kind, &value),
            description: descriptions.get(index).filter(|text| !text.trim().is_empty()).cloned(),
            deprecated: deprecated.get(index).copied().unwrap_or_default(),
        })
        .collect();
    schema.default = default.map(|text| Box::new(typed(schema.kind, &text)));
    if minimum.is_some() || maximum.is_some() {
        schema.bounds = Some(Box::new(Bounds { minimum, maximum, ..Bounds::default() }));
    }
    Read { schema, location, required, repeated }
}

/// A type; `any` means none.
fn kind(at: &Cursor<'_, '_>) -> Option<SchemaType> {
    let text = at.string()?;
    let kind = SchemaType::parse(&text);
    if kind.is_none() && text != "any" {
        at.report(
            Diagnostic::error("input::unknown-type", format!("`{text}` is not a type"))
                .help("types are string, integer, number, boolean, object, array and any"),
        );
    }
    kind
}

fn parameter_location(at: &Cursor<'_, '_>) -> Option<Location> {
    let text = at.string()?;
    match text.as_str() {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        _ => {
            at.report(
                Diagnostic::error(
                    "input::unknown-location",
                    format!("`{text}` is not a place for a parameter"),
                )
                .help("places are path and query"),
            );
            None
        }
    }
}

/// Discovery documents write numbers as strings; the engine wants numbers.
fn number(at: &Cursor<'_, '_>) -> Option<Number> {
    let text = match at.node {
        Node::Number(number) => return Some(number.clone()),
        _ => at.string()?,
    };
    let parsed = parse_number(&text);
    if parsed.is_none() {
        at.report(
            Diagnostic::error("input::wrong-type", format!("`{text}` is not a number"))
                .help("write a decimal number, in quotes or not"),
        );
    }
    parsed
}

/// A default. Google's documents write it as a string, those of Cloud Endpoints in the schema's own type.
fn scalar(at: &Cursor<'_, '_>) -> Option<String> {
    match at.node {
        Node::Number(number) => Some(number.to_string()),
        Node::Bool(value) => Some(value.to_string()),
        _ => at.string(),
    }
}

fn parse_number(text: &str) -> Option<Number> {
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    whole.ok().or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64))
}

/// A default or an allowed value in its schema's type; a value that doesn't fit stays a string.
fn typed(kind: Option<SchemaType>, text: &str) -> Value {
    let parsed = match kind {
        Some(SchemaType::Boolean) => text.parse::<bool>().ok().map(Value::Bool),
        Some(SchemaType::Integer) => parse_number(text).map(whole).map(Value::Number),
        Some(SchemaType::Number) => parse_number(text).map(Value::Number),
        _ => None,
    };
    parsed.unwrap_or_else(|| Value::String(text.to_string()))
}

/// A number without the `.0` that some documents write behind an integer.
fn whole(number: Number) -> Number {
    /// From here on doubles leave integers out.
    const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(value) if number.is_f64() && value.fract() == 0.0 && value.abs() < MAX_EXACT => {
            Number::from(value as i64)
        }
        _ => number,
    }
}

/// `annotations.required`: the operations that need the property.
fn required_by(at: &Cursor<'_, '_>) -> Vec<OperationId> {
    let required = at.entries().find(|(key, _)| *key == "required");
    let mut ids: Vec<OperationId> = required
        .map(|(_, ids)| ids.strings().into_iter().map(OperationId::new).collect())
        .unwrap_or_default();
    ids.sort();
    ids
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    /// The default of a parameter with the keys `keys`, or the message about it.
    fn default(keys: &str) -> Result<Value, String> {
        let document = format!(
            r#"{{"kind": "discovery#restDescription", "name": "shop", "version": "v1", "rootUrl": "https://shop.example.com/",
                "servicePath": "", "resources": {{"books": {{"methods": {{"list": {{"id": "shop.books.list", "httpMethod": "GET",
                "path": "books", "parameters": {{"a": {{"location": "query", {keys}}}}}}}}}}}}}}}"#
        );
        let api = crate::input::parse(&document, "f", "f").map_err(|failure| failure.to_string())?;
        Ok(api.operations[0].parameters[0].schema.default.as_deref().cloned().unwrap_or_default())
    }

    #[test]
    fn a_default_is_of_its_parameters_type_however_it_is_written() {
        for (keys, expected) in [
            (r#""type": "integer", "default": 1"#, json!(1)),
            (r#""type": "integer", "default": "1""#, json!(1)),
            (r#""type": "integer", "default": 1.0"#, json!(1)),
            (r#""type": "integer", "default": 1.5"#, json!(1.5)),
            (r#""type": "integer", "default": 18446744073709551615"#, json!(u64::MAX)),
            (r#""type": "number", "default": 0.5"#, json!(0.5)),
            (r#""type": "boolean", "default": false"#, json!(false)),
            (r#""type": "boolean", "default": "true""#, json!(true)),
            (r#""type": "string", "format": "int64", "default": 10"#, json!("10")),
            (r#""type": "string", "default": true"#, json!("true")),
            (r#""type": "integer", "default": "many""#, json!("many")),
        ] {
            assert_eq!(default(keys).unwrap(), expected, "{keys}");
        }
        let refused = default(r#""type": "integer", "default": [1]"#).unwrap_err();
        assert!(refused.contains("`default` must be a string"), "{refused}");
    }
}
