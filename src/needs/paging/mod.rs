//! How lists are read page after page: `pagination` of a service or a method, from the parameters and answers of lists.
//!
//! In: mapped resources. Out: the pair of a parameter and a place in the answer that most lists of the service have, for
//! the service as a whole, and settings of their own for methods that have another pair.

mod pair;
mod words;

use std::collections::BTreeMap;

use serde_json::Value;

use super::options::Pagination;
use crate::api::{Api, SqlVerb};
use crate::engine::answer::reads_pages;
use crate::provider::{Method, Resource};
use pair::Pair;

/// The settings of a service, and of its methods by resource and method.
#[derive(Debug, Default)]
pub(super) struct Paged<'a> {
    /// The setting for all methods.
    pub(super) service: Option<Value>,
    /// Settings for single methods.
    pub(super) methods: BTreeMap<(&'a str, &'a str), Value>,
}

/// The setting of the service whose methods are `all`.
pub(super) fn of<'a>(
    api: &Api,
    all: impl Iterator<Item = (&'a Resource, &'a Method)>,
    option: &Pagination,
) -> Paged<'a> {
    match option {
        Pagination::None => Paged::default(),
        Pagination::Set { value, .. } => Paged { service: Some(value.clone()), ..Paged::default() },
        Pagination::Auto => derived(api, all),
    }
}

fn derived<'a>(api: &Api, all: impl Iterator<Item = (&'a Resource, &'a Method)>) -> Paged<'a> {
    let lists = all.filter(|(_, method)| method.verb == SqlVerb::Select).filter_map(|(resource, method)| {
        let operation = api.operation(&method.operation_id).filter(|operation| reads_pages(operation))?;
        let name = (resource.name.as_str(), method.name.as_str());
        Some((name, pair::answers(api, operation), pair::pairs(api, operation)))
    });
    let lists: Vec<_> = lists.collect();
    let mut counts: BTreeMap<&Pair, usize> = BTreeMap::new();
    for pair in lists.iter().flat_map(|(_, _, pairs)| pairs) {
        *counts.entry(pair).or_default() += 1;
    }
    let count = |pair: &Pair| counts.get(pair).copied().unwrap_or_default();
    // Of pairs that are as frequent, the one that the words prefer comes first in each list.
    let best = |pairs: &[Pair]| -> Option<Pair> {
        let mut best: Option<&Pair> = None;
        for pair in pairs {
            if best.is_none_or(|known| count(pair) > count(known)) {
                best = Some(pair);
            }
        }
        best.cloned()
    };
    let chosen: Vec<(_, Pair)> =
        lists.iter().filter_map(|(name, _, pairs)| Some((*name, best(pairs)?))).collect();
    let mut votes: BTreeMap<&Pair, usize> = BTreeMap::new();
    for (_, pair) in &chosen {
        *votes.entry(pair).or_default() += 1;
    }
    let most = votes.iter().max_by(|(a, one), (b, other)| one.cmp(other).then_with(|| b.cmp(a)));
    let Some(most) = most.map(|(pair, _)| (*pair).clone()) else { return Paged::default() };
    // A list without the parameter that has the place would be asked for the same page again and again.
    let is_safe = |(name, places, _): &(_, Vec<String>, Vec<Pair>)| {
        let has_pair = chosen.iter().any(|(known, _)| known == name);
        has_pair || places.iter().all(|place| place != most.told())
    };
    let is_of_all = lists.iter().all(is_safe);
    let common = is_of_all.then_some(&most);
    let mut paged = Paged::default();
    for (name, pair) in &chosen {
        // Without any setting the engine reads pages as Google's APIs have them.
        let is_so_anyway = match common {
            Some(common) => pair == common,
            None => pair.is_default(),
        };
        if !is_so_anyway {
            paged.methods.insert(*name, pair.written());
        }
    }
    paged.service = common.filter(|pair| !pair.is_default()).map(Pair::written);
    paged
}

#[cfg(test)]
mod tests;
