//! How far a cause reaches: in which methods, resources and services it shows.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::part::Part;
use crate::diff::finding::Finding;
use crate::rules::rule::{Group, Same};
use crate::text::counted;

/// The number of findings of a cause, and of what they are in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Extent {
    /// Findings.
    pub findings: usize,
    /// Methods that they name. A column is part of a resource's rows and belongs to no method.
    pub methods: usize,
    /// Resources.
    pub resources: usize,
    /// Services.
    pub services: usize,
}

/// The places of findings.
#[derive(Debug)]
pub(super) struct Reach<'f> {
    provider: &'f str,
    services: BTreeSet<&'f str>,
    resources: BTreeSet<(&'f str, &'f str)>,
    methods: BTreeSet<(&'f str, &'f str, &'f str)>,
    /// The smallest kind of place that all findings have.
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Provider,
    Service,
    Resource,
    Method,
}

/// The names of the methods that findings are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Same,
    Different,
}

impl<'f> Reach<'f> {
    /// The places of `findings`.
    pub(super) fn of(provider: &'f str, findings: &[&'f Finding]) -> Self {
        let mut reach = Self {
            provider,
            services: BTreeSet::new(),
            resources: BTreeSet::new(),
            methods: BTreeSet::new(),
            kind: Kind::Method,
        };
        let mut methods = findings.iter().map(|finding| &finding.place.method);
        let first = methods.next();
        let names = if methods.all(|method| Some(method) == first) { Names::Same } else { Names::Different };
        for finding in findings {
            reach.kind = reach.kind.min(kind(finding, names));
            let place = &finding.place;
            let Some(service) = place.service.as_deref() else { continue };
            reach.services.insert(service);
            let Some(resource) = place.resource.as_deref() else { continue };
            reach.resources.insert((service, resource));
            let methods = place.method.iter().chain(&finding.methods);
            reach.methods.extend(methods.map(|method| (service, resource, method.as_str())));
        }
        reach
    }

    /// The numbers of places; that of findings isn't known here.
    pub(super) fn extent(&self) -> Extent {
        Extent {
            findings: 0,
            methods: self.methods.len(),
            resources: self.resources.len(),
            services: self.services.len(),
        }
    }

    /// Names of services, sorted.
    pub(super) fn services(&self) -> Vec<String> {
        self.services.iter().map(ToString::to_string).collect()
    }

    /// Full names: of resources, else of services, else of the provider.
    pub(super) fn names(&self) -> Vec<String> {
        let provider = self.provider;
        match self.kind {
            Kind::Provider => vec![provider.to_string()],
            Kind::Service => self.services.iter().map(|service| format!("{provider}.{service}")).collect(),
            Kind::Resource | Kind::Method => self
                .resources
                .iter()
                .map(|(service, resource)| format!("{provider}.{service}.{resource}"))
                .collect(),
        }
    }

    /// The places in words: `163 methods of 90 resources`, a name where there is one place.
    pub(super) fn words(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let (resources, services) = (self.resources.len(), self.services.len());
        let names = self.names();
        let of = |count: usize, noun: &str| match names.as_slice() {
            [name] => Part::Name(name.clone()),
            _ => Part::Words(counted(count, noun)),
        };
        match self.kind {
            Kind::Provider => parts.push(of(1, "provider")),
            Kind::Service => return vec![of(services, "service")],
            Kind::Resource => parts.push(of(resources, "resource")),
            Kind::Method => {
                parts.push(match self.methods.first() {
                    Some((.., method)) if self.methods.len() == 1 => Part::Name((*method).to_string()),
                    _ => Part::Words(counted(self.methods.len(), "method")),
                });
                parts.push(Part::Words(" of ".into()));
                parts.push(of(resources, "resource"));
            }
        }
        if services > 1 && self.kind != Kind::Provider {
            parts.push(Part::Words(format!(" in {}", counted(services, "service"))));
        }
        parts
    }

    /// Whether the places are one.
    pub(super) fn is_one(&self) -> bool {
        match self.kind {
            Kind::Provider => true,
            Kind::Service => self.services.len() == 1,
            Kind::Resource => self.resources.len() == 1,
            Kind::Method => self.methods.len() == 1,
        }
    }
}

/// The smallest kind of place that a finding is in, besides what it is about itself; `names` are those
/// of the methods of its cause.
fn kind(finding: &Finding, names: Names) -> Kind {
    let place = &finding.place;
    let rule = finding.rule.rule();
    // A sentence that begins with the method's name doesn't end with it.
    let is_the_method = names == Names::Same
        && rule.cause.same.contains(&Same::Name)
        && place.parameter.is_none()
        && place.column.is_none();
    match (&place.service, &place.resource, &place.method) {
        (None, ..) => Kind::Provider,
        (Some(_), None, _) => Kind::Service,
        (.., None) => Kind::Resource,
        _ if is_the_method || rule.group == Group::Row || rule.group == Group::Wording => Kind::Resource,
        _ => Kind::Method,
    }
}
