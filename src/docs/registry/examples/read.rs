//! Examples of SELECT and DELETE: statements whose values are conditions.

use super::given::{Context, Given};
use super::{call, note, statement};
use crate::api::{FieldNames, SqlVerb};
use crate::docs::registry::fields;
use crate::docs::registry::methods::MethodFacts;
use crate::docs::registry::reference::Example;
use crate::engine::sql::identifier;
use crate::engine::{way, words};

/// The variant with the keys that a statement can do without.
const OPTIONAL_KEYS: &str = "optional keys";

/// Columns of the SELECTs that are about something else.
pub(in crate::docs::registry) const HANDFUL: usize = 4;

/// Whether a SELECT sends what it is given.
pub(super) fn can_select(given: &Given<'_>) -> bool {
    let is_plain = given.names != FieldNames::Prefixed && given.has_needed;
    given.fields.is_empty() || is_plain || way::select_sends_fields(given.keys.len())
}

/// All columns by the keys that a SELECT needs; in a further form, a few by all keys that it can have.
pub(super) fn select<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> Option<Example> {
    let columns = context.columns(facts);
    let names = columns.iter().map(|(name, _)| name.as_str());
    let (named, unnamed): (Vec<&str>, Vec<&str>) = names.partition(|name| words::can_name_column(name));
    let (least, most) = context.least_and_most(facts, SqlVerb::Select);
    if !can_select(&least) {
        let mut example = call::exec(context, facts)?;
        example.form.notes.push(note::NO_KEYS.to_string());
        return Some(example);
    }
    let all: Vec<String> = if named.is_empty() || !unnamed.is_empty() {
        vec!["*".to_string()]
    } else {
        named.iter().map(|name| identifier(name)).collect()
    };
    let text = statement::select(context.id, &all, &statement::conditions_and_fields(&least));
    let mut example = Example::sql(facts.method, text);
    example.note((!unnamed.is_empty()).then(|| note::unnameable(&unnamed)));
    if most.names().len() > least.names().len() {
        let few: Vec<String> = named.iter().take(HANDFUL).map(|name| identifier(name)).collect();
        let few = if few.is_empty() { vec!["*".to_string()] } else { few };
        let keys = statement::conditions_and_fields(&most);
        example.also(OPTIONAL_KEYS, statement::select(context.id, &few, &keys));
    }
    if most.has_needed && facts.selects_by_needed_alone(SqlVerb::Select) {
        let body = facts.writable_body(context.api);
        let fields = body.map_or(0, |body| fields::writable(context.api, body).len());
        let has_more = fields > most.fields.len() + most.left_out.len();
        example.note(has_more.then(|| note::NEEDED_ALONE.to_string()));
    }
    example.note(note::left_out(SqlVerb::Select, &most.left_out));
    Some(example)
}

/// A DELETE by the keys that it needs; in a further form, by all keys.
///
/// The engine wants a condition: a method that needs none is shown as an EXEC.
pub(super) fn delete<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> Option<Example> {
    let (least, most) = context.least_and_most(facts, SqlVerb::Delete);
    if least.names().is_empty() {
        return call::exec(context, facts);
    }
    let text = |given| {
        let keys = statement::conditions_and_fields(given);
        format!("DELETE FROM {}{keys}\n;", crate::engine::sql::resource_id(context.id))
    };
    let mut example = Example::sql(facts.method, text(&least));
    if most.names().len() > least.names().len() {
        example.also(OPTIONAL_KEYS, text(&most));
    }
    example.note(note::left_out(SqlVerb::Delete, &most.left_out));
    Some(example)
}
