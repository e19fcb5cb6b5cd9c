//! Whose a service is, if several documents describe it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::names::ServiceName;
use crate::threads;

/// The services that documents describe, each with the index of its document: a service is made once, of the
/// first document that describes it.
#[derive(Debug, Default)]
pub(super) struct Owners(Mutex<BTreeMap<String, usize>>);

/// A document's claim to its service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'o> {
    pub(super) owners: &'o Owners,
    pub(super) index: usize,
}

impl Claim<'_> {
    /// Whether this document owns the service `name`.
    pub(super) fn holds(self, name: &ServiceName) -> bool {
        *threads::lock(&self.owners.0).entry(key(name)).or_insert(self.index) == self.index
    }
}

/// The key that tells services apart: names that differ only in case would share a folder on some systems.
pub(super) fn key(name: &ServiceName) -> String {
    name.as_str().to_ascii_lowercase()
}
