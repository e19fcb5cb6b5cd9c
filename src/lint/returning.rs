//! Response schemas that several resources share: RETURNING has one table for each.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::method::Resource;
use super::required::reached;
use super::view::View;
use crate::rules::lint_rule::LintRuleId;

/// The verbs with a RETURNING clause.
const VERBS: [&str; 4] = ["insert", "update", "replace", "delete"];

/// The response schemas that methods of more than one of `resources` answer with. Methods that no statement of
/// their verb reaches have no RETURNING.
pub(super) fn check(view: &View<'_>, resources: &[Resource<'_>]) -> Vec<Finding> {
    let mut users: BTreeMap<&str, Vec<(&Resource<'_>, String)>> = BTreeMap::new();
    for resource in resources {
        for verb in VERBS {
            for method in reached(view, resource, verb) {
                let Some((answer, _)) = method.answer_schema(view) else { continue };
                let Some(schema) = answer.name().filter(|_| !answer.properties().is_empty()) else {
                    continue;
                };
                let known = users.entry(schema).or_default();
                if known.iter().all(|(other, _)| other.key != resource.key) {
                    known.push((resource, method.pointer.clone()));
                }
            }
        }
    }
    let clash = |(schema, users): (&str, Vec<(&Resource<'_>, String)>)| {
        let [(first, _), (second, pointer), rest @ ..] = users.as_slice() else { return None };
        let others = match rest.len() {
            0 => "does".to_string(),
            more => format!("and {more} more do"),
        };
        let message = format!("`{}` answers with `{schema}`, as `{}` {others}", second.key, first.key);
        Some(Finding::new(LintRuleId::ReturningClash, pointer.clone(), message).on_key())
    };
    users.into_iter().filter_map(clash).collect()
}
