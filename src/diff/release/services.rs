//! The services of two releases: read, mapped and compared, one task after the other.
//!
//! In: the documents of a [`Task`]. Out: findings, or what is known of services that have no partner yet. Documents are
//! dropped when they are compared, so that memory follows the services in work.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::Comparison;
use super::documents::Task;
use super::kin::Exchange;
use super::loose::Loose;
use super::reading::{is_unstable, of_service, read, text};
use crate::diagnostic::{Diagnostic, Result};
use crate::diff::finding::Finding;
use crate::diff::resolve;
use crate::diff::source::document::ReleaseDocument;
use crate::names::ServiceName;
use crate::provider::Service;

/// The name of a service, and the file that it was read from.
pub(super) type ServiceFile = (String, String);

/// The outcome of a task.
#[derive(Default)]
pub(super) struct Done<'c> {
    /// How many services were compared.
    pub(super) services: usize,
    /// The services of the documents: two of one release can't have the same name.
    pub(super) old_names: Vec<ServiceFile>,
    pub(super) new_names: Vec<ServiceFile>,
    pub(super) found: Vec<Finding>,
    /// The services whose old release isn't stable.
    pub(super) unstable: Vec<String>,
    /// What each service of both releases lost and gained.
    pub(super) exchanges: Vec<Exchange>,
    /// Services that the partner of their document doesn't have.
    pub(super) old: Vec<Loose<'c>>,
    pub(super) new: Vec<Loose<'c>>,
}

/// Reads the documents of a task, and compares the services that both have. Each is mapped when it is compared, and dropped
/// then.
pub(super) fn done<'c>(provider: &str, task: &Task<'c>, comparison: Comparison<'_>) -> Result<Done<'c>> {
    let Comparison { settings, old_settings, .. } = comparison;
    let is_alike = comparison.is_mapped_alike()
        && task.old.zip(task.new).is_some_and(|(old, new)| old.name() == new.name());
    // What is the same text isn't read at all, if a provider.yaml tells its name.
    let named_alike = || task.old.zip(task.new).filter(|(old, new)| is_alike && old.service == new.service);
    if let Some((old, new)) = named_alike()
        && let Some(name) = &old.service
        && old.content.is_same_object(&new.content)
    {
        return Ok(unchanged(name, old, new));
    }
    let (old_text, new_text) = (text(task.old)?, text(task.new)?);
    let is_identical = is_alike && old_text == new_text;
    if let Some((old, new)) = named_alike().filter(|_| is_identical)
        && let Some(name) = &old.service
    {
        return Ok(unchanged(name, old, new));
    }
    let stem = stem(task, comparison);
    let mut old = read(task.old, old_text, &stem, old_settings)?;
    let mut done = Done::default();
    if is_identical {
        for name in old.names() {
            let service = old.map_release(&name, old_settings, comparison.old.column_names())?;
            done.old_names.extend(named(service.as_ref(), task.old));
            done.new_names.extend(named(service.as_ref(), task.new));
        }
        return Ok(Done { services: done.old_names.len(), ..done });
    }
    let mut new = read(task.new, new_text, &stem, settings)?;
    let names: BTreeSet<ServiceName> = old.names().into_iter().chain(new.names()).collect();
    for name in names {
        let old = old.map_release(&name, old_settings, comparison.old.column_names())?;
        let new = new.map_release(&name, settings, comparison.new.column_names())?;
        done.old_names.extend(named(old.as_ref(), task.old));
        done.new_names.extend(named(new.as_ref(), task.new));
        match (old, new) {
            (Some(old), Some(new)) => {
                done.services += 1;
                done.found.extend(of_service(provider, &old, &new));
                done.unstable.extend(is_unstable(&old).then(|| old.name.to_string()));
                done.exchanges.push(Exchange::of(&old, &new));
            }
            (old, new) => {
                let went = |old: &Service| (resolve::removed(provider, old), Vec::new());
                let came = |new: &Service| (resolve::added(provider, new), resolve::resources(provider, new));
                let old = old.zip(task.old).map(|(old, from)| Loose::of(&old, from, &stem, went(&old)));
                let new = new.zip(task.new).map(|(new, from)| Loose::of(&new, from, &stem, came(&new)));
                done.old.extend(old);
                done.new.extend(new);
            }
        }
    }
    Ok(done)
}

/// The outcome for a service whose document is the same in both releases.
fn unchanged<'c>(name: &ServiceName, old: &ReleaseDocument, new: &ReleaseDocument) -> Done<'c> {
    let named = |document: &ReleaseDocument| vec![(name.to_string(), document.file.clone())];
    Done { services: 1, old_names: named(old), new_names: named(new), ..Done::default() }
}

/// The name for a service whose documents don't have one: the same for both, whatever their files are called.
fn stem(task: &Task<'_>, Comparison { settings, old_settings, .. }: Comparison<'_>) -> String {
    let given =
        |document: Option<&ReleaseDocument>, settings| document.and_then(|found| found.given_stem(settings));
    given(task.new, settings)
        .or_else(|| given(task.old, old_settings))
        .or_else(|| task.new.or(task.old).map(|found| found.stem().to_string()))
        .unwrap_or_default()
}

fn named(service: Option<&Service>, document: Option<&ReleaseDocument>) -> Vec<ServiceFile> {
    let named = service.zip(document);
    named.map(|(service, document)| (service.name.to_string(), document.file.clone())).into_iter().collect()
}

/// Most services listed that several documents describe.
const MAX_TWINS: usize = 5;

/// Errors about services that two documents of one side describe.
pub(super) fn twins<'d>(
    names: impl Iterator<Item = &'d (String, String)>,
) -> impl Iterator<Item = Diagnostic> {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, file) in names {
        files.entry(name).or_default().push(file);
    }
    let twin = |(name, files): (&str, Vec<&str>)| {
        let message = format!("{} documents describe the service `{name}`", files.len());
        Diagnostic::error("diff::two-documents", message)
            .help(format!(
                "name one of {}, or with --config a configuration that names one",
                files.join(", ")
            ))
            .at(files.first().copied().unwrap_or_default(), "")
    };
    let several = files.into_iter().filter(|(_, files)| files.len() > 1);
    let mut twins: Vec<Diagnostic> = several.map(twin).collect();
    if twins.len() > MAX_TWINS {
        let count = twins.len();
        twins.truncate(MAX_TWINS);
        let message = format!("{} more services have several documents too", count - MAX_TWINS);
        twins.push(
            Diagnostic::error("diff::two-documents", message)
                .help("name a configuration with --config: it says which document of each service is meant"),
        );
    }
    twins.into_iter()
}
