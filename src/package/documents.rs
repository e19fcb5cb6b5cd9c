//! Checking that the documents of a package fit together, and load.
//!
//! In: texts by path, from a folder or an archive. Out: the provider and its services, with all problems.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Failure, Problems, Result};
use crate::document::cursor::{Cursor, escape};
use crate::document::locate;
use crate::document::manifest::{self, Manifest};
use crate::document::node::Node;
use crate::manifest::layout::{PROVIDER, SIGNATURE};
use crate::manifest::published::{ProviderManifest, Published};
use crate::names::ServiceName;
use crate::provider::identity::ProviderSettings;
use crate::provider::{Counts, ServiceOutline};
use crate::{lint, load, threads};

/// The key under which the engine looks for a service's resources.
const RESOURCES: &str = "x-stackQL-resources";

/// The provider and the services that a package describes.
#[derive(Debug)]
pub(super) struct PackageDocuments {
    /// The provider, if its manifest can be read.
    pub(super) provider: Option<ProviderManifest>,
    /// The services that can be read, by name.
    pub(super) services: Vec<ServiceOutline>,
    /// Parts that StackQL would not load, or would load with another meaning.
    pub(super) problems: Failure,
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
        let mut provider = None;
        match files.get(PROVIDER) {
            None => failures.push(
                Diagnostic::error("package::no-provider", format!("there is no {PROVIDER}"))
                    .help("it names the services: without it StackQL finds none")
                    .at(shown, "")
                    .into(),
            ),
            Some(text) => match manifest::parse(text, &file) {
                Err(problem) => failures.push((*problem).into()),
                Ok(Manifest { document, warnings }) => {
                    notes.extend(warnings);
                    let published = Published::read(&document, &file, paths);
                    provider = published.manifest;
                    failures.push(locate::positions(published.faults, text, &file));
                }
            },
        }
        let manifests: Vec<(&ServiceName, &str, &str)> = provider
            .iter()
            .flat_map(|provider| &provider.services)
            .filter_map(|(name, path)| Some((name, path.as_str(), files.get(path)?.as_str())))
            .collect();
        let prefix = provider.as_ref().map(|provider| provider.name.to_string()).unwrap_or_default();
        let read = threads::largest_first(
            &manifests,
            |(_, _, text)| text.len() as u64,
            |(name, path, text)| service(&prefix, name, text, &format!("{shown}/{path}")),
        );
        notes.extend(provider.iter().filter_map(|provider| elsewhere(provider, &file)));
        let mut services = Vec::new();
        for one in read {
            match one {
                Ok((outline, of_service)) => {
                    services.push(outline);
                    notes.extend(of_service);
                }
                Err(failure) => failures.push(failure),
            }
        }
        Self { provider, services, problems: Failure::join(failures), notes }
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

    /// The provider and the documents, if they have no problems.
    ///
    /// # Errors
    /// All problems.
    pub(super) fn whole(mut self) -> Result<(ProviderManifest, Self)> {
        match (self.provider.take(), self.problems.problems.is_empty()) {
            (Some(provider), true) => Ok((provider, self)),
            _ => Err(self.problems),
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

/// Reads the manifest of one service, as the engine does and as `provgen show --from` does.
fn service(
    provider: &str,
    name: &ServiceName,
    text: &str,
    file: &str,
) -> Result<(ServiceOutline, Vec<Diagnostic>)> {
    let Manifest { document, warnings } = manifest::parse(text, file)?;
    let problems = Problems::default();
    check(provider, name, &Cursor::root(&document, file, &problems));
    lint::essentials(&document, file).into_iter().for_each(|problem| problems.add(problem));
    let read = problems.or(()).and_then(|()| load::manifest(&document, file, name));
    let service = read.map_err(|failure| locate::positions(failure, text, file))?;
    let mut notes = warnings;
    notes.extend(service.ledger_warnings());
    let outline = service.outline();
    notes.extend(service.notes);
    Ok((outline, notes))
}

/// The checks beside those of `lint`: a resource's id is shown, whatever it says.
fn check(provider: &str, service: &ServiceName, root: &Cursor<'_, '_>) {
    let resources = root.node.get("components").and_then(|components| components.get(RESOURCES));
    let Some(Node::Map(resources)) = resources else { return };
    for (key, resource) in resources {
        let expected = format!("{provider}.{service}.{key}");
        let Some(found) = resource.get("id").and_then(Node::as_str) else { continue };
        if found != expected {
            root.report_at(
                &format!("/components/{RESOURCES}/{}/id", escape(key)),
                Diagnostic::error(
                    "package::mismatch",
                    format!("`id` is `{found}`, and should be `{expected}`"),
                )
                .help("StackQL takes a resource by its key, and shows what this says"),
            );
        }
    }
}
