//! Examples of EXEC, which calls a method by its name.

use super::given::{Context, Extent, Given};
use super::{note, statement};
use crate::api::SqlVerb;
use crate::docs::registry::methods::MethodFacts;
use crate::docs::registry::reference::Example;

/// An EXEC with what the method needs, and one with all that it takes; none, if EXEC can't call it.
pub(super) fn execs<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> Vec<Example> {
    if facts.exec_obstacle(context.api).is_some() {
        return Vec::new();
    }
    let least = context.given(facts, SqlVerb::Exec, Extent::Least);
    let most = context.given(facts, SqlVerb::Exec, Extent::Most);
    let example = |given: &Given<'_>| {
        Example::sql(facts.method, statement::exec(context.id, facts.method.name.as_str(), given))
    };
    let mut examples = vec![example(&least)];
    if most.names().len() > least.names().len() {
        examples.push(Example { variant: Some("with all it takes"), ..example(&most) });
    }
    if let Some(last) = examples.last_mut() {
        last.notes.extend(note::left_out(SqlVerb::Exec, &most));
    }
    examples
}
