//! The configuration's overrides of single operations.
//!
//! In: proposals by the rules. Out: the same with what the configuration says; overrides that match nothing, or change
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::proposal::{Findings, Proposal, ProposalSource};
use super::rules::{Override, ServiceRules};
use crate::api::Api;
use crate::diagnostic::{Diagnostic, Problems};
use crate::names::OperationId;
use crate::provider::ledger::{Because, Entry};
use crate::text::did_you_mean;

/// An override whose operation doesn't exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedOverride {
    /// The id that the override has.
    pub id: String,
    /// The operation that was probably meant.
    pub near: Option<String>,
    /// Whether the operation exists, and the configuration leaves it out.
    pub excluded: bool,
}

/// The overrides of `rules` that match no operation of `api`, in order; the `excluded` operations were
/// removed from `api`.
#[must_use]
pub fn unmatched_overrides(api: &Api, rules: &ServiceRules, excluded: &[Entry]) -> Vec<UnmatchedOverride> {
    let missing = rules.overrides.keys().filter(|id| api.operation(id).is_none());
    let unmatched = missing.map(|id| {
        let near = did_you_mean(id.as_str(), api.operations.iter().map(|operation| operation.id.as_str()));
        let excluded = excluded.iter().any(|entry| entry.operation() == id);
        UnmatchedOverride { id: id.to_string(), near: near.map(str::to_string), excluded }
    });
    unmatched.collect()
}

/// Whether the configuration decides what the entry doubts.
pub(super) const fn settles(wanted: &Override, doubt: &Entry) -> bool {
    match doubt {
        Entry::AmbiguousObjectKey { .. } => wanted.object_key.is_some(),
        Entry::AmbiguousVerb { .. } => wanted.verb.is_some(),
        _ => false,
    }
}

/// Applies the configuration's overrides, and returns the method names that they set: these are kept
/// unchanged.
pub(super) fn apply(
    api: &Api,
    proposals: &mut [Proposal<'_>],
    rules: &ServiceRules,
    problems: &Problems,
    found: &mut Findings,
) -> BTreeSet<(OperationId, String)> {
    let mut pinned = BTreeSet::new();
    let mut given: BTreeMap<(String, String), &OperationId> = BTreeMap::new();
    for proposal in proposals {
        let operation = proposal.operation;
        let Some(wanted) = rules.overrides.get(&operation.id) else { continue };
        if proposal.source != ProposalSource::Rules {
            found.notes.push(unused_override(api, proposal));
            continue;
        }
        let wrong = |message: String, help: &str| {
            problems.add(
                Diagnostic::error("mapping::override", message)
                    .help(help)
                    .at(&api.file, operation.pointer.clone()),
            );
        };
        let by_rules = proposal.name();
        if let Some(resource) = &wanted.resource {
            proposal.resource = resource.to_string();
        }
        if let Some(verb) = wanted.verb {
            proposal.verb = verb;
        }
        if let Some(key) = &wanted.object_key {
            match api.row_schema(operation, Some(key)) {
                Ok(_) => proposal.object_key = Some(key.clone()),
                Err(error) => wrong(
                    format!("the override's object key `{key}` of {} leads nowhere: {error}", operation.id),
                    "StackQL could use no method of the resource; fix or remove it in provgen.yaml",
                ),
            }
        }
        proposal.route = wanted.route.or(proposal.route);
        if let Some(method) = &wanted.method {
            proposal.method = method.to_string();
            pinned.insert((operation.id.clone(), proposal.method.clone()));
            let name = (proposal.resource.clone(), proposal.method.clone());
            if let Some(other) = given.insert(name, &operation.id).filter(|other| **other != operation.id) {
                wrong(
                    format!(
                        "the overrides of {other} and {} give both the name `{}.{method}`",
                        operation.id, proposal.resource
                    ),
                    "give one of them another `method` or `resource` in provgen.yaml",
                );
            }
        }
        let name = proposal.name();
        if name != by_rules {
            let operation = operation.id.clone();
            found.ledger.push(Entry::Rename {
                operation,
                from: by_rules,
                to: name,
                because: Because::Override,
            });
        }
    }
    pinned
}

/// The warning about an override that the document or mapping.yaml overrules.
fn unused_override(api: &Api, proposal: &Proposal<'_>) -> Diagnostic {
    let id = &proposal.operation.id;
    let (why, help) = match proposal.source {
        ProposalSource::Mapping => (
            "mapping.yaml has a line of it",
            "change that line, or let `provgen map --reset` ask the rules and overrides again",
        ),
        ProposalSource::Document | ProposalSource::Rules => {
            ("the document's annotations name the operation", "fix the document's annotations instead")
        }
    };
    Diagnostic::warning("mapping::unused-override", format!("the override of {id} changes nothing: {why}"))
        .help(help)
        .at(&api.file, proposal.operation.pointer.clone())
}
