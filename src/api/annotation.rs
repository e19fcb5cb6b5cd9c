//! What a document says of its own place in a StackQL provider.

use std::collections::BTreeMap;

use super::object_key::ObjectKey;
use super::verb::SqlVerb;
use crate::names::{MethodName, OperationId, ResourceName};

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
    /// The setting's value.
    pub value: serde_json::Value,
}

/// A resource of a document's own.
#[derive(Debug, Clone, Default)]
pub struct AnnotatedResource {
    /// One line.
    pub title: Option<String>,
    /// A description, in prose.
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
    /// Where in the response the method's rows are.
    pub object_key: Option<ObjectKey>,
    /// Fields of the body that the method says it needs, sorted.
    pub required_fields: Vec<String>,
}
