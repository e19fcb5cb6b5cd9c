//! What the mapping means to make of an operation, before names are settled, and what it finds meanwhile.

use crate::api::{ObjectKey, Operation, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::provider::ledger::Entry;

/// What is found while mapping.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Warnings that no entry stands for.
    pub(super) notes: Vec<Diagnostic>,
    /// Facts.
    pub(super) ledger: Vec<Entry>,
}

impl Findings {
    /// Adds all of another.
    pub(super) fn extend(&mut self, other: Self) {
        self.notes.extend(other.notes);
        self.ledger.extend(other.ledger);
    }
}

/// Where an operation might go, before names are checked and kept apart.
#[derive(Debug, Clone)]
pub(super) struct Proposal<'o> {
    pub(super) operation: &'o Operation,
    pub(super) resource: String,
    /// The name that it gets unless another of the resource has it.
    pub(super) method: String,
    /// The name that it gets then.
    pub(super) qualified: String,
    pub(super) verb: SqlVerb,
    /// Whether it returns many rows page by page, so that a raw twin makes sense.
    pub(super) is_list: bool,
    pub(super) object_key: Option<ObjectKey>,
    /// Fields of the body that an annotated document says it needs, beside those that the operation says.
    pub(super) required_fields: Vec<String>,
    /// Place among the methods of its verb, where something else than the rules gives it.
    pub(super) route: Option<u32>,
    /// Where it is from.
    pub(super) source: ProposalSource,
}

impl Proposal<'_> {
    /// `resource.method`
    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.resource, self.method)
    }
}

/// What a proposal follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProposalSource {
    /// The document's own annotations.
    Document,
    /// The names of the last release.
    Lock,
    /// The rules, which the configuration overrides.
    Rules,
}
