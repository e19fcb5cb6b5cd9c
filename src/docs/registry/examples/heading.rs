//! The parts of a page that examples stand in.

use crate::docs::registry::reference::Example;

/// The verb that the examples of a part are written with, its heading, and the id that the heading gets. The ids are
/// those that the menus of today's sites link to.
pub(in crate::docs::registry) const HEADINGS: [(&str, &str, &str); 6] = [
    ("SELECT", "`SELECT` examples", "select-examples"),
    ("INSERT", "`INSERT` examples", "insert-examples"),
    ("UPDATE", "`UPDATE` examples", "update-examples"),
    ("REPLACE", "`REPLACE` examples", "replace-examples"),
    ("DELETE", "`DELETE` examples", "delete-examples"),
    ("EXEC", "Lifecycle methods", "lifecycle-methods"),
];

/// The verb that an example is listed under: the one that it is written with.
pub(in crate::docs::registry) fn group(example: &Example) -> &'static str {
    if example.form.text.starts_with("EXEC ") { "EXEC" } else { example.verb }
}

/// The id of the part that has an example.
pub(in crate::docs::registry) fn id_of(example: &Example) -> Option<&'static str> {
    HEADINGS.into_iter().find(|(verb, ..)| *verb == group(example)).map(|(_, _, id)| id)
}
