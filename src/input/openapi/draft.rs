//! Operations as the document has them, before references are followed.

use openapiv3::ReferenceOr;

use super::asked::Asked;
use super::content::{Answer, Body};
use super::reader::{Reader, external_docs, map, prose};
use super::{annotation, refs, security, server};
use crate::api::{OperationAnnotation, Parameter, SecurityRequirement, Server};
use crate::document::cursor::Cursor;

/// An operation with only its own keys.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) description: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) parameters: Vec<ReferenceOr<Parameter>>,
    pub(super) request: Option<ReferenceOr<Body>>,
    /// The response that is read, with its status.
    pub(super) response: Option<(String, ReferenceOr<Answer>)>,
    pub(super) security: Option<Vec<SecurityRequirement>>,
    pub(super) servers: Vec<Server>,
    pub(super) deprecated: bool,
    pub(super) annotation: Option<OperationAnnotation>,
    /// JSON pointer in the document.
    pub(super) pointer: String,
}

impl Reader<'_> {
    /// Reads an operation, of which methods have `asked` for a response.
    pub(super) fn operation(&self, at: &Cursor<'_, '_>, asked: Option<&Asked<'_>>) -> Option<Draft> {
        if !map(at) {
            return None;
        }
        let mut draft = Draft { pointer: at.pointer(), ..Draft::default() };
        for (key, value) in at.entries() {
            match key {
                "operationId" => draft.id = value.string(),
                "summary" => draft.summary = prose(&value),
                "description" => draft.description = prose(&value),
                "tags" => draft.tags = value.strings(),
                "parameters" => draft.parameters = self.parameters(&value),
                "requestBody" => {
                    draft.request = self.referred(refs::REQUEST_BODIES, &value, |at| self.request_body(at));
                }
                "responses" => {
                    draft.response = self.responses(&value, asked.and_then(|asked| asked.status));
                }
                "security" => draft.security = Some(security::requirements(&value)),
                "servers" => draft.servers = server::servers(&value),
                "deprecated" => draft.deprecated = value.boolean(),
                "externalDocs" => drop(external_docs(&value)),
                "callbacks" => self.check_references(refs::CALLBACKS, &value),
                _ => {}
            }
        }
        draft.annotation = annotation::of_operation(at);
        Some(draft)
    }
}
