//! What became of services that only one release has: renamed, merged into another, split into several.
//!
//! In: such services, and what the others lost and gained. Out: the fate of each. A service is known by its operations,
//! by their ids or by method and path; its name says nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::compare::call;
use crate::names::OperationId;
use crate::provider::Service;

/// An operation, by its id and by its HTTP method and path.
type Known = (OperationId, String);

/// The operations that a service of both releases lost, and those that it gained.
pub(super) struct Exchange {
    name: String,
    lost: Vec<Known>,
    gained: Vec<Known>,
}

impl Exchange {
    pub(super) fn of(old: &Service, new: &Service) -> Self {
        let missing = |of: &Service, other: &Service| {
            let there = Place::of(known(other));
            known(of).into_iter().filter(|operation| !there.has(operation)).collect()
        };
        Self { name: new.name.to_string(), lost: missing(old, new), gained: missing(new, old) }
    }
}

/// What became of a service that the new release hasn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It has another name.
    Renamed(String),
    /// It is in another service, but for some operations: how many are there, and how many there were.
    Merged(String, usize, usize),
    /// It is in several others.
    Split(Vec<String>),
    /// Its operations are gone.
    Gone,
}

/// Where a service that the old release hasn't comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// Services of both releases that lost a part of theirs to it.
    pub(super) parents: Vec<String>,
    /// Whether most of it is from other services.
    pub(super) is_known: bool,
}

/// The fates of services that went, by name, and the origins of those that came.
pub(super) struct Kinship {
    pub(super) fates: BTreeMap<String, Fate>,
    pub(super) origins: BTreeMap<String, Origin>,
}

impl Kinship {
    pub(super) fn of(
        gone: &BTreeMap<String, Service>,
        came: &BTreeMap<String, Service>,
        others: &[Exchange],
    ) -> Self {
        let new = came.iter().map(|(name, service)| (name.as_str(), Place::of(known(service))));
        let kept = others.iter().map(|other| (other.name.as_str(), Place::of(other.gained.clone())));
        let places: BTreeMap<&str, Place> = new.chain(kept).collect();
        let mut fates: BTreeMap<String, Fate> =
            gone.iter().map(|(name, old)| (name.clone(), fate(&known(old), &places))).collect();
        // A service that several became, or that was there before, is no other name of one of them.
        let mut claims: BTreeMap<String, usize> = BTreeMap::new();
        for fate in fates.values() {
            if let Fate::Merged(home, ..) = fate {
                *claims.entry(home.clone()).or_default() += 1;
            }
        }
        for fate in fates.values_mut() {
            let other_name = match fate {
                Fate::Merged(home, ..) if claims.get(home) == Some(&1) && came.contains_key(home) => {
                    home.clone()
                }
                _ => continue,
            };
            *fate = Fate::Renamed(other_name);
        }
        let origins = came.iter().map(|(name, new)| (name.clone(), origin(new, gone, others)));
        let origins = origins.collect();
        Self { fates, origins }
    }
}

/// Where operations are looked for.
struct Place {
    ids: BTreeSet<OperationId>,
    calls: BTreeSet<String>,
}

impl Place {
    fn of(operations: Vec<Known>) -> Self {
        let (ids, calls) = operations.into_iter().unzip();
        Self { ids, calls }
    }

    fn has(&self, (id, call): &Known) -> bool {
        self.ids.contains(id) || self.calls.contains(call)
    }
}

fn known(service: &Service) -> Vec<Known> {
    let operations = service.api.operations.iter();
    operations.map(|operation| (operation.id.clone(), call(&service.api, operation))).collect()
}

/// What became of a service with these operations. A merger is found here even if it is just another name.
fn fate(operations: &[Known], places: &BTreeMap<&str, Place>) -> Fate {
    let mut left: Vec<&Known> = operations.iter().collect();
    let mut homes: Vec<(&str, usize)> = Vec::new();
    // The service that has the most, then the one that has the most of the rest.
    while !left.is_empty() {
        let count = |place: &Place| left.iter().filter(|operation| place.has(operation)).count();
        let counts = places.iter().map(|(name, place)| (count(place), *name));
        let best = counts.max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        let Some((count @ 1.., name)) = best else { break };
        homes.push((name, count));
        left.retain(|operation| !places.get(name).is_some_and(|place| place.has(operation)));
    }
    let is_most = |count: usize| count * 2 > operations.len();
    match homes.as_slice() {
        [(home, count), ..] if is_most(*count) => Fate::Merged((*home).to_string(), *count, operations.len()),
        all if is_most(all.iter().map(|(_, count)| count).sum()) => {
            let mut names: Vec<String> = all.iter().map(|(name, _)| (*name).to_string()).collect();
            names.sort();
            Fate::Split(names)
        }
        _ => Fate::Gone,
    }
}

/// Where a new service comes from.
fn origin(new: &Service, gone: &BTreeMap<String, Service>, others: &[Exchange]) -> Origin {
    let operations = known(new);
    let lost: Vec<(&str, Place)> =
        others.iter().map(|other| (other.name.as_str(), Place::of(other.lost.clone()))).collect();
    let went: Vec<Place> = gone.values().map(|old| Place::of(known(old))).collect();
    let of_others = |operation: &Known| lost.iter().any(|(_, place)| place.has(operation));
    let of_gone = |operation: &Known| went.iter().any(|place| place.has(operation));
    let known = operations.iter().filter(|operation| of_others(operation) || of_gone(operation)).count();
    let is_known = known * 2 > operations.len();
    let is_parent = |place: &Place| is_known && operations.iter().any(|operation| place.has(operation));
    let parents = lost.iter().filter(|(_, place)| is_parent(place)).map(|(name, _)| (*name).to_string());
    Origin { parents: parents.collect(), is_known }
}
