//! The order in which StackQL tries the methods of a verb, and which of them it can never reach.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, HttpMethod, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::engine::answer;
use crate::mapping::proposal::Proposal;
use crate::names::{MethodName, ResourceName, identifier};
use crate::provider::ledger::{Entry, Needs};
use crate::provider::{Method, Resource};

/// Places of methods that the configuration or the document sets; lower ones come first. Methods without a
/// place follow the rules.
pub(super) type Places = BTreeMap<(SqlVerb, MethodName), u32>;

/// The places that proposals have by something else than the rules.
pub(super) fn places(proposals: &BTreeMap<MethodName, Proposal<'_>>) -> Places {
    let mut places = Places::new();
    for (name, proposal) in proposals {
        let all = proposal.route.map(|place| (proposal.verb, place)).into_iter();
        places.extend(all.chain(proposal.further.clone()).map(|(verb, place)| ((verb, name.clone()), place)));
    }
    places
}

/// The routes as a document has them, without methods that it hasn't.
pub(super) fn said(
    routes: &BTreeMap<SqlVerb, Vec<MethodName>>,
    methods: &[Method],
) -> BTreeMap<SqlVerb, Vec<MethodName>> {
    let known: BTreeSet<&MethodName> = methods.iter().map(|method| &method.name).collect();
    let routed = routes.iter().filter(|(verb, _)| super::tables::is_routed(**verb));
    let kept = routed.map(|(verb, names)| {
        let mut seen = BTreeSet::new();
        let names = names.iter().filter(|name| known.contains(name) && seen.insert(*name));
        (*verb, names.cloned().collect::<Vec<_>>())
    });
    kept.filter(|(_, names)| !names.is_empty()).collect()
}

/// The actions that do one plain thing.
const PLAIN_ACTIONS: [&str; 7] = ["get", "list", "create", "insert", "delete", "update", "patch"];

/// First words of actions on many things at once. Where one of these needs the same names as a plain action and
/// came first, `DELETE` of one thing would be a bulk delete.
const MANY_WORDS: [&str; 4] = ["batch", "bulk", "aggregated", "multi"];

/// Orders the methods of each verb: by `places`; else more path parameters first, then plain actions before others
/// and those on many things last, then by name. A method is never before one that needs all that it needs and
/// more, and one without rows is never before one with rows.
///
/// StackQL takes the first method whose required names are all given, so the second of those two would never
/// be reached. It takes the columns of the first SELECT. Those in `first` count as plain, since the last release
/// tried them so.
pub(super) fn order(
    api: &Api,
    methods: &[Method],
    places: &Places,
    first: &BTreeSet<MethodName>,
) -> BTreeMap<SqlVerb, Vec<MethodName>> {
    let mut routes: BTreeMap<SqlVerb, Vec<&Method>> = BTreeMap::new();
    for method in methods.iter().filter(|method| super::tables::is_routed(method.verb)) {
        routes.entry(method.verb).or_default().push(method);
    }
    let ordered = routes.into_iter().map(|(verb, mut methods)| {
        methods.sort_by_cached_key(|method| {
            let breadth = if first.contains(&method.name) { Breadth::Plain } else { Breadth::of(method) };
            (place(method, places), usize::MAX - tokens(method), breadth, method.name.clone())
        });
        let mut methods = most_needing_first(methods, places);
        if verb == SqlVerb::Select {
            // The sort is stable, so the order among each kind stays.
            methods.sort_by_key(|method| !has_rows(api, method));
        }
        (verb, methods.into_iter().map(|method| method.name.clone()).collect())
    });
    ordered.collect()
}

/// Whether a method is tried before a plainer one with as many parameters in its path.
pub(super) fn goes_first(resource: &Resource, method: &Method) -> bool {
    let routes = resource.routes.get(&method.verb).into_iter().flatten();
    let mut later = routes.skip_while(|name| **name != method.name).skip(1);
    later.any(|name| {
        resource
            .method(name)
            .is_some_and(|later| Breadth::of(later) < Breadth::of(method) && tokens(later) == tokens(method))
    })
}

/// The number of parameters in a method's path.
fn tokens(method: &Method) -> usize {
    method.path.split('{').skip(1).collect::<BTreeSet<&str>>().len()
}

fn has_rows(api: &Api, method: &Method) -> bool {
    api.operation(&method.operation_id).is_some_and(|operation| answer::is_table(api, operation))
}

/// How much an action does at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Breadth {
    Plain,
    Other,
    Many,
}

impl Breadth {
    fn of(method: &Method) -> Self {
        let id = method.operation_id.as_str();
        let action = identifier(id.rsplit(['.', '/']).next().unwrap_or(id), &[]);
        let first = action.split('_').next().unwrap_or_default();
        match first {
            _ if PLAIN_ACTIONS.contains(&action.as_str()) => Self::Plain,
            _ if MANY_WORDS.contains(&first) => Self::Many,
            _ => Self::Other,
        }
    }
}

fn place(method: &Method, places: &Places) -> u32 {
    places.get(&(method.verb, method.name.clone())).copied().unwrap_or(u32::MAX)
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
    method.is_served_by(&other.route_names)
}

/// Names of methods that StackQL shows as if a verb routed them, even if none does.
const VERB_NAMES: [&str; 6] = ["insert", "create", "delete", "select", "list", "get"];

/// A warning for each method that StackQL shows under a verb that doesn't reach it.
pub(super) fn misleading(api: &Api, resource: &str, methods: &[Method]) -> Vec<Diagnostic> {
    let unrouted = methods.iter().filter(|method| {
        !super::tables::is_routed(method.verb)
            && VERB_NAMES.contains(&method.name.as_str())
            // A GET without rows has a warning of its own.
            && (method.http_method != HttpMethod::Get || has_rows(api, method))
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

/// A warning for each plain method whose place a method on many things takes, because `mapping.yaml` or the
/// configuration says so.
pub(super) fn broadened(api: &Api, resource: &str, methods: &[Method], dead: &[Entry]) -> Vec<Diagnostic> {
    let breadth = |name: &MethodName| methods.iter().find(|method| method.name == *name).map(Breadth::of);
    let taken = dead.iter().filter_map(|entry| match entry {
        Entry::DeadRoute { operation, method, verb, winner, .. } => Some((operation, method, verb, winner)),
        _ => None,
    });
    let warnings = taken
        .filter(|(_, method, _, winner)| {
            breadth(method) == Some(Breadth::Plain) && breadth(winner) == Some(Breadth::Many)
        })
        .map(|(operation, method, verb, winner)| {
            let pointer = api.operation(operation).map(|operation| operation.pointer.clone());
            Diagnostic::warning(
                "mapping::bulk-route",
                format!(
                    "{} on `{resource}` calls `{winner}` for many at once, not `{method}`",
                    verb.as_str()
                ),
            )
            .help("take the `*` of that method out of mapping.yaml, or its route out of the configuration")
            .at(&api.file, pointer.unwrap_or_default())
        });
    warnings.collect()
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
