//! An API as a whole.

use std::collections::BTreeMap;

use openapiv3::SecurityScheme;
use serde::{Deserialize, Serialize};

use super::annotation::AnnotatedService;
use super::http::{HttpMethod, Server};
use super::media::Transfer;
use super::operation::{Operation, Parameter};
use super::schema::Schema;
use crate::diagnostic::Diagnostic;
use crate::names::OperationId;

/// The format of the document that an API was read from; the rules of naming differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A Google discovery document.
    Discovery,
    /// An OpenAPI document.
    OpenApi,
}

/// An API as one document describes it.
#[derive(Debug, Clone)]
pub struct Api {
    /// The format of the document.
    pub format: Format,
    /// The document's file as the user named it, for messages.
    pub file: String,
    /// The API's own name: a discovery document's `name`, else the file's stem or the ids' common first part.
    pub name: String,
    /// The version in the document: `v1`.
    pub version: String,
    /// Revision of a discovery document: `20261023`.
    pub revision: Option<String>,
    /// The API's title, on one line.
    pub title: String,
    /// A description, in prose.
    pub description: String,
    /// The address of the API's documentation by its makers.
    pub documentation: Option<String>,
    /// The servers that answer; at least one.
    pub servers: Vec<Server>,
    /// Ways of authentication, by name.
    pub security_schemes: BTreeMap<String, SecurityScheme>,
    /// Parameters that every operation takes, by the key under which they are written once.
    pub parameters: BTreeMap<String, Parameter>,
    /// Named schemas. Each reference in the API leads to one of them, and no schema is an alias of itself.
    pub schemas: BTreeMap<String, Schema>,
    /// What the document says of its tags, by their names.
    pub tags: BTreeMap<String, String>,
    /// All operations, by id.
    pub operations: Vec<Operation>,
    /// Operations of the document that nobody can make sense of, by id.
    pub unreadable: Vec<UnreadableOperation>,
    /// StackQL's annotations, if the document has them: the mapping follows them.
    pub annotated: Option<AnnotatedService>,
    /// Warnings about parts that the reader had to change, or couldn't keep.
    pub notes: Vec<Diagnostic>,
    /// The files that the document's references lead to.
    pub beside: Vec<FileBeside>,
}

/// A file below a document's folder that was read with the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileBeside {
    /// The path below the folder.
    pub name: String,
    /// The digest of the text that was read; none if it couldn't be read.
    pub digest: Option<[u8; 32]>,
}

/// An operation that nobody can make sense of, so that it is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableOperation {
    /// The id, by the rules for all operations.
    pub id: OperationId,
    /// The HTTP method; none if StackQL can't send it.
    pub http_method: Option<HttpMethod>,
    /// The path in the document.
    pub path: String,
    /// OpenAPI's tags, as far as they can be read.
    pub tags: Vec<String>,
    /// What is wrong with it: a part of a sentence.
    pub reason: String,
}

impl Api {
    /// The operation of that id.
    #[must_use]
    pub fn operation(&self, id: &OperationId) -> Option<&Operation> {
        self.operations.get(self.operation_index(id)?)
    }

    /// The place of the operation of that id among all, which are sorted by id.
    #[must_use]
    pub fn operation_index(&self, id: &OperationId) -> Option<usize> {
        self.operations.binary_search_by(|operation| operation.id.cmp(id)).ok()
    }

    /// The operation that transfers the content of `operation` in that direction; none if no operation does.
    #[must_use]
    pub fn transfer_of(&self, operation: &OperationId, transfer: Transfer) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|other| other.content_of() == Some(operation) && other.transfer() == Some(transfer))
    }
}
