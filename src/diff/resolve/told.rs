//! A change with its effects on statements.

use crate::diff::compare::change::Change;
use crate::diff::finding::Signature;

/// A change, and the SQL signatures of the old release that it sends to another operation, or to none.
#[derive(Debug, Clone)]
pub(super) struct Told<'a> {
    pub(super) change: Change<'a>,
    pub(super) signatures: Vec<Signature>,
}

impl<'a> Told<'a> {
    /// A change that affects no known signature.
    pub(super) fn of(change: Change<'a>) -> Self {
        Self { change, signatures: Vec::new() }
    }

    /// A change that affects one signature.
    pub(super) fn with(change: Change<'a>, signature: Signature) -> Self {
        Self { change, signatures: vec![signature] }
    }
}
