//! StackQL's annotations of a document: operations and resources that name their own place in a provider.

use std::collections::BTreeMap;

use super::media::Transfer;
use super::object_key::ObjectKey;
use super::verb::SqlVerb;
use crate::names::{MethodName, OperationId, ResourceName};

/// The annotations of an operation.
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

/// A setting of a resource or a method that the model can't hold; `diff` still reports whether it changed.
#[derive(Debug, Clone, PartialEq)]
pub struct IgnoredSetting {
    /// JSON pointer in the document: `/components/x-stackQL-resources/jobs/config`.
    pub pointer: String,
    /// The setting's value.
    pub value: serde_json::Value,
}

/// A resource that the document defines.
#[derive(Debug, Clone, Default)]
pub struct AnnotatedResource {
    /// The title, in one line.
    pub title: Option<String>,
    /// A description, in prose.
    pub description: Option<String>,
    /// Methods by key.
    pub methods: BTreeMap<MethodName, AnnotatedMethod>,
    /// Methods by verb, in the order in which they are tried.
    pub routes: BTreeMap<SqlVerb, Vec<MethodName>>,
}

/// A method that the document defines.
#[derive(Debug, Clone)]
pub struct AnnotatedMethod {
    /// The operation that it calls.
    pub operation: OperationId,
    /// The place of the method's rows in the response.
    pub object_key: Option<ObjectKey>,
    /// What the method says of its request.
    pub request: AnnotatedRequest,
    /// The direction of content, if the method transfers content itself as generated manifests do.
    pub transfer: Option<Transfer>,
}

/// What a method of the document says of its request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnnotatedRequest {
    /// Fields of the body that the method requires, sorted.
    pub required_fields: Vec<String>,
    /// The body of a statement that gives no field, as text.
    pub default: Option<String>,
}
