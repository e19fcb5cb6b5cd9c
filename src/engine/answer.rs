//! What an answer becomes: rows, one row too many, nothing, or the end of the engine.

use crate::api::{Api, Operation, Schema, SchemaType};

/// Whether the engine makes rows of an operation's answer: one with a body of JSON or XML. A first SELECT of
/// anything else breaks DESCRIBE of its resource.
#[must_use]
pub fn is_table(operation: &Operation) -> bool {
    operation.response.content.as_ref().is_some_and(|(media_type, _)| super::body::is_written(media_type))
}

/// Whether EXEC fails on an operation because of its answer: one without properties is refused before
/// anything is sent, and one without an array ends the engine if the operation requires a parameter that isn't
/// a property of it.
///
/// Such an operation works if its response is written without content.
#[must_use]
pub fn breaks_exec(api: &Api, operation: &Operation) -> bool {
    let Some(schema) = operation.response.schema() else { return false };
    let properties = api.properties(schema);
    if properties.is_empty() {
        return !is_array(api, schema);
    }
    let has_array = is_array(api, schema) || properties.values().any(|property| is_array(api, property));
    let is_property = |name: &str| properties.contains_key(name);
    !has_array
        && operation.parameters.iter().any(|parameter| parameter.required && !is_property(&parameter.name))
}

fn is_array(api: &Api, schema: &Schema) -> bool {
    api.type_of(schema) == Some(SchemaType::Array)
}
