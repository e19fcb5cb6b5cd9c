//! Counts of documents by outcome.

use crate::fetch::{Cause, Outcome as Became, Report};

/// How many documents had each outcome.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) new: usize,
    pub(super) changed: usize,
    pub(super) unchanged: usize,
    pub(super) gone: usize,
    pub(super) failed: usize,
    /// Documents that failed because the run was interrupted first; `failed` doesn't count them.
    pub(super) interrupted: usize,
}

impl Counts {
    pub(super) fn of(report: &Report) -> Self {
        let mut counts = Self { gone: report.gone.len(), ..Self::default() };
        for document in &report.documents {
            let count = match &document.outcome {
                Became::New { .. } => &mut counts.new,
                Became::Changed { .. } => &mut counts.changed,
                Became::Unchanged => &mut counts.unchanged,
                Became::Failed(trouble) if trouble.cause == Cause::Interrupted => &mut counts.interrupted,
                Became::Failed(_) => &mut counts.failed,
            };
            *count += 1;
        }
        counts
    }
}
