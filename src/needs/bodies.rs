//! Bodies of other forms than JSON and XML, which the engine writes by itself.
//!
//! In: an operation, and the verb that calls it. Out: the template that makes its body; or a warning that there is none.

use serde_json::{Value, json};

use crate::api::{Api, Operation, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::engine::{body, media};
use crate::provider::Method;

/// Whether a template makes the body of `operation` where `verb` calls it: that of a form. EXEC takes a body as JSON,
/// and refuses it for any other media type.
#[must_use]
pub fn is_made(operation: &Operation, verb: SqlVerb) -> bool {
    verb != SqlVerb::Exec && operation.request.as_ref().is_some_and(|body| media::is_form(&body.media_type))
}

/// The setting `request.transform` of a method whose body a template makes.
pub(super) fn transform(operation: &Operation, method: &Method) -> Option<Value> {
    let is_made = method.request.is_some() && is_made(operation, method.verb);
    is_made.then(|| json!({ "type": media::FORM.kind, "body": media::FORM.body }))
}

/// The warning about a body that no statement can send.
pub(super) fn unsent(api: &Api, operation: &Operation, method: &Method) -> Option<Diagnostic> {
    let request = method.request.as_ref()?;
    if request.is_transformed || body::is_sent(operation) {
        return None;
    }
    let message = if media::is_form(&request.media_type) {
        format!("{} is for EXEC, which can't send a form: a call has no body", operation.id)
    } else {
        format!(
            "StackQL can't write the body of {}, {}: a call has no body",
            operation.id, request.media_type
        )
    };
    let help = if media::is_form(&request.media_type) {
        "an override can give it the verb INSERT, UPDATE or REPLACE"
    } else {
        "a `request.transform` under `settings` of provgen.yaml can make it; a file can't be sent"
    };
    Some(
        Diagnostic::warning("needs::body-unsent", message)
            .help(help)
            .at(&api.file, operation.pointer.clone()),
    )
}
