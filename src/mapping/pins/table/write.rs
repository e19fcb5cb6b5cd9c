//! The text of a table.

use std::collections::BTreeMap;

use csv::Writer;

use crate::api::Operation;
use crate::diagnostic::{Diagnostic, Result};
use crate::names::{OperationId, identifier};
use crate::provider::{Method, Resource, Service};
use crate::text::one_line;

/// The columns, in the order of provider-utils.
pub const COLUMNS: [&str; 13] = [
    "filename",
    "path",
    "operationId",
    "formatted_op_id",
    "verb",
    "response_object",
    "tags",
    "formatted_tags",
    "stackql_resource_name",
    "stackql_method_name",
    "stackql_verb",
    "stackql_object_key",
    "op_description",
];

/// Parts the tags of an operation.
const BETWEEN_TAGS: &str = "|";

/// The rows of a service's methods.
#[must_use]
pub fn rows(service: &Service) -> Vec<[String; 13]> {
    let operations: BTreeMap<&OperationId, &Operation> =
        service.api.operations.iter().map(|operation| (&operation.id, operation)).collect();
    let methods = service
        .resources
        .iter()
        .flat_map(|resource| resource.methods.iter().map(move |method| (resource, method)));
    let row = |(resource, method): (&Resource, &Method)| {
        let operation = operations.get(&method.operation_id)?;
        Some(row(service.name.as_str(), resource, method, operation))
    };
    methods.filter_map(row).collect()
}

fn row(service: &str, resource: &Resource, method: &Method, operation: &Operation) -> [String; 13] {
    let id = operation.id.as_str();
    let answer = operation.response.schema().and_then(|schema| schema.reference.clone());
    let formatted: Vec<String> = operation.tags.iter().map(|tag| identifier(tag, &[])).collect();
    [
        format!("{service}.yaml"),
        operation.path.clone(),
        if operation.has_own_id { id.to_string() } else { String::new() },
        identifier(id, &[]),
        operation.http_method.key(),
        answer.unwrap_or_default(),
        operation.tags.join(BETWEEN_TAGS),
        formatted.join(BETWEEN_TAGS),
        resource.name.to_string(),
        method.name.to_string(),
        method.verb.key(),
        method.object_key.as_ref().map(ToString::to_string).unwrap_or_default(),
        prose(&operation.description),
    ]
}

/// A description that no spreadsheet takes for a formula.
fn prose(text: &str) -> String {
    let text = one_line(text);
    if text.starts_with(['=', '+', '-', '@']) { format!(" {text}") } else { text }
}

/// The text of a table with `rows`.
///
/// # Errors
/// None that the input can cause: the table is written to memory.
pub fn text(rows: impl IntoIterator<Item = [String; 13]>) -> Result<String> {
    let failed = |error: String| {
        Diagnostic::error("cli::table", format!("the table can't be written: {error}")).help("report this")
    };
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|error| failed(error.to_string()))?;
    for row in rows {
        writer.write_record(row).map_err(|error| failed(error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    Ok(String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?)
}
