//! A conversion under way: what its parts share.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::document::node::Node;
use crate::input::origins::Moves;

/// The entries of a map.
pub(super) type Entries<'a> = Vec<(Cow<'a, str>, Node<'a>)>;

/// A conversion under way. Each part's file adds functions.
pub(super) struct Conversion<'c, 'a> {
    /// The 2.0 document.
    pub(super) document: &'c Node<'a>,
    pub(super) file: &'c str,
    /// Media types of bodies and answers where an operation names none.
    pub(super) consumes: Vec<String>,
    pub(super) produces: Vec<String>,
    /// Where the parts of the 3.0 document were.
    pub(super) moves: Moves,
    /// The first new place of what references may lead to, by its old pointer.
    pub(super) homes: BTreeMap<String, String>,
    /// Warnings, with pointers into the 2.0 document.
    pub(super) notes: Vec<Diagnostic>,
}

impl<'c, 'a> Conversion<'c, 'a> {
    /// A conversion of `document`, which messages call `file`, that has made nothing yet.
    pub(super) fn new(document: &'c Node<'a>, file: &'c str) -> Self {
        let (consumes, produces, moves, homes, notes) = Default::default();
        Self { document, file, consumes, produces, moves, homes, notes }
    }

    /// Notes that what was at `from` is at `to`, for references; the first new place counts.
    pub(super) fn home(&mut self, from: &str, to: &str) {
        if !self.homes.contains_key(from) {
            self.homes.insert(from.to_string(), to.to_string());
        }
    }

    /// Notes that what was at `from` is at `to`.
    pub(super) fn moved(&mut self, from: &str, to: &str) {
        self.moves.add(to, from);
        if from != to {
            self.home(from, to);
        }
    }

    /// Adds a warning about the part at `pointer`.
    pub(super) fn warn(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        help: &str,
        pointer: impl Into<String>,
    ) {
        self.notes.push(Diagnostic::warning(code, message).help(help).at(self.file, pointer));
    }
}

/// A map with each value as `convert` makes it from its key and value; any other value stays.
pub(super) fn each<'a>(
    node: &Node<'a>,
    mut convert: impl FnMut(&str, &Node<'a>) -> Option<Node<'a>>,
) -> Node<'a> {
    let Node::Map(entries) = node else { return node.clone() };
    let made = entries.iter().filter_map(|(key, value)| Some((key.clone(), convert(key, value)?)));
    Node::Map(made.collect())
}

/// An entry whose value is a text.
pub(super) fn text<'a>(key: &'static str, value: impl Into<Cow<'a, str>>) -> (Cow<'a, str>, Node<'a>) {
    (key.into(), Node::String(value.into()))
}
