//! Merging a value into a part of a document.

use std::borrow::Cow;

use crate::document::node::Node;
use crate::input::origins::{Moves, Place, below};

/// Two values that can't be merged: where, in the document, and what they are.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) pointer: String,
    pub(super) there: String,
    pub(super) new: String,
}

/// A value that is merged in, and where it comes from.
#[derive(Clone, Copy)]
pub(super) struct Addition<'n> {
    pub(super) node: &'n Node<'static>,
    pub(super) from: &'n Place,
}

/// Merges `addition` into `target`, a part that an action selects and that is at `at`: as the specification says, a list
/// takes any value as a further item.
pub(super) fn into_target(
    target: &mut Node<'_>,
    addition: Addition<'_>,
    at: &str,
    moves: &mut Moves,
) -> Result<(), Mismatch> {
    match (target, addition.node) {
        (
            Node::List(items),
            Node::Map(_) | Node::String(_) | Node::Number(_) | Node::Bool(_) | Node::Null,
        ) => {
            moves.put(&format!("{at}/{}", items.len()), addition.from.clone());
            items.push(addition.node.clone());
            Ok(())
        }
        (target, _) => into(target, addition, at, moves),
    }
}

/// Merges `addition` into `target`, which is at `at`. Nothing at all in the addition changes nothing: overlays have it for
/// the parts that they leave as they are.
fn into(
    target: &mut Node<'_>,
    Addition { node, from }: Addition<'_>,
    at: &str,
    moves: &mut Moves,
) -> Result<(), Mismatch> {
    let of = |key: &str| Place { file: from.file, pointer: below(&from.pointer, key) };
    match (target, node) {
        (Node::Map(entries), Node::Map(added)) => {
            for (key, value) in added {
                let (to, from) = (below(at, key), of(key));
                match entries.iter_mut().find(|(known, _)| known == key) {
                    Some((_, known)) => into(known, Addition { node: value, from: &from }, &to, moves)?,
                    None => {
                        moves.put(&to, from);
                        entries.push((Cow::Owned(key.to_string()), value.clone()));
                    }
                }
            }
        }
        (Node::List(items), Node::List(added)) => {
            for (index, value) in added.iter().enumerate() {
                moves.put(&format!("{at}/{}", items.len()), of(&index.to_string()));
                items.push(value.clone());
            }
        }
        (Node::Map(_) | Node::List(_), Node::Null) => {}
        (there @ (Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_)), new)
            if *there == Node::Null || !matches!(new, Node::Map(_) | Node::List(_)) =>
        {
            moves.put(at, from.clone());
            *there = new.clone();
        }
        (there, new) => {
            let (there, new) = (there.describe(), new.describe());
            return Err(Mismatch { pointer: at.to_string(), there, new });
        }
    }
    Ok(())
}
