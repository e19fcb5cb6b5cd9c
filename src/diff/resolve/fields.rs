//! Fields of bodies, which several methods send.
//!
//! In: the changes of a resource. Out: the same, but a change of a field that several methods share is
//! reported once, and a change of a field's wording is dropped if that of the column is reported.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::told::Told;
use crate::diff::compare::change::Change;
use crate::rules::rule::RuleId;

/// Changes of a field with the same key are one.
type Key = (RuleId, [Option<String>; 4]);

/// The changes, with those of fields merged.
pub(super) fn merged(all: Vec<Told<'_>>) -> Vec<Told<'_>> {
    let described: BTreeSet<String> = all
        .iter()
        .filter(|told| told.change.rule == RuleId::DocsOnly)
        .filter_map(|told| told.change.place.column.clone())
        .collect();
    let mut merged: Vec<Told<'_>> = Vec::with_capacity(all.len());
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    for told in all {
        let Some(field) = field(&told.change) else {
            merged.push(told);
            continue;
        };
        if told.change.rule == RuleId::DocsOnly && described.contains(field) {
            continue;
        }
        let told = of_method(told);
        match places.entry(key(&told.change)) {
            Entry::Vacant(entry) => {
                entry.insert(merged.len());
                merged.push(told);
            }
            Entry::Occupied(entry) => {
                if let Some(first) = merged.get_mut(*entry.get()) {
                    join(first, told);
                }
            }
        }
    }
    merged.into_iter().map(listed).collect()
}

/// The field of a change; none for other changes.
fn field<'c>(change: &'c Change<'_>) -> Option<&'c str> {
    change.field.as_deref()
}

fn key(change: &Change<'_>) -> Key {
    // Each method's description of a field is its own.
    let of_method = change.place.method.clone().filter(|_| change.rule == RuleId::DocsOnly);
    (change.rule, [change.place.parameter.clone(), change.old.clone(), change.new.clone(), of_method])
}

/// A change of a field, listed for its method.
fn of_method(told: Told<'_>) -> Told<'_> {
    let methods = vec![told.change.place.method.clone().unwrap_or_default()];
    Told { change: Change { methods, ..told.change }, ..told }
}

/// Adds the same change of another method.
fn join<'a>(first: &mut Told<'a>, other: Told<'a>) {
    first.change.methods.extend(other.change.methods);
    first.change.was_deprecated &= other.change.was_deprecated;
    first.signatures.extend(other.signatures);
}

/// The change with its methods listed, if there are several.
fn listed(mut told: Told<'_>) -> Told<'_> {
    if told.change.methods.len() == 1 {
        told.change.methods.clear();
    }
    told.change.methods.sort();
    told
}
