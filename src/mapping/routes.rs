//! The order in which StackQL tries the methods of a verb, and which of them it can never reach.

use std::collections::BTreeMap;

use crate::api::{Api, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::names::MethodName;
use crate::provider::Method;

/// A method's place by the configuration or the document; lower goes first, none goes by the rules.
pub(super) type Places = BTreeMap<MethodName, u32>;

/// Orders the methods of each verb: by `places`, then more path parameters first, then more required names, then by
/// name.
///
/// StackQL takes the first method whose required names are all given, so a method must not stand behind one that
/// needs a part of what it needs; more required names first settles what path parameters leave open.
pub(super) fn order(methods: &[Method], places: &Places) -> BTreeMap<SqlVerb, Vec<MethodName>> {
    let mut routes: BTreeMap<SqlVerb, Vec<&Method>> = BTreeMap::new();
    for method in methods.iter().filter(|method| super::tables::is_routed(method.verb)) {
        routes.entry(method.verb).or_default().push(method);
    }
    routes
        .into_iter()
        .map(|(verb, mut methods)| {
            methods.sort_by_cached_key(|method| {
                let place = places.get(&method.name).copied().unwrap_or(u32::MAX);
                let tokens = method.path.matches('{').count();
                let names = method.route_names.len();
                (place, usize::MAX - tokens, usize::MAX - names, method.name.clone())
            });
            (verb, methods.into_iter().map(|method| method.name.clone()).collect())
        })
        .collect()
}

/// A note for each method that an earlier one of its verb always wins over.
pub(super) fn dead(
    api: &Api,
    resource: &str,
    methods: &[Method],
    routes: &BTreeMap<SqlVerb, Vec<MethodName>>,
) -> Vec<Diagnostic> {
    let by_name: BTreeMap<&MethodName, &Method> =
        methods.iter().map(|method| (&method.name, method)).collect();
    let mut notes = Vec::new();
    for (verb, names) in routes {
        let tried: Vec<&Method> = names.iter().filter_map(|name| by_name.get(name).copied()).collect();
        for (index, method) in tried.iter().enumerate() {
            let winner =
                tried.iter().take(index).find(|earlier| earlier.route_names.is_subset(&method.route_names));
            let Some(winner) = winner else { continue };
            let needs =
                if winner.route_names == method.route_names { "the same" } else { "a part of the same" };
            let pointer = api.operation(&method.operation_id).map(|operation| operation.pointer.clone());
            notes.push(
                Diagnostic::warning(
                    "mapping::dead-route",
                    format!(
                        "{} on `{resource}` never reaches `{}`: `{}` is tried before and needs {needs} parameters",
                        verb.as_str(),
                        method.name,
                        winner.name,
                    ),
                )
                .help("EXEC reaches it; an override of `verb`, `resource` or `route` makes it reachable by SQL")
                .at(&api.file, pointer.unwrap_or_default()),
            );
        }
    }
    notes
}
