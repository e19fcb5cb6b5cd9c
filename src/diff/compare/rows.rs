//! The rows of a resource in both releases: what a SELECT can ask for.
//!
//! In: the pairs of SELECT methods. Out: findings for columns and what is within them. What holds for every
//! method that returns a column is told once, of the resource.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::method::Calls;
use super::walk::{Change, Kind, Of};
use crate::api::{Api, Schema, SqlVerb};
use crate::diff::finding::Finding;
use crate::mapping::routes;
use crate::rules::rule::RuleId;

/// What changed, and which methods show it.
type Changes<'a> = BTreeMap<(String, Kind, String, String), (Change, Vec<Calls<'a>>)>;

/// Compares the rows of all pairs of a resource's methods that a SELECT reaches.
pub(super) fn compare<'a>(context: &Context<'a>, all: &[Calls<'a>], found: &mut Vec<Finding>) {
    let selects: Vec<Calls<'a>> = all.iter().copied().filter(|calls| is_select(*calls)).collect();
    let mut changes: Changes<'a> = BTreeMap::new();
    let mut returned: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for calls in &selects {
        let (Some(old), Some(new)) = rows(context, *calls) else { continue };
        let (before, after) = (properties(&context.old.api, old), properties(&context.new.api, new));
        for (column, _) in before.iter().chain(&after) {
            returned.entry(column).or_default().insert(calls.pair.old.name.as_str());
        }
        if context.unchanged.is_same(old, new) {
            continue;
        }
        let names: BTreeSet<&str> = after.iter().map(|(name, _)| *name).collect();
        let kept = before.iter().filter(|(name, _)| names.contains(name)).count();
        if kept == 0 && !before.is_empty() {
            if !has_other_key(context, *calls) && before.len() + after.len() > 2 {
                found.push(replaced(context, *calls, &before, &after));
                continue;
            }
            if has_other_key(context, *calls) {
                continue;
            }
        }
        for change in changes_of(context, &before, &after) {
            let key = (change.path.clone(), change.kind, change.old.clone(), change.new.clone());
            changes.entry(key).or_insert_with(|| (change, Vec::new())).1.push(*calls);
        }
    }
    for (change, showing) in changes.into_values() {
        let root = change.path.get(..change.root).unwrap_or(&change.path);
        let everywhere = returned.get(root).is_none_or(|methods| methods.len() <= showing.len());
        found.extend(finding(context, &change, &showing, everywhere));
    }
}

/// Whether a SELECT reaches the method in both releases.
fn is_select(calls: Calls<'_>) -> bool {
    let is_select = calls.pair.old.verb == SqlVerb::Select && calls.pair.new.verb == SqlVerb::Select;
    is_select && routes::is_reachable(calls.resource, calls.pair.old)
}

fn rows<'a>(context: &Context<'a>, calls: Calls<'a>) -> (Option<&'a Schema>, Option<&'a Schema>) {
    let old = context.old.api.row_schema(calls.old, calls.pair.old.object_key.as_ref());
    let new = context.new.api.row_schema(calls.new, calls.pair.new.object_key.as_ref());
    (old.ok(), new.ok())
}

fn properties<'a>(api: &'a Api, schema: &'a Schema) -> Vec<(&'a str, &'a Schema)> {
    api.properties(schema).into_iter().collect()
}

/// That the rows are found elsewhere is told of the signature.
fn has_other_key(context: &Context<'_>, calls: Calls<'_>) -> bool {
    let key = |api, method| super::signatures::effective_key(api, method);
    key(&context.old.api, calls.pair.old) != key(&context.new.api, calls.pair.new)
}

/// The finding for rows of which no column is left.
fn replaced<'a>(
    context: &Context<'a>,
    calls: Calls<'a>,
    before: &[(&str, &Schema)],
    after: &[(&str, &Schema)],
) -> Finding {
    let names = |columns: &[(&str, &Schema)]| {
        let mut names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.join(", ")
    };
    context
        .finding(RuleId::RowSchemaReplaced, context.method(calls.resource, calls.pair.old))
        .was(names(before), names(after))
        .witness(context.caller(calls.resource, calls.pair.old).plain())
        .deprecated(calls.old.deprecated)
}

fn changes_of<'a>(
    context: &Context<'a>,
    before: &[(&'a str, &'a Schema)],
    after: &[(&'a str, &'a Schema)],
) -> Vec<Change> {
    let walk = context.walk(Of::Rows);
    let mut changes = Vec::new();
    let known = |columns: &[(&'a str, &'a Schema)]| -> BTreeMap<&'a str, &'a Schema> {
        columns.iter().copied().collect()
    };
    let (was, is) = (known(before), known(after));
    let gone: Vec<_> = before.iter().filter(|(name, _)| !is.contains_key(name)).copied().collect();
    let came: Vec<_> = after.iter().filter(|(name, _)| !was.contains_key(name)).copied().collect();
    walk.went_and_came(&gone, &came, str::to_string, |_, _| false, &mut changes);
    for (name, old) in before {
        if let Some(new) = is.get(name) {
            changes.extend(walk.changes(name, old, new));
        }
    }
    changes
}

/// The finding for one change. `everywhere` says that each method that returns the column shows it.
fn finding<'a>(
    context: &Context<'a>,
    change: &Change,
    showing: &[Calls<'a>],
    everywhere: bool,
) -> Option<Finding> {
    let is_nested = change.is_nested();
    let rule = match change.kind {
        Kind::Removed if is_nested => RuleId::ColumnNestedRemoved,
        Kind::Removed => RuleId::ColumnRemoved,
        Kind::Renamed if is_nested => RuleId::ColumnNestedRemoved,
        Kind::Renamed => RuleId::ColumnRenamed,
        Kind::Added | Kind::RequiredAdded if is_nested => RuleId::ColumnNestedAdded,
        Kind::Added | Kind::RequiredAdded => RuleId::ColumnAdded,
        Kind::Type => RuleId::ColumnTypeChanged,
        Kind::Cardinality => RuleId::ColumnCardinalityChanged,
        Kind::Format => RuleId::ColumnFormatChanged,
        Kind::EnumRemoved => RuleId::ColumnEnumRemoved,
        Kind::EnumAdded => RuleId::ColumnEnumAdded,
        Kind::Deprecated => RuleId::ColumnDeprecated,
        Kind::Described => RuleId::DocsOnly,
        // What a request may do with it is no matter of rows.
        Kind::BecameRequired
        | Kind::ReadOnly
        | Kind::Settable
        | Kind::Immutable
        | Kind::Narrowed
        | Kind::Default => return None,
    };
    let Calls { resource, pair, .. } = *showing.first()?;
    let place = match everywhere {
        true => context.resource(resource),
        false => context.method(resource, pair.old),
    };
    let root = change.path.get(..change.root).unwrap_or(&change.path);
    let renamed = change.renamed.clone();
    let (old, new) = change.sides();
    let is_deprecated = showing.iter().all(|calls| calls.old.deprecated);
    let mut finding = context
        .finding(rule, place.column(&change.path))
        .was(old, new)
        .deprecated(change.was_deprecated || is_deprecated);
    finding.root = Some(root.to_string());
    finding.renamed = renamed.as_ref().and_then(|name| finding.renamed_to(name));
    finding.effect = match (&renamed, change.kind) {
        (Some(name), _) => Some(format!("it is `{name}` now")),
        (None, Kind::Cardinality) if change.is_list => Some("holds a list now".into()),
        (None, Kind::Cardinality) => Some("holds a single value now".into()),
        _ => None,
    };
    let is_new = matches!(change.kind, Kind::Added | Kind::RequiredAdded | Kind::Described);
    let caller = context.caller(resource, pair.old);
    let mut finding =
        if is_new { finding } else { finding.witness(caller.column(&change.path, change.root)) };
    finding.also.clone_from(&change.also);
    finding.also_count = change.also_count;
    if !everywhere && showing.len() > 1 {
        finding.methods = names(showing);
    }
    Some(finding)
}

fn names(showing: &[Calls<'_>]) -> Vec<String> {
    let mut names: Vec<String> = showing.iter().map(|calls| calls.pair.old.name.to_string()).collect();
    names.sort();
    names
}
