//! Trees of documents: what is where, and how large it is.

use crate::document::node::Node;
use crate::text::unescaped;

/// The value at a JSON pointer.
pub(super) fn at<'n, 'a>(document: &'n Node<'a>, pointer: &str) -> Option<&'n Node<'a>> {
    pointer.split('/').skip(1).try_fold(document, |at, segment| match at {
        Node::List(items) => items.get(segment.parse::<usize>().ok()?),
        _ => at.get(&unescaped(segment)),
    })
}

/// As [`at`], for a value that is changed.
pub(super) fn at_mut<'n, 'a>(document: &'n mut Node<'a>, pointer: &str) -> Option<&'n mut Node<'a>> {
    pointer.split('/').skip(1).try_fold(document, |at, segment| match at {
        Node::List(items) => items.get_mut(segment.parse::<usize>().ok()?),
        Node::Map(entries) => {
            let name = unescaped(segment);
            entries.iter_mut().find(|(key, _)| *key == name).map(|(_, value)| value)
        }
        _ => None,
    })
}

/// The number of values in a tree.
pub(super) fn values(node: &Node<'_>) -> usize {
    1 + match node {
        Node::List(items) => items.iter().map(values).sum(),
        Node::Map(entries) => entries.iter().map(|(_, value)| values(value)).sum(),
        _ => 0,
    }
}

/// The levels of a tree.
pub(super) fn depth(node: &Node<'_>) -> usize {
    1 + match node {
        Node::List(items) => items.iter().map(depth).max().unwrap_or_default(),
        Node::Map(entries) => entries.iter().map(|(_, value)| depth(value)).max().unwrap_or_default(),
        _ => 0,
    }
}
