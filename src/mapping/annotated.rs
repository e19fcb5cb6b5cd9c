//! StackQL's annotations of a document: the mapping follows them.

use std::collections::BTreeMap;

use crate::api::{AnnotatedService, Api, ObjectKey, Operation, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::mapping::proposal::{Proposal, ProposalSource};
use crate::names::MethodName;

/// The methods of `components.x-stackQL-resources`; settings that the model can't keep are added to `notes`.
pub(super) fn service<'o>(
    api: &'o Api,
    annotated: &AnnotatedService,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Proposal<'o>> {
    notes.extend(annotated.ignored.iter().map(|setting| ignored(api, &setting.pointer)));
    let mut proposals = Vec::new();
    for (resource, said) in &annotated.resources {
        let mut routes: BTreeMap<&MethodName, Vec<(SqlVerb, u32)>> = BTreeMap::new();
        for (verb, names) in &said.routes {
            for (place, name) in (0..).zip(names) {
                routes.entry(name).or_default().push((*verb, place));
            }
        }
        for (name, method) in &said.methods {
            let Some(operation) = api.operation(&method.operation) else { continue };
            let of_method = routes.get(name).map(Vec::as_slice).unwrap_or_default();
            if let [_, others @ ..] = of_method
                && !others.is_empty()
            {
                notes.push(two_verbs(api, operation, name, of_method));
            }
            let first = of_method.first();
            proposals.push(Proposal {
                operation,
                resource: resource.to_string(),
                method: name.to_string(),
                qualified: name.to_string(),
                verb: first.map_or(SqlVerb::Exec, |(verb, _)| *verb),
                is_list: false,
                object_key: sound_key(api, operation, method.object_key.clone(), notes),
                request: Some(method.request.clone()),
                goes_first: false,
                route: first.map(|(_, place)| *place),
                source: ProposalSource::Document,
            });
        }
    }
    proposals
}

/// An object key, if it leads to rows. A key that doesn't would break every method of the resource, so it is
/// dropped.
pub(super) fn sound_key(
    api: &Api,
    operation: &Operation,
    key: Option<ObjectKey>,
    notes: &mut Vec<Diagnostic>,
) -> Option<ObjectKey> {
    let key = key?;
    let Err(error) = api.row_schema(operation, Some(&key)) else { return Some(key) };
    notes.push(
        Diagnostic::warning(
            "mapping::object-key",
            format!("the object key `{key}` of {} is left out: {error}", operation.id),
        )
        .help("fix the document's annotation")
        .at(&api.file, operation.pointer.clone()),
    );
    None
}

fn two_verbs(api: &Api, operation: &Operation, name: &MethodName, routes: &[(SqlVerb, u32)]) -> Diagnostic {
    let verbs: Vec<&str> = routes.iter().map(|(verb, _)| verb.as_str()).collect();
    Diagnostic::warning(
        "mapping::two-verbs",
        format!("`{name}` is under {}; it keeps the first", verbs.join(" and ")),
    )
    .help("a method has one verb: give the operation a second method for the other")
    .at(&api.file, operation.pointer.clone())
}

/// The proposal by the operation's own annotation, and by the rules where the annotation is silent.
pub(super) fn operation<'o>(api: &Api, rule: Proposal<'o>, notes: &mut Vec<Diagnostic>) -> Proposal<'o> {
    let Some(said) = &rule.operation.annotation else { return rule };
    let method = said.method.as_ref().map(ToString::to_string);
    let own_key = sound_key(api, rule.operation, said.object_key.clone(), notes);
    // A document that gives a verb without a key means that there is no key.
    let rule_key = rule.object_key.clone().filter(|_| said.verb.is_none());
    Proposal {
        resource: said.resource.as_ref().map_or(rule.resource, ToString::to_string),
        qualified: method.clone().unwrap_or(rule.qualified),
        method: method.unwrap_or(rule.method),
        verb: said.verb.unwrap_or(rule.verb),
        object_key: own_key.or(rule_key),
        source: ProposalSource::Document,
        ..rule
    }
}

/// The warning about a setting of an annotated document that its manifest won't have.
fn ignored(api: &Api, pointer: &str) -> Diagnostic {
    let key = pointer.rsplit('/').next().unwrap_or_default();
    Diagnostic::warning(
        "mapping::ignored-annotation",
        format!("`{key}` isn't carried over into the manifest"),
    )
    .help("provgen keeps names, verbs, routes, object keys and required fields of an annotated document")
    .at(&api.file, pointer)
}
