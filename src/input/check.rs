//! Checks that both readers make: references lead somewhere, no schema is an alias of itself, and the engine
//! tells every path from the others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::api::Schema;
use crate::diagnostic::{Diagnostic, MAX_LISTED, Problems};
use crate::document::cursor::{Cursor, escape};

/// The names that references may lead to.
#[derive(Default)]
pub(crate) struct SchemaNames<'n>(BTreeSet<&'n str>);

impl<'n> SchemaNames<'n> {
    pub(crate) fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self(names.into_iter().collect())
    }

    /// Reports a reference, read at `at`, to a schema that doesn't exist.
    pub(crate) fn check(&self, name: &str, at: &Cursor<'_, '_>) {
        if !self.0.contains(name) {
            let problem = Diagnostic::error("input::dangling-ref", format!("no schema is named `{name}`"));
            at.report(match at.meant(name, self.0.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help("add the schema, or fix the reference"),
            });
        }
    }
}

/// The problem of a path that the engine would take for another one. The engine finds an operation by its
/// path, in which it decodes `~1` and nothing else, so no reference can lead to a path that contains `~1`.
pub(crate) fn slash(path: &str) -> Option<Diagnostic> {
    path.contains("~1").then(|| {
        Diagnostic::error(
            "input::bad-path",
            format!("the path `{path}` has `~1`, which StackQL takes for a slash"),
        )
        .help("write `%7E1`, which means the same to a server")
    })
}

/// Reports each schema that refers to itself without anything between: `A` is `B` and `B` is `A`, or `allOf`
/// of itself.
///
/// A schema that has itself as a property, or as one of the choices of a `oneOf`, is fine. An alias of itself
/// has no meaning, and overflows the engine's stack. `parent` is the JSON pointer of the object that holds
/// the schemas. The names of these schemas are returned.
pub(crate) fn self_aliases(
    schemas: &BTreeMap<String, Schema>,
    parent: &str,
    file: &str,
    problems: &Problems,
) -> BTreeSet<String> {
    // Most schemas are not aliases, and so not part of a circle.
    let graph: BTreeMap<&str, Vec<&str>> = schemas
        .iter()
        .map(|(name, schema)| (name.as_str(), aliases(schema)))
        .filter(|(_, targets)| !targets.is_empty())
        .collect();
    let circles = circles(&graph);
    for (listed, (name, circle)) in circles.iter().enumerate() {
        // The way round is searched only if it is shown; circles can be as large as documents.
        let mut message = format!("the schema `{name}` refers to itself");
        if listed < MAX_LISTED {
            let way = way_round(name, *circle, &graph, &circles);
            message = format!("{message}: {}", shortened(&way).join(" → "));
        }
        let problem = Diagnostic::error("input::circular-ref", message);
        problems.add_repaired(
            problem
                .help("a schema may have itself as a property, not be an alias of itself")
                .at(file, format!("{parent}/{}", escape(name))),
            "any value fits",
        );
    }
    circles.into_keys().map(str::to_string).collect()
}

/// The names in circles, each with the number of its circle. Linear and without recursion, since neither the
/// number of references nor the length of their chains is bounded (Tarjan's algorithm).
fn circles<'s>(graph: &BTreeMap<&'s str, Vec<&'s str>>) -> BTreeMap<&'s str, usize> {
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lowest: BTreeMap<&str, usize> = BTreeMap::new();
    let mut open: Vec<&str> = Vec::new();
    let mut closed: BTreeSet<&str> = BTreeSet::new();
    let mut found = BTreeMap::new();
    for root in graph.keys() {
        let mut trail: Vec<(&str, usize)> = if order.contains_key(root) { vec![] } else { vec![(root, 0)] };
        while let Some((name, next)) = trail.last_mut() {
            let name = *name;
            let targets = graph.get(name).map(Vec::as_slice).unwrap_or_default();
            if *next == 0 {
                let number = order.len();
                order.insert(name, number);
                lowest.insert(name, number);
                open.push(name);
            }
            let step = targets.get(*next).copied();
            *next += 1;
            let low = lowest.get(name).copied().unwrap_or_default();
            match step {
                Some(to) if closed.contains(to) || !graph.contains_key(to) => {}
                Some(to) => match order.get(to) {
                    Some(number) => drop(lowest.insert(name, low.min(*number))),
                    None => trail.push((to, 0)),
                },
                None => {
                    trail.pop();
                    if let Some((parent, _)) = trail.last() {
                        let above = lowest.get(parent).copied().unwrap_or_default();
                        lowest.insert(parent, above.min(low));
                    }
                    if order.get(name) == Some(&low) {
                        let start = open.iter().rposition(|other| *other == name).unwrap_or_default();
                        let members = open.split_off(start);
                        if members.len() > 1 || targets.contains(&name) {
                            found.extend(members.iter().map(|member| (*member, low)));
                        }
                        closed.extend(members);
                    }
                }
            }
        }
    }
    found
}

/// The shortest way from `start` back to it, within its circle.
fn way_round<'s>(
    start: &'s str,
    circle: usize,
    graph: &BTreeMap<&'s str, Vec<&'s str>>,
    circles: &BTreeMap<&'s str, usize>,
) -> Vec<&'s str> {
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut pending = VecDeque::from([start]);
    while let Some(name) = pending.pop_front() {
        for to in graph.get(name).into_iter().flatten().filter(|to| circles.get(*to) == Some(&circle)) {
            if from.contains_key(to) {
                continue;
            }
            from.insert(to, name);
            pending.push_back(to);
        }
    }
    let mut way = vec![start];
    let mut at = start;
    while let Some(before) = from.get(at) {
        way.push(before);
        at = before;
        if at == start {
            break;
        }
    }
    way.reverse();
    way
}

/// A way of many steps with the middle left out.
fn shortened<'s>(way: &[&'s str]) -> Vec<&'s str> {
    match way {
        [first, second, third, .., last] if way.len() > 8 => vec![first, second, third, "…", last],
        _ => way.to_vec(),
    }
}

fn aliases(schema: &Schema) -> Vec<&str> {
    let mut found = Vec::new();
    let mut pending = vec![schema];
    while let Some(schema) = pending.pop() {
        found.extend(schema.reference.as_deref());
        pending.extend(&schema.all_of);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::node::Node;

    #[test]
    fn what_isnt_listed_costs_no_look_at_the_names() {
        let problems = Problems::default();
        let at = Cursor::root(&Node::Null, "f", &problems);
        for _ in 0..MAX_LISTED {
            assert_eq!(at.meant("Sesion", ["Session"]), Some("Session"));
            SchemaNames::new(["Session"]).check("Sesion", &at);
        }
        assert_eq!(at.meant("Sesion", ["Session"]), None);
    }

    fn alias(of: &[&str]) -> Schema {
        let part = |name: &&str| Schema { reference: Some(name.to_string()), ..Schema::default() };
        Schema { all_of: of.iter().map(part).collect(), ..Schema::default() }
    }

    fn circular(schemas: &[(&str, &[&str])]) -> Vec<String> {
        let schemas = schemas.iter().map(|(name, of)| (name.to_string(), alias(of))).collect();
        let problems = Problems::default();
        self_aliases(&schemas, "/schemas", "f", &problems);
        problems
            .or(())
            .map_or_else(|all| all.problems.into_iter().map(|one| one.message).collect(), |()| vec![])
    }

    #[test]
    fn each_member_of_a_circle_is_told_and_what_leads_to_it_is_not() {
        let found = circular(&[("A", &["B"]), ("B", &["C", "D"]), ("C", &["B"]), ("D", &[]), ("E", &["E"])]);
        assert_eq!(
            found,
            [
                "the schema `B` refers to itself: B → C → B",
                "the schema `C` refers to itself: C → B → C",
                "the schema `E` refers to itself: E → E"
            ]
        );
    }

    #[test]
    fn many_ways_to_one_schema_are_no_circle_and_take_no_time() {
        let names: Vec<String> = (0..200).map(|n| format!("A{n:03}")).collect();
        let schemas = names.iter().enumerate().map(|(n, name)| {
            let next = names.get(n + 1).map(String::as_str);
            (name.clone(), alias(&[next, next].into_iter().flatten().collect::<Vec<_>>()))
        });
        let problems = Problems::default();
        self_aliases(&schemas.collect(), "", "f", &problems);
        assert!(problems.is_empty());
    }
}
