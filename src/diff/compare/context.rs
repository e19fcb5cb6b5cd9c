//! A service in both releases: the context that all comparers share.

use std::collections::BTreeSet;

use super::operations::{OperationPairs, skeleton, without_version};
use super::pairs::{self, ResourcePair};
use super::settings::found::FoundSettings;
use super::unchanged::Unchanged;
use super::walk::{Of, Walk};
use crate::api::Operation;
use crate::diff::place::FindingPlace;
use crate::provider::{Method, Resource, Service};

/// A service in both releases.
pub(in crate::diff) struct Context<'a> {
    pub(in crate::diff) provider: &'a str,
    pub(in crate::diff) old: &'a Service,
    pub(in crate::diff) new: &'a Service,
    pub(in crate::diff) operations: OperationPairs<'a>,
    /// The resources that are in both releases.
    pub(in crate::diff) resources: Vec<ResourcePair<'a>>,
    pub(super) unchanged: Unchanged<'a>,
    /// The settings of the old and the new document.
    pub(super) settings: (FoundSettings<'a>, FoundSettings<'a>),
    /// Variables of the server's URL that the old release didn't have.
    pub(in crate::diff) new_variables: BTreeSet<&'a str>,
}

impl<'a> Context<'a> {
    pub(in crate::diff) fn new(provider: &'a str, old: &'a Service, new: &'a Service) -> Self {
        let variables = |service: &'a Service| -> BTreeSet<&'a str> {
            service
                .api
                .servers
                .iter()
                .flat_map(|server| server.variables.keys().map(String::as_str))
                .collect()
        };
        let operations = OperationPairs::new(&old.api, &new.api);
        Self {
            new_variables: variables(new).difference(&variables(old)).copied().collect(),
            provider,
            old,
            new,
            resources: pairs::resources(old, new, &operations),
            operations,
            unchanged: Unchanged::new(&old.api, &new.api),
            settings: (FoundSettings::of(old), FoundSettings::of(new)),
        }
    }

    /// Whether a call goes to another path, even if the part that all calls share moved between the server's
    /// address and the path. A path that differs only by the API's version doesn't count.
    pub(super) fn is_other_path(&self, old: &Operation, new: &Operation) -> bool {
        let own = |operation: &Operation| self.unversioned(&skeleton(&without_version(&operation.path)));
        own(old) != own(new) && self.address(self.old, old) != self.address(self.new, new)
    }

    /// The address of a call.
    fn address(&self, service: &Service, operation: &Operation) -> String {
        let server = operation.servers.first().or(service.api.servers.first());
        let url = server.map(|server| server.url.as_str()).unwrap_or_default();
        self.unversioned(&skeleton(&format!("{url}{}", without_version(&operation.path))))
    }

    /// An address without segments that are versions (`v1`, `v2beta3`), where the API's version is another
    /// one.
    fn unversioned(&self, url: &str) -> String {
        if self.old.api.version == self.new.api.version {
            return url.to_string();
        }
        let is_version = |part: &&str| {
            part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        url.split('/').filter(|part| !is_version(part)).collect::<Vec<_>>().join("/")
    }

    /// The service's addresses before and after, if calls go to another one.
    pub(super) fn other_servers(&self) -> Option<(String, String)> {
        let urls = |service: &Service| {
            service.api.servers.iter().map(|server| server.url.as_str()).collect::<Vec<_>>().join(", ")
        };
        let (before, after) = (urls(self.old), urls(self.new));
        if self.unversioned(&before) == self.unversioned(&after) {
            return None;
        }
        // A part that moved between the server's address and the paths doesn't count as a change.
        let mut pairs = self
            .old
            .api
            .operations
            .iter()
            .filter_map(|old| Some((old, self.operations.to_new(&old.id)?)))
            .peekable();
        let is_elsewhere = pairs.peek().is_none()
            || pairs.any(|(old, new)| self.address(self.old, old) != self.address(self.new, new));
        is_elsewhere.then_some((before, after))
    }

    /// The walk for comparing schemas of the kind `of`.
    pub(super) fn walk<'w>(&'w self, of: Of<'w>) -> Walk<'w> {
        Walk { old: &self.old.api, new: &self.new.api, unchanged: &self.unchanged, of }
    }

    /// The place of the service.
    pub(super) fn place(&self) -> FindingPlace {
        FindingPlace::service(self.old.name.as_str())
    }

    /// The place of a resource of the service.
    pub(in crate::diff) fn resource(&self, resource: &Resource) -> FindingPlace {
        FindingPlace::resource(self.old.name.as_str(), resource.name.as_str())
    }

    /// The place of a method of a resource.
    pub(in crate::diff) fn method(&self, resource: &Resource, method: &Method) -> FindingPlace {
        self.resource(resource).method(method.name.as_str(), method.operation_id.as_str())
    }
}
