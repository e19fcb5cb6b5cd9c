//! The statements of a resource for stackql-deploy: one file, with a comment before each that says what it is for.

use super::parts::Parts;
use crate::docs::registry::examples::given::Extent;
use crate::docs::registry::examples::value::Sketch;
use crate::docs::registry::methods::MethodFacts;
use crate::engine::sql::{self, identifier, placeholder};
use crate::engine::words;

/// How long is waited for a thing to be as it should: five times, ten seconds each.
const PATIENCE: &str = "retries=5, retry_delay=10";

/// The column that later resources get, the first of these that there is.
const EXPORTED: [&str; 5] = ["selfLink", "self_link", "id", "name", "uid"];

/// The file's text.
pub(super) fn text(parts: &Parts<'_>) -> String {
    let mut statements =
        vec![("exists".to_string(), count(parts, &[])), ("create".to_string(), create(parts))];
    statements.extend(update(parts).map(|text| ("update".to_string(), text)));
    statements.push((format!("statecheck, {PATIENCE}"), count(parts, &parts.compared())));
    if let Some(column) = exported(parts) {
        let id = sql::resource_id(parts.context.id);
        let columns = format!("{} AS {}", identifier(column), export_name(parts, column));
        let text = format!("SELECT\n  {columns}\nFROM {id}{}\n;", conditions(&keys(parts, parts.read)));
        statements.push((format!("exports, {PATIENCE}"), text));
    }
    statements.extend(parts.delete.map(|delete| {
        let id = sql::resource_id(parts.context.id);
        ("delete".to_string(), format!("DELETE FROM {id}{}\n;", conditions(&keys(parts, delete))))
    }));
    let text = statements.iter().map(|(anchor, text)| format!("/*+ {anchor} */\n{text}\n"));
    text.collect::<Vec<_>>().join("\n").trim_end().to_string()
}

/// The column that the file exports, if there is one to tell the thing by.
pub(super) fn exported(parts: &Parts<'_>) -> Option<&'static str> {
    let columns = parts.context.columns(parts.read);
    let has = |wanted: &str| columns.iter().any(|(name, _)| name == wanted);
    EXPORTED.into_iter().find(|name| has(name) && words::can_name_column(name))
}

/// The name under which later resources know the exported column: `shelves_selfLink`.
pub(super) fn export_name(parts: &Parts<'_>, column: &str) -> String {
    format!("{}_{column}", parts.context.resource.name)
}

/// The keys of a method, each with its value.
fn keys<'a>(parts: &Parts<'a>, facts: &MethodFacts<'a>) -> Vec<(String, String)> {
    facts.keys().map(|key| (identifier(key), sql::text(&placeholder(parts.known_as(key))))).collect()
}

fn conditions(keys: &[(String, String)]) -> String {
    let all = keys.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>();
    if all.is_empty() { String::new() } else { format!("\nWHERE {}", all.join("\nAND ")) }
}

/// How many there are by the keys, with these columns as the manifest has them.
fn count(parts: &Parts<'_>, columns: &[&str]) -> String {
    let mut all = keys(parts, parts.read);
    let column = |field: &&str| identifier(&parts.context.names.of_field(field));
    all.extend(columns.iter().map(|field| (column(field), sql::text(&placeholder(field)))));
    let id = sql::resource_id(parts.context.id);
    format!("SELECT\n  COUNT(*) AS count\nFROM {id}{}\n;", conditions(&all))
}

fn create(parts: &Parts<'_>) -> String {
    let keys = parts.created.keys.iter();
    let keys = keys.map(|key| (identifier(key.name), sql::text(&placeholder(key.name))));
    let fields = parts.created.fields.iter().map(|(name, value)| {
        let hole = placeholder(name);
        let is_bare = match value {
            Sketch::Bare(..) => true,
            Sketch::Literal(value) => !value.is_string(),
            _ => false,
        };
        (identifier(&parts.created.names.name(name)), if is_bare { hole } else { sql::text(&hole) })
    });
    let (names, values): (Vec<String>, Vec<String>) = keys.chain(fields).unzip();
    let id = sql::resource_id(parts.context.id);
    format!("INSERT INTO {id} (\n  {}\n)\nSELECT\n  {}\n;", names.join(",\n  "), values.join(",\n  "))
}

/// A change of the fields that INSERT gives, too; none if there is no such field.
fn update(parts: &Parts<'_>) -> Option<String> {
    let facts = parts.update?;
    let most = parts.context.given(facts, facts.method.verb, Extent::Most);
    let is_created = |name: &str| parts.created.fields.iter().any(|(created, _)| *created == name);
    let names: Vec<&str> =
        most.fields.iter().map(|(name, _)| *name).filter(|name| is_created(name)).collect();
    let is_needed = |name: &str| facts.method.field_of(name).is_some_and(|field| !names.contains(&field));
    if names.is_empty() || facts.method.route_names.iter().any(|name| is_needed(name)) {
        return None;
    }
    let set: Vec<String> = names
        .iter()
        .map(|name| format!("{} = {}", identifier(&most.names.name(name)), sql::text(&placeholder(name))))
        .collect();
    let mut keys = keys(parts, facts);
    let mask = most.keys.iter().find(|key| !key.is_required && facts.is_mask(key.name));
    keys.extend(mask.map(|mask| (identifier(mask.name), sql::text(&names.join(",")))));
    let verb = facts.method.verb.as_str();
    let id = sql::resource_id(parts.context.id);
    Some(format!("{verb} {id}\nSET\n  {}{}\n;", set.join(",\n  "), conditions(&keys)))
}
