//! The facts about a service that stay after its files are staged and the service is dropped.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::mapping::pins::Mapping;
use crate::needs::auth::AuthAsked;
use crate::provider::ledger::Entry;
use crate::provider::{Service, ServiceOutline};
use crate::settings::{Settings, Spec};

/// The facts about a service that stay after its files are staged and the service is dropped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mapped {
    /// The facts for the provider's own files.
    pub outline: ServiceOutline,
    /// The service's document, as the user named it.
    pub document: String,
    /// The number of operations that the service was mapped from.
    pub operations: usize,
    /// The ledger: operations that the plain rules don't settle.
    pub ledger: Vec<Entry>,
    /// The warnings for entries of the ledger.
    pub ledger_warnings: Vec<Diagnostic>,
    /// All other warnings.
    pub notes: Vec<Diagnostic>,
    /// The credentials that its operations ask for; none for a document that isn't read for them.
    pub(super) auth: Option<AuthAsked>,
    /// The service's names, if there is a `mapping.yaml`.
    pub(super) names: Mapping,
}

impl Mapped {
    pub(super) fn new(spec: &Spec, service: Service, settings: &Settings) -> Self {
        Self {
            names: settings.pinned().map_or_else(Mapping::default, |file| Mapping::of(&service, Some(file))),
            auth: AuthAsked::of(&service.api),
            outline: service.outline(),
            document: spec.file.clone(),
            operations: service.api.operations.len(),
            ledger_warnings: service.ledger_warnings(),
            ledger: service.ledger,
            notes: service.notes,
        }
    }
}
