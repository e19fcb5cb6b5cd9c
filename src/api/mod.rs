//! The neutral model of an API: what discovery documents and OpenAPI documents have in common.
//!
//! In: what `input` read. Out: types that the mapping and the renderers work on. Everything is in a fixed
//! order (maps by key, operations by id), but for the properties of a schema, which keep the document's order
//! for those who ask for it.

mod object_key;
mod properties;
mod rows;
mod schema;

use std::collections::BTreeMap;

use openapiv3::SecurityScheme;
use serde::{Deserialize, Serialize};

pub use object_key::{ObjectKey, ObjectKeyError, Step};
pub use properties::Properties;
pub use rows::RowError;
pub use schema::{Additional, Bounds, EnumValue, Schema, SchemaType};

use crate::diagnostic::Diagnostic;
use crate::names::{MethodName, OperationId, ResourceName};

/// Which kind of document an API was read from; the rules of naming differ.
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
    /// What kind of document it was.
    pub format: Format,
    /// The document's file as the user named it, for messages.
    pub file: String,
    /// The API's own name: a discovery document's `name`, else the file's stem or the ids' common first part.
    pub name: String,
    /// Version as the document has it: `v1`.
    pub version: String,
    /// Revision of a discovery document: `20261023`.
    pub revision: Option<String>,
    /// One line.
    pub title: String,
    /// Prose.
    pub description: String,
    /// Where the API is documented by those who make it.
    pub documentation: Option<String>,
    /// At least one.
    pub servers: Vec<Server>,
    /// Ways of authentication, by name.
    pub security_schemes: BTreeMap<String, SecurityScheme>,
    /// Parameters that every operation takes, by the key under which they are written once.
    pub parameters: BTreeMap<String, Parameter>,
    /// Named schemas. Each reference in the API leads to one of them, and no schema is an alias of itself.
    pub schemas: BTreeMap<String, Schema>,
    /// All operations, by id.
    pub operations: Vec<Operation>,
    /// StackQL's annotations, where the document has them: it is then taken at its word.
    pub annotated: Option<AnnotatedService>,
    /// What the reader had to change, or couldn't keep.
    pub notes: Vec<Diagnostic>,
}

/// A server's URL and the variables in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// Without a `/` at its end; `{name}` stands for a variable.
    pub url: String,
    /// Prose.
    pub description: Option<String>,
    /// Variables by name.
    pub variables: BTreeMap<String, ServerVariable>,
}

/// A part of a server's URL that the user sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerVariable {
    /// Value where the user sets none.
    pub default: String,
    /// Allowed values; empty for any.
    pub values: Vec<String>,
    /// Prose.
    pub description: Option<String>,
}

/// HTTP method of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "RFC 9110 tells what they mean")]
pub enum HttpMethod {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl HttpMethod {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Get, Self::Put, Self::Post, Self::Delete, Self::Options, Self::Head, Self::Patch, Self::Trace];

    /// `GET`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// `get`: its key in an OpenAPI path item.
    #[must_use]
    pub fn key(self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// The method that `text` names, in upper or lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text))
    }
}

/// Scopes by security scheme; all entries of one requirement hold together.
pub type SecurityRequirement = BTreeMap<String, Vec<String>>;

/// One call that the API offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Unique in the API.
    pub id: OperationId,
    /// Whether the document gives the id; else it was made from HTTP method and path.
    pub has_own_id: bool,
    /// HTTP method.
    pub http_method: HttpMethod,
    /// Starts with `/`; parameters in braces. Unique together with the HTTP method.
    pub path: String,
    /// The path that the document gives, where the operation got one of its own since another has that one.
    pub shared_path: Option<String>,
    /// Prose.
    pub description: String,
    /// The operation's own: those of the path first, in its order.
    pub parameters: Vec<Parameter>,
    /// What the body holds, where there is one.
    pub request: Option<Body>,
    /// The successful response.
    pub response: Response,
    /// Alternatives; empty where the document says nothing.
    pub security: Vec<SecurityRequirement>,
    /// Servers of its own; empty where those of the API serve it.
    pub servers: Vec<Server>,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// OpenAPI's tags.
    pub tags: Vec<String>,
    /// `x-stackQL-resource` and the like, where the operation carries them itself.
    pub annotation: Option<OperationAnnotation>,
    /// JSON pointer in the document.
    pub pointer: String,
}

impl Api {
    /// The operation of that id.
    #[must_use]
    pub fn operation(&self, id: &OperationId) -> Option<&Operation> {
        let index = self.operations.binary_search_by(|operation| operation.id.cmp(id)).ok()?;
        self.operations.get(index)
    }
}

impl Operation {
    /// Parameters of the path, in path order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.location == Location::Path)
    }
}

/// Where a parameter goes in a request.
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
    /// As it is sent.
    pub name: String,
    /// Where it goes.
    pub location: Location,
    /// Whether a call without it fails; always so for a path's.
    pub required: bool,
    /// Prose.
    pub description: Option<String>,
    /// Type, format, allowed values, bounds; an array where it may be given several times.
    pub schema: Schema,
    /// Whether the document advises against it.
    pub deprecated: bool,
}

/// A request's body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// `application/json` where the API takes it.
    pub media_type: String,
    /// What it holds.
    pub schema: Schema,
    /// Whether a call without a body fails.
    pub required: bool,
    /// Prose.
    pub description: Option<String>,
    /// Top-level fields that this operation needs, sorted.
    pub required_fields: Vec<String>,
}

/// A successful response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Key in an OpenAPI document: `200`, `2XX`, `default`.
    pub status: String,
    /// Prose.
    pub description: String,
    /// Media type and schema, where there is a body.
    pub content: Option<(String, Schema)>,
}

impl Response {
    /// The body's schema, where there is a body.
    #[must_use]
    pub fn schema(&self) -> Option<&Schema> {
        self.content.as_ref().map(|(_, schema)| schema)
    }
}

/// A verb of SQL as StackQL knows it, in the order of SHOW METHODS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "SQL's own words; EXEC calls what no verb fits")]
pub enum SqlVerb {
    Select,
    Insert,
    Delete,
    Update,
    Replace,
    Exec,
}

impl SqlVerb {
    /// All of them, in the order of SHOW METHODS.
    pub const ALL: [Self; 6] =
        [Self::Select, Self::Insert, Self::Delete, Self::Update, Self::Replace, Self::Exec];

    /// `SELECT`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Delete => "DELETE",
            Self::Update => "UPDATE",
            Self::Replace => "REPLACE",
            Self::Exec => "EXEC",
        }
    }

    /// `select`: its key in a manifest.
    #[must_use]
    pub fn key(self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// The verb that `text` names, in upper or lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str().eq_ignore_ascii_case(text))
    }
}

/// What an operation says of its place in a StackQL provider.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationAnnotation {
    /// `x-stackQL-resource`; none where the rules name it.
    pub resource: Option<ResourceName>,
    /// `x-stackQL-method`
    pub method: Option<MethodName>,
    /// `x-stackQL-verb`
    pub verb: Option<SqlVerb>,
    /// `x-stackQL-objectKey`
    pub object_key: Option<ObjectKey>,
}

/// `components.x-stackQL-resources` of a document.
#[derive(Debug, Clone, Default)]
pub struct AnnotatedService {
    /// First part of the resources' ids.
    pub provider: Option<String>,
    /// Second part of the resources' ids.
    pub service: Option<String>,
    /// Resources by name.
    pub resources: BTreeMap<ResourceName, AnnotatedResource>,
    /// Settings that the model has no place for (`config`, `transform`, views), in the document's order.
    pub ignored: Vec<IgnoredSetting>,
}

/// A setting of a resource or a method that the model has no place for: whether it changed can be told all
/// the same.
#[derive(Debug, Clone, PartialEq)]
pub struct IgnoredSetting {
    /// JSON pointer in the document: `/components/x-stackQL-resources/jobs/config`.
    pub pointer: String,
    /// What it holds.
    pub value: serde_json::Value,
}

/// A resource of a document's own.
#[derive(Debug, Clone, Default)]
pub struct AnnotatedResource {
    /// One line.
    pub title: Option<String>,
    /// Prose.
    pub description: Option<String>,
    /// Methods by key.
    pub methods: BTreeMap<MethodName, AnnotatedMethod>,
    /// Methods by verb, in the order in which they are tried.
    pub routes: BTreeMap<SqlVerb, Vec<MethodName>>,
}

/// A method of a document's own.
#[derive(Debug, Clone)]
pub struct AnnotatedMethod {
    /// The operation that it calls.
    pub operation: OperationId,
    /// Where its rows are.
    pub object_key: Option<ObjectKey>,
    /// Fields of the body that it says it needs, sorted.
    pub required_fields: Vec<String>,
}
