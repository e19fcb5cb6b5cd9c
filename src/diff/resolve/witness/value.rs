//! Literals and expressions of a statement.
//!
//! In: schemas, and paths within columns. Out: SQL that fits them.

use crate::api::{Api, Schema};
use crate::diff::compare::facets::{self, Facets};
use crate::diff::compare::path;
use crate::engine::sql::identifier;

/// A text in quotes, in one line.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", crate::text::one_line(text).replace('\'', "''"))
}

/// A value of a body's field of that schema.
pub(super) fn sample_of_field(api: &Api, schema: &Schema) -> String {
    let facets = Facets::of(api, schema);
    match facets.kind {
        "object" if facets.values.is_empty() => literal("{}"),
        "array" if facets.values.is_empty() => literal("[]"),
        _ => sample(api, schema),
    }
}

/// A value of a parameter of that schema.
pub(super) fn sample(api: &Api, schema: &Schema) -> String {
    let facets = Facets::of(api, schema);
    if let Some(value) = facets.values.first() {
        return literal(value);
    }
    match facets.kind {
        "integer" | "number" => "1".into(),
        "boolean" => "true".into(),
        "array" => match facets::items(api, schema) {
            Some(items) if !std::ptr::eq(items, schema) && facets::items(api, items).is_none() => {
                sample(api, items)
            }
            _ => literal("…"),
        },
        _ => literal("…"),
    }
}

/// A literal for a condition or for SET: UPDATE and REPLACE know no `true` and `false` in either.
pub(super) fn quoted_truth(value: String) -> String {
    if matches!(value.as_str(), "true" | "false") { literal(&value) } else { value }
}

/// A column, or a field within one: `JSON_EXTRACT(config, '$.disks[0].size')`; the column's name has `root`
/// bytes of the path.
pub(super) fn column_expression(path: &str, root: usize) -> String {
    let (column, within) = path.split_at_checked(root).unwrap_or((path, ""));
    let name = identifier(column);
    match path::json_path(within).as_str() {
        "$" => name,
        within => format!("JSON_EXTRACT({name}, {})", literal(within)),
    }
}
