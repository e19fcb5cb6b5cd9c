//! Whether EXEC can call a method, and give values to its parameters.
//!
//! In: a service and a method. Out: an answer by what the engine does with the manifest. For a document that
//! isn't a manifest, that is the one which is generated: there, operations that no verb reaches have an answer
//! that EXEC bears, and parameters that it can give.

use crate::api::{Schema, SqlVerb};
use crate::engine::{answer, body, exec};
use crate::provider::{Method, Service};

/// Whether an EXEC can call a method, with all that the method requires.
pub(in crate::diff) fn can_call(service: &Service, method: &Method) -> bool {
    let Some(operation) = service.api.operation(&method.operation_id) else { return false };
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let is_sent = method.request.as_ref().is_none_or(|request| body::is_written(&request.media_type));
    let is_answered = is_made_for_exec(service, method) || !answer::breaks_exec(&service.api, operation);
    is_sent && is_answered && required.into_iter().all(|given| takes(service, method, &given.schema))
}

/// Whether an EXEC can give a value to a parameter of a method.
pub(in crate::diff) fn takes(service: &Service, method: &Method, parameter: &Schema) -> bool {
    is_made_for_exec(service, method) || exec::takes_parameter(&service.api, parameter)
}

/// Whether the method's operation is written into a manifest so that EXEC can call it.
fn is_made_for_exec(service: &Service, method: &Method) -> bool {
    service.api.annotated.is_none() && method.verb == SqlVerb::Exec
}
