//! The names that a mapped service has.

use std::collections::{BTreeMap, BTreeSet};

use super::line::tells;
use super::model::{Line, Mapping, Mark, PinnedVerb, Resources};
use super::resolve::is_unreadable;
use crate::api::Format;
use crate::mapping::routes;
use crate::names::OperationId;
use crate::provider::Service;
use crate::provider::ledger::{Because, Entry};

impl Mapping {
    /// The current names of `service`, whose names `file` keeps. What its ledger doubts is marked. A line of an operation
    /// that can't be read stays as it is: the mistake may be fixed tomorrow.
    #[must_use]
    pub fn of(service: &Service, file: Option<&Self>) -> Self {
        // Of two operations of Google's with one name, a rule says what the other is called.
        let is_ruled =
            |entry: &&Entry| service.api.format == Format::Discovery && matches!(entry, Entry::Rename { .. });
        let doubts = service.ledger.iter().filter(|entry| !is_ruled(entry));
        let doubtful: BTreeSet<&OperationId> = doubts.filter_map(doubted).collect();
        let own_ids = service.api.operations.iter().filter(|operation| operation.has_own_id);
        let own_ids: BTreeSet<&OperationId> = own_ids.map(|operation| &operation.id).collect();
        let mut resources = Resources::new();
        for resource in service.resources.iter().filter(|resource| !resource.methods.is_empty()) {
            let methods = resources.entry(resource.name.clone()).or_default();
            for method in &resource.methods {
                let id = &method.operation_id;
                let is_named = own_ids.contains(id) && !tells(&method.name, id);
                let line = methods.entry(method.name.clone()).or_insert_with(|| Line {
                    verbs: Vec::new(),
                    http_method: Some(method.http_method),
                    path: method.path.clone(),
                    object_key: method.object_key.as_ref().map(ToString::to_string),
                    operation: is_named.then(|| id.clone()),
                    mark: if doubtful.contains(id) { Mark::Doubtful } else { Mark::Decided },
                });
                let goes_first = routes::goes_first(resource, method);
                line.verbs.push(PinnedVerb { verb: method.verb, goes_first });
            }
        }
        for (resource, methods) in
            file.and_then(|file| file.services.get(&service.name)).into_iter().flatten()
        {
            for (method, line) in methods.iter().filter(|(_, line)| line.mark != Mark::Gone) {
                if is_unreadable(method, line, &service.api) {
                    let known = resources.entry(resource.clone()).or_default();
                    known.entry(method.clone()).or_insert_with(|| line.clone());
                }
            }
        }
        Self { services: BTreeMap::from([(service.name.clone(), resources)]) }
    }
}

/// The operation that the entry doubts: which rows, which verb, or which name it should have.
fn doubted(entry: &Entry) -> Option<&OperationId> {
    match entry {
        Entry::AmbiguousObjectKey { operation, .. }
        | Entry::AmbiguousVerb { operation, .. }
        | Entry::Rename { operation, because: Because::Collision, .. } => Some(operation),
        _ => None,
    }
}
