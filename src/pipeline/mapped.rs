//! What is known of a service when its files are staged and the rest of it is gone.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::mapping::lock::Lock;
use crate::provider::ledger::Entry;
use crate::provider::{Service, ServiceOutline};
use crate::settings::{Settings, Spec};

/// What is known of a service when its files are staged and the rest of it is gone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mapped {
    /// What the provider's own files say of it.
    pub outline: ServiceOutline,
    /// Its document as the user named it.
    pub document: String,
    /// Operations that it was mapped from.
    pub operations: usize,
    /// What became of the operations that the plain rules don't settle.
    pub ledger: Vec<Entry>,
    /// The warnings that tell of these.
    pub ledger_warnings: Vec<Diagnostic>,
    /// All other warnings.
    pub notes: Vec<Diagnostic>,
    /// Its names, where there is a lock file.
    pub(super) names: Lock,
}

impl Mapped {
    pub(super) fn new(spec: &Spec, service: Service, settings: &Settings) -> Self {
        Self {
            names: settings.lock.as_ref().map_or_else(Lock::default, |_| Lock::of(&service)),
            outline: service.outline(),
            document: spec.file.clone(),
            operations: service.api.operations.len(),
            ledger_warnings: service.ledger_warnings(),
            ledger: service.ledger,
            notes: service.notes,
        }
    }
}
