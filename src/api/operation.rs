//! Operations: the calls that an API offers, with their input and output.

use std::collections::BTreeSet;

use super::annotation::OperationAnnotation;
use super::http::{HttpMethod, SecurityRequirement, Server};
use super::media::{Content, Media, Transfer};
use super::schema::Schema;
use crate::names::OperationId;

/// One call that the API offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The id, which is unique in the API.
    pub id: OperationId,
    /// Whether the document gives the id; else it was made from HTTP method and path.
    pub has_own_id: bool,
    /// HTTP method.
    pub http_method: HttpMethod,
    /// Starts with `/`; parameters in braces. Unique together with the HTTP method.
    pub path: String,
    /// The document's path, if the operation got a path of its own because another operation has this one.
    pub shared_path: Option<String>,
    /// A description, in prose.
    pub description: String,
    /// The operation's own parameters: those of the path first, in its order.
    pub parameters: Vec<Parameter>,
    /// The body, if the operation takes one.
    pub request: Option<RequestBody>,
    /// The successful response.
    pub response: Response,
    /// Content that the API transfers beside the JSON of request and response, such as the bytes of a file.
    pub media: Media,
    /// The transfer, if the operation sends or reads content itself in place of JSON: such an operation is no method
    /// of its own in a discovery document.
    pub content: Option<Content>,
    /// Alternative requirements; empty if the document has none.
    pub security: Vec<SecurityRequirement>,
    /// Servers of the operation alone; empty if the API's servers serve it.
    pub servers: Vec<Server>,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// OpenAPI's tags.
    pub tags: Vec<String>,
    /// `x-stackQL-resource` and the like, if the operation has these keys.
    pub annotation: Option<OperationAnnotation>,
    /// JSON pointer in the document.
    pub pointer: String,
}

impl Operation {
    /// Parameters of the path, in path order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.location == Location::Path)
    }

    /// The direction in which the operation transfers content itself; none if it deals with JSON.
    #[must_use]
    pub fn transfer(&self) -> Option<Transfer> {
        self.content.as_ref().map(|content| content.transfer)
    }

    /// The operation whose content this one transfers.
    #[must_use]
    pub fn content_of(&self) -> Option<&OperationId> {
        self.content.as_ref()?.of.as_ref()
    }
}

/// The part of a request that a parameter is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "OpenAPI's words")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// `path`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// A parameter of an operation, or of the whole API.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The name as it is sent.
    pub name: String,
    /// Where in a request the parameter goes.
    pub location: Location,
    /// Whether a call without the parameter fails; always so for a path's.
    pub required: bool,
    /// A description, in prose.
    pub description: Option<String>,
    /// Type, format, allowed values, bounds; an array if the parameter may be given several times.
    pub schema: Schema,
    /// Whether the document advises against it.
    pub deprecated: bool,
}

/// A request's body.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestBody {
    /// The media type; `application/json` if the API takes it.
    pub media_type: String,
    /// The schema of the body.
    pub schema: Schema,
    /// Whether a call without a body fails.
    pub required: bool,
    /// A description, in prose.
    pub description: Option<String>,
    /// Top-level fields that this operation requires, sorted.
    pub required_fields: Vec<String>,
}

/// A successful response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Key in an OpenAPI document: `200`, `2XX`, `default`.
    pub status: String,
    /// A description, in prose.
    pub description: String,
    /// Media type and schema, if there is a body.
    pub content: Option<(String, Schema)>,
    /// The names of its headers, in lower case.
    pub headers: BTreeSet<String>,
}

impl Response {
    /// The body's schema, if there is a body.
    #[must_use]
    pub fn schema(&self) -> Option<&Schema> {
        self.content.as_ref().map(|(_, schema)| schema)
    }
}
