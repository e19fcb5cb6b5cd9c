//! StackQL's annotations of a document: operations and resources that name their own place in a provider.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::field_names::FieldNames;
use super::media::Transfer;
use super::object_key::ObjectKey;
use super::verb::SqlVerb;
use super::view::View;
use crate::names::{MethodName, OperationId, ResourceName};
use crate::text::unescaped;

/// The pointer of the settings that a service has for all of its methods.
pub const SERVICE_CONFIG: &str = "/x-stackQL-config";

/// What the pointers of all settings of resources and methods begin with.
const RESOURCES: &str = "/components/x-stackQL-resources/";

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
    /// All settings of the service, its resources and its methods beside names, verbs and routes: those that have a
    /// type of their own in the model, and all others (paging, transforms, signing names). In the order of pointers.
    pub settings: Vec<Setting>,
}

/// A setting of a document, as it is written there.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// JSON pointer in the document: `/components/x-stackQL-resources/jobs/config`.
    pub pointer: String,
    /// The setting's value.
    pub value: Value,
}

/// The part of a document that a setting stands on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettingPart<'s> {
    /// The document itself: `x-stackQL-config`, `info/x-serviceName`.
    Document,
    /// An operation, by its JSON pointer.
    Operation(&'s str),
    /// A resource.
    Resource(Cow<'s, str>),
    /// A method of a resource.
    Method(Cow<'s, str>, Cow<'s, str>),
}

impl Setting {
    /// The pointer of the resource `resource` in a manifest.
    #[must_use]
    pub fn of_resource(resource: &str) -> String {
        [RESOURCES, resource].concat()
    }

    /// The pointer of a method in a manifest.
    #[must_use]
    pub fn of_method(resource: &str, method: &str) -> String {
        format!("{}/methods/{method}", Self::of_resource(resource))
    }

    /// The value of the setting at `pointer` among `settings`, which are in the order of pointers.
    #[must_use]
    pub fn find<'s>(settings: &'s [Self], pointer: &str) -> Option<&'s Value> {
        let found = settings.binary_search_by(|setting| setting.pointer.as_str().cmp(pointer)).ok()?;
        settings.get(found).map(|setting| &setting.value)
    }

    /// The part that the setting stands on, and its path there: `config`, `request/base`.
    #[must_use]
    pub fn place(&self) -> (SettingPart<'_>, Cow<'_, str>) {
        let pointer = self.pointer.as_str();
        let parted = |path| str::split_once(path, '/').unwrap_or((path, ""));
        if let Some(below) = pointer.strip_prefix(RESOURCES) {
            let (resource, rest) = parted(below);
            return match rest.strip_prefix("methods/").map(parted) {
                Some((method, path)) => {
                    (SettingPart::Method(unescaped(resource), unescaped(method)), unescaped(path))
                }
                None => (SettingPart::Resource(unescaped(resource)), unescaped(rest)),
            };
        }
        if let Some((_, rest)) = pointer.strip_prefix("/paths/").and_then(|below| below.split_once('/')) {
            let (method, path) = parted(rest);
            let length = pointer.len() - rest.len() + method.len();
            return (SettingPart::Operation(pointer.get(..length).unwrap_or(pointer)), unescaped(path));
        }
        (SettingPart::Document, unescaped(pointer.strip_prefix('/').unwrap_or_default()))
    }
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
    /// The view that SELECT reads in place of methods, or beside them.
    pub view: Option<View>,
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
    /// The body to which the fields that a statement gives are added, as text.
    pub base: Option<String>,
    /// How SQL names the fields of the body.
    pub fields: FieldNames,
    /// How the API writes names that SQL may write in snake case; none if each name is taken as it is alone.
    pub casing: Option<String>,
    /// Whether a template writes the body from the fields.
    pub is_transformed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_placed_by_its_pointer() {
        let resources = "/components/x-stackQL-resources";
        let method =
            |resource: &'static str, name: &'static str| SettingPart::Method(resource.into(), name.into());
        for (pointer, part, path) in [
            ("/x-stackQL-config".to_string(), SettingPart::Document, "x-stackQL-config"),
            ("/info/x-serviceName".to_string(), SettingPart::Document, "info/x-serviceName"),
            ("/paths/~1a".to_string(), SettingPart::Document, "paths//a"),
            ("/paths/~1a~1{b}/get/x-c/d".to_string(), SettingPart::Operation("/paths/~1a~1{b}/get"), "x-c/d"),
            (format!("{resources}/jobs/config"), SettingPart::Resource("jobs".into()), "config"),
            (format!("{resources}/a~1b"), SettingPart::Resource("a/b".into()), ""),
            (format!("{resources}/jobs/methods"), SettingPart::Resource("jobs".into()), "methods"),
            (format!("{resources}/jobs/methods/a~0b/request/base"), method("jobs", "a~b"), "request/base"),
        ] {
            let setting = Setting { pointer, value: Value::Null };
            assert_eq!(setting.place(), (part, path.into()), "{}", setting.pointer);
        }
    }
}
