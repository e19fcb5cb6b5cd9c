//! What a document says of itself in StackQL's annotations: it is taken at its word.

use std::collections::BTreeMap;

use super::Proposal;
use crate::api::{AnnotatedService, Api, Operation, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::names::MethodName;

/// The methods of `components.x-stackQL-resources`.
pub(super) fn service<'o>(api: &'o Api, annotated: &AnnotatedService) -> Vec<Proposal<'o>> {
    let mut proposals = Vec::new();
    for (resource, said) in &annotated.resources {
        // A method under several verbs has the first of them; StackQL shows any.
        let mut verbs: BTreeMap<&MethodName, (SqlVerb, u32)> = BTreeMap::new();
        for (verb, names) in &said.routes {
            for (place, name) in (0..).zip(names) {
                verbs.entry(name).or_insert((*verb, place));
            }
        }
        for (name, method) in &said.methods {
            let Some(operation) = api.operation(&method.operation) else { continue };
            let (verb, place) =
                verbs.get(name).map_or((SqlVerb::Exec, None), |(verb, place)| (*verb, Some(*place)));
            proposals.push(Proposal {
                operation,
                resource: resource.to_string(),
                method: name.to_string(),
                qualified: name.to_string(),
                verb,
                is_list: false,
                object_key: method.object_key.clone(),
                required_fields: method.required_fields.clone(),
                route: place,
            });
        }
    }
    proposals
}

/// What the operation's own annotation says, and the rules where it says nothing.
pub(super) fn operation(rule: Proposal<'_>) -> Proposal<'_> {
    let Some(said) = &rule.operation.annotation else { return rule };
    let method = said.method.as_ref().map(ToString::to_string);
    Proposal {
        resource: said.resource.to_string(),
        qualified: method.clone().unwrap_or_else(|| rule.qualified.clone()),
        method: method.unwrap_or_else(|| rule.method.clone()),
        verb: said.verb.unwrap_or(rule.verb),
        object_key: said
            .object_key
            .clone()
            .or_else(|| if said.verb.is_some() { None } else { rule.object_key.clone() }),
        ..rule
    }
}

/// The note for an operation that an annotated document puts nowhere.
pub(super) fn left_out(api: &Api, operation: &Operation) -> Diagnostic {
    Diagnostic::warning(
        "mapping::left-out",
        format!("{} is in no resource: the document's annotations leave it out", operation.id),
    )
    .help("name it in `components.x-stackQL-resources`, or give it `x-stackQL-resource`")
    .at(&api.file, operation.pointer.clone())
}

/// The note for a setting of an annotated document that a manifest made of it won't have.
pub(super) fn ignored(api: &Api, pointer: &str) -> Diagnostic {
    let key = pointer.rsplit('/').next().unwrap_or_default();
    Diagnostic::warning(
        "mapping::ignored-annotation",
        format!("`{key}` isn't carried over into the manifest"),
    )
    .help("provgen keeps names, verbs, routes, object keys and required fields of an annotated document")
    .at(&api.file, pointer)
}
