//! Names that methods of a resource need with different types.
//!
//! The engine makes one table of the methods whose rows have the same schema, with the names that each of them needs
//! among its columns, and refuses every statement where a column would have two types.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::finding::Finding;
use super::method::{Method, Resource};
use super::required::{self, Required};
use super::rows::implied;
use super::schema::Rows;
use super::view::View;
use crate::rules::lint_rule::LintRuleId;

/// The first use of a name among methods with the same rows.
struct First<'r> {
    method: &'r Method<'r>,
    kind: &'r str,
    is_told: bool,
}

/// The names that `resource`'s methods need with different types.
pub(super) fn check(view: &View<'_>, resource: &Resource<'_>) -> Vec<Finding> {
    let mut uses: BTreeMap<(&str, Cow<'_, str>), First<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for method in &resource.methods {
        let Some(row) = row(view, method) else { continue };
        for (name, needed) in required::names(view, method) {
            let first = First { method, kind: needed.kind, is_told: false };
            let known = uses.entry((row, name.clone())).or_insert(first);
            if known.kind != needed.kind && !known.is_told {
                known.is_told = true;
                found.push(differ(&name, row, known, method, &needed));
            }
        }
    }
    found
}

fn differ(name: &str, row: &str, first: &First<'_>, method: &Method<'_>, needed: &Required<'_>) -> Finding {
    let of = |kind: &str| if kind.is_empty() { "no type".to_string() } else { format!("type {kind}") };
    let message = format!(
        "`{name}` has {} in `{}` and {} in `{}`, and both have rows of `{row}`",
        of(first.kind),
        first.method.key,
        of(needed.kind),
        method.key
    );
    match &needed.pointer {
        Some(pointer) => Finding::new(LintRuleId::ParameterTypesDiffer, *pointer, message),
        None => Finding::new(LintRuleId::ParameterTypesDiffer, method.pointer.clone(), message).on_key(),
    }
}

/// The name of the schema of a method's rows; none where it has no name, or is written in its place.
fn row<'d>(view: &View<'d>, method: &Method<'d>) -> Option<&'d str> {
    let (answer, media_type) = method.answer_schema(view)?;
    match answer.rows(&implied(method, &answer), media_type) {
        Rows::Found(row) => row.name(),
        Rows::Missing | Rows::Unknown => None,
    }
}
