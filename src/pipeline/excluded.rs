//! A service that the configuration leaves out.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::names::ServiceName;
use crate::provider::ledger::Entry;

/// A service that the configuration leaves out as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcludedService {
    /// The name that the service would have.
    pub name: ServiceName,
    /// The service's document, as the user named it.
    pub document: String,
    /// The reason in the configuration.
    pub reason: String,
    /// The service's operations, by id: each is an [`Entry::Excluded`].
    pub ledger: Vec<Entry>,
}

impl ExcludedService {
    /// The error if the user asks for the service.
    #[must_use]
    pub fn asked_for(&self) -> Diagnostic {
        Diagnostic::error(
            "config::excluded",
            format!("the configuration leaves `{}` out: {}", self.name, self.reason),
        )
        .help("`select`, `exclude` and `split` of provgen.yaml say what is generated")
    }
}
