//! Names that go with their operations: to another service, below another name of a resource.
//!
//! In: what the file says, and the names of now. Out: the mapping whose lines stand where their operations are; and groups
//! that only have another name, whose line can be changed alone.

use std::collections::BTreeMap;

use super::model::{Line, Mapping, MethodPath, Methods, Resources};
use crate::api::HttpMethod;
use crate::names::{ResourceName, ServiceName};

/// HTTP method and path.
type Call<'l> = (Option<HttpMethod>, &'l str);

/// A group of the file that has another name by now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Renamed {
    /// A service.
    Service { from: ServiceName, to: ServiceName },
    /// A resource of a service.
    Resource { service: ServiceName, from: ResourceName, to: ResourceName },
}

impl Line {
    /// Whether both lines are about one operation, by all that they say.
    pub(super) fn is_call_of(&self, other: &Self) -> bool {
        let is_same_id = match (&self.operation, &other.operation) {
            (Some(mine), Some(yours)) => mine == yours,
            _ => true,
        };
        is_same_id && self.call() == other.call()
    }

    fn call(&self) -> Call<'_> {
        (self.http_method, self.path.as_str())
    }
}

impl Mapping {
    /// This mapping, with the lines of operations that are in another service of `now` below that service: users wrote these
    /// names. None if nothing has moved.
    #[must_use]
    pub fn followed(&self, now: &Self) -> Option<Self> {
        let changes = self.changes(now);
        let mut by_call: BTreeMap<Call<'_>, Vec<&(MethodPath, Line)>> = BTreeMap::new();
        for new in &changes.new {
            by_call.entry(new.1.call()).or_default().push(new);
        }
        let (mut followed, mut has_moved) = (self.clone(), false);
        for (path, line) in &changes.gone {
            let calls = by_call.get(&line.call()).into_iter().flatten();
            let mut elsewhere =
                calls.filter(|(other, now)| other.service != path.service && line.is_call_of(now));
            let (Some((target, _)), None) = (elsewhere.next(), elsewhere.next()) else { continue };
            let resources = followed.services.entry(target.service.clone()).or_default();
            let methods = resources.entry(path.resource.clone()).or_default();
            if methods.contains_key(&path.method) {
                continue;
            }
            methods.insert(path.method.clone(), line.clone());
            followed.remove(path);
            has_moved = true;
        }
        has_moved.then_some(followed)
    }

    /// Whether another service of this mapping has the operation of `line`, which is that of `path`, under the same names.
    pub(super) fn has_elsewhere(&self, path: &MethodPath, line: &Line) -> bool {
        let others = self.services.iter().filter(|(service, _)| **service != path.service);
        let mut lines = others.filter_map(|(_, resources)| resources.get(&path.resource)?.get(&path.method));
        lines.any(|other| line.is_call_of(other))
    }

    /// The first group that this file has, and `now` under another name.
    pub(super) fn renamed(&self, now: &Self) -> Option<Renamed> {
        for (from, mine) in &self.services {
            let Some(theirs) = now.services.get(from) else {
                let others = now.services.iter().filter(|(to, _)| !self.services.contains_key(*to));
                let mut same = others.filter(|(_, theirs)| has_all(mine, theirs));
                if let Some((to, _)) = same.next() {
                    return Some(Renamed::Service { from: from.clone(), to: to.clone() });
                }
                continue;
            };
            for (resource, methods) in mine.iter().filter(|(resource, _)| !theirs.contains_key(*resource)) {
                let others = theirs.iter().filter(|(to, _)| !mine.contains_key(*to));
                let mut same = others.filter(|(_, theirs)| has_methods(methods, theirs));
                if let Some((to, _)) = same.next() {
                    let (service, from) = (from.clone(), resource.clone());
                    return Some(Renamed::Resource { service, from, to: to.clone() });
                }
            }
        }
        None
    }

    /// This mapping, with the name that a group has by now.
    pub(super) fn with_renamed(mut self, renamed: &Renamed) -> Self {
        match renamed {
            Renamed::Service { from, to } => {
                let resources = self.services.remove(from).unwrap_or_default();
                self.services.insert(to.clone(), resources);
            }
            Renamed::Resource { service, from, to } => {
                if let Some(resources) = self.services.get_mut(service) {
                    let methods = resources.remove(from).unwrap_or_default();
                    resources.insert(to.clone(), methods);
                }
            }
        }
        self
    }
}

/// Whether `theirs` has all lines of `mine`, under the same names.
fn has_all(mine: &Resources, theirs: &Resources) -> bool {
    let is_there = |(name, methods): (&ResourceName, &Methods)| {
        theirs.get(name).is_some_and(|theirs| has_methods(methods, theirs))
    };
    !mine.is_empty() && mine.iter().all(is_there)
}

fn has_methods(mine: &Methods, theirs: &Methods) -> bool {
    let is_there = |(name, line): (_, &Line)| theirs.get(name).is_some_and(|other| line.is_call_of(other));
    !mine.is_empty() && mine.iter().all(is_there)
}
