//! Examples of EXEC, which calls a method by its name.

use super::given::{Context, Extent, Given};
use super::{note, statement};
use crate::api::SqlVerb;
use crate::docs::registry::methods::MethodFacts;
use crate::docs::registry::reference::Example;
use crate::engine::way::Way;

/// The variant with fields that only JSON can send.
const JSON: &str = "with its body as JSON";

/// The variant with fields that only variables can send.
const VARIABLES: &str = "with fields as variables";

/// An EXEC with what the method needs, in further forms with all that it takes and with the fields that need another
/// way; none, if EXEC can't call it.
pub(super) fn exec<'a>(context: Context<'a>, facts: &MethodFacts<'a>) -> Option<Example> {
    if facts.exec_obstacle(context.api).is_some() {
        return None;
    }
    let (least, most) = context.least_and_most(facts, SqlVerb::Exec);
    if !least.is_enough(facts) {
        return None;
    }
    let text = |given: &Given<'_>| statement::exec(context.id, facts.method.name.as_str(), given);
    let mut example = Example::sql(facts.method, text(&least));
    if most.names().len() > least.names().len() {
        example.also("with all it takes", text(&most));
    }
    let mut left_out = most.left_out;
    if let Some(way) = context.ways_of_exec(facts).1 {
        let other = context.given_by(facts, SqlVerb::Exec, Extent::Most, way);
        example.also(if way == Way::Json { JSON } else { VARIABLES }, text(&other));
        // Of a field that neither sends, the reason is that of JSON, which can send more types.
        let (reasons, others) =
            if way == Way::Json { (other.left_out, left_out) } else { (left_out, other.left_out) };
        left_out = reasons;
        left_out.retain(|(name, _)| others.iter().any(|(left, _)| left == name));
    }
    example.note(note::left_out(SqlVerb::Exec, &left_out));
    Some(example)
}
