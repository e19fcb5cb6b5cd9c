//! What became of services that only one release has: renamed, merged into another, split into several.
//!
//! In: the operations of such services, and what the others lost and gained. Out: the fate of each. A service is known by
//! its operations, by their ids or by method and path; its name says nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::api::Operation;
use crate::diff::compare::call;
use crate::provider::Service;

/// An operation, by a digest of its id and one of its HTTP method and path: a release has ten thousands of them.
type Known = [u64; 2];

/// The operations of a service.
#[derive(Debug, Clone, Default)]
pub(super) struct Operations(Vec<Known>);

impl Operations {
    pub(super) fn of(service: &Service) -> Self {
        let digest = |text: &str| {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            hasher.finish()
        };
        let known = |operation: &Operation| {
            let id = digest(operation.id.as_str());
            // Many APIs have a `POST /graphql`: such a path tells nothing.
            if is_telling(&operation.path) { [digest(&call(&service.api, operation)), id] } else { [id, id] }
        };
        Self(service.api.operations.iter().map(known).collect())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// These but those that are among `others`, too.
    fn without(&self, others: &Self) -> Self {
        let there: BTreeSet<u64> = others.0.iter().flatten().copied().collect();
        Self(self.0.iter().filter(|known| known.iter().all(|part| !there.contains(part))).copied().collect())
    }
}

/// Whether a path has two words that aren't parameters, or a query.
fn is_telling(path: &str) -> bool {
    let words = path.split('/').filter(|segment| !segment.is_empty() && !segment.starts_with('{'));
    path.contains('?') || words.count() > 1
}

/// The operations that a service of both releases lost, and those that it gained.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    name: String,
    lost: Operations,
    gained: Operations,
}

impl Exchange {
    pub(super) fn of(old: &Service, new: &Service) -> Self {
        let (before, after) = (Operations::of(old), Operations::of(new));
        let (lost, gained) = (before.without(&after), after.without(&before));
        Self { name: new.name.to_string(), lost, gained }
    }
}

/// What became of a service that the new release hasn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It has another name.
    Renamed(String),
    /// Most of it is in another service: how many of its operations.
    Merged(String, usize),
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

/// The operations of services, by name.
pub(super) type ByName = BTreeMap<String, Operations>;

impl Kinship {
    /// The kinship of services that went and those that came; `others` are in both releases.
    pub(super) fn of(gone: &ByName, came: &ByName, others: &[Exchange]) -> Self {
        let new = came.iter().map(|(name, all)| (name.as_str(), all));
        let kept = others.iter().map(|other| (other.name.as_str(), &other.gained));
        let homes = Homes::of(new.chain(kept));
        let mut fates: BTreeMap<String, Fate> =
            gone.iter().map(|(name, old)| (name.clone(), homes.fate(old))).collect();
        // A service that several became, or that was there before, is no other name of one of them.
        let mut claims: BTreeMap<String, usize> = BTreeMap::new();
        for fate in fates.values() {
            if let Fate::Merged(home, _) = fate {
                *claims.entry(home.clone()).or_default() += 1;
            }
        }
        for fate in fates.values_mut() {
            if let Fate::Merged(home, _) = fate
                && claims.get(home) == Some(&1)
                && came.contains_key(home)
            {
                *fate = Fate::Renamed(std::mem::take(home));
            }
        }
        let lost = Homes::of(others.iter().map(|other| (other.name.as_str(), &other.lost)));
        let went = Homes::of(gone.iter().map(|(name, old)| (name.as_str(), old)));
        let origin = |new: &Operations| {
            let is_there = |known: &&Known| !lost.having(known).is_empty() || !went.having(known).is_empty();
            let is_known = new.0.iter().filter(is_there).count() * 2 > new.0.len();
            let parents: BTreeSet<&str> = new.0.iter().flat_map(|known| lost.having(known)).collect();
            let parents = parents.into_iter().filter(|_| is_known).map(str::to_string).collect();
            Origin { parents, is_known }
        };
        let origins = came.iter().map(|(name, new)| (name.clone(), origin(new))).collect();
        Self { fates, origins }
    }
}

/// The services that have each operation, by both of its digests.
struct Homes<'s>(BTreeMap<u64, Vec<&'s str>>);

impl<'s> Homes<'s> {
    fn of(services: impl Iterator<Item = (&'s str, &'s Operations)>) -> Self {
        let mut homes: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        for (name, Operations(all)) in services {
            for part in all.iter().flatten() {
                homes.entry(*part).or_default().push(name);
            }
        }
        Self(homes)
    }

    /// The services that have an operation.
    fn having(&self, known: &Known) -> BTreeSet<&'s str> {
        known.iter().filter_map(|part| self.0.get(part)).flatten().copied().collect()
    }

    /// What became of a service with these operations. A merger is found here even if it is just another name.
    fn fate(&self, operations: &Operations) -> Fate {
        let mut left: Vec<BTreeSet<&str>> = operations.0.iter().map(|known| self.having(known)).collect();
        let is_most = |count: usize| count * 2 > operations.0.len();
        let mut homes: Vec<&str> = Vec::new();
        let mut found = 0;
        loop {
            // The service that has the most, then the one that has the most of the rest.
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for name in left.iter().flatten() {
                *counts.entry(name).or_default() += 1;
            }
            let best = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
            let Some((name, count)) = best else { break };
            if homes.is_empty() && is_most(count) {
                return Fate::Merged(name.to_string(), count);
            }
            homes.push(name);
            found += count;
            left.retain(|having| !having.contains(name));
        }
        if !is_most(found) {
            return Fate::Gone;
        }
        homes.sort_unstable();
        Fate::Split(homes.into_iter().map(str::to_string).collect())
    }
}
