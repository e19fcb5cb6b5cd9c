//! Services whose documents have no partner by file name.
//!
//! In: what is known of such services once they are read. Out: findings. Services that got a partner by their name or
//! their operations are read again and compared, so that memory follows the services in work.

use std::collections::BTreeMap;

use super::comparison::Comparison;
use super::kin::{ByName, Exchange, Fate, Kinship, Operations};
use super::reading::{is_unstable, of_service, read, text};
use crate::diagnostic::Result;
use crate::diff::finding::Finding;
use crate::diff::place::FindingPlace;
use crate::diff::source::Release;
use crate::diff::source::document::ReleaseDocument;
use crate::provider::Service;
use crate::rules::rule::RuleId;
use crate::settings::Settings;
use crate::threads;

/// A service whose document has no partner, without its content: that is read again if it gets one.
pub(super) struct Loose<'c> {
    pub(super) name: String,
    operations: Operations,
    pub(super) is_unstable: bool,
    /// The finding for the service as one that went or came.
    whole: Finding,
    /// The findings for its resources, if these came.
    resources: Vec<Finding>,
    document: &'c ReleaseDocument,
    stem: String,
}

impl<'c> Loose<'c> {
    /// What is known of `service`; the findings are those for the whole of it and for its resources.
    pub(super) fn of(
        service: &Service,
        document: &'c ReleaseDocument,
        stem: &str,
        (whole, resources): (Finding, Vec<Finding>),
    ) -> Self {
        Self {
            name: service.name.to_string(),
            operations: Operations::of(service),
            is_unstable: is_unstable(service),
            whole,
            resources,
            document,
            stem: stem.to_string(),
        }
    }

    /// Reads the service again.
    fn read(&self, settings: Option<&Settings>, release: &Release) -> Result<Option<Service>> {
        let mut parts = read(Some(self.document), text(Some(self.document))?, &self.stem, settings)?;
        let name = parts.names().into_iter().find(|name| name.as_str() == self.name);
        name.map_or(Ok(None), |name| parts.map_release(&name, settings, release.column_names()))
    }
}

/// The number of services whose documents have no partner by file name, and the findings for them. Services with one name are paired, and
/// so are a removed and an added service that share most operations; `exchanges` are what other services lost and gained.
///
/// # Errors
/// A document can't be read again.
pub(super) fn loose(
    provider: &str,
    gone: Vec<Loose<'_>>,
    came: Vec<Loose<'_>>,
    exchanges: Vec<Exchange>,
    comparison: Comparison<'_>,
) -> Result<(usize, Vec<Finding>)> {
    let mut came = by_name(came);
    let (same, mut gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
        by_name(gone).into_iter().partition(|(name, _)| came.contains_key(name));
    let same: Vec<_> = same.into_iter().filter_map(|(name, old)| Some((old, came.remove(&name)?))).collect();
    let same = compared(provider, &same, comparison)?;
    let exchanges: Vec<Exchange> =
        exchanges.into_iter().chain(same.iter().map(|(_, exchange)| exchange.clone())).collect();
    let Kinship { fates, origins } = Kinship::of(&known(&gone), &known(&came), &exchanges);
    let renamed = fates.iter().filter_map(|(name, fate)| match fate {
        Fate::Renamed(home) => gone.remove(name).zip(came.remove(home)),
        _ => None,
    });
    let renamed = compared(provider, &renamed.collect::<Vec<_>>(), comparison)?;
    let services = same.len() + renamed.len() + gone.len() + came.len();
    let went = gone.into_iter().map(|(name, old)| {
        let kept = old.operations.count();
        let finding = match fates.get(&name) {
            Some(Fate::Merged(home, found)) => merged(old.whole, &name, home, kept - found.min(&kept), kept),
            Some(Fate::Split(homes)) => split(old.whole, &name, homes),
            _ => old.whole,
        };
        Finding { is_unstable: old.is_unstable, ..finding }
    });
    let arrived = came.into_iter().flat_map(|(name, new)| {
        let origin = origins.get(&name).cloned().unwrap_or_default();
        let added = (!origin.is_known).then_some(new.whole);
        let parts: Vec<Finding> =
            origin.parents.iter().map(|parent| parted(provider, parent, &name)).collect();
        // Resources that another service lost are told as moved.
        let resources = if parts.is_empty() { Vec::new() } else { new.resources };
        added.into_iter().chain(parts).chain(resources)
    });
    let found = same.into_iter().chain(renamed).flat_map(|(found, _)| found).chain(went).chain(arrived);
    Ok((services, found.collect()))
}

/// The findings for each of `pairs`, and what its service lost and gained.
fn compared(
    provider: &str,
    pairs: &[(Loose<'_>, Loose<'_>)],
    comparison: Comparison<'_>,
) -> Result<Vec<(Vec<Finding>, Exchange)>> {
    let size =
        |(old, new): &(Loose<'_>, Loose<'_>)| old.document.content.size() + new.document.content.size();
    let all = threads::largest_first(pairs, size, |(old, new)| {
        let old = old.read(comparison.old_settings, comparison.old)?;
        let new = new.read(comparison.settings, comparison.new)?;
        Ok(old.zip(new).map(|(old, new)| (of_service(provider, &old, &new), Exchange::of(&old, &new))))
    });
    all.into_iter().filter_map(Result::transpose).collect()
}

fn known(services: &BTreeMap<String, Loose<'_>>) -> ByName {
    services.iter().map(|(name, service)| (name.clone(), service.operations.clone())).collect()
}

/// The finding for a service whose operations, all but `lost` of `all`, are in the service `home`.
fn merged(gone: Finding, name: &str, home: &str, lost: usize, all: usize) -> Finding {
    let rest = if lost == 0 { String::new() } else { format!("; {lost} of {all} operations are gone") };
    Finding {
        rule: RuleId::ServiceMerged,
        old: Some(name.to_string()),
        new: Some(home.to_string()),
        effect: Some(format!("no such service: it is in `{home}` now{rest}")),
        ..gone
    }
}

/// The finding for a service whose operations are in several others.
fn split(gone: Finding, name: &str, homes: &[String]) -> Finding {
    let homes = homes.join(", ");
    Finding {
        rule: RuleId::ServiceSplit,
        old: Some(name.to_string()),
        effect: Some(format!("no such service: its resources are in {homes} now")),
        new: Some(homes),
        ..gone
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

fn by_name(services: Vec<Loose<'_>>) -> BTreeMap<String, Loose<'_>> {
    services.into_iter().map(|service| (service.name.clone(), service)).collect()
}
