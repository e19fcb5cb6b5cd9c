//! Whether EXEC can call a method, and give values to its parameters.
//!
//! In: a service and a method. Out: an answer by what the engine does with the manifest. For a document that
//! isn't a manifest, that is the one which is generated: there, operations that no verb reaches have an answer
//! that EXEC bears, and parameters that it can give.

use crate::api::{Schema, SqlVerb};
use crate::engine::exec::Reach;
use crate::engine::{body, exec};
use crate::provider::{Method, Service};

/// Whether an EXEC can call a method, with all that the method requires.
pub(in crate::diff) fn can_call(service: &Service, method: &Method) -> bool {
    let Some(operation) = service.api.operation(&method.operation_id) else { return false };
    let is_transformed = method.request.as_ref().is_some_and(|request| request.is_transformed);
    let is_sent = method.request.is_none() || is_transformed || body::is_sent(operation);
    let reach = if is_made_for_exec(service, method) { Reach::ExecAlone } else { Reach::Verb };
    is_sent && exec::obstacle(&service.api, operation, reach, needed(method)).is_none()
}

/// The names that each call of a method needs.
pub(in crate::diff) fn needed(method: &Method) -> impl Iterator<Item = &str> {
    method.route_names.iter().map(String::as_str)
}

/// Whether an EXEC can give a value to a parameter of a method.
pub(in crate::diff) fn takes(service: &Service, method: &Method, parameter: &Schema) -> bool {
    is_made_for_exec(service, method) || exec::takes_variable(&service.api, parameter)
}

/// Whether the method's operation is written into a manifest so that EXEC can call it.
fn is_made_for_exec(service: &Service, method: &Method) -> bool {
    service.api.annotated.is_none() && method.verb == SqlVerb::Exec
}
