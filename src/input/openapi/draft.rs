//! Operations as the document has them, before references are followed.

use openapiv3::ReferenceOr;

use super::asked::Asked;
use super::content::{Answer, Body, LEFT_OUT};
use super::parameter::{ListedPart, Parameters};
use super::reader::{Reader, external_docs, prose};
use super::{annotation, refs, security, server};
use crate::api::{OperationAnnotation, SecurityRequirement, Server};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::{Cursor, escape};
use crate::document::node::Node;

/// An operation with only its own keys.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) description: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) parameters: Vec<ReferenceOr<ListedPart>>,
    pub(super) request: Option<ReferenceOr<Body>>,
    /// The response that is read, with its status.
    pub(super) response: Option<(String, ReferenceOr<Answer>)>,
    pub(super) security: Option<Vec<SecurityRequirement>>,
    pub(super) servers: Vec<Server>,
    pub(super) deprecated: bool,
    pub(super) annotation: Option<OperationAnnotation>,
    /// Why nobody can make sense of the operation, if so.
    pub(super) unreadable: Option<String>,
    /// JSON pointer in the document.
    pub(super) pointer: String,
}

impl Reader<'_> {
    /// Reads an operation, of which methods have `asked` for a response.
    pub(super) fn operation(&self, at: &Cursor<'_, '_>, asked: Option<&Asked<'_>>) -> Option<Draft> {
        let mut draft = Draft { pointer: at.pointer(), ..Draft::default() };
        if !matches!(at.node, Node::Map(_)) {
            at.report_no_object(LEFT_OUT);
            let found = at.node.describe();
            draft.unreadable = Some(format!("it is {found}, not an object"));
            return self.is_repairing().then_some(draft);
        }
        for (key, value) in at.entries() {
            match key {
                "operationId" => draft.id = value.string(),
                "summary" => draft.summary = prose(&value),
                "description" => draft.description = prose(&value),
                "tags" => draft.tags = tags(&value),
                "parameters" => {
                    let Parameters { listed, unreadable } = self.parameters(&value);
                    draft.parameters = listed;
                    let unreadable = unreadable.filter(|_| self.is_repairing());
                    unreadable.into_iter().for_each(|pointer| draft.lacks("a parameter", &pointer));
                }
                "requestBody" if self.is_repairing() && *value.node == Node::Null => value.expect_object(),
                "requestBody" => {
                    draft.request = self.referred_body(&value);
                    if draft.request.is_none() && self.is_repairing() {
                        draft.lacks("the request body", &value.pointer());
                    }
                }
                "responses" => {
                    let found = self.responses(&value, asked.and_then(|asked| asked.status));
                    if let Some((status, None)) = &found {
                        let pointer = format!("{}/{}", value.pointer(), escape(status));
                        draft.lacks("the successful response", &pointer);
                    }
                    draft.response = found.and_then(|(status, response)| Some((status, response?)));
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

impl Draft {
    /// Notes that the `part` at `pointer` can't be read, which costs the operation.
    pub(super) fn lacks(&mut self, part: &str, pointer: &str) {
        self.unreadable.get_or_insert_with(|| format!("{part} can't be read: {pointer}"));
    }
}

/// The names of tags; some documents have objects with a name in place of names.
fn tags(at: &Cursor<'_, '_>) -> Vec<String> {
    let named = |item: &Cursor<'_, '_>| -> Option<String> {
        let name = item.node.get("name").and_then(Node::as_str).filter(|_| item.is_repairing())?;
        let problem = Diagnostic::error("input::wrong-type", "a tag must be a string, found an object");
        item.report_repaired(problem.help("write the tag's name alone"), format!("it is read as `{name}`"));
        Some(name.to_string())
    };
    if !matches!(at.node, Node::List(_)) {
        return at.strings();
    }
    at.items().filter_map(|item| named(&item).or_else(|| item.string())).collect()
}
