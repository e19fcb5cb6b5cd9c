//! What is compared, and what all comparisons of it need.

use std::collections::BTreeSet;

use super::finding::{Finding, Place};
use super::operations::OperationPairs;
use super::rule::RuleId;
use super::unchanged::Unchanged;
use super::walk::Walk;
use super::witness::Caller;
use crate::provider::{Method, Resource, Service};

/// A service in both releases.
pub(super) struct Context<'a> {
    pub(super) provider: &'a str,
    pub(super) old: &'a Service,
    pub(super) new: &'a Service,
    pub(super) operations: OperationPairs<'a>,
    pub(super) unchanged: Unchanged<'a>,
    /// Variables of the server's URL that the old release didn't have.
    pub(super) new_variables: BTreeSet<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(provider: &'a str, old: &'a Service, new: &'a Service) -> Self {
        let variables = |service: &'a Service| -> BTreeSet<&'a str> {
            service
                .api
                .servers
                .iter()
                .flat_map(|server| server.variables.keys().map(String::as_str))
                .collect()
        };
        Self {
            new_variables: variables(new).difference(&variables(old)).copied().collect(),
            provider,
            old,
            new,
            operations: OperationPairs::new(&old.api, &new.api),
            unchanged: Unchanged::new(&old.api, &new.api),
        }
    }

    /// For comparing schemas.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { old: &self.old.api, new: &self.new.api, unchanged: &self.unchanged }
    }

    /// For statements of the old release.
    pub(super) fn caller(&self, resource: &'a Resource, method: &'a Method) -> Caller<'a> {
        Caller { provider: self.provider, service: self.old, resource, method }
    }

    /// The service.
    pub(super) fn place(&self) -> Place {
        Place::service(self.old.name.as_str())
    }

    /// A resource of the service.
    pub(super) fn resource(&self, resource: &Resource) -> Place {
        Place::resource(self.old.name.as_str(), resource.name.as_str())
    }

    /// A method of a resource.
    pub(super) fn method(&self, resource: &Resource, method: &Method) -> Place {
        self.resource(resource).method(method.name.as_str(), method.operation_id.as_str())
    }

    pub(super) fn finding(&self, rule: RuleId, place: Place) -> Finding {
        Finding::new(rule, self.provider, place)
    }
}
