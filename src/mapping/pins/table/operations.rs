//! The lines of a mapping, by what tells their operation.

use std::collections::{BTreeMap, BTreeSet};

use super::row::{Row, is_twin};
use crate::api::HttpMethod;
use crate::mapping::pins::model::{Line, Mapping, MethodPath};
use crate::names::OperationId;

/// The lines of a mapping, by what tells their operation; without raw list twins, which share that of their list.
#[derive(Default)]
pub(super) struct Operations {
    lines: Vec<(MethodPath, Line)>,
    by_call: BTreeMap<(Option<HttpMethod>, String), Vec<usize>>,
    by_id: BTreeMap<String, Vec<usize>>,
    /// The indices of lines that a row has claimed.
    taken: BTreeSet<usize>,
}

impl Operations {
    pub(super) fn of(mapping: &Mapping) -> Self {
        let mut all = Self::default();
        for (path, line) in mapping.lines().filter(|(path, _)| !is_twin(&path.method)) {
            let at = all.lines.len();
            all.by_call.entry((line.http_method, line.path.clone())).or_default().push(at);
            let id = line.operation.as_ref().map_or(path.method.as_str(), OperationId::as_str);
            all.by_id.entry(id.to_string()).or_default().push(at);
            all.lines.push((path, line.clone()));
        }
        all
    }

    /// The places of the lines of the row's operation: those of its HTTP method and path, else those of its id.
    fn places(&self, row: &Row) -> &[usize] {
        let by_id = |id: &str| self.by_id.get(id).filter(|_| !row.id.is_empty());
        let by_call = self.by_call.get(&(row.http_method, row.path.clone()));
        let found = by_call.or_else(|| by_id(&row.id)).or_else(|| by_id(&row.name_of_id));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The line of the row's operation; that of the service which the row names, if several have it.
    pub(super) fn find(&self, row: &Row) -> Option<(MethodPath, &Line)> {
        let lines = || self.places(row).iter().filter_map(|at| self.lines.get(*at));
        let own = lines().find(|(path, _)| path.service.as_str() == row.service);
        own.or_else(|| lines().next()).map(|(path, line)| (path.clone(), line))
    }

    /// Without the lines that have one of the names.
    pub(super) fn unnamed(mut self, names: &BTreeMap<MethodPath, usize>) -> Self {
        let named = self.lines.iter().enumerate().filter(|(_, (path, _))| names.contains_key(path));
        self.taken = named.map(|(at, _)| at).collect();
        self
    }

    /// Takes the first line of the row's operation in the service of `target`.
    pub(super) fn take(&mut self, row: &Row, target: &MethodPath) -> Option<(MethodPath, Line)> {
        let is_there = |at: &&usize| {
            let line = self.lines.get(**at).filter(|_| !self.taken.contains(*at));
            line.is_some_and(|(path, _)| path.service == target.service)
        };
        let at = *self.places(row).iter().find(is_there)?;
        self.taken.insert(at);
        self.lines.get(at).cloned()
    }
}
