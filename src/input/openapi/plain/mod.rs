//! Schemas and operations that have nothing unusual: nearly all of them.
//!
//! In: a schema or an operation at a [`Cursor`](crate::document::cursor::Cursor). Out: what reading it by the
//! tables of [`shape`](super::shape) and with `openapiv3` gives, or nothing. Plain is what has no known key
//! but the common ones, each with a value of its type, so that there is nothing to report but where
//! references lead; that is looked at before anything is read. Values then go where they belong at once,
//! without a tree in between for `openapiv3` to check.

mod operation;
mod schema;
#[cfg(test)]
mod tests;

use crate::document::node::Node;

fn is_text(node: &Node<'_>) -> bool {
    matches!(node, Node::String(_))
}

fn is_flag(node: &Node<'_>) -> bool {
    matches!(node, Node::Bool(_))
}

fn is_map(node: &Node<'_>) -> bool {
    matches!(node, Node::Map(_))
}

/// Whether this is a list of which `fits` holds for each item.
fn is_list(node: &Node<'_>, fits: impl Fn(&Node<'_>) -> bool) -> bool {
    matches!(node, Node::List(items) if items.iter().all(fits))
}

/// Whether this is a map of which `fits` holds for each entry.
fn is_map_of(node: &Node<'_>, fits: impl Fn(&str, &Node<'_>) -> bool) -> bool {
    matches!(node, Node::Map(entries) if entries.iter().all(|(key, value)| fits(key, value)))
}
