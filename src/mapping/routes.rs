//! The order in which StackQL tries the methods of a verb, and which of them it can never reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::names::{MethodName, ResourceName};
use crate::provider::ledger::{Entry, Needs};
use crate::provider::{Method, Resource};

/// Places of methods that the configuration or the document sets; lower ones come first. Methods without a
/// place follow the rules.
pub(super) type Places = BTreeMap<MethodName, u32>;

/// Orders the methods of each verb: by `places`; else more path parameters first, then by name, but never a
/// method before one that needs all that it needs and more.
///
/// StackQL takes the first method whose required names are all given, so the second of those two would never
/// be reached.
pub(super) fn order(methods: &[Method], places: &Places) -> BTreeMap<SqlVerb, Vec<MethodName>> {
    let mut routes: BTreeMap<SqlVerb, Vec<&Method>> = BTreeMap::new();
    for method in methods.iter().filter(|method| super::tables::is_routed(method.verb)) {
        routes.entry(method.verb).or_default().push(method);
    }
    routes
        .into_iter()
        .map(|(verb, mut methods)| {
            methods.sort_by_cached_key(|method| {
                let tokens: BTreeSet<&str> = method.path.split('{').skip(1).collect();
                (place(method, places), usize::MAX - tokens.len(), method.name.clone())
            });
            (
                verb,
                most_needing_first(methods, places).into_iter().map(|method| method.name.clone()).collect(),
            )
        })
        .collect()
}

fn place(method: &Method, places: &Places) -> u32 {
    places.get(&method.name).copied().unwrap_or(u32::MAX)
}

/// The same methods, each behind all methods that need the same names and more; else in their order. Methods
/// with a place of their own keep it.
fn most_needing_first<'m>(methods: Vec<&'m Method>, places: &Places) -> Vec<&'m Method> {
    let (mut ordered, mut rest): (Vec<&Method>, Vec<&Method>) =
        methods.into_iter().partition(|method| place(method, places) < u32::MAX);
    while !rest.is_empty() {
        let is_next =
            |method: &&Method| !rest.iter().any(|other| serves(method, other) && !serves(other, method));
        // Among methods that need more and more names, one needs most.
        let next = rest.iter().position(is_next).unwrap_or_default();
        ordered.push(rest.remove(next));
    }
    ordered
}

/// Whether the names that `other` needs are enough for `method`.
fn serves(method: &Method, other: &Method) -> bool {
    is_served(method, &other.route_names)
}

/// Whether the names in `given` are enough for `method`. StackQL matches names by dotted suffix: a required
/// `options.version` is satisfied by `version`.
fn is_served(method: &Method, given: &BTreeSet<String>) -> bool {
    method.route_names.iter().all(|name| {
        given.contains(name)
            || given
                .iter()
                .any(|given| name.strip_suffix(given.as_str()).is_some_and(|before| before.ends_with('.')))
    })
}

/// The method that a statement of `verb` reaches on `resource` when it gives values to the names `given`: the
/// first one in the order of the routes whose required names are all given. None, if StackQL would find none.
#[must_use]
pub fn reached<'r>(resource: &'r Resource, verb: SqlVerb, given: &BTreeSet<String>) -> Option<&'r Method> {
    let tried = resource.routes.get(&verb).into_iter().flatten();
    tried.filter_map(|name| resource.method(name)).find(|method| is_served(method, given))
}

/// Whether a statement of the method's own verb, with only the names that the method needs, reaches the
/// method.
#[must_use]
pub fn is_reachable(resource: &Resource, method: &Method) -> bool {
    reached(resource, method.verb, &method.route_names).is_some_and(|found| found.name == method.name)
}

/// Names of methods that StackQL shows as if a verb routed them, even if none does.
const VERB_NAMES: [&str; 6] = ["insert", "create", "delete", "select", "list", "get"];

/// A warning for each method that StackQL shows under a verb that doesn't reach it.
pub(super) fn misleading(api: &Api, resource: &str, methods: &[Method]) -> Vec<Diagnostic> {
    let unrouted = methods.iter().filter(|method| {
        !super::tables::is_routed(method.verb) && VERB_NAMES.contains(&method.name.as_str())
    });
    let note = |method: &Method| {
        let pointer = api.operation(&method.operation_id).map(|operation| operation.pointer.clone());
        Diagnostic::warning(
            "mapping::misleading-name",
            format!(
                "`{}` on `{resource}` is for EXEC alone, and StackQL shows it as if SQL reached it",
                method.name
            ),
        )
        .help("an override with `method` or `verb` says what it is")
        .at(&api.file, pointer.unwrap_or_default())
    };
    unrouted.map(note).collect()
}

/// An entry for each method that its verb never reaches, since an earlier one always wins.
pub(super) fn dead(
    resource: &ResourceName,
    methods: &[Method],
    routes: &BTreeMap<SqlVerb, Vec<MethodName>>,
) -> Vec<Entry> {
    let by_name: BTreeMap<&MethodName, &Method> =
        methods.iter().map(|method| (&method.name, method)).collect();
    let mut entries = Vec::new();
    for (verb, names) in routes {
        let tried: Vec<&Method> = names.iter().filter_map(|name| by_name.get(name).copied()).collect();
        for (index, method) in tried.iter().enumerate() {
            let winner = tried.iter().take(index).find(|earlier| serves(earlier, method));
            let Some(winner) = winner else { continue };
            let is_same = winner.route_names == method.route_names;
            entries.push(Entry::DeadRoute {
                operation: method.operation_id.clone(),
                resource: resource.clone(),
                method: method.name.clone(),
                verb: *verb,
                winner: winner.name.clone(),
                needs: if is_same { Needs::Same } else { Needs::Part },
            });
        }
    }
    entries
}
