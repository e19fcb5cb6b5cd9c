//! Resources above, below and beside a resource, by the paths of their methods.

use std::collections::BTreeSet;

use super::reference::Related;
use crate::api::Operation;
use crate::engine::media;
use crate::provider::{Resource, Service};

/// The ending of the name of a resource's policies.
const POLICIES: &str = "_iam_policies";

/// A path up to its last literal segment, without the parameters' names; none for the path of a custom verb.
type Collection<'p> = Vec<Option<&'p str>>;

/// The paths of the collections of a service, but those of policies and content.
pub(super) struct Collections<'s> {
    /// The collections of each resource, and those of others that are the nearest above them.
    of_resources: Vec<(&'s str, BTreeSet<Collection<'s>>, BTreeSet<Collection<'s>>)>,
    known: BTreeSet<Collection<'s>>,
}

impl<'s> Collections<'s> {
    pub(super) fn of(service: &'s Service) -> Self {
        let plain = |other: &&Resource| !other.name.as_str().ends_with(POLICIES) && !is_content(other);
        let resources = service.resources.iter().filter(plain);
        let of_resources: Vec<(&str, BTreeSet<Collection<'_>>)> =
            resources.map(|other| (other.name.as_str(), collections(other))).collect();
        let known = of_resources.iter().flat_map(|(_, paths)| paths.iter().cloned()).collect();
        let above = |paths: &BTreeSet<_>| nearest_to(paths, &known);
        let of_resources = of_resources.into_iter().map(|(name, paths)| {
            let above = above(&paths);
            (name, paths, above)
        });
        Self { of_resources: of_resources.collect(), known }
    }
}

/// The nearest of the collections `known` above each of `paths`.
fn nearest_to<'p>(
    paths: &BTreeSet<Collection<'p>>,
    known: &BTreeSet<Collection<'p>>,
) -> BTreeSet<Collection<'p>> {
    paths.iter().filter_map(|path| nearest(path, |above| known.contains(above))).collect()
}

/// The resources of `service` that are related to `resource`.
pub(super) fn related(service: &Service, resource: &Resource, all: &Collections<'_>) -> Related {
    let name = resource.name.as_str();
    let own = collections(resource);
    let mut related = Related {
        iam_policies: service.resource(&format!("{name}{POLICIES}")).map(|found| found.name.to_string()),
        iam_policies_of: name
            .strip_suffix(POLICIES)
            .and_then(|name| service.resource(name))
            .map(|found| found.name.to_string()),
        content: content(service, resource).map(|found| found.name.to_string()),
        content_of: content_of(service, resource).map(|found| found.name.to_string()),
        ..Related::default()
    };
    if !name.ends_with(POLICIES) && !is_content(resource) {
        let parents = nearest_to(&own, &all.known);
        for (other, paths, above) in &all.of_resources {
            if *other == name {
                continue;
            }
            if !paths.is_disjoint(&parents) {
                related.parents.push((*other).to_string());
            }
            if !above.is_disjoint(&own) {
                related.children.push((*other).to_string());
            }
        }
    }
    related
}

/// The resource with the content of what `resource` is about.
fn content<'s>(service: &'s Service, resource: &Resource) -> Option<&'s Resource> {
    let api = &service.api;
    let called = resource.methods.iter().filter_map(|method| api.operation(&method.operation_id));
    let mut transfers = called.flat_map(|operation| {
        media::offered(operation).filter_map(|transfer| api.transfer_of(&operation.id, transfer))
    });
    transfers.find_map(|transfer| service.resource_of(&transfer.id))
}

/// The resource that is about the content of `resource`.
fn content_of<'s>(service: &'s Service, resource: &Resource) -> Option<&'s Resource> {
    let called = resource.methods.iter().filter_map(|method| service.api.operation(&method.operation_id));
    called.filter_map(Operation::content_of).find_map(|of| service.resource_of(of))
}

/// Whether a resource has content, and not what is known of it.
fn is_content(resource: &Resource) -> bool {
    resource.methods.iter().any(|method| method.transfer.is_some())
}

/// The longest path above `path` that some resource has.
fn nearest<'p>(
    path: &Collection<'p>,
    is_known: impl Fn(&[Option<&'p str>]) -> bool,
) -> Option<Collection<'p>> {
    (1..path.len())
        .rev()
        .filter(|end| path.get(*end).is_some_and(Option::is_none))
        .filter_map(|end| path.get(..end))
        .find(|above| is_known(above))
        .map(<[_]>::to_vec)
}

/// The paths of the collections that a resource's methods call.
fn collections(resource: &Resource) -> BTreeSet<Collection<'_>> {
    let is_own = |path: &&str| !path.rsplit('/').next().is_some_and(|last| last.contains(':'));
    let paths = resource.methods.iter().map(|method| method.path.as_str()).filter(is_own);
    paths.map(collection).filter(|path| !path.is_empty()).collect()
}

fn collection(path: &str) -> Collection<'_> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let mut parts: Collection<'_> =
        segments.map(|segment| (!segment.contains('{')).then_some(segment)).collect();
    while parts.last().is_some_and(Option::is_none) {
        parts.pop();
    }
    parts
}
