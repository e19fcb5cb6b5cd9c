//! Allowed values and defaults of a schema, in the type that the schema has.

use serde_json::{Number, Value};

use crate::api::{EnumValue, Schema, SchemaType};

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

/// A default or an allowed value in its schema's type; a value that doesn't fit stays as it is.
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
