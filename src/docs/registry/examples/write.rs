//! Examples of INSERT, UPDATE and REPLACE: statements with a body.

use super::given::{Context, Given};
use super::{call, note, statement};
use crate::api::{SchemaType, SqlVerb};
use crate::docs::registry::manifest as properties;
use crate::docs::registry::methods::MethodFacts;
use crate::docs::registry::reference::Example;
use crate::engine::sql::identifier;
use crate::engine::{answer, words};

/// Most columns of RETURNING.
const RETURNED: usize = 3;

/// Columns that tell most of a call's answer; the first of them that there are.
const TELLING: [&str; 7] = ["id", "name", "status", "state", "done", "selfLink", "createTime"];

/// Examples of an INSERT: one with the required fields, one with all fields, and all properties of a
/// manifest of stackql-deploy.
pub(super) fn inserts<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> Vec<Example> {
    let given = context.least_and_most(facts, SqlVerb::Insert);
    let mut examples =
        both(context, facts, &given, |given, returning| statement::insert(context.id, given, returning));
    let optional: Vec<&str> =
        given.1.keys.iter().filter(|key| !key.is_required).map(|key| key.name).collect();
    if let Some(text) = properties::text(context.api, context.resource.name.as_str(), facts, &optional) {
        let properties = Example::sql(facts.method, text).named("all properties");
        examples.push(Example { language: "yaml", ..properties });
    }
    examples
}

/// Examples of an UPDATE or REPLACE: one that sets a few fields, and one with all fields that it can set.
pub(super) fn changes<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> Vec<Example> {
    let verb = facts.method.verb;
    both(context, facts, &context.least_and_most(facts, verb), |given, returning| {
        statement::change(verb.as_str(), context.id, given, returning)
    })
}

/// A statement of the least, and one of the most if that is more. A statement with no value to give is none, and
/// EXEC is shown instead. `text` is given the values, and the clause for the answer.
fn both<'a>(
    context: Context<'a>,
    facts: &MethodFacts<'a>,
    (least, most): &(Given<'a>, Given<'a>),
    text: impl Fn(&Given<'a>, &str) -> String,
) -> Vec<Example> {
    let verb = facts.method.verb;
    let returning = returning(context, facts);
    let text = |given| text(given, &returning);
    let is_nothing = most.fields.is_empty() && (verb != SqlVerb::Insert || most.keys.is_empty());
    let mut examples = if !least.is_enough(facts) {
        Vec::new()
    } else if is_nothing {
        call::exec(context, facts).into_iter().collect()
    } else if most.names().len() == least.names().len() {
        vec![Example::sql(facts.method, text(most))]
    } else if least.names().is_empty() {
        vec![Example::sql(facts.method, text(most)).named("all fields")]
    } else {
        let few =
            if least.has_needed || least.fields.is_empty() { "required fields" } else { "a few fields" };
        vec![
            Example::sql(facts.method, text(least)).named(few),
            Example::sql(facts.method, text(most)).named("all fields"),
        ]
    };
    if let Some(last) = examples.last_mut() {
        last.note(note::left_out(verb, &most.left_out));
    }
    examples
}

/// The clause for a few columns of the call's answer, if it has any that a statement can name.
fn returning<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> String {
    let api = context.api;
    let answer = facts.operation.response.schema();
    // All answers that are lists have one table.
    let is_list = answer.is_some_and(|answer| api.type_of(answer) == Some(SchemaType::Array));
    let is_table = answer::is_table(api, facts.operation) && !answer::breaks_change(api, facts.operation);
    if is_list || !is_table || context.answers.are_of_others(facts.method, facts.operation) {
        return String::new();
    }
    let all = context.columns(facts);
    let columns = all.iter().map(|(name, schema)| (name.as_str(), *schema));
    let columns: Vec<(&str, _)> = columns.filter(|(name, _)| words::can_name_column(name)).collect();
    let is_plain = |kind| !matches!(kind, None | Some(SchemaType::Object | SchemaType::Array));
    let plain: Vec<&str> =
        columns.iter().filter(|(_, schema)| is_plain(api.type_of(schema))).map(|(name, _)| *name).collect();
    let telling: Vec<&str> = TELLING.into_iter().filter(|name| plain.contains(name)).collect();
    let chosen = if !telling.is_empty() {
        telling
    } else if !plain.is_empty() {
        plain
    } else {
        columns.iter().map(|(name, _)| *name).take(1).collect()
    };
    if chosen.is_empty() {
        return String::new();
    }
    let chosen: Vec<String> = chosen.into_iter().take(RETURNED).map(identifier).collect();
    format!("\nRETURNING\n  {}", chosen.join(",\n  "))
}
