//! Examples of SELECT and DELETE: statements whose values are conditions.

use super::given::{Context, Extent, Given};
use super::{call, note, statement};
use crate::api::SqlVerb;
use crate::docs::registry::methods::MethodFacts;
use crate::docs::registry::reference::Example;
use crate::engine::sql::identifier;
use crate::engine::{way, words};
use crate::mapping::compare_columns;

/// Columns of the SELECTs that are about something else.
pub(in crate::docs::registry) const HANDFUL: usize = 4;

/// The columns that a SELECT of the method names, and those that none can name.
pub(in crate::docs::registry) fn columns<'a>(
    context: Context<'a>,
    facts: &MethodFacts<'a>,
) -> (Vec<&'a str>, Vec<&'a str>) {
    let rows = context.api.row_schema(facts.operation, facts.method.object_key.as_ref());
    let mut columns: Vec<&str> =
        rows.map(|rows| context.api.properties(rows).into_keys().collect()).unwrap_or_default();
    columns.sort_by(|a, b| compare_columns(a, b));
    columns.into_iter().partition(|name| words::can_name_column(name))
}

/// Whether a SELECT sends what it is given.
pub(super) fn can_select(given: &Given<'_>) -> bool {
    given.fields.is_empty() || way::select_sends_fields(given.keys.len())
}

/// All columns by the keys that a SELECT needs; a few by all keys that it can have.
pub(super) fn selects<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> Vec<Example> {
    let (named, unnamed) = columns(context, facts);
    let least = context.given(facts, SqlVerb::Select, Extent::Least);
    if !can_select(&least) {
        let mut examples = call::execs(context, facts);
        if let Some(first) = examples.first_mut() {
            first.notes.push(note::NO_KEYS.to_string());
        }
        return examples;
    }
    let most = context.given(facts, SqlVerb::Select, Extent::Most);
    let all: Vec<String> = if named.is_empty() || !unnamed.is_empty() {
        vec!["*".to_string()]
    } else {
        named.iter().map(|name| identifier(name)).collect()
    };
    let text = statement::select(context.id, &all, &statement::conditions_and_fields(&least));
    let mut first = Example::sql(facts.method, text);
    first.notes.extend((!unnamed.is_empty()).then(|| note::unnameable(&unnamed)));
    let is_more = most.names().len() > least.names().len();
    let left_out = note::left_out(SqlVerb::Select, &most);
    if !is_more {
        first.notes.extend(left_out);
        return vec![first];
    }
    let few: Vec<String> = named.iter().take(HANDFUL).map(|name| identifier(name)).collect();
    let few = if few.is_empty() { vec!["*".to_string()] } else { few };
    let text = statement::select(context.id, &few, &statement::conditions_and_fields(&most));
    let mut second = Example { variant: Some("optional keys"), ..Example::sql(facts.method, text) };
    second.notes.extend(left_out);
    vec![first, second]
}

/// A DELETE by the keys that it needs, and one by all keys.
pub(super) fn deletes<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> Vec<Example> {
    let least = context.given(facts, SqlVerb::Delete, Extent::Least);
    let most = context.given(facts, SqlVerb::Delete, Extent::Most);
    let text = |given| {
        let keys = statement::conditions_and_fields(given);
        format!("DELETE FROM {}{keys}\n;", crate::engine::sql::resource_id(context.id))
    };
    let mut examples = vec![Example::sql(facts.method, text(&least))];
    if most.names().len() > least.names().len() {
        examples.push(Example { variant: Some("optional keys"), ..Example::sql(facts.method, text(&most)) });
    }
    if let Some(last) = examples.last_mut() {
        last.notes.extend(note::left_out(SqlVerb::Delete, &most));
    }
    examples
}
