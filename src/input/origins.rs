//! Where the parts of a document come from, if it was made of another one, or of several files.
//!
//! In: for each step that made the document, the parts that it moved. Out: the file and the place of a problem as its
//! author knows them, with line and column.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Failure};
use crate::document::locate;

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The index of the file among [`Origins::files`]; none for the document itself.
    pub(super) file: Option<usize>,
    /// The JSON pointer.
    pub(super) pointer: String,
}

/// The parts that one step moved, by their pointers in what it made. Below such a part everything stays as it was.
#[derive(Debug, Default)]
pub(super) struct Moves(BTreeMap<String, Place>);

impl Moves {
    /// Notes that the part at `to` was at `from` of the document.
    pub(super) fn add(&mut self, to: &str, from: &str) {
        if to != from {
            self.put(to, Place { file: None, pointer: from.to_string() });
        }
    }

    /// Notes that the part at `to` comes from `place`.
    pub(super) fn put(&mut self, to: &str, place: Place) {
        self.0.insert(to.to_string(), place);
    }

    /// Where the part at `pointer` was before the step.
    fn before(&self, pointer: &str) -> Place {
        let mut whole = pointer;
        loop {
            if let Some(place) = self.0.get(whole) {
                let rest = pointer.get(whole.len()..).unwrap_or_default();
                return Place { file: place.file, pointer: format!("{}{rest}", place.pointer) };
            }
            match whole.rfind('/') {
                Some(end) => whole = whole.get(..end).unwrap_or_default(),
                None => return Place { file: None, pointer: pointer.to_string() },
            }
        }
    }
}

/// A file that a document was made of.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// The name in messages.
    pub(super) name: String,
    /// The text.
    pub(super) text: String,
}

/// Where all parts of a document come from.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// The steps, in the order in which they were taken.
    pub(super) steps: Vec<Moves>,
    /// The files beside the document.
    pub(super) files: Vec<SourceFile>,
}

impl Origins {
    /// Where the part at `pointer` of the finished document comes from.
    fn of(&self, pointer: &str) -> Place {
        let mut place = Place { file: None, pointer: pointer.to_string() };
        for step in self.steps.iter().rev() {
            if place.file.is_some() {
                break;
            }
            place = step.before(&place.pointer);
        }
        place
    }

    /// The pointer of the part at `pointer` in the document itself; none if it comes from another file.
    pub(super) fn in_document(&self, pointer: &str) -> Option<String> {
        let place = self.of(pointer);
        place.file.is_none().then_some(place.pointer)
    }

    /// `problem` of the document `file`, at its place in the file that it comes from.
    pub(super) fn placed(&self, mut problem: Diagnostic, file: &str) -> Diagnostic {
        let Some(origin) = &mut problem.origin else { return problem };
        if origin.file != file || origin.position.is_some() {
            return problem;
        }
        let place = self.of(&origin.pointer);
        origin.pointer = place.pointer;
        if let Some(from) = place.file.and_then(|index| self.files.get(index)) {
            origin.file.clone_from(&from.name);
        }
        problem
    }

    /// `failure`, whose problems are in their files, with positions; `text` is that of the document `file`.
    pub(super) fn located(&self, failure: Failure, text: &str, file: &str) -> Failure {
        let own = locate::positions(failure, text, file);
        self.files.iter().fold(own, |failure, from| locate::positions(failure, &from.text, &from.name))
    }

    /// Whether the document is what its text says, in the places in which the text says it.
    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.files.is_empty()
    }
}

/// The pointer of `key` below `pointer`.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", crate::document::cursor::escape(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_part_that_was_moved_counts() {
        let mut first = Moves::default();
        first.put("/a/b", Place { file: Some(0), pointer: "/x".into() });
        let mut second = Moves::default();
        second.add("/c", "/a");
        second.add("/c/d", "/e");
        let file = SourceFile { name: "other".into(), text: String::new() };
        let origins = Origins { steps: vec![first, second], files: vec![file] };
        let at = |pointer: &str| {
            let place = origins.of(pointer);
            (place.file, place.pointer)
        };
        assert_eq!(at("/c/b/1"), (Some(0), "/x/1".into()));
        assert_eq!(at("/c/d/1"), (None, "/e/1".into()));
        assert_eq!(at("/c/dd"), (None, "/a/dd".into()));
        assert_eq!(at(""), (None, String::new()));
    }
}
