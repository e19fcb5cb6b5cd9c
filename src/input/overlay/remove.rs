//! Removing parts of a document.

use std::collections::BTreeSet;

use crate::document::node::Node;
use crate::input::origins::{Moves, below};

/// Removes the parts at the pointers `gone` from `document`; items of lists move up.
pub(super) fn remove(document: &mut Node<'_>, gone: &BTreeSet<String>) -> Moves {
    let mut around = BTreeSet::new();
    for pointer in gone {
        let mut rest = pointer.as_str();
        while let Some(end) = rest.rfind('/') {
            rest = rest.get(..end).unwrap_or_default();
            around.insert(rest);
        }
    }
    let mut moves = Moves::default();
    without(document, "", "", Removed { gone, around: &around }, &mut moves);
    moves
}

/// What is removed, and what it is removed from, by their pointers.
#[derive(Clone, Copy)]
struct Removed<'r> {
    gone: &'r BTreeSet<String>,
    around: &'r BTreeSet<&'r str>,
}

/// Removes parts of `node`, which was at `from` and is at `to`.
fn without(node: &mut Node<'_>, from: &str, to: &str, removed: Removed<'_>, moves: &mut Moves) {
    match node {
        Node::Map(entries) => {
            entries.retain(|(key, _)| !removed.gone.contains(&below(from, key)));
            for (key, value) in entries {
                let from = below(from, key);
                if removed.around.contains(from.as_str()) {
                    without(value, &from, &below(to, key), removed, moves);
                }
            }
        }
        Node::List(items) => {
            let mut kept = Vec::with_capacity(items.len());
            for (index, mut item) in std::mem::take(items).into_iter().enumerate() {
                let from = format!("{from}/{index}");
                if removed.gone.contains(&from) {
                    continue;
                }
                let to = format!("{to}/{}", kept.len());
                moves.add(&to, &from);
                if removed.around.contains(from.as_str()) {
                    without(&mut item, &from, &to, removed, moves);
                }
                kept.push(item);
            }
            *items = kept;
        }
        _ => {}
    }
}
