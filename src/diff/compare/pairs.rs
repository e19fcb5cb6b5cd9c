//! The resources and methods of the old release, each paired with the same one of the new release.
//!
//! In: a service in both releases, and the pairs of its operations. Out: pairs of resources, each with the
//! pairs of its methods. Things with the same name are the same; if names differ, resources with most of the
//! same operations are the same, and methods with the same operation.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Call;
use super::operations::OperationPairs;
use crate::api::{Api, Operation, SqlVerb};
use crate::names::MethodName;
use crate::provider::{Method, Resource, ResourceKind, Service};

/// A resource in both releases.
#[derive(Debug)]
pub(in crate::diff) struct ResourcePair<'a> {
    pub(in crate::diff) old: &'a Resource,
    pub(in crate::diff) new: &'a Resource,
    pub(in crate::diff) methods: Vec<MethodPair<'a>>,
}

/// A method in both releases; the operation is the same, but the name may differ.
#[derive(Debug, Clone, Copy)]
pub(in crate::diff) struct MethodPair<'a> {
    pub(in crate::diff) old: &'a Method,
    pub(in crate::diff) new: &'a Method,
}

/// A pair of methods and their operations.
#[derive(Clone, Copy)]
pub(super) struct Calls<'a> {
    pub(super) resource: &'a Resource,
    pub(super) pair: MethodPair<'a>,
    pub(super) old: &'a Operation,
    pub(super) new: &'a Operation,
}

impl<'a> Calls<'a> {
    /// The call of the old release.
    pub(super) fn call(self) -> Call<'a> {
        Call { resource: self.resource, method: self.pair.old }
    }

    /// Whether the old release advised against the method.
    pub(super) fn was_deprecated(self) -> bool {
        self.pair.old.deprecated
    }

    /// Whether a statement that calls the old method is a SELECT.
    pub(super) fn is_select(self) -> bool {
        self.pair.old.verb == SqlVerb::Select && !self.is_exec()
    }

    /// Whether a statement that calls the old method is an EXEC: of its own, or since its verb doesn't reach it.
    pub(super) fn is_exec(self) -> bool {
        !self.resource.reaches(self.pair.old)
    }
}

impl<'a> ResourcePair<'a> {
    /// The method of the new release that an old one has become: under its verb, else under another.
    pub(in crate::diff) fn now(&self, old: &Method) -> Option<&'a Method> {
        let of_name = || self.methods.iter().filter(|pair| pair.old.name == old.name);
        let same = of_name().find(|pair| pair.old.verb == old.verb).or_else(|| of_name().next());
        same.map(|pair| pair.new)
    }

    /// The method of the old release that a new one was: under its verb, else under another.
    pub(in crate::diff) fn before(&self, new: &Method) -> Option<&'a Method> {
        let of_name = || self.methods.iter().filter(|pair| pair.new.name == new.name);
        let same = of_name().find(|pair| pair.new.verb == new.verb).or_else(|| of_name().next());
        same.map(|pair| pair.old)
    }

    /// The operations of the pairs; a twin of a list comes after the list.
    pub(super) fn calls(&self, old: &'a Api, new: &'a Api) -> Vec<Calls<'a>> {
        let calls = |pair: &MethodPair<'a>| {
            let old = old.operation(&pair.old.operation_id)?;
            let new = new.operation(&pair.new.operation_id)?;
            Some(Calls { resource: self.old, pair: *pair, old, new })
        };
        let mut calls: Vec<Calls<'a>> = self.methods.iter().filter_map(calls).collect();
        calls.sort_by_key(|calls| calls.pair.old.verb);
        calls
    }
}

/// The resources that are in both releases, in the order of the old one. Views are compared by themselves.
pub(super) fn resources<'a>(
    old: &'a Service,
    new: &'a Service,
    operations: &OperationPairs<'a>,
) -> Vec<ResourcePair<'a>> {
    let renamed = renamed(old, new, operations);
    let now = |resource: &Resource| {
        let other = || renamed.iter().find(|(before, _)| before.name == resource.name).map(|(_, new)| *new);
        let same = new.resource(resource.name.as_str()).filter(|new| new.kind() == ResourceKind::Resource);
        same.or_else(other)
    };
    let pair = |old: &'a Resource| {
        let new = now(old)?;
        Some(ResourcePair { old, new, methods: methods(old, new, operations) })
    };
    old.tables().filter_map(pair).collect()
}

/// Resources that are gone, each with a new one that has most of its operations.
fn renamed<'a>(
    old: &'a Service,
    new: &'a Service,
    operations: &OperationPairs<'a>,
) -> Vec<(&'a Resource, &'a Resource)> {
    let mut home: BTreeMap<&str, &Resource> = BTreeMap::new();
    for resource in new.tables().filter(|resource| old.resource(resource.name.as_str()).is_none()) {
        home.extend(resource.methods.iter().map(|method| (method.operation_id.as_str(), resource)));
    }
    let mut pairs: Vec<(&Resource, &Resource)> = Vec::new();
    for gone in old.tables().filter(|resource| new.resource(resource.name.as_str()).is_none()) {
        let before: BTreeSet<&str> = gone.methods.iter().map(|method| method.operation_id.as_str()).collect();
        let mut counts: BTreeMap<&str, (usize, &Resource)> = BTreeMap::new();
        for id in &before {
            let method = gone.methods.iter().find(|method| method.operation_id.as_str() == *id);
            let now = method.and_then(|method| operations.to_new(&method.operation_id));
            if let Some(resource) = now.and_then(|operation| home.get(operation.id.as_str())) {
                counts.entry(resource.name.as_str()).or_insert((0, resource)).0 += 1;
            }
        }
        let best = counts.into_values().max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.name.cmp(&a.1.name)));
        if let Some((count, came)) = best
            && count * 2 > before.len()
            && pairs.iter().all(|(_, taken)| taken.name != came.name)
        {
            pairs.push((gone, came));
        }
    }
    pairs
}

/// The method that a resource has under a name and a verb: a method may be under two verbs.
pub(in crate::diff) fn routed<'r>(
    resource: &'r Resource,
    verb: SqlVerb,
    name: &MethodName,
) -> Option<&'r Method> {
    let mut methods = resource.methods.iter();
    methods.find(|method| method.name == *name && method.verb == verb).or_else(|| resource.method(name))
}

/// The methods of a resource that are in both releases: those that kept name and verb come first, then those that kept
/// their name.
fn methods<'a>(old: &'a Resource, new: &'a Resource, operations: &OperationPairs<'a>) -> Vec<MethodPair<'a>> {
    let is_same = |method: &Method, other: &Method| {
        let now = operations.to_new(&method.operation_id);
        now.is_some_and(|operation| operation.id == other.operation_id)
    };
    let mut pairs: Vec<MethodPair<'a>> = Vec::new();
    let mut taken: BTreeSet<(&MethodName, SqlVerb)> = BTreeSet::new();
    // All remaining operations are paired before names are compared, since a name may have gone to another
    // operation.
    let steps: [fn(&Method, &Method) -> bool; 3] = [
        |method, other| method.name == other.name && method.verb == other.verb,
        |method, other| method.name == other.name,
        |_, _| true,
    ];
    let mut left: Vec<&'a Method> = old.methods.iter().collect();
    for is_alike in steps {
        // A method that lost one of its two verbs has no other name for it.
        let kept: BTreeSet<&MethodName> = pairs.iter().map(|pair| &pair.old.name).collect();
        left.retain(|method| {
            let found = new.methods.iter().find(|other| {
                let is_free = !taken.contains(&(&other.name, other.verb));
                let is_kept = kept.contains(&method.name) && method.name != other.name;
                is_free && !is_kept && is_same(method, other) && is_alike(method, other)
            });
            if let Some(other) = found {
                taken.insert((&other.name, other.verb));
                pairs.push(MethodPair { old: method, new: other });
            }
            found.is_none()
        });
    }
    pairs
}
