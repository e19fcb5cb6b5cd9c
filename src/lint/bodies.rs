//! Mistakes of bodies: media types that can't be sent, arrays without items, what EXEC refuses.

use std::borrow::Cow;

use super::finding::{Finding, Wanted};
use super::method::{Method, Resource, SELECT};
use super::required::names;
use super::schema::{Rows, Schema};
use super::view::{View, is_set};
use crate::document::node::Node;
use crate::engine::answer::not_found;
use crate::engine::body;
use crate::rules::lint_rule::LintRuleId;

/// The mistakes in what `resource`'s methods send, and in the answers of those that EXEC alone reaches.
pub(super) fn check(view: &View<'_>, resource: &Resource<'_>, wanted: Wanted) -> Vec<Finding> {
    let mut found = Vec::new();
    let methods = resource.methods.iter();
    let is_called = methods.clone().any(|method| !method.is_routed);
    let rows = methods.filter(|_| is_called).map(|method| (method, row_schema(view, method)));
    let rows: Vec<(&Method<'_>, Option<&str>)> = rows.collect();
    for method in &resource.methods {
        found.extend(media_type(method));
        if method.is_routed {
            found.extend(array(view, resource, method));
            found.extend(no_table(view, resource, method));
        } else {
            found.extend(exec_answer(view, &rows, method));
            if wanted.has(LintRuleId::ExecParameterType) && !is_reached(resource, method) {
                found.extend(exec_parameters(view, method));
            }
            if wanted.has(LintRuleId::ExecBodyArray) {
                found.extend(exec_array(view, method));
            }
        }
    }
    found
}

/// Whether a verb reaches the operation of `method` by another method.
fn is_reached(resource: &Resource<'_>, method: &Method<'_>) -> bool {
    let is_same = |other: &Method<'_>| match (method.operation(), other.operation()) {
        (Some(own), Some(other)) => own.pointer == other.pointer,
        (own, other) => own.is_none() && other.is_none(),
    };
    resource.methods.iter().any(|other| other.is_routed && is_same(other))
}

fn media_type(method: &Method<'_>) -> Option<Finding> {
    let (media_type, _) = method.body.as_ref()?;
    (!media_type.is_empty() && !body::is_written(media_type) && !method.transforms_request()).then(|| {
        let message = format!("StackQL can't write {media_type}");
        Finding::new(LintRuleId::BodyMediaType, method.pointer.clone(), message).on_key()
    })
}

/// The fields of a method's body.
fn fields<'d>(view: &View<'d>, method: &Method<'d>) -> Vec<(Cow<'d, str>, &'d Node<'d>)> {
    let schema = method.body.as_ref().and_then(|(_, schema)| *schema);
    schema.map(|schema| Schema::new(view, schema).properties()).unwrap_or_default()
}

/// An array without items in the body of an INSERT.
fn array(view: &View<'_>, resource: &Resource<'_>, method: &Method<'_>) -> Option<Finding> {
    let inserts = resource.routes.get("insert").into_iter().flatten();
    inserts.into_iter().find(|(name, _)| name == method.key)?;
    let fields = fields(view, method);
    let field = fields.iter().find(|(_, node)| {
        let schema = Schema::new(view, node);
        schema.own_type() == "array" && schema.items().is_none() && !is_set(node, "readOnly")
    });
    field.map(|(name, _)| {
        let message = format!("the array `{name}` in the body of `{}` has no items", method.key);
        Finding::new(LintRuleId::InsertArrayWithoutItems, method.pointer.clone(), message).on_key()
    })
}

/// How deep lists of lists are looked at.
const DEPTH: usize = 8;

/// Whether StackQL finds columns for an answer. Of one with alternatives it isn't told.
fn is_tabulated(schema: &Schema<'_, '_>, depth: usize) -> bool {
    match schema.own_type() {
        "array" if depth > 0 => schema.items().is_none_or(|items| is_tabulated(&items, depth - 1)),
        "integer" | "number" | "boolean" => false,
        "" => schema.has_own_properties() || !schema.parts().is_empty(),
        _ => true,
    }
}

/// An answer at which a statement that changes something ends the process.
fn no_table(view: &View<'_>, resource: &Resource<'_>, method: &Method<'_>) -> Option<Finding> {
    let mut routes = resource.routes.iter().filter(|(verb, _)| **verb != SELECT);
    routes.find(|(_, methods)| methods.iter().any(|(name, _)| name == method.key))?;
    let (answer, _) = method.answer_schema(view)?;
    (!is_tabulated(&answer, DEPTH)).then(|| {
        let message = format!("the answer of `{}` is no table", method.key);
        Finding::new(LintRuleId::AnswerNoTable, method.pointer.clone(), message).on_key()
    })
}

/// An answer at which EXEC fails. `rows` are the methods of the resource with the schemas of their rows.
fn exec_answer(
    view: &View<'_>,
    rows: &[(&Method<'_>, Option<&str>)],
    method: &Method<'_>,
) -> Option<Finding> {
    let (answer, _) = method.answer_schema(view)?;
    let key = method.key;
    let at = |rule, message| Some(Finding::new(rule, method.pointer.clone(), message).on_key());
    if answer.properties().is_empty() {
        return match answer.kind() {
            "array" if is_tabulated(&answer, DEPTH) => None,
            "array" => at(LintRuleId::AnswerNoTable, format!("the answer of `{key}` is no table")),
            _ => at(LintRuleId::ExecEmptyAnswer, format!("the answer of `{key}` has no fields")),
        };
    }
    let mut required = names(view, method);
    // So it does for what others need whose rows have the same schema.
    let row = row_schema(view, method);
    for (other, _) in rows.iter().filter(|(_, other)| row.is_some() && *other == row) {
        for (name, needed) in names(view, other) {
            required.entry(name).or_insert(needed);
        }
    }
    let lost = not_found(answer, required.keys().map(AsRef::as_ref))?;
    let what = if required.get(lost).is_some_and(|lost| lost.pointer.is_some()) { "parameter " } else { "" };
    let message = format!("EXEC of `{key}` looks for its {what}`{lost}` in the answer, and doesn't find it");
    at(LintRuleId::ExecCrash, message)
}

/// The name of the schema of a method's rows.
fn row_schema<'d>(view: &View<'d>, method: &Method<'d>) -> Option<&'d str> {
    let (answer, media_type) = method.answer_schema(view)?;
    match answer.rows(&method.object_key(), media_type) {
        Rows::Found(row) => row.name(),
        Rows::Missing | Rows::Unknown => None,
    }
}

/// Parameters that EXEC can't be given.
fn exec_parameters(view: &View<'_>, method: &Method<'_>) -> Vec<Finding> {
    let Some(operation) = method.operation() else { return Vec::new() };
    let refused = |schema: &Schema<'_, '_>| matches!(schema.own_type(), "integer" | "number" | "boolean");
    operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.of_path)
        .filter_map(|parameter| {
            let schema = Schema::new(view, parameter.node.get("schema")?);
            refused(&schema).then(|| {
                let message = format!(
                    "EXEC of `{}` can't be given `{}`: it is {}",
                    method.key,
                    parameter.says("name"),
                    article(schema.own_type())
                );
                Finding::new(LintRuleId::ExecParameterType, parameter.pointer.clone(), message)
            })
        })
        .collect()
}

fn article(kind: &str) -> String {
    format!("{} {kind}", if kind == "integer" { "an" } else { "a" })
}

/// An array of a body below `allOf`, where EXEC doesn't find it.
fn exec_array(view: &View<'_>, method: &Method<'_>) -> Option<Finding> {
    let fields = fields(view, method);
    let (name, inner) = fields.iter().find_map(|(name, node)| {
        let schema = Schema::new(view, node);
        if schema.has_own_properties() || schema.own_type() == "array" {
            return None;
        }
        let properties = schema.properties();
        let array = properties.iter().find(|(_, node)| Schema::new(view, node).kind() == "array");
        array.map(|(inner, _)| (name.clone(), inner.clone()))
    })?;
    let message = format!("EXEC of `{}` can't send `{inner}` in `{name}`", method.key);
    Some(Finding::new(LintRuleId::ExecBodyArray, method.pointer.clone(), message).on_key())
}
