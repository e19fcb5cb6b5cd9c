//! The neutral model of an API: what discovery documents and OpenAPI documents have in common.
//!
//! In: documents, read by `input`. Out: types that the mapping and the renderers work on. Everything is in a
//! fixed order (maps by key, operations by id), but for the properties of a schema, which keep the document's
//! order for callers that need it.

mod annotation;
mod description;
mod field_names;
mod http;
mod media;
mod object_key;
mod operation;
mod rows;
mod schema;
mod verb;
mod view;

pub use annotation::{
    AnnotatedMethod, AnnotatedRequest, AnnotatedResource, AnnotatedService, OperationAnnotation,
    SERVICE_CONFIG, Setting, SettingPart,
};
pub use description::{Api, FileBeside, Format, UnreadableOperation};
pub use field_names::{FIELD_PREFIX, FieldNames};
pub use http::{HttpMethod, SecurityRequirement, Server, ServerVariable};
pub use media::{Content, Media, MediaDownload, MediaUpload, Transfer};
pub use object_key::{KeyStep, ObjectKey, ObjectKeyError};
pub use operation::{Location, Operation, Parameter, RequestBody, Response};
pub use rows::{IMPLIED_ROWS, RowError};
pub use schema::{Additional, Bounds, EnumValue, Properties, Schema, SchemaSettings, SchemaType};
pub use verb::SqlVerb;
pub use view::{VIEW_METHOD, View, ViewField, ViewQuery};
