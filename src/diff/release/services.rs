//! The services of two releases: read, mapped and compared, one task after the other.
//!
//! In: the documents of a [`Task`]. Out: findings, or the services that have no partner yet. Documents are
//! dropped when they are compared, so that memory follows the services in work; a service without a partner
//! is kept until all documents are read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::comparison::Comparison;
use super::documents::Task;
use super::kin::{Exchange, Fate, Kinship};
use crate::diagnostic::{Diagnostic, Result};
use crate::diff::compare::services::stability;
use crate::diff::finding::Finding;
use crate::diff::place::FindingPlace;
use crate::diff::resolve;
use crate::diff::source::Release;
use crate::diff::source::document::ReleaseDocument;
use crate::names::ServiceName;
use crate::provider::Service;
use crate::rules::rule::RuleId;
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
    /// What the service lost and gained.
    pub(super) exchange: Option<Exchange>,
    /// Services whose document has no partner.
    pub(super) old: Option<Service>,
    pub(super) new: Option<Service>,
}

/// Reads the documents of a task, and compares them if they are of one service.
pub(super) fn done(provider: &str, task: &Task<'_>, comparison: Comparison<'_>) -> Result<Done> {
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
    let old = read(task.old, old_text, &stem, old_settings, comparison.old)?;
    if is_identical {
        let (old_names, new_names) = (named(old.as_ref(), task.old), named(old.as_ref(), task.new));
        return Ok(Done { services: old_names.len(), old_names, new_names, ..Done::default() });
    }
    let new = read(task.new, new_text, &stem, settings, comparison.new)?;
    let (old_names, new_names) = (named(old.as_ref(), task.old), named(new.as_ref(), task.new));
    Ok(match (old, new) {
        (Some(old), Some(new)) if old.name == new.name => {
            let found = of_service(provider, &old, &new);
            let unstable = is_unstable(&old).then(|| old.name.to_string());
            let exchange = Some(Exchange::of(&old, &new));
            Done { services: 1, old_names, new_names, found, unstable, exchange, ..Done::default() }
        }
        (old, new) => Done { old_names, new_names, old, new, ..Done::default() },
    })
}

/// The outcome for a service whose document is the same in both releases.
fn unchanged(name: &ServiceName, old: &ReleaseDocument, new: &ReleaseDocument) -> Done {
    let named = |document: &ReleaseDocument| vec![(name.to_string(), document.file.clone())];
    Done { services: 1, old_names: named(old), new_names: named(new), ..Done::default() }
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
    release: &Release,
) -> Result<Option<Service>> {
    match document.zip(text) {
        Some((document, text)) => document.service(&text, stem, settings, release.column_names()),
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
/// so are a removed and an added service that share most operations; `exchanges` are what other services lost and gained.
pub(super) fn loose(
    provider: &str,
    gone: Vec<Service>,
    came: Vec<Service>,
    mut exchanges: Vec<Exchange>,
) -> Done {
    let mut came = by_name(came);
    let (same, mut gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
        by_name(gone).into_iter().partition(|(name, _)| came.contains_key(name));
    let mut pairs: Vec<(Service, Service)> =
        same.into_iter().filter_map(|(name, old)| Some((old, came.remove(&name)?))).collect();
    exchanges.extend(pairs.iter().map(|(old, new)| Exchange::of(old, new)));
    let Kinship { fates, origins } = Kinship::of(&gone, &came, &exchanges);
    for (name, fate) in &fates {
        if let Fate::Renamed(home) = fate {
            pairs.extend(gone.remove(name).zip(came.remove(home)));
        }
    }
    let compared = pairs.iter().flat_map(|(old, new)| of_service(provider, old, new));
    let went = gone.iter().map(|(name, old)| {
        let finding = match fates.get(name) {
            Some(Fate::Merged(home, kept, _)) => resolve::merged(provider, old, home, *kept),
            Some(Fate::Split(homes)) => resolve::split(provider, old, homes),
            _ => resolve::removed(provider, old),
        };
        Finding { is_unstable: is_unstable(old), ..finding }
    });
    let of_parents = came.iter().flat_map(|(name, new)| {
        let parents = origins.get(name).map(|origin| origin.parents.as_slice()).unwrap_or_default();
        let split = parents.iter().map(|parent| parted(provider, parent, name));
        // Resources that the other service lost are told as moved.
        let resources = if parents.is_empty() { Vec::new() } else { resolve::resources(provider, new) };
        split.chain(resources).collect::<Vec<_>>()
    });
    let is_known = |name: &str| origins.get(name).is_some_and(|origin| origin.is_known);
    let added = came.iter().filter(|(name, _)| !is_known(name));
    let added = added.map(|(_, new)| resolve::added(provider, new));
    Done {
        services: pairs.len() + gone.len() + came.len(),
        found: compared.chain(went).chain(of_parents).chain(added).collect(),
        ..Done::default()
    }
}

/// The finding for a service that goes on, and a part of which is another service now.
fn parted(provider: &str, parent: &str, part: &str) -> Finding {
    Finding {
        old: Some(parent.to_string()),
        new: Some(format!("{parent}, {part}")),
        effect: Some(format!("a part of it is in `{part}` now")),
        ..Finding::new(RuleId::ServiceSplit, provider, FindingPlace::service(parent))
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
