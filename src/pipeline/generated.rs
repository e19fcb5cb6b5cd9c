//! The outcome of a run.

use crate::diagnostic::Diagnostic;
use crate::mapping::pins::Unsettled;
use crate::output::OutputReport;
use crate::pipeline::excluded::ExcludedService;
use crate::pipeline::mapped::Mapped;
use crate::provider::Counts;
use crate::provider::ledger::Entry;
use crate::settings::Undecided;

/// The outcome of a run.
#[derive(Debug)]
pub struct Generated {
    /// The services that were asked for, by name.
    pub services: Vec<Mapped>,
    /// The services that the configuration leaves out, by name; empty if the user named services.
    pub excluded: Vec<ExcludedService>,
    /// The report about the files.
    pub report: OutputReport,
    /// What was decided for the provider as a whole.
    pub notes: Vec<Diagnostic>,
    /// What `mapping.yaml` doesn't hold of the current names, and what it leaves open; none if there is no such file.
    pub unsettled: Option<Unsettled>,
}

impl Generated {
    /// Whether all files are what the documents give, and `mapping.yaml` has all names and leaves none open that it
    /// mustn't.
    #[must_use]
    pub fn is_settled(&self, undecided: Undecided) -> bool {
        let is_named = self.unsettled.as_ref().is_none_or(|unsettled| {
            unsettled.is_current() && (undecided == Undecided::Allow || unsettled.undecided.is_empty())
        });
        self.report.changes.is_empty() && is_named
    }

    /// The counts of services, resources and methods.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for service in &self.services {
            counts.add(&service.outline.counts);
        }
        counts
    }

    /// The entries of all services, including those that are left out, each with its service.
    pub fn ledger(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let mapped = self.services.iter().map(|service| (service.outline.name.as_str(), &service.ledger));
        let excluded = self.excluded.iter().map(|service| (service.name.as_str(), &service.ledger));
        mapped.chain(excluded).flat_map(|(name, ledger)| ledger.iter().map(move |entry| (name, entry)))
    }
}
