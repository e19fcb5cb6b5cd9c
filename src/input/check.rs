//! What both readers check of references: they lead somewhere, and no schema is an alias of itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::Schema;
use crate::diagnostic::{Diagnostic, Problems};
use crate::input::cursor::{Cursor, escape};
use crate::names::did_you_mean;

/// The names that references may lead to.
#[derive(Default)]
pub(crate) struct SchemaNames<'n>(BTreeSet<&'n str>);

impl<'n> SchemaNames<'n> {
    pub(crate) fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self(names.into_iter().collect())
    }

    /// Reports a reference, read at `at`, to a schema that isn't there.
    pub(crate) fn check(&self, name: &str, at: &Cursor<'_, '_>) {
        if !self.0.contains(name) {
            let problem = Diagnostic::error("input::dangling-ref", format!("no schema is named `{name}`"));
            at.report(match did_you_mean(name, self.0.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("add the schema, or mend the reference"),
            });
        }
    }
}

/// Reports each schema that refers to itself without anything between: `A` is `B` and `B` is `A`, or `allOf` of itself.
///
/// A schema that has itself as a property is fine. An alias of itself has no meaning, and overflows the engine's stack.
/// `parent` is the JSON pointer of the object that holds the schemas.
pub(crate) fn self_aliases(
    schemas: &BTreeMap<String, Schema>,
    parent: &str,
    file: &str,
    problems: &Problems,
) {
    // Names already known to be free of cycles, so that each is followed once.
    let mut free: BTreeSet<&str> = BTreeSet::new();
    for name in schemas.keys() {
        let mut trail: Vec<&str> = Vec::new();
        if let Some(cycle) = find_cycle(name, schemas, &mut trail, &mut free) {
            let problem = Diagnostic::error(
                "input::circular-ref",
                format!("the schema `{name}` refers to itself: {}", cycle.join(" → ")),
            );
            problems.add(
                problem
                    .help("a schema may have itself as a property, not be an alias of itself")
                    .at(file, format!("{parent}/{}", escape(name))),
            );
        }
    }
}

/// The cycle that starts and ends at `trail`'s first name, if there is one. Iterative, since a chain may be long.
fn find_cycle<'s>(
    start: &'s str,
    schemas: &'s BTreeMap<String, Schema>,
    trail: &mut Vec<&'s str>,
    free: &mut BTreeSet<&'s str>,
) -> Option<Vec<&'s str>> {
    let mut pending: Vec<(&str, Vec<&str>)> = vec![(start, aliases(start, schemas))];
    trail.push(start);
    while let Some((name, next)) = pending.last_mut() {
        match next.pop() {
            Some(to) if to == start => {
                let mut cycle = trail.clone();
                cycle.push(start);
                return Some(cycle);
            }
            // A cycle that `start` only leads to is reported at its own members.
            Some(to) if trail.contains(&to) || free.contains(to) => {}
            Some(to) => {
                trail.push(to);
                pending.push((to, aliases(to, schemas)));
            }
            None => {
                let done = *name;
                pending.pop();
                trail.pop();
                if pending.is_empty() {
                    free.insert(done);
                }
            }
        }
    }
    None
}

fn aliases<'s>(name: &str, schemas: &'s BTreeMap<String, Schema>) -> Vec<&'s str> {
    let mut found = Vec::new();
    let mut pending: Vec<&Schema> = schemas.get(name).into_iter().collect();
    while let Some(schema) = pending.pop() {
        found.extend(schema.reference.as_deref());
        pending.extend(
            schema.all_of.iter().chain(&schema.one_of).chain(&schema.any_of).chain(schema.not.as_deref()),
        );
    }
    found
}
