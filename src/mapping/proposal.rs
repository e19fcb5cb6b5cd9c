//! Proposals for operations before their names are settled, and findings of the mapping.

use crate::api::{AnnotatedRequest, ObjectKey, Operation, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::provider::ledger::Entry;

/// Findings of the mapping.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Warnings without an entry in the ledger.
    pub(super) notes: Vec<Diagnostic>,
    /// Entries of the ledger.
    pub(super) ledger: Vec<Entry>,
}

impl Findings {
    /// Adds all findings of `other`.
    pub(super) fn extend(&mut self, other: Self) {
        self.notes.extend(other.notes);
        self.ledger.extend(other.ledger);
    }
}

/// The proposed place of an operation, before names are checked and made unique.
#[derive(Debug, Clone)]
pub(super) struct Proposal<'o> {
    pub(super) operation: &'o Operation,
    pub(super) resource: String,
    /// The method's name, unless another method of the resource has it.
    pub(super) method: String,
    /// The method's name in that case.
    pub(super) qualified: String,
    pub(super) verb: SqlVerb,
    /// Further verbs of the method, each with the place among the methods of the verb: an annotated document may have
    /// one method under several.
    pub(super) further: Vec<(SqlVerb, u32)>,
    /// Whether the method returns many rows page by page, so that a raw twin makes sense.
    pub(super) is_list: bool,
    pub(super) object_key: Option<ObjectKey>,
    /// What an annotated document says of the request; none, if the rules say it.
    pub(super) request: Option<AnnotatedRequest>,
    /// Whether the last release tried the method before plainer ones, against the rules.
    pub(super) goes_first: bool,
    /// The place among the methods of the verb, if something else than the rules sets it.
    pub(super) route: Option<u32>,
    /// The source of the proposal.
    pub(super) source: ProposalSource,
}

impl Proposal<'_> {
    /// `resource.method`
    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.resource, self.method)
    }
}

/// The source of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProposalSource {
    /// The document's own annotations.
    Document,
    /// `mapping.yaml`.
    Mapping,
    /// The rules, which the configuration overrides.
    Rules,
}
