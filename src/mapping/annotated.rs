//! StackQL's annotations of a document: the mapping follows them.

use std::collections::BTreeMap;

use crate::api::{AnnotatedService, Api, ObjectKey, Operation, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::mapping::proposal::{Proposal, ProposalSource};
use crate::names::MethodName;

/// The methods of `components.x-stackQL-resources`.
pub(super) fn service<'o>(
    api: &'o Api,
    annotated: &AnnotatedService,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Proposal<'o>> {
    let mut proposals = Vec::new();
    for (resource, said) in &annotated.resources {
        let mut routes: BTreeMap<&MethodName, Vec<(SqlVerb, u32)>> = BTreeMap::new();
        for (verb, names) in &said.routes {
            for (place, name) in (0..).zip(names) {
                let of_method = routes.entry(name).or_default();
                if of_method.iter().all(|(known, _)| known != verb) {
                    of_method.push((*verb, place));
                }
            }
        }
        for (name, method) in &said.methods {
            let Some(operation) = api.operation(&method.operation) else { continue };
            let of_method = routes.get(name).map(Vec::as_slice).unwrap_or_default();
            let (first, further) = (of_method.first(), of_method.get(1..));
            notes.extend(unsound_key(api, operation, method.object_key.as_ref()));
            proposals.push(Proposal {
                operation,
                resource: resource.to_string(),
                method: name.to_string(),
                qualified: name.to_string(),
                verb: first.map_or(SqlVerb::Exec, |(verb, _)| *verb),
                further: further.unwrap_or_default().to_vec(),
                is_list: false,
                object_key: method.object_key.clone(),
                request: Some(method.request.clone()),
                goes_first: false,
                route: first.map(|(_, place)| *place),
                source: ProposalSource::Document,
            });
        }
    }
    proposals
}

/// The warning about an object key that leads nowhere. It stays, since the document is the user's word for it; the
/// engine can use no method of the resource.
fn unsound_key(api: &Api, operation: &Operation, key: Option<&ObjectKey>) -> Option<Diagnostic> {
    let key = key?;
    let error = api.row_schema(operation, Some(key)).err()?;
    let message = format!("the object key `{key}` of {} leads nowhere: {error}", operation.id);
    let problem = Diagnostic::warning("mapping::object-key", message).help("fix the document's annotation");
    Some(problem.at(&api.file, operation.pointer.clone()))
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
