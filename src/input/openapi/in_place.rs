//! References where OpenAPI has none, or to parts of another kind: what they lead to is read in their place.
//!
//! In: a place with a `$ref`. Out: the content that it leads to, and a problem.

use super::content::Contents;
use super::reader::{Reader, reference};
use super::refs;
use crate::api::Schema;
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;

impl Reader<'_> {
    /// What the reference at `at` stands for where a part of `wanted` is needed and it leads to a part of another section:
    /// the content there, or JSON of the schema; none if it is no such reference.
    pub(super) fn misplaced(&self, wanted: refs::Section, at: &Cursor<'_, '_>) -> Option<Contents> {
        let target = reference(at).filter(|_| self.is_repairing())?;
        let (found, name) = self.targets.elsewhere(wanted, &target)?;
        let (contents, done) = match found {
            refs::SCHEMAS => {
                let schema = Schema { reference: Some(name), ..Schema::default() };
                (Contents::json(schema), "it is read as JSON of that schema")
            }
            refs::RESPONSES | refs::REQUEST_BODIES => {
                let mut contents = None;
                let segments = ["components".into(), found.key.into(), name, "content".into()];
                self.in_place(at, &segments, &mut |content| contents = self.contents(content));
                (contents?, "the content there is read")
            }
            _ => return None,
        };
        // The reference itself tells what is wrong with it.
        self.targets.resolve(wanted, &target, done);
        Some(contents)
    }

    /// Calls `read` with the place that the `$ref` at `at` leads to, where OpenAPI 3.0 and 3.1 have no reference.
    pub(super) fn at_reference(&self, at: &Cursor<'_, '_>, read: &mut dyn FnMut(&Cursor<'_, '_>)) {
        let Some(segments) = self.targets.place(refs::MEDIA_TYPES, at) else { return };
        at.report_repaired(
            Diagnostic::error("input::unsupported", "content can't be a reference")
                .help("refer to a response, a request body or a schema instead"),
            "what it leads to is read in its place",
        );
        self.in_place(at, &segments, read);
    }

    /// Calls `read` with the place at `segments`, as if it stood at `at`. What is read so is bounded: each reference to it
    /// makes another copy.
    fn in_place(&self, at: &Cursor<'_, '_>, segments: &[String], read: &mut dyn FnMut(&Cursor<'_, '_>)) {
        let left = self.in_place.get();
        let found = refs::lookup(self.targets.document, segments);
        let weight = found.map_or(0, |found| weight(found, left));
        self.in_place.set(left.saturating_sub(weight));
        if weight < left {
            refs::descend(&at.top(self.targets.document), segments, read);
        }
    }
}

/// The number of values in `node`, or about `most` if there are more.
fn weight(node: &Node<'_>, most: usize) -> usize {
    let (mut pending, mut count) = (vec![node], 0);
    while let Some(node) = pending.pop() {
        count += 1;
        if count >= most {
            break;
        }
        match node {
            Node::List(items) => pending.extend(items),
            Node::Map(entries) => pending.extend(entries.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    count
}
