//! Making names unique: one valid name for each operation, different from the others of its resource.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, Format};
use crate::diagnostic::{Diagnostic, Problems};
use crate::mapping::proposal::Proposal;
use crate::names::{MethodName, NameError, OperationId, ResourceName};
use crate::provider::ledger::{Because, Entry};

/// Operations by resource and method.
pub(super) type NamedOperations<'o> = BTreeMap<ResourceName, BTreeMap<MethodName, Proposal<'o>>>;

/// Gives every proposal a name of its own.
///
/// If several operations of a resource want one name, the operation whose id is greatest in byte order keeps
/// it (the published google provider does the same); of an OpenAPI document one that isn't deprecated, of these the
/// one with the shortest path. Each other takes its qualified name; if that is taken too, a number is added. Names in `pinned` (operation id and method) stay with their operations in any case.
pub(super) fn names<'o>(
    api: &Api,
    proposals: Vec<Proposal<'o>>,
    pinned: &BTreeSet<(OperationId, String)>,
    problems: &Problems,
    ledger: &mut Vec<Entry>,
) -> NamedOperations<'o> {
    let mut by_resource: BTreeMap<String, Vec<Proposal<'o>>> = BTreeMap::new();
    for proposal in proposals {
        by_resource.entry(proposal.resource.clone()).or_default().push(proposal);
    }
    let mut named = NamedOperations::new();
    for (resource, mut proposals) in by_resource {
        let is_pinned = |proposal: &Proposal<'_>| {
            pinned.contains(&(proposal.operation.id.clone(), proposal.method.clone()))
        };
        let plainness = |proposal: &Proposal<'_>| match api.format {
            Format::Discovery => (false, 0),
            Format::OpenApi => (proposal.operation.deprecated, proposal.operation.path.split('/').count()),
        };
        proposals.sort_by_cached_key(|proposal| {
            let id = std::cmp::Reverse(proposal.operation.id.clone());
            (!is_pinned(proposal), plainness(proposal), id, proposal.method.clone())
        });
        let Some(first) = proposals.first() else { continue };
        let resource = match ResourceName::new(&resource) {
            Ok(name) => name,
            Err(error) => {
                problems.add(unsafe_name(api, first, "resource", &resource, &error));
                continue;
            }
        };
        let methods = named.entry(resource.clone()).or_default();
        // Plain names are assigned first, so that a qualified name never takes one away.
        let mut taken: BTreeSet<String> = BTreeSet::new();
        ledger.extend(collisions(&resource, &proposals));
        let (keep, others): (Vec<_>, Vec<_>) =
            proposals.into_iter().partition(|proposal| taken.insert(proposal.method.clone()));
        let mut put = |name: String, proposal: Proposal<'o>| match MethodName::new(&name) {
            Ok(name) => drop(methods.insert(name, proposal)),
            Err(error) => problems.add(unsafe_name(api, &proposal, "method", &name, &error)),
        };
        for proposal in keep {
            put(proposal.method.clone(), proposal);
        }
        for proposal in others {
            let name = free_name(&proposal.qualified, &mut taken);
            // A twin is named like its list, whose entry covers both.
            if !proposal.method.starts_with('_') {
                ledger.push(Entry::Rename {
                    operation: proposal.operation.id.clone(),
                    from: proposal.name(),
                    to: format!("{resource}.{name}"),
                    because: Because::Collision,
                });
            }
            put(name, proposal);
        }
    }
    named
}

/// An entry for each name that several of a resource's `proposals` want; the operations are in the order of
/// precedence.
fn collisions(resource: &ResourceName, proposals: &[Proposal<'_>]) -> Vec<Entry> {
    let mut by_method: BTreeMap<&str, Vec<&OperationId>> = BTreeMap::new();
    for proposal in proposals.iter().filter(|proposal| !proposal.method.starts_with('_')) {
        by_method.entry(&proposal.method).or_default().push(&proposal.operation.id);
    }
    let shared = by_method.into_iter().filter(|(_, operations)| operations.len() > 1);
    let entries = shared.filter_map(|(method, operations)| {
        let kept_by = (*operations.first()?).clone();
        let mut operations: Vec<OperationId> = operations.into_iter().cloned().collect();
        operations.sort();
        Some(Entry::Collision { resource: resource.clone(), method: method.to_string(), operations, kept_by })
    });
    entries.collect()
}

fn free_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = wanted.to_string();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{wanted}_{number}");
        number += 1;
    }
    name
}

fn unsafe_name(api: &Api, proposal: &Proposal<'_>, what: &str, name: &str, error: &NameError) -> Diagnostic {
    Diagnostic::error(
        "mapping::unsafe-name",
        format!("{name:?} can't be the {what} of {}: {error}", proposal.operation.id),
    )
    .help(format!("give the operation another `{what}` under `overrides` in provgen.yaml"))
    .at(&api.file, proposal.operation.pointer.clone())
}
