//! Counts of documents by outcome.

use crate::fetch::{Cause, FetchOutcome, FetchReport};

/// How many documents had each outcome.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OutcomeCounts {
    pub(super) new: usize,
    pub(super) changed: usize,
    pub(super) unchanged: usize,
    pub(super) kept: usize,
    pub(super) gone: usize,
    pub(super) failed: usize,
    /// Documents that failed because the run was interrupted first; `failed` doesn't count them.
    pub(super) interrupted: usize,
}

impl OutcomeCounts {
    pub(super) fn of(report: &FetchReport) -> Self {
        let mut counts = Self { gone: report.gone.len(), ..Self::default() };
        for document in &report.documents {
            let count = match &document.outcome {
                FetchOutcome::New { .. } => &mut counts.new,
                FetchOutcome::Changed { .. } => &mut counts.changed,
                FetchOutcome::Unchanged => &mut counts.unchanged,
                FetchOutcome::Kept { .. } => &mut counts.kept,
                FetchOutcome::Failed(trouble) if trouble.cause == Cause::Interrupted => {
                    &mut counts.interrupted
                }
                FetchOutcome::Failed(_) => &mut counts.failed,
            };
            *count += 1;
        }
        counts
    }
}
