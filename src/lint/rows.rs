//! Mistakes in what a method's answer becomes: the response that is meant, the rows in it, their columns.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::finding::{Finding, Wanted};
use super::method::{Answer, Method, Resource};
use super::schema::{Format, Rows, Schema};
use super::view::View;
use crate::api::IMPLIED_ROWS;
use crate::engine::columns::ANONYMOUS;
use crate::engine::words;
use crate::rules::lint_rule::LintRuleId;

/// The mistakes in the answers of `resource`'s methods.
pub(super) fn check(view: &View<'_>, resource: &Resource<'_>, wanted: Wanted) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, method) in resource.selects().enumerate() {
        found.extend(answer(method, if index == 0 { Rank::First } else { Rank::Later }));
    }
    for method in &resource.methods {
        found.extend(object_key(view, method));
    }
    for method in resource.selects() {
        if wanted.has(LintRuleId::ListWithoutObjectKey) {
            found.extend(list(view, method));
        }
        if wanted.has(LintRuleId::ObjectKeyOverScalars) {
            found.extend(scalars(view, method));
        }
    }
    found.extend(columns(view, resource));
    found
}

/// The place of a method among those of SELECT: the first one gives a resource its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    First,
    Later,
}

/// A SELECT's response that isn't there, or has no rows.
fn answer(method: &Method<'_>, rank: Rank) -> Option<Finding> {
    let rule = match rank {
        Rank::First => LintRuleId::SelectWithoutRows,
        Rank::Later => LintRuleId::SelectRouteWithoutRows,
    };
    let key = method.key;
    let response = format!("{}/response", method.pointer);
    let missing = |at: &str, message: String| {
        Some(Finding::new(LintRuleId::ResponseMissing, format!("{response}/{at}"), message))
    };
    let without = |what: String| Some(Finding::new(rule, method.pointer.clone(), what).on_key());
    match method.answer.as_ref()? {
        Answer::Schema(_, media_type)
            if Format::of(method.reads_as(media_type)) == Format::Other && !media_type.is_empty() =>
        {
            let message = format!("`{key}` answers with {media_type}");
            let pointer = method.pointer.clone();
            Some(Finding::new(LintRuleId::SelectRouteWithoutRows, pointer, message).on_key())
        }
        Answer::Schema(..) | Answer::NoOverride => None,
        Answer::NoStatus(status) => {
            missing("openAPIDocKey", format!("the operation has no response {status}"))
        }
        Answer::NoMediaType { media_type, has_json: true } => {
            missing("mediaType", format!("the operation doesn't answer with {media_type}"))
        }
        Answer::NoMediaType { .. } => without(format!("`{key}` doesn't answer with JSON")),
        Answer::Nothing => without(format!("`{key}` answers with nothing")),
    }
}

/// An object key that leads nowhere; the engine looks it up for every method.
fn object_key(view: &View<'_>, method: &Method<'_>) -> Option<Finding> {
    let key = method.object_key();
    let (answer, media_type) = method.answer_schema(view)?;
    matches!(answer.rows(&key, media_type), Rows::Missing).then(|| {
        let message = format!("`{key}` leads nowhere in the answer of `{}`", method.key);
        Finding::new(
            LintRuleId::ObjectKeyUnresolved,
            format!("{}/response/objectKey", method.pointer),
            message,
        )
    })
}

/// A list of rows that the method has no key for, or an implied one.
fn list(view: &View<'_>, method: &Method<'_>) -> Option<Finding> {
    let (answer, media_type) = method.answer_schema(view)?;
    let is_json = Format::of(media_type) == Format::Json;
    if !method.object_key().is_empty() || !is_json || answer.own_type() == "array" {
        return None;
    }
    let name = page_of(view, &answer)?;
    let message = format!("`{}` answers with a list in `{name}`, and has no object key", method.key);
    let finding = Finding::new(LintRuleId::ListWithoutObjectKey, method.pointer.clone(), message).on_key();
    Some(finding.help(format!("write `objectKey: $.{name}`")))
}

/// The one list of objects in an answer that is a page: beside it there is at most what tells of pages.
fn page_of<'d>(view: &View<'d>, answer: &Schema<'_, 'd>) -> Option<Cow<'d, str>> {
    let properties = answer.properties();
    let schemas = || properties.iter().map(|(name, node)| (name, Schema::new(view, node)));
    let mut lists = schemas().filter(|(_, schema)| schema.kind() == "array");
    let (name, list) = lists.next().filter(|_| lists.next().is_none())?;
    let has_rows = list.items().is_some_and(|items| !is_scalar(&items));
    let is_page = name == IMPLIED_ROWS
        || schemas().any(|(name, _)| {
            let name = name.to_ascii_lowercase().replace('_', "");
            name.contains("pagetoken") || name.contains("nextpage")
        });
    (has_rows && is_page).then(|| name.clone())
}

/// Rows under an object key that are single values.
fn scalars(view: &View<'_>, method: &Method<'_>) -> Option<Finding> {
    let key = method.object_key();
    let (answer, media_type) = method.answer_schema(view)?;
    let Rows::Found(row) = answer.rows(&key, media_type) else { return None };
    (!key.is_empty() && key != "$" && is_scalar(&row)).then(|| {
        let message = format!("`{key}` leads to {}s", row.kind());
        Finding::new(
            LintRuleId::ObjectKeyOverScalars,
            format!("{}/response/objectKey", method.pointer),
            message,
        )
    })
}

fn is_scalar(schema: &Schema<'_, '_>) -> bool {
    !schema.has_own_properties() && matches!(schema.kind(), "string" | "integer" | "number" | "boolean")
}

/// The columns of the resource: those of its first SELECT.
fn columns(view: &View<'_>, resource: &Resource<'_>) -> Vec<Finding> {
    let Some(method) = resource.selects().next() else { return Vec::new() };
    let Some((answer, media_type)) = method.answer_schema(view) else { return Vec::new() };
    let Rows::Found(row) = answer.rows(&implied(method, &answer), media_type) else { return Vec::new() };
    let mut found = Vec::new();
    let mut by_case: BTreeMap<String, Cow<'_, str>> = BTreeMap::new();
    for column in row.columns().unwrap_or_default() {
        let at = |rule, message| Finding::new(rule, resource.pointer.clone(), message).on_key();
        match by_case.insert(column.to_lowercase(), column.clone()) {
            Some(other) => {
                let message = format!("the columns `{other}` and `{column}` differ in case alone");
                found.push(at(LintRuleId::ColumnsDifferInCase, message));
            }
            None if column != ANONYMOUS && !words::can_name_column(&column) => {
                found.push(at(
                    LintRuleId::ColumnUnnameable,
                    format!("no statement can name the column `{column}`"),
                ));
            }
            None => {}
        }
    }
    found
}

/// The object key of a method, or the one that the engine implies.
pub(super) fn implied<'d>(method: &Method<'d>, answer: &Schema<'_, 'd>) -> Cow<'d, str> {
    let key = method.object_key();
    let has_rows = || answer.properties().iter().any(|(name, _)| name == IMPLIED_ROWS);
    if key.is_empty() && answer.own_type() != "array" && has_rows() { IMPLIED_ROWS.into() } else { key }
}
