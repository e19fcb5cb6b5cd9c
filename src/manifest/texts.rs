//! Parameters that are written as strings, so that the methods of a resource need each name with one type.
//!
//! The engine makes one table of all methods of a resource whose rows have the same schema, with the names that they
//! need among its columns, and refuses each statement on them where a name has two types. Values of parameters are
//! given as texts whatever the type, and look the same in a request.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::SchemaDocument;
use crate::api::{Api, Operation, Parameter};
use crate::names::OperationId;
use crate::provider::{Method, Resource, Service};

/// Parameters by their operations and names.
pub(super) type Texts<'a> = BTreeSet<(&'a OperationId, &'a str)>;

/// The parameters of `service` that have to be strings beside those for which `is_text` holds; `answer` gives the name
/// of an operation's answer if that is another one than the document's.
pub(super) fn of<'a>(
    service: &'a Service,
    is_text: impl Fn(&Operation, &Parameter) -> bool,
    answer: impl Fn(&Operation) -> Option<String>,
) -> Texts<'a> {
    let api = &service.api;
    let groups: Vec<Vec<&Operation>> =
        service.resources.iter().flat_map(|resource| by_rows(api, resource, &answer)).collect();
    let mut texts = Texts::new();
    // An operation may be in several resources: what becomes a string in one may differ in the next.
    loop {
        let known = texts.len();
        for group in &groups {
            let kind = |operation: &Operation, parameter: &Parameter| {
                let is_text = texts.contains(&(&operation.id, parameter.name.as_str()))
                    || is_text(operation, parameter);
                if is_text { Some("string") } else { SchemaDocument::kind_of(api, &parameter.schema) }
            };
            let mut kinds: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
            for (operation, parameter) in required(group) {
                kinds.entry(&parameter.name).or_default().insert(kind(operation, parameter));
            }
            let differing = required(group).filter(|(_, parameter)| {
                kinds.get(parameter.name.as_str()).is_some_and(|kinds| kinds.len() > 1)
            });
            let differing: Vec<_> =
                differing.map(|(operation, parameter)| (&operation.id, parameter.name.as_str())).collect();
            texts.extend(differing);
        }
        if texts.len() == known {
            return texts;
        }
    }
}

/// The operations of a resource, those together whose rows have the same schema by name.
fn by_rows<'a>(
    api: &'a Api,
    resource: &'a Resource,
    answer: impl Fn(&Operation) -> Option<String>,
) -> Vec<Vec<&'a Operation>> {
    let mut groups: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for method in &resource.methods {
        if let Some(operation) = api.operation(&method.operation_id)
            && let Some(row) = row(api, method, operation, &answer)
        {
            groups.entry(row).or_default().push(operation);
        }
    }
    groups.into_values().collect()
}

/// The name of the schema of a method's rows; none if it is written in its place.
fn row(
    api: &Api,
    method: &Method,
    operation: &Operation,
    answer: impl Fn(&Operation) -> Option<String>,
) -> Option<String> {
    let row = api.row_schema(operation, method.object_key.as_ref()).ok()?;
    let is_whole = operation.response.schema().is_some_and(|whole| std::ptr::eq(whole, row));
    let own = if is_whole { answer(operation) } else { None };
    own.or_else(|| row.reference.clone().filter(|_| row.is_bare_reference()))
}

fn required<'g, 'a>(
    group: &'g [&'a Operation],
) -> impl Iterator<Item = (&'a Operation, &'a Parameter)> + use<'g, 'a> {
    group.iter().flat_map(|operation| {
        let required = operation.parameters.iter().filter(|parameter| parameter.required);
        required.map(move |parameter| (*operation, parameter))
    })
}
