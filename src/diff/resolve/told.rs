//! A change, and what it means for statements.

use crate::diff::compare::change::Change;
use crate::diff::finding::Signature;

/// A change, and the SQL signatures of the old release that go elsewhere or nowhere for it.
#[derive(Debug, Clone)]
pub(super) struct Told<'a> {
    pub(super) change: Change<'a>,
    pub(super) signatures: Vec<Signature>,
}

impl<'a> Told<'a> {
    /// A change that no signature is known to suffer from.
    pub(super) fn of(change: Change<'a>) -> Self {
        Self { change, signatures: Vec::new() }
    }

    /// A change that one signature suffers from.
    pub(super) fn with(change: Change<'a>, signature: Signature) -> Self {
        Self { change, signatures: vec![signature] }
    }
}
