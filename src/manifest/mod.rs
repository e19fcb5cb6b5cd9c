//! From the StackQL model to the YAML that StackQL loads.
//!
//! In: a mapped service, or the outlines of all of a provider's services. Out: the text of
//! `services/<service>.yaml` and `provider.yaml`. Keys are sorted, and the text doesn't depend on when or
//! where it was made.

mod document;
pub mod kept;
pub mod layout;
mod operation;
pub mod options;
mod provider;
pub mod published;
mod reach;
mod readable;
mod schema;
mod server;
mod settings;
mod sorted;
mod texts;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Result};
use crate::document::node::Node;
use crate::document::yaml;
use crate::manifest::kept::{KeptDocument, Repair};
use crate::manifest::layout::{PROVIDER, SERVICES, UNRELEASED};
use crate::manifest::options::ManifestSettings;
use crate::names::ServiceName;
use crate::provider::identity::ProviderSettings;
use crate::provider::{Service, ServiceOutline};
use crate::text::counted;
pub use reach::{SearchedNames, SharedAnswers};

/// The JSON Schema of a service's manifest, as text.
pub const SCHEMA: &str = include_str!("service.schema.json");

/// Path below the output folder of a provider's version folder, with a `/` at its end: all of its manifests
/// are in it.
#[must_use]
pub fn folder(provider: &ProviderSettings) -> String {
    format!("providers/src/{}/{UNRELEASED}/", provider.directory)
}

/// Path of `provider.yaml` below the output folder.
#[must_use]
pub fn provider_path(provider: &ProviderSettings) -> String {
    format!("{}{PROVIDER}", folder(provider))
}

/// Path of a service's manifest below the output folder.
#[must_use]
pub fn service_path(provider: &ProviderSettings, service: &ServiceName) -> String {
    format!("{}{SERVICES}/{service}.yaml", folder(provider))
}

/// The text of a service's manifest.
///
/// # Errors
/// A text that StackQL couldn't read, or that the YAML writer refuses.
pub fn service(
    provider: &ProviderSettings,
    settings: &ManifestSettings,
    service: &Service,
) -> Result<String> {
    readable::check(service)?;
    // All but a few of Google's services need at most this size. Growing a text of megabytes means copying
    // it, and reserved memory that isn't written to costs nothing.
    let expected = 2000 * service.api.schemas.len() + 4000 * service.api.operations.len();
    to_yaml(&document::ServiceDocument::new(provider, settings, service), expected)
}

/// The text of the manifest of `service`, which was read from the manifest `tree`: the same with `repairs`. And notes on
/// what the settings leave out.
///
/// # Errors
/// A text that StackQL couldn't read, or that the YAML writer refuses.
pub fn kept(
    provider: &ProviderSettings,
    settings: &ManifestSettings,
    service: &Service,
    tree: &Node<'_>,
    repairs: &[Repair],
) -> Result<(String, Vec<Diagnostic>)> {
    let expected = 2000 * service.api.schemas.len() + 4000 * service.api.operations.len();
    let document = KeptDocument::new(provider, settings, service, tree, repairs);
    let text = to_yaml(&document, expected)?;
    let note = |(name, count): (&String, &usize)| {
        let message = format!("`{name}` is left out {}", counted(*count, "time"));
        let problem = Diagnostic::warning("manifest::dropped", message);
        let note =
            problem.help("`manifest.drop_extensions` of provgen.yaml says so").at(&service.api.file, "");
        Diagnostic { severity: DiagnosticSeverity::Note, ..note }
    };
    Ok((text, document.dropped().iter().map(note).collect()))
}

/// The text of `provider.yaml`; `services` are all of the provider's.
///
/// # Errors
/// The YAML writer refuses the document.
pub fn provider(settings: &ProviderSettings, services: &[&ServiceOutline]) -> Result<String> {
    to_yaml(&provider::ProviderDocument::new(settings, services), 500 * services.len())
}

/// Writes YAML that readers of YAML 1.1 and of 1.2 understand alike: the engine reads 1.1. `expected` is the
/// approximate size in bytes.
pub fn to_yaml(document: &impl Serialize, expected: usize) -> Result<String> {
    yaml::write(document, expected).map_err(|error| {
        Diagnostic::error("manifest::yaml", format!("can't write the manifest as YAML: {error}"))
            .help("this is a bug of provgen: please report it with the document")
            .into()
    })
}
