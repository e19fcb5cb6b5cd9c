//! Which response and which media type of an operation the methods of a document read, and which body they send.
//!
//! In: `components.x-stackQL-resources` of a document. Out: choices by operation, in place of those that
//! [`content`](super::content) makes by itself.

use std::collections::BTreeMap;

use crate::document::node::Node;

/// What a method reads and sends, as the document writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked<'d> {
    /// `response.openAPIDocKey`
    pub(super) status: Option<&'d str>,
    /// `response.mediaType`
    pub(super) answer_type: Option<&'d str>,
    /// `response.schema_override`: the name of the schema that stands for the answer's.
    pub(super) answer_schema: Option<&'d str>,
    /// `request.mediaType`
    pub(super) body_type: Option<&'d str>,
    /// `request.schema_override`: the name of the schema that stands for the body's.
    pub(super) body_schema: Option<&'d str>,
}

/// The choices of a document's methods by path and HTTP method (in lower case) of their operations.
#[derive(Debug, Default)]
pub(super) struct AllAsked<'d> {
    by_operation: BTreeMap<(String, String), Asked<'d>>,
    /// Whether the document has annotations of a whole service, so that it is what StackQL reads.
    pub(super) is_manifest: bool,
    /// Methods that ask for something else than an earlier one of the same operation.
    pub(super) differing: Vec<(&'d str, &'d str)>,
}

impl<'d> AllAsked<'d> {
    /// The choices of all methods. Where methods of one operation differ, the first one by the names of resource and
    /// method counts.
    pub(super) fn of(document: &'d Node<'d>) -> Self {
        let resources = document.get("components").and_then(|parts| parts.get("x-stackQL-resources"));
        let mut all = Self { is_manifest: resources.is_some(), ..Self::default() };
        for (name, resource) in sorted(resources) {
            for (key, method) in sorted(resource.get("methods")) {
                let Some(operation) = operation(method) else { continue };
                let asked = Asked::of(method);
                let first = all.by_operation.entry(operation).or_insert_with(|| asked.clone());
                if *first != asked {
                    all.differing.push((name, key));
                }
            }
        }
        all
    }

    /// The choice for the operation of `path` and HTTP `method`; none if no method calls it.
    pub(super) fn get(&self, path: &str, method: &str) -> Option<&Asked<'d>> {
        self.by_operation.get(&(path.to_string(), method.to_string()))
    }
}

impl<'d> Asked<'d> {
    fn of(method: &'d Node<'d>) -> Self {
        let text = |part: &str, key: &str| {
            method.get(part)?.get(key).and_then(Node::as_str).filter(|text| !text.is_empty())
        };
        let schema = |part: &str| {
            let target = method.get(part)?.get("schema_override")?.get("$ref")?.as_str()?;
            // StackQL takes a schema's name here, too.
            Some(target.strip_prefix("#/components/schemas/").unwrap_or(target))
        };
        Self {
            status: text("response", "openAPIDocKey"),
            answer_type: text("response", "mediaType"),
            answer_schema: schema("response"),
            body_type: text("request", "mediaType"),
            body_schema: schema("request"),
        }
    }
}

/// The entries of a map in the order of their keys; none of anything else.
fn sorted<'d>(node: Option<&'d Node<'d>>) -> Vec<(&'d str, &'d Node<'d>)> {
    let Some(Node::Map(entries)) = node else { return Vec::new() };
    let mut sorted: Vec<_> = entries.iter().map(|(key, value)| (key.as_ref(), value)).collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    sorted
}

/// Path and HTTP method in `operation.$ref` of a method: of the path StackQL decodes `~1` and nothing else.
fn operation(method: &Node<'_>) -> Option<(String, String)> {
    let target = method.get("operation")?.get("$ref")?.as_str()?;
    let (path, verb) = target.strip_prefix("#/paths/")?.rsplit_once('/')?;
    Some((path.replace("~1", "/"), verb.to_ascii_lowercase()))
}
