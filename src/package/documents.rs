//! Checking that the documents of a package fit together, and load.
//!
//! In: texts by path, from a folder or an archive. Out: the provider and its services, with all problems.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Result};
use crate::document::locate;
use crate::document::manifest::{self, Manifest};
use crate::lint::Stops;
use crate::manifest::layout::{PROVIDER, SIGNATURE};
use crate::manifest::published::{ProviderManifest, Published};
use crate::names::ServiceName;
use crate::provider::identity::ProviderSettings;
use crate::provider::{Counts, ServiceOutline};
use crate::{lint, load, threads};

/// The provider and the services that a package describes.
#[derive(Debug)]
pub(super) struct PackageDocuments {
    /// The provider, if its manifest can be read.
    pub(super) provider: Option<ProviderManifest>,
    /// The services that can be read, by name.
    pub(super) services: Vec<ServiceOutline>,
    /// What keeps StackQL from loading the provider or a service.
    pub(super) problems: Failure,
    /// Other faults of provider.yaml, which nothing that is packed may have.
    faults: Failure,
    /// Warnings about parts that load, for example methods that no statement reaches.
    pub(super) notes: Vec<Diagnostic>,
}

impl PackageDocuments {
    /// Reads `files`, texts by path; messages call one `<shown>/<path>`.
    #[must_use]
    pub(super) fn read(files: &BTreeMap<String, String>, shown: &str) -> Self {
        let paths = files.keys().map(String::as_str).filter(|path| !path.ends_with(SIGNATURE));
        let file = format!("{shown}/{PROVIDER}");
        let (mut failures, mut notes) = (Vec::new(), Vec::new());
        let (mut provider, mut faults) = (None, Failure::default());
        match files.get(PROVIDER) {
            None => failures.push(
                Diagnostic::error("package::no-provider", format!("there is no {PROVIDER}"))
                    .help("it names the services: without it StackQL finds none")
                    .at(shown, "")
                    .into(),
            ),
            Some(text) => {
                if let Ok(Manifest { document, .. }) = manifest::parse_with_repeats(text, &file) {
                    let published = Published::read(&document, &file, paths);
                    provider = published.manifest;
                    faults = locate::positions(published.faults, text, &file);
                }
                let (stopping, others) = graded(lint::of_provider(text, &file, files));
                failures.push(stopping);
                notes.extend(others);
            }
        }
        let manifests: Vec<(&ServiceName, &str, &str)> = provider
            .iter()
            .flat_map(|provider| &provider.services)
            .filter_map(|(name, path)| Some((name, path.as_str(), files.get(path)?.as_str())))
            .collect();
        let read = threads::largest_first(
            &manifests,
            |(_, _, text)| text.len() as u64,
            |(name, path, text)| service(name, text, &format!("{shown}/{path}")),
        );
        notes.extend(provider.iter().filter_map(|provider| elsewhere(provider, &file)));
        let mut services = Vec::new();
        for (outline, stopping, others) in read {
            services.extend(outline);
            failures.push(stopping);
            notes.extend(others);
        }
        Self { provider, services, problems: Failure::join(failures), faults, notes }
    }

    /// The counts of all services.
    #[must_use]
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for service in &self.services {
            counts.add(&service.counts);
        }
        counts
    }

    /// The warnings, without notes on single statements, which are for `verify`.
    #[must_use]
    pub(super) fn warnings(&self) -> Vec<Diagnostic> {
        let is_warning = |note: &&Diagnostic| note.severity == DiagnosticSeverity::Warning;
        self.notes.iter().filter(is_warning).cloned().collect()
    }

    /// The provider and the documents, if they have no problems.
    ///
    /// # Errors
    /// All problems.
    pub(super) fn whole(mut self) -> Result<(ProviderManifest, Self)> {
        let Self { problems, faults, .. } = &mut self;
        // What a reference leads to is told by its rule.
        let is_told = |fault: &Diagnostic| {
            fault.code == "manifest::reference"
                || problems.problems.iter().any(|problem| problem.message == fault.message)
        };
        faults.problems.retain(|fault| !is_told(fault));
        let all = Failure::join([std::mem::take(problems), std::mem::take(faults)]);
        match self.provider.take() {
            Some(provider) if all.problems.is_empty() => Ok((provider, self)),
            _ => Err(all),
        }
    }
}

/// The warning for a provider in a folder that StackQL doesn't look into.
fn elsewhere(provider: &ProviderManifest, file: &str) -> Option<Diagnostic> {
    let expected = ProviderSettings::named(provider.name.clone()).directory;
    let (name, directory) = (&provider.name, &provider.directory);
    // Without services, no reference says which folder it is in.
    (expected != *directory && !provider.services.is_empty()).then(|| {
        let message = format!("StackQL looks for `{name}` in the folder `{expected}`, not in `{directory}`");
        Diagnostic::warning("package::directory", message)
            .help(format!("leave `provider.directory` out of provgen.yaml, or write {expected}"))
            .at(file, "/providerServices")
    })
}

/// What `text`, the manifest of the service `name`, holds; why StackQL can't load it, and everything else that is wrong
/// with it.
fn service(name: &ServiceName, text: &str, file: &str) -> (Option<ServiceOutline>, Failure, Vec<Diagnostic>) {
    let manifest = match manifest::parse_with_repeats(text, file) {
        Ok(manifest) => manifest,
        Err(_) => {
            let (stopping, others) = graded(lint::service(text, file));
            return (None, stopping, others);
        }
    };
    let (stopping, others) = graded(lint::of_service(&manifest, text, file));
    match load::manifest(&manifest.document, file, name) {
        Ok(service) => (Some(service.outline()), stopping, others),
        Err(_) if !stopping.problems.is_empty() => (None, stopping, others),
        Err(failure) => (None, locate::positions(failure, text, file), others),
    }
}

/// Problems by what they stop: a service by an error, a resource by a warning, a statement by a note.
fn graded(found: Vec<Diagnostic>) -> (Failure, Vec<Diagnostic>) {
    let graded = found.into_iter().map(|problem| {
        let severity = match lint::stops(&problem) {
            Stops::Service => DiagnosticSeverity::Error,
            Stops::Resource => DiagnosticSeverity::Warning,
            // A statement that fails whatever it gives is more than a detail.
            Stops::Statement if problem.severity == DiagnosticSeverity::Error => DiagnosticSeverity::Warning,
            Stops::Statement => DiagnosticSeverity::Note,
        };
        Diagnostic { severity, ..problem }
    });
    let (problems, others) = graded.partition(|problem| problem.severity == DiagnosticSeverity::Error);
    (Failure { problems, omitted: 0 }, others)
}
