//! What an answer becomes: rows, one row too many, nothing, or the end of the engine.

use crate::api::{Api, HttpMethod, Operation, Schema, SchemaType};

/// The parameter that the engine gives itself, to read page after page.
pub const PAGE_TOKEN: &str = "pageToken";

/// Whether the engine reads page after page of an operation that takes the token of a page: only of a GET.
#[must_use]
pub fn reads_pages(operation: &Operation) -> bool {
    operation.http_method == HttpMethod::Get
}

/// Whether the engine makes rows of an operation's answer: one of JSON or XML, with properties or an array. A first
/// SELECT of anything else breaks DESCRIBE of its resource.
#[must_use]
pub fn is_table(api: &Api, operation: &Operation) -> bool {
    operation
        .response
        .content
        .as_ref()
        .is_some_and(|(media_type, schema)| super::body::is_written(media_type) && has_columns(api, schema))
}

/// Whether a value has properties, its branches' included, or is an array.
fn has_columns(api: &Api, schema: &Schema) -> bool {
    let target = api.resolve(schema);
    is_array(api, schema)
        || !api.properties(schema).is_empty()
        || !(target.one_of.is_empty() && target.any_of.is_empty())
}

/// Whether EXEC fails on an operation because of its answer: one without properties is refused before
/// anything is sent, and one without an array ends the engine if the operation requires a parameter that isn't
/// a property of it.
///
/// Such an operation works if its response is written without content.
#[must_use]
pub fn breaks_exec(api: &Api, operation: &Operation) -> bool {
    let Some(schema) = operation.response.schema() else { return false };
    if !has_columns(api, schema) {
        return true;
    }
    let properties = api.properties(schema);
    let has_array = is_array(api, schema) || properties.values().any(|property| is_array(api, property));
    let is_property = |name: &str| properties.contains_key(name);
    !has_array
        && operation.parameters.iter().any(|parameter| parameter.required && !is_property(&parameter.name))
}

fn is_array(api: &Api, schema: &Schema) -> bool {
    api.type_of(schema) == Some(SchemaType::Array)
}
