//! How SQL names the fields of a body.
//!
//! In: an operation, and the names that the configuration wants. Out: the names that work. Where a field has the name
//! of a parameter of the same method, a plain name means the parameter to the engine, so that no statement could give
//! the field: such a method keeps the prefix.

use serde_json::{Value, json};

use super::options::NeedsOptions;
use crate::api::{Api, FieldNames, Operation};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::provider::Method;
use crate::text::code;

/// The names of the fields that statements give to `operation`.
#[must_use]
pub fn of(api: &Api, operation: &Operation, options: &NeedsOptions) -> FieldNames {
    let wanted = options.body_columns.clone().unwrap_or_default();
    if wanted == FieldNames::Plain && hidden(api, operation).is_some() {
        FieldNames::Prefixed
    } else {
        wanted
    }
}

/// The setting `config.requestBodyTranslate` of `method`; none for a method without one.
pub(super) fn translate(method: &Method) -> Option<Value> {
    let is_plain = method.request.is_some() && method.fields == FieldNames::Plain;
    is_plain.then(|| json!({ "algorithm": "naive" }))
}

/// The note on a method that keeps the prefix against the configuration.
pub(super) fn kept(api: &Api, method: &Method, options: &NeedsOptions) -> Option<Diagnostic> {
    let is_kept = options.body_columns == Some(FieldNames::Plain) && method.fields == FieldNames::Prefixed;
    let operation = api.operation(&method.operation_id).filter(|_| is_kept)?;
    let field = hidden(api, operation)?;
    let message = format!(
        "{} keeps the prefix `data__` of its fields: {} is the name of a parameter, too",
        operation.id,
        code(&field)
    );
    let note = Diagnostic::warning("needs::body-columns", message)
        .help("nothing to do: by its plain name no statement could give the field a value")
        .at(&api.file, operation.pointer.clone());
    Some(Diagnostic { severity: DiagnosticSeverity::Note, ..note })
}

/// A field that requests may have, with the name of a parameter or a variable of the server.
fn hidden(api: &Api, operation: &Operation) -> Option<String> {
    let body = &operation.request.as_ref()?.schema;
    let servers = if operation.servers.is_empty() { &api.servers } else { &operation.servers };
    let variables = servers.first().into_iter().flat_map(|server| server.variables.keys());
    let own = operation.parameters.iter().chain(api.parameters.values()).map(|parameter| &parameter.name);
    let mut names = own.chain(variables);
    names
        .find(|name| {
            api.property_of_any(body, name)
                .is_some_and(|field| !field.read_only && !api.resolve(field).read_only)
        })
        .cloned()
}
