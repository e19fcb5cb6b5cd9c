//! The services of two releases: read, mapped and compared, one task after the other.
//!
//! In: the documents of a [`Task`]. Out: findings, or the services that have no partner yet. Documents are
//! dropped when they are compared, so that memory follows the services in work; a service without a partner
//! is kept until all documents are read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::comparison::Comparison;
use super::documents::Task;
use crate::diagnostic::{Diagnostic, Result};
use crate::diff::compare::services::{is_renamed, stability};
use crate::diff::finding::Finding;
use crate::diff::resolve;
use crate::diff::source::document::ReleaseDocument;
use crate::provider::Service;
use crate::settings::Settings;

/// The name of a service, and the file that it was read from.
pub(super) type ServiceFile = (String, String);

/// The outcome of a task.
#[derive(Default)]
pub(super) struct Done {
    /// How many services were compared.
    pub(super) services: usize,
    /// The services of the documents: two of one release can't have the same name.
    pub(super) old_names: Vec<ServiceFile>,
    pub(super) new_names: Vec<ServiceFile>,
    pub(super) found: Vec<Finding>,
    /// The service, if its old release isn't stable.
    pub(super) unstable: Option<String>,
    /// Services whose document has no partner.
    pub(super) old: Option<Service>,
    pub(super) new: Option<Service>,
}

/// Reads the documents of a task, and compares them if they are of one service.
pub(super) fn done(provider: &str, task: &Task<'_>, comparison: Comparison<'_>) -> Result<Done> {
    let Comparison { settings, old_settings, .. } = comparison;
    let (old_text, new_text) = (text(task.old)?, text(task.new)?);
    let stem = stem(task, comparison);
    let is_identical = old_text == new_text
        && comparison.is_mapped_alike()
        && task.old.zip(task.new).is_some_and(|(old, new)| old.name() == new.name());
    let old = read(task.old, old_text, &stem, old_settings)?;
    if is_identical {
        let (old_names, new_names) = (named(old.as_ref(), task.old), named(old.as_ref(), task.new));
        return Ok(Done { services: old_names.len(), old_names, new_names, ..Done::default() });
    }
    let new = read(task.new, new_text, &stem, settings)?;
    let (old_names, new_names) = (named(old.as_ref(), task.old), named(new.as_ref(), task.new));
    Ok(match (old, new) {
        (Some(old), Some(new)) if old.name == new.name => {
            let found = of_service(provider, &old, &new);
            let unstable = is_unstable(&old).then(|| old.name.to_string());
            Done { services: 1, old_names, new_names, found, unstable, ..Done::default() }
        }
        (old, new) => Done { old_names, new_names, old, new, ..Done::default() },
    })
}

fn text(document: Option<&ReleaseDocument>) -> Result<Option<String>> {
    document.map(|found| found.content.text(&found.file).map(Cow::into_owned)).transpose()
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

fn read(
    document: Option<&ReleaseDocument>,
    text: Option<String>,
    stem: &str,
    settings: Option<&Settings>,
) -> Result<Option<Service>> {
    match document.zip(text) {
        Some((document, text)) => document.service(&text, stem, settings),
        None => Ok(None),
    }
}

fn named(service: Option<&Service>, document: Option<&ReleaseDocument>) -> Vec<ServiceFile> {
    let named = service.zip(document);
    named.map(|(service, document)| (service.name.to_string(), document.file.clone())).into_iter().collect()
}

/// The findings for a service, marked if its old release isn't stable.
fn of_service(provider: &str, old: &Service, new: &Service) -> Vec<Finding> {
    let is_unstable = is_unstable(old);
    let found = resolve::of_service(provider, old, new).into_iter();
    found.map(|finding| Finding { is_unstable, ..finding }).collect()
}

/// Whether a service isn't stable, by its version.
pub(super) fn is_unstable(service: &Service) -> bool {
    stability(&service.api.version) != "stable"
}

/// Compares the services whose documents have no partner by file name. Services with one name are paired, and
/// so are a removed and an added service that share most operations.
pub(super) fn loose(provider: &str, gone: Vec<Service>, came: Vec<Service>) -> Done {
    let mut came = by_name(came);
    let (same, mut gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
        by_name(gone).into_iter().partition(|(name, _)| came.contains_key(name));
    let mut pairs: Vec<(Service, Service)> =
        same.into_iter().filter_map(|(name, old)| Some((old, came.remove(&name)?))).collect();
    for name in gone.keys().cloned().collect::<Vec<_>>() {
        let renamed = gone
            .get(&name)
            .and_then(|old| came.iter().find(|(_, new)| is_renamed(old, new)).map(|(name, _)| name.clone()));
        if let Some(renamed) = renamed {
            pairs.extend(gone.remove(&name).zip(came.remove(&renamed)));
        }
    }
    let compared = pairs.iter().flat_map(|(old, new)| of_service(provider, old, new));
    let removed = gone.values().map(|old| {
        let is_unstable = is_unstable(old);
        Finding { is_unstable, ..resolve::removed(provider, old) }
    });
    let added = came.values().map(|new| resolve::added(provider, new));
    Done {
        services: pairs.len() + gone.len() + came.len(),
        found: compared.chain(removed).chain(added).collect(),
        ..Done::default()
    }
}

fn by_name(services: Vec<Service>) -> BTreeMap<String, Service> {
    services.into_iter().map(|service| (service.name.to_string(), service)).collect()
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
