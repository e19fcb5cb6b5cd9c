//! The warnings about a document that is split.
//!
//! In: the reader's warnings, and which operation goes where. Out: the warnings of each part, and those about none of
//! them alone.

use std::collections::BTreeMap;

use crate::api::Operation;
use crate::diagnostic::Diagnostic;
use crate::names::ServiceName;

/// Warnings that wait for the parts of a document.
#[derive(Debug, Default)]
pub(super) struct PartNotes {
    /// Warnings about operations, by the operations' pointers.
    of_operations: BTreeMap<String, Vec<Diagnostic>>,
    /// Warnings about anything else, or about what is in no part.
    others: Vec<Diagnostic>,
    /// The part of each operation, by pointer; none for one that is left out.
    homes: BTreeMap<String, Option<ServiceName>>,
}

impl PartNotes {
    /// The warnings `notes` about the document `file`.
    pub(super) fn of(notes: Vec<Diagnostic>, file: &str) -> Self {
        let mut all = Self::default();
        for note in notes {
            let origin = note.origin.as_ref().filter(|origin| origin.file == file);
            match origin.and_then(|origin| operation_of(&origin.pointer)).map(str::to_string) {
                Some(operation) => all.of_operations.entry(operation).or_default().push(note),
                None => all.others.push(note),
            }
        }
        all
    }

    /// Says that `operation` is in the part `home`, or in none.
    pub(super) fn place(&mut self, operation: &Operation, home: Option<&ServiceName>) {
        // Nearly all documents have few warnings.
        if !self.of_operations.is_empty() {
            self.homes.insert(operation.pointer.clone(), home.cloned());
        }
    }

    /// The warnings about the operations of the part `name`.
    pub(super) fn take(&mut self, name: &ServiceName) -> Vec<Diagnostic> {
        let Self { of_operations, homes, .. } = self;
        let is_own = |pointer: &String| homes.get(pointer).is_some_and(|home| home.as_ref() == Some(name));
        let own: Vec<String> = of_operations.keys().filter(|pointer| is_own(pointer)).cloned().collect();
        own.iter().filter_map(|pointer| of_operations.remove(pointer)).flatten().collect()
    }

    /// The warnings about nothing that is in a part, once.
    pub(super) fn others(&mut self) -> Vec<Diagnostic> {
        let Self { of_operations, others, homes } = self;
        let lost: Vec<String> =
            of_operations.keys().filter(|pointer| !homes.contains_key(*pointer)).cloned().collect();
        others.extend(lost.iter().filter_map(|pointer| of_operations.remove(pointer)).flatten());
        std::mem::take(others)
    }
}

/// The pointer of the operation that `pointer` leads into: `/paths/~1teams/get`.
fn operation_of(pointer: &str) -> Option<&str> {
    pointer.strip_prefix("/paths/")?;
    let end = pointer.match_indices('/').nth(3).map_or(pointer.len(), |(at, _)| at);
    pointer.get(..end)
}
