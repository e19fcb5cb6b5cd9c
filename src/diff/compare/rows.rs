//! The rows of a resource in both releases: the columns that a SELECT can ask for.
//!
//! In: the pairs of SELECT methods. Out: changes of columns and of the fields within them. If all methods
//! that return the column show a change, it is reported once, for the resource.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Call, Change};
use super::context::Context;
use super::difference::{Difference, DifferenceKind};
use super::labels::Labels;
use super::object_key::effective_key;
use super::pairs::{Calls, ResourcePair};
use super::settings;
use super::walk::Of;
use crate::api::{Api, Schema, SqlVerb};
use crate::engine::words;
use crate::provider::Method;
use crate::rules::rule::RuleId;

/// The rows of a method in both releases, and their columns.
struct Rows<'a> {
    calls: Calls<'a>,
    old: &'a Schema,
    new: &'a Schema,
    before: Vec<(&'a str, &'a Schema)>,
    after: Vec<(&'a str, &'a Schema)>,
}

/// A difference, and the methods that show it, at least one.
struct Shown<'a> {
    difference: Difference,
    first: Calls<'a>,
    others: Vec<Calls<'a>>,
}

/// The methods that return each column, in either release.
type Returned<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The changes of the rows of a resource's methods that a SELECT reaches.
pub(super) fn changes<'a>(
    context: &Context<'a>,
    pair: &ResourcePair<'a>,
    all: &[Calls<'a>],
) -> Vec<Change<'a>> {
    let labels = Labels::of(pair);
    let selects = all.iter().copied().filter(|calls| is_select(*calls));
    let nowhere = all.iter().filter_map(|calls| leads_nowhere(context, *calls));
    let rows: Vec<Rows<'a>> = selects.filter_map(|calls| Rows::of(context, calls, &labels)).collect();
    let mut returned: Returned<'a> = BTreeMap::new();
    for rows in &rows {
        for (column, _) in rows.before.iter().chain(&rows.after) {
            returned.entry(column).or_default().insert(rows.calls.pair.old.name.as_str());
        }
    }
    let (others, kept): (Vec<&Rows<'a>>, Vec<&Rows<'a>>) = rows
        .iter()
        .filter(|rows| !context.unchanged.is_same(rows.old, rows.new))
        .partition(|rows| rows.are_others(context));
    let replaced = others.into_iter().filter_map(|rows| rows.replaced(context));
    let shown = shown(context, &kept).into_iter();
    let columns = shown.filter_map(|shown| of_column(context, &shown, &returned, &labels));
    nowhere.chain(replaced).chain(columns).collect()
}

/// The change for a SELECT whose rows aren't at their place any more, though the place has the same name. An answer that
/// is gone is told by itself.
fn leads_nowhere<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let key = |method: &'a Method| method.object_key.as_ref();
    let (old, new) = (key(calls.pair.old), key(calls.pair.new));
    let before = context.old.api.row_schema(calls.old, old).ok()?;
    let error = context.new.api.row_schema(calls.new, new).err()?;
    let is_told = calls.new.response.content.is_none() || old != new || !is_select(calls);
    let mut names: Vec<&str> = context.old.api.properties(before).into_keys().collect();
    names.sort_unstable();
    let change = || {
        Change::new(RuleId::RowSchemaReplaced, context.method(calls.resource, calls.pair.old))
            .was(names.join(", "), format!("none: {error}"))
            .shown_by(calls.call().plain())
            .effect("fails: its rows aren't in the response any more")
            .deprecated(calls.was_deprecated())
    };
    (!is_told).then(change)
}

/// Whether a SELECT reaches the method in both releases.
fn is_select(calls: Calls<'_>) -> bool {
    calls.is_select() && calls.pair.new.verb == SqlVerb::Select
}

impl<'a> Rows<'a> {
    /// The rows in both releases; none if the method has no rows in one of them.
    fn of(context: &Context<'a>, calls: Calls<'a>, labels: &Labels<'a>) -> Option<Self> {
        let old = context.old.api.row_schema(calls.old, calls.pair.old.object_key.as_ref()).ok()?;
        let new = context.new.api.row_schema(calls.new, calls.pair.new.object_key.as_ref()).ok()?;
        let properties = |api: &'a Api, schema| api.properties(schema).into_iter();
        let before = properties(&context.old.api, old);
        let before = before.map(|(field, schema)| (labels.before(field), schema)).collect();
        let after = properties(&context.new.api, new);
        let after = after.map(|(field, schema)| (labels.after(field), schema)).collect();
        Some(Self { calls, old, new, before, after })
    }

    /// Whether the rows are replaced, so that their columns aren't compared one by one: none of the columns
    /// is left, and either the rows come from another place, or there were more columns than a single renamed
    /// one.
    fn are_others(&self, context: &Context<'_>) -> bool {
        let names: BTreeSet<&str> = self.after.iter().map(|(name, _)| *name).collect();
        let is_none_left = self.before.iter().all(|(name, _)| !names.contains(name));
        let are_several = self.before.len() + self.after.len() > 2;
        !self.before.is_empty() && is_none_left && (self.has_other_key(context) || are_several)
    }

    fn has_other_key(&self, context: &Context<'_>) -> bool {
        let pair = self.calls.pair;
        effective_key(&context.old.api, pair.old) != effective_key(&context.new.api, pair.new)
    }

    /// The change for rows without any of their old columns; the signature's change reports that rows come
    /// from another place.
    fn replaced(&self, context: &Context<'a>) -> Option<Change<'a>> {
        let names = |columns: &[(&str, &Schema)]| {
            let mut names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            names.join(", ")
        };
        let place = context.method(self.calls.resource, self.calls.pair.old);
        let change = || {
            Change::new(RuleId::RowSchemaReplaced, place)
                .was(names(&self.before), names(&self.after))
                .shown_by(self.calls.call().plain())
                .deprecated(self.calls.was_deprecated())
        };
        (!self.has_other_key(context)).then(change)
    }

    fn differences(&self, context: &Context<'a>) -> Vec<Difference> {
        let walk = context.walk(Of::Rows);
        let is: BTreeMap<&str, &Schema> = self.after.iter().copied().collect();
        let was: BTreeMap<&str, &Schema> = self.before.iter().copied().collect();
        let gone: Vec<_> = self.before.iter().filter(|(name, _)| !is.contains_key(name)).copied().collect();
        let came: Vec<_> = self.after.iter().filter(|(name, _)| !was.contains_key(name)).copied().collect();
        let kept = self.before.iter().filter_map(|(name, old)| Some((*name, *old, *is.get(name)?)));
        let kept = kept.flat_map(|(name, old, new)| walk.differences(name, old, new));
        walk.went_and_came(&gone, &came, str::to_string, |_, _| false).into_iter().chain(kept).collect()
    }
}

/// The differences of all methods; equal ones are reported once.
fn shown<'a>(context: &Context<'a>, rows: &[&Rows<'a>]) -> Vec<Shown<'a>> {
    let mut all: BTreeMap<(String, DifferenceKind, String, String), Shown<'a>> = BTreeMap::new();
    for rows in rows {
        for difference in rows.differences(context) {
            let Difference { path, kind, old, new, .. } = &difference;
            let key = (path.clone(), *kind, old.clone(), new.clone());
            match all.get_mut(&key) {
                Some(shown) => shown.others.push(rows.calls),
                None => {
                    all.insert(key, Shown { difference, first: rows.calls, others: Vec::new() });
                }
            }
        }
    }
    all.into_values().collect()
}

/// The change for a difference of columns, at the resource if every method that returns the column shows it.
fn of_column<'a>(
    context: &Context<'a>,
    shown: &Shown<'a>,
    returned: &Returned<'a>,
    labels: &Labels<'a>,
) -> Option<Change<'a>> {
    let Shown { difference, first, others } = shown;
    let rule = rule(difference)?;
    let count = others.len() + 1;
    let is_everywhere = returned.get(difference.root()).is_none_or(|methods| methods.len() <= count);
    let place = if is_everywhere {
        context.resource(first.resource)
    } else {
        context.method(first.resource, first.pair.old)
    };
    let is_deprecated = first.was_deprecated() && others.iter().all(|calls| calls.was_deprecated());
    let difference = labels.shown(difference);
    let difference = difference.as_ref();
    let place = place.column(&difference.path);
    let (old, new) = difference.sides();
    let methods = if is_everywhere || others.is_empty() { Vec::new() } else { names(shown) };
    let change =
        Change::new(rule, place).was(old, new).deprecated(difference.was_deprecated || is_deprecated);
    let change = settings::of_schema(change, difference);
    let change = Change {
        root: Some(difference.root().to_string()),
        answer_of: Some(&first.pair.new.operation_id),
        also: difference.also.clone(),
        methods,
        ..changed(change, difference)
    };
    let is_new = matches!(
        difference.kind,
        DifferenceKind::Added | DifferenceKind::RequiredAdded | DifferenceKind::Described
    );
    Some(if is_new { change } else { selected(change, difference, first.call()) })
}

/// The change with the SELECT that shows it. A column whose name is a word of SQLite can't be named: only
/// `SELECT *` has it, and goes on without it.
fn selected<'a>(change: Change<'a>, difference: &Difference, call: Call<'a>) -> Change<'a> {
    let is_lost = matches!(difference.kind, DifferenceKind::Removed | DifferenceKind::Renamed);
    if words::can_name_column(difference.root()) {
        return change.shown_by(call.column(&difference.path, difference.root));
    }
    let change = change.shown_by(call.all_columns());
    if is_lost && !difference.is_nested() { change.still_sent("goes on without the column") } else { change }
}

/// The change with the column's fate added.
fn changed<'a>(change: Change<'a>, difference: &Difference) -> Change<'a> {
    match (&difference.renamed, difference.kind) {
        (Some(name), _) => {
            let place = change.place.clone().renamed(name);
            change.renamed(place, name)
        }
        (None, DifferenceKind::Cardinality) if difference.is_list() => change.effect("holds a list now"),
        (None, DifferenceKind::Cardinality) => change.effect("holds a single value now"),
        _ => change,
    }
}

/// The rule for a difference of columns; none if the difference doesn't matter to rows.
fn rule(difference: &Difference) -> Option<RuleId> {
    let is_nested = difference.is_nested();
    Some(match difference.kind {
        DifferenceKind::Removed | DifferenceKind::Renamed if is_nested => RuleId::ColumnNestedRemoved,
        DifferenceKind::Removed => RuleId::ColumnRemoved,
        DifferenceKind::Renamed => RuleId::ColumnRenamed,
        DifferenceKind::Added | DifferenceKind::RequiredAdded if is_nested => RuleId::ColumnNestedAdded,
        DifferenceKind::Added | DifferenceKind::RequiredAdded => RuleId::ColumnAdded,
        DifferenceKind::Type => RuleId::ColumnTypeChanged,
        DifferenceKind::Cardinality => RuleId::ColumnCardinalityChanged,
        DifferenceKind::Format => RuleId::ColumnFormatChanged,
        DifferenceKind::EnumRemoved => RuleId::ColumnEnumRemoved,
        DifferenceKind::EnumAdded => RuleId::ColumnEnumAdded,
        DifferenceKind::Deprecated => RuleId::ColumnDeprecated,
        DifferenceKind::Setting(_) => RuleId::SettingChanged,
        DifferenceKind::Described => RuleId::DocsOnly,
        // These kinds are about requests.
        DifferenceKind::BecameRequired
        | DifferenceKind::Widened
        | DifferenceKind::ReadOnly
        | DifferenceKind::Settable
        | DifferenceKind::Immutable
        | DifferenceKind::Narrowed
        | DifferenceKind::Default => return None,
    })
}

/// The names of the methods that show a difference, sorted.
fn names(shown: &Shown<'_>) -> Vec<String> {
    let all = std::iter::once(&shown.first).chain(&shown.others);
    let mut names: Vec<String> = all.map(|calls| calls.pair.old.name.to_string()).collect();
    names.sort();
    names
}
