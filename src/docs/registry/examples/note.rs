//! What an example doesn't show, and why, in words.

use crate::api::SqlVerb;
use crate::engine::exec::Refusal;
use crate::text::code;

/// Most names that a note gives; of more, only the number is told.
const NAMED: usize = 8;

/// A note for a method whose body a SELECT can't send.
pub(super) const NO_KEYS: &str = "A `SELECT` can give fields of a body only beside a parameter, and this method has none: `EXEC` calls it.";

/// A note for a method of whose body a SELECT can send what the call needs, and nothing else.
pub(super) const NEEDED_ALONE: &str = "A `SELECT` can give further fields of the body only beside a parameter, and this method has none: `EXEC` gives them.";

/// A note for the `fields` that a statement of `verb` can't send, each with the reason.
pub(super) fn left_out(verb: SqlVerb, fields: &[(&str, Refusal)]) -> Option<String> {
    if fields.is_empty() {
        return None;
    }
    let mut why: Vec<Refusal> = fields.iter().map(|(_, refusal)| *refusal).collect();
    why.sort_unstable();
    why.dedup();
    let kinds = why.iter().map(|refusal| refusal.as_str()).collect::<Vec<_>>().join(", ");
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let way = match verb {
        SqlVerb::Insert | SqlVerb::Exec => format!("`{}` can't send", verb.as_str()),
        SqlVerb::Update | SqlVerb::Replace => {
            format!("`{}` sends each value as a text and can't send", verb.as_str())
        }
        SqlVerb::Select | SqlVerb::Delete => "`WHERE` gives each value as a text and can't send".to_string(),
    };
    Some(format!("{way} {kinds}: left out {}.", listed(&names)))
}

/// A note for columns that a SELECT can't name.
pub(super) fn unnameable(names: &[&str]) -> String {
    let column = if names.len() == 1 { "the column" } else { "the columns" };
    format!("`SELECT *`, since a statement can't name {column} {}, quoted or not.", listed(names))
}

/// Names as code, separated by commas.
pub(super) fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(NAMED).map(|name| code(name)).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
