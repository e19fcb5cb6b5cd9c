//! The text of a statement, clause by clause.

use std::fmt::Write as _;

use super::given::Given;
use crate::engine::sql::{self, identifier, variable};
use crate::engine::way::Way;

/// The conditions, a line for each name: `WHERE a = '{{ a }}'`. Where some are optional, the others are marked.
///
/// A comment that ends a line would swallow what follows wherever a program joins the lines of a statement.
pub(in crate::docs::registry) fn conditions(given: &Given<'_>) -> String {
    let has_optional = given.keys.iter().any(|key| !key.is_required);
    let keys = given.keys.iter().map(|key| {
        let mark = if key.is_required && has_optional { " /* required */" } else { "" };
        format!("{} = {}{mark}", identifier(key.name), key.value.sql(Way::Text))
    });
    joined(&keys.collect::<Vec<_>>())
}

/// The conditions, and the fields of a body among them.
pub(in crate::docs::registry) fn conditions_and_fields(given: &Given<'_>) -> String {
    let fields = given.fields.iter();
    let fields = fields.map(|(name, value)| format!("{} = {}", field(given, name), value.sql(Way::Text)));
    let keys = conditions(given);
    match joined(&fields.collect::<Vec<_>>()).strip_prefix("\nWHERE ") {
        Some(fields) if keys.is_empty() => format!("\nWHERE {fields}"),
        Some(fields) => format!("{keys}\nAND {fields}"),
        None => keys,
    }
}

/// `WHERE a = 'x'` and further conditions, a line each.
pub(in crate::docs::registry) fn joined(conditions: &[String]) -> String {
    let mut text = String::new();
    for (index, condition) in conditions.iter().enumerate() {
        let start = if index == 0 { "WHERE" } else { "AND" };
        // Writing to a string can't fail.
        let _ = write!(text, "\n{start} {condition}");
    }
    text
}

/// The name of a body's field as a column.
fn field(given: &Given<'_>, name: &str) -> String {
    identifier(&given.names.name(name))
}

/// `SELECT a, b FROM id` with a column a line.
pub(in crate::docs::registry) fn select(id: &str, columns: &[String], conditions: &str) -> String {
    format!("SELECT\n  {}\nFROM {}{conditions}\n;", columns.join(",\n  "), sql::resource_id(id))
}

/// `INSERT INTO id (…) SELECT …`.
pub(in crate::docs::registry) fn insert(id: &str, given: &Given<'_>, returning: &str) -> String {
    let keys = given.keys.iter().map(|key| (identifier(key.name), key.value.sql(Way::Text)));
    let fields = given.fields.iter().map(|(name, value)| (field(given, name), value.sql(Way::Typed)));
    let (names, values): (Vec<String>, Vec<String>) = keys.chain(fields).unzip();
    let id = sql::resource_id(id);
    format!(
        "INSERT INTO {id} (\n  {}\n)\nSELECT\n  {}{returning}\n;",
        names.join(",\n  "),
        values.join(",\n  ")
    )
}

/// `UPDATE id SET … WHERE …`, or the same with REPLACE.
pub(in crate::docs::registry) fn change(verb: &str, id: &str, given: &Given<'_>, returning: &str) -> String {
    let set =
        given.fields.iter().map(|(name, value)| format!("{} = {}", field(given, name), value.sql(Way::Text)));
    let set: Vec<String> = set.collect();
    let id = sql::resource_id(id);
    format!("{verb} {id}\nSET\n  {}{}{returning}\n;", set.join(",\n  "), conditions(given))
}

/// `EXEC id.method @name='value', @data__field='value'`, or with the fields as JSON: `@@json='body'`.
pub(in crate::docs::registry) fn exec(id: &str, method: &str, given: &Given<'_>) -> String {
    let mut text = format!("EXEC {}.{}", sql::resource_id(id), sql::object(method));
    let keys = given.keys.iter().map(|key| (variable(key.name), &key.value));
    let is_json = given.way == Way::Json;
    let fields = given.fields.iter().filter(|_| !is_json);
    let variables: Vec<String> = keys
        .chain(fields.map(|(name, value)| (variable(&given.names.name(name)), value)))
        .map(|(name, value)| format!("\n{name}={}", value.sql(Way::Text)))
        .collect();
    text.push_str(&variables.join(","));
    if is_json && !given.fields.is_empty() {
        let line = |(name, value): &(&str, _)| format!("  {}: {value}", serde_json::Value::from(*name));
        let lines: Vec<String> = given.fields.iter().map(line).collect();
        let _ = write!(text, "\n@@json={}", sql::text(&format!("{{\n{}\n}}", lines.join(",\n"))));
    }
    text + "\n;"
}
