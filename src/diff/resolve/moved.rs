//! Resources that moved to another service.
//!
//! In: the findings of all services. Out: the same, but a resource that one service lost and another gained,
//! with an operation of the same id, is reported as moved.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::finding::Finding;
use crate::rules::rule::RuleId;

/// The findings, with moved resources reported as such.
pub(in crate::diff) fn told(found: Vec<Finding>) -> Vec<Finding> {
    let mut moved: BTreeMap<usize, String> = BTreeMap::new();
    let mut came: BTreeSet<usize> = BTreeSet::new();
    let mut added: BTreeMap<Option<&str>, Vec<(usize, &Finding)>> = BTreeMap::new();
    for (at, now) in of(&found, RuleId::ResourceAdded) {
        added.entry(now.place.resource.as_deref()).or_default().push((at, now));
    }
    for (at, gone) in of(&found, RuleId::ResourceRemoved) {
        let mut named = added.get(&gone.place.resource.as_deref()).into_iter().flatten();
        if let Some((other, now)) = named.find(|(_, now)| is_moved(gone, now)) {
            moved.insert(at, now.name.clone());
            came.insert(*other);
        }
    }
    let kept = found.into_iter().enumerate().filter(|(at, _)| !came.contains(at));
    kept.map(|(at, finding)| match moved.remove(&at) {
        Some(name) => moved_to(finding, name),
        None => finding,
    })
    .collect()
}

/// The findings of a rule, with their places in the list.
fn of(found: &[Finding], rule: RuleId) -> impl Iterator<Item = (usize, &Finding)> {
    found.iter().enumerate().filter(move |(_, finding)| finding.rule == rule)
}

/// Whether a removed resource is the added one.
fn is_moved(gone: &Finding, came: &Finding) -> bool {
    came.place.resource == gone.place.resource
        && came.place.service != gone.place.service
        && came.operations.iter().any(|id| gone.operations.contains(id))
}

/// The finding for a resource whose name is `name` now.
fn moved_to(gone: Finding, name: String) -> Finding {
    Finding {
        rule: RuleId::ResourceMoved,
        old: Some(gone.name.clone()),
        effect: Some(format!("it is `{name}` now")),
        renamed: Some(name.clone()),
        new: Some(name),
        ..gone
    }
}
