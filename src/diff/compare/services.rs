//! A service in both releases, and services that only one of them has.
//!
//! In: services. Out: findings for the service as a whole and all that is in it.

use std::collections::BTreeSet;

use openapiv3::SecurityScheme;

use super::context::Context;
use super::resources;
use crate::diff::finding::Finding;
use crate::names::OperationId;
use crate::provider::Service;
use crate::rules::rule::RuleId;
use crate::text::words;

/// Compares a service.
pub(in crate::diff) fn compare(provider: &str, old: &Service, new: &Service) -> Vec<Finding> {
    let context = Context::new(provider, old, new);
    let mut found = Vec::new();
    if old.name != new.name {
        let name = format!("{provider}.{}", new.name);
        let mut finding = with_witness(&context, RuleId::ServiceRenamed)
            .was(old.name.as_str(), new.name.as_str())
            .effect(format!("it is `{name}` now"));
        finding.renamed = Some(name);
        found.push(finding);
    }
    own_changes(&context, &mut found);
    resources::compare(&context, &mut found);
    found
}

/// A finding for the whole service, with a statement on its first resource that has one.
fn with_witness(context: &Context<'_>, rule: RuleId) -> Finding {
    let mut finding = context.finding(rule, context.place());
    let selectable = context.old.resources.iter().find(|resource| resource.is_selectable());
    let resource = selectable.or(context.old.resources.first());
    finding.witness = resource.and_then(|resource| resources::witness(context, resource));
    finding
}

/// What changed of the service as a whole.
fn own_changes(context: &Context<'_>, found: &mut Vec<Finding>) {
    let (old, new) = (&context.old.api, &context.new.api);
    let mut add = |rule, before: String, after: String| {
        found.push(with_witness(context, rule).was(before, after));
    };
    if old.version != new.version {
        let is_as_stable = stability(&old.version) == stability(&new.version);
        let rule = if is_as_stable { RuleId::ServiceApiVersionChanged } else { RuleId::StabilityChanged };
        add(rule, old.version.clone(), new.version.clone());
    }
    let urls = |api: &crate::api::Api| {
        api.servers.iter().map(|server| server.url.as_str()).collect::<Vec<_>>().join(", ")
    };
    let is_for_variables = !context.new_variables.is_empty();
    if let Some((before, after)) = context.other_servers().filter(|_| !is_for_variables) {
        add(RuleId::ServerUrlChanged, before, after);
    }
    if is_for_variables {
        let names = context.new_variables.iter().copied().collect::<Vec<_>>().join(", ");
        add(RuleId::ServerVariableRequiredAdded, urls(old), format!("{} ({names})", urls(new)));
    }
    let kinds = |api: &crate::api::Api| {
        let kinds: BTreeSet<&str> = api.security_schemes.values().map(scheme_kind).collect();
        kinds.into_iter().collect::<Vec<_>>().join(", ")
    };
    let kinds = (kinds(old), kinds(new));
    // A document that says nothing of it asks for nothing new.
    if kinds.0 != kinds.1 && !kinds.0.is_empty() && !kinds.1.is_empty() {
        add(RuleId::AuthTypeChanged, kinds.0, kinds.1);
    }
    let (before, after) = (words(&old.description), words(&new.description));
    if before != after {
        found.push(context.finding(RuleId::DocsOnly, context.place()).was(before, after));
    }
}

/// The class of an API's version: `v1p1beta1` is beta.
pub(super) fn stability(version: &str) -> &'static str {
    let version = version.to_ascii_lowercase();
    match () {
        () if version.contains("alpha") => "alpha",
        () if version.contains("beta") => "beta",
        () => "stable",
    }
}

fn scheme_kind(scheme: &SecurityScheme) -> &'static str {
    match scheme {
        SecurityScheme::APIKey { .. } => "API key",
        SecurityScheme::HTTP { .. } => "HTTP",
        SecurityScheme::OAuth2 { .. } => "OAuth 2",
        SecurityScheme::OpenIDConnect { .. } => "OpenID Connect",
    }
}

/// The finding for a service that only the old release has.
pub(super) fn removed(provider: &str, service: &Service) -> Finding {
    let context = Context::new(provider, service, service);
    with_witness(&context, RuleId::ServiceRemoved)
}

/// The finding for a service that only the new release has.
pub(super) fn added(provider: &str, service: &Service) -> Finding {
    let place = crate::diff::finding::Place::service(service.name.as_str());
    Finding::new(RuleId::ServiceAdded, provider, place)
}

/// Whether most operations of a service that went are in one that came.
pub(super) fn is_renamed(old: &Service, new: &Service) -> bool {
    let ids: BTreeSet<&OperationId> = new.api.operations.iter().map(|operation| &operation.id).collect();
    let kept = old.api.operations.iter().filter(|operation| ids.contains(&operation.id)).count();
    kept * 2 > old.api.operations.len()
}
