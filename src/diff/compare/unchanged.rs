//! Schemas that are the same in both releases, so that nothing below them has to be compared.
//!
//! In: two APIs. Out: the names of schemas that are identical, with everything that they refer to. Between
//! two releases most schemas are; the walk over schemas is for the others.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, Operation, Parameter, RequestBody, Schema};

/// Names of schemas that didn't change.
pub(super) struct Unchanged<'a>(BTreeSet<&'a str>);

impl<'a> Unchanged<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let mut used_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut changed: Vec<&str> = Vec::new();
        for (name, schema) in &old.schemas {
            references(schema, &mut |target| used_by.entry(target).or_default().push(name));
            if new.schemas.get(name) != Some(schema) {
                changed.push(name);
            }
        }
        let mut unchanged: BTreeSet<&str> = old.schemas.keys().map(String::as_str).collect();
        while let Some(name) = changed.pop() {
            if unchanged.remove(name) {
                changed.extend(used_by.get(name).into_iter().flatten());
            }
        }
        Self(unchanged)
    }

    /// Whether two schemas are identical, with everything that they refer to.
    pub(super) fn is_same(&self, old: &Schema, new: &Schema) -> bool {
        old == new && self.holds(old)
    }

    /// Whether two operations are identical, with everything that they refer to.
    pub(super) fn is_same_operation(&self, old: &Operation, new: &Operation) -> bool {
        let alike = old.http_method == new.http_method
            && old.path == new.path
            && old.description == new.description
            && old.parameters == new.parameters
            && old.request == new.request
            && old.response == new.response
            && old.security == new.security
            && old.servers == new.servers
            && old.deprecated == new.deprecated;
        let parameters = old.parameters.iter().map(|Parameter { schema, .. }| schema);
        let body = old.request.iter().map(|RequestBody { schema, .. }| schema);
        alike && parameters.chain(body).chain(old.response.schema()).all(|schema| self.holds(schema))
    }

    /// Whether everything that `schema` refers to is unchanged.
    fn holds(&self, schema: &Schema) -> bool {
        let mut holds = true;
        references(schema, &mut |target| holds &= self.0.contains(target));
        holds
    }
}

/// Calls `found` with each name that `schema` refers to.
fn references<'s>(schema: &'s Schema, found: &mut impl FnMut(&'s str)) {
    let mut pending = vec![schema];
    while let Some(schema) = pending.pop() {
        if let Some(name) = &schema.reference {
            found(name);
        }
        pending.extend(schema.children());
    }
}
