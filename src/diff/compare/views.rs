//! Views: resources that a statement of the provider serves, and no method.
//!
//! In: a service in both releases. Out: changes of views, of their columns and of the names that they need; the comparer
//! of resources reports a view that became a table, or the reverse.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Statement};
use super::context::Context;
use crate::api::{View, ViewQuery};
use crate::engine::words;
use crate::provider::{Column, Resource, ResourceKind, Service};
use crate::rules::rule::RuleId;
use crate::text;

/// The changes for removed, added and changed views.
pub(super) fn changes<'a>(context: &Context<'a>) -> Vec<Change<'a>> {
    let before = views(context.old).flat_map(|old| match context.new.resource(old.name.as_str()) {
        Some(new) if new.view.is_some() => of_view(context, old, new),
        None if is_view(old) => {
            let change = Change::new(RuleId::ResourceRemoved, context.resource(old));
            vec![change.shown_by(statement(old))]
        }
        _ => Vec::new(),
    });
    let is_new = |new: &&Resource| is_view(new) && context.old.resource(new.name.as_str()).is_none();
    let after = views(context.new).filter(is_new);
    before.chain(after.map(|new| Change::new(RuleId::ResourceAdded, context.resource(new)))).collect()
}

/// Whether no method serves a resource.
pub(super) fn is_view(resource: &Resource) -> bool {
    resource.kind() == ResourceKind::View
}

/// The resources whose SELECT is a view.
fn views(service: &Service) -> impl Iterator<Item = &Resource> {
    service.resources.iter().filter(|resource| resource.view.is_some())
}

/// A SELECT of all columns of a view.
pub(super) fn statement<'a>(view: &Resource) -> Statement<'a> {
    let needed = view.view.as_ref().map(needed).unwrap_or_default();
    let needed = needed.into_iter().map(str::to_string).collect();
    Statement::OnView { name: view.name.to_string(), needed, column: None }
}

/// A SELECT of one column of a view, if statements can name it.
fn selecting<'a>(view: &Resource, column: &str) -> Statement<'a> {
    match statement(view) {
        Statement::OnView { name, needed, .. } if words::can_name_column(column) => {
            Statement::OnView { name, needed, column: Some(column.to_string()) }
        }
        other => other,
    }
}

/// The names to which a statement has to give values: those that the document tells, and those without which none of
/// the queries is taken.
fn needed(view: &View) -> BTreeSet<&str> {
    let mut queries = view.queries.iter().map(|query| query.needs.iter().map(String::as_str));
    let first: BTreeSet<&str> = queries.next().into_iter().flatten().collect();
    let mut needed = queries.fold(first, |common, needs| {
        let needs: BTreeSet<&str> = needs.collect();
        common.intersection(&needs).copied().collect()
    });
    needed.extend(view.required.iter().map(|field| field.name.as_str()));
    needed
}

/// The changes of a view that is in both releases.
fn of_view<'a>(context: &Context<'a>, old: &'a Resource, new: &'a Resource) -> Vec<Change<'a>> {
    let (Some(was), Some(is)) = (&old.view, &new.view) else { return Vec::new() };
    let place = || context.resource(old);
    let query = other_query(was, is)
        .map(|(before, after)| Change::new(RuleId::ViewDdlChanged, place()).was(before, after))
        .map(|change| change.shown_by(statement(old)));
    let (was, is) = (needed(was), needed(is));
    let more = is.difference(&was).map(|name| {
        let change = Change::new(RuleId::ParamRequiredAdded, place().parameter(name)).was("", "required");
        change.shown_by(statement(old))
    });
    let fewer = was.difference(&is).map(|name| {
        Change::new(RuleId::ParamBecameOptional, place().parameter(name)).was("required", "optional")
    });
    query.into_iter().chain(more).chain(fewer).chain(columns(context, old, new)).collect()
}

/// The first query that differs, in both releases: an empty text where it isn't.
fn other_query(old: &View, new: &View) -> Option<(String, String)> {
    let text = |query: &ViewQuery, with_predicate: bool| match &query.predicate {
        Some(predicate) if with_predicate => format!("if {predicate}: {}", query.ddl),
        _ => query.ddl.clone(),
    };
    let is_same =
        |a: &ViewQuery, b: &ViewQuery| text::words(&a.ddl) == text::words(&b.ddl) && said(a) == said(b);
    let count = old.queries.len().max(new.queries.len());
    (0..count).find_map(|at| {
        let (before, after) = (old.queries.get(at), new.queries.get(at));
        if let (Some(before), Some(after)) = (before, after)
            && is_same(before, after)
        {
            return None;
        }
        let is_other = count > 1 || before.map(said) != after.map(said);
        let side = |query: Option<&ViewQuery>| query.map(|query| text(query, is_other)).unwrap_or_default();
        Some((side(before), side(after)))
    })
}

/// When a query is taken, without what white space says.
fn said(query: &ViewQuery) -> String {
    query.predicate.iter().flat_map(|text| text.split_whitespace()).collect()
}

/// The changes of a view's columns, of which nothing but the document's words is known.
fn columns<'a>(context: &Context<'a>, old: &'a Resource, new: &'a Resource) -> Vec<Change<'a>> {
    let by_name = |resource: &'a Resource| -> BTreeMap<&'a str, &'a Column> {
        resource.columns.iter().map(|column| (column.name.as_str(), column)).collect()
    };
    let (was, is) = (by_name(old), by_name(new));
    let change = |rule, name: &str| Change {
        root: Some(name.to_string()),
        ..Change::new(rule, context.resource(old).column(name))
    };
    let gone = was.iter().filter(|(name, _)| !is.contains_key(*name));
    let gone = gone.map(|(name, column)| {
        change(RuleId::ColumnRemoved, name).was(column.datatype.as_ref(), "").shown_by(selecting(old, name))
    });
    let came = is.iter().filter(|(name, _)| !was.contains_key(*name));
    let came = came.map(|(name, column)| change(RuleId::ColumnAdded, name).was("", column.datatype.as_ref()));
    let kept = was.iter().filter_map(|(name, before)| Some((*name, *before, *is.get(name)?)));
    let kept = kept.flat_map(|(name, before, after)| {
        // A type that one of the two doesn't tell is no other one.
        let is_other =
            before.datatype != after.datatype && !before.datatype.is_empty() && !after.datatype.is_empty();
        let kind = is_other.then(|| {
            let (old_type, new_type) = (before.datatype.as_ref(), after.datatype.as_ref());
            change(RuleId::ColumnTypeChanged, name).was(old_type, new_type).shown_by(selecting(old, name))
        });
        let said = |column: &Column| text::words(column.description.as_deref().unwrap_or_default());
        let (old_text, new_text) = (said(before), said(after));
        let wording = (old_text != new_text).then(|| change(RuleId::DocsOnly, name).was(old_text, new_text));
        kind.into_iter().chain(wording)
    });
    gone.chain(came).chain(kept).collect()
}
