//! Fields that a body must have.
//!
//! In: the schema of a body. Out: names of its top-level fields.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::Schema;

/// Names of the top-level fields that a body must have, sorted; fields that the server sets don't count.
pub(super) fn required_fields(schema: &Schema, schemas: &BTreeMap<String, Schema>) -> Vec<String> {
    let mut fields = Fields::default();
    fields.gather(schema, schemas);
    let Fields { mut required, read_only, .. } = fields;
    required.retain(|name| !read_only.contains(name));
    required.into_iter().map(str::to_string).collect()
}

/// As [`required_fields`], for a document that is a manifest: of the fields that the schema itself requires those that are
/// among its properties, whoever sets them.
pub(super) fn required_as_written(schema: &Schema, schemas: &BTreeMap<String, Schema>) -> Vec<String> {
    let mut at = schema;
    // No schema is an alias of itself, so this ends.
    while let Some(target) = at.reference.as_ref().and_then(|name| schemas.get(name)) {
        at = target;
    }
    let parts = [&at.all_of, &at.one_of, &at.any_of].into_iter().flatten();
    let parts: Vec<&Schema> = match at.properties.is_empty() {
        true => parts
            .map(|part| part.reference.as_ref().and_then(|name| schemas.get(name)).unwrap_or(part))
            .collect(),
        false => vec![at],
    };
    let is_there = |name: &&String| parts.iter().any(|part| part.properties.get(name).is_some());
    let fields: BTreeSet<&String> = at.required.iter().filter(is_there).collect();
    fields.into_iter().cloned().collect()
}

#[derive(Default)]
struct Fields<'s> {
    required: BTreeSet<&'s str>,
    read_only: BTreeSet<&'s str>,
    /// Schemas that were read already; each is read once, however many ways lead to it.
    seen: BTreeSet<&'s str>,
}

impl<'s> Fields<'s> {
    fn gather(&mut self, start: &'s Schema, schemas: &'s BTreeMap<String, Schema>) {
        let mut pending = vec![start];
        while let Some(schema) = pending.pop() {
            self.required.extend(schema.required.iter().map(String::as_str));
            let read_only = schema.properties.iter().filter(|(_, property)| {
                let target = property.reference.as_ref().and_then(|name| schemas.get(name));
                property.read_only || target.is_some_and(|target| target.read_only)
            });
            self.read_only.extend(read_only.map(|(name, _)| name));
            pending.extend(&schema.all_of);
            if let Some(name) = &schema.reference
                && let Some((name, target)) = schemas.get_key_value(name)
                && self.seen.insert(name)
            {
                pending.push(target);
            }
        }
    }
}
