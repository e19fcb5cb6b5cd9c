//! What a run made.

use crate::mapping::lock::LockChanges;
use crate::output::OutputReport;
use crate::pipeline::each::ExcludedService;
use crate::pipeline::mapped::Mapped;
use crate::provider::Counts;
use crate::provider::ledger::Entry;

/// What a run made.
#[derive(Debug)]
pub struct Generated {
    /// The services that were asked for, by name.
    pub services: Vec<Mapped>,
    /// The services that the configuration leaves out, by name; none where services were asked for.
    pub excluded: Vec<ExcludedService>,
    /// What became of the files.
    pub report: OutputReport,
    /// How the lock file differs from the names that came out; none where there is no lock file.
    pub lock: Option<LockChanges>,
}

impl Generated {
    /// How many there are of everything.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for service in &self.services {
            counts.add(&service.outline.counts);
        }
        counts
    }

    /// The entries of all services, those that are left out among them, each with its service.
    pub fn ledger(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let mapped = self.services.iter().map(|service| (service.outline.name.as_str(), &service.ledger));
        let excluded = self.excluded.iter().map(|service| (service.name.as_str(), &service.ledger));
        mapped.chain(excluded).flat_map(|(name, ledger)| ledger.iter().map(move |entry| (name, entry)))
    }
}
