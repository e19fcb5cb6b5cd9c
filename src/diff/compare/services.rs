//! A service in both releases as a whole, and services that only one of them has.
//!
//! In: services. Out: changes of the whole service; other comparers look at its resources.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::SecurityScheme;

use super::change::{Change, Statement};
use super::context::Context;
use super::operations::version_in;
use crate::api::Api;
use crate::diff::place::FindingPlace;
use crate::provider::Service;
use crate::rules::rule::RuleId;
use crate::text::words;

/// The changes of the service as a whole.
pub(super) fn changes<'a>(context: &Context<'a>) -> Vec<Change<'a>> {
    let all = [renamed(context), version(context), servers(context), variables(context), schemes(context)];
    all.into_iter().flatten().chain(defaults(context)).chain(description(context)).collect()
}

/// A change of the whole service, shown by any statement on it.
fn change<'a>(context: &Context<'a>, rule: RuleId) -> Change<'a> {
    Change::new(rule, context.place()).shown_by(Statement::OnService)
}

fn renamed<'a>(context: &Context<'a>) -> Option<Change<'a>> {
    let (old, new) = (&context.old.name, &context.new.name);
    let place = FindingPlace::service(new.as_str());
    let name = place.name(context.provider);
    let change = change(context, RuleId::ServiceRenamed).was(old.as_str(), new.as_str());
    (old != new).then(|| change.renamed(place, &name))
}

fn version<'a>(context: &Context<'a>) -> Option<Change<'a>> {
    let (old, new) = (&context.old.api.version, &context.new.api.version);
    let is_as_stable = stability(old) == stability(new);
    let rule = if is_as_stable { RuleId::ServiceApiVersionChanged } else { RuleId::StabilityChanged };
    if old != new {
        return Some(change(context, rule).was(old, new));
    }
    // Some APIs name their version in the query of each path.
    let called = |api: &'a Api| -> BTreeSet<&'a str> {
        api.operations.iter().filter_map(|operation| version_in(&operation.path)).collect()
    };
    let (before, after) = (called(&context.old.api), called(&context.new.api));
    let without = |these: &BTreeSet<&str>, those: &BTreeSet<&str>| {
        these.difference(those).copied().collect::<Vec<_>>().join(", ")
    };
    let (gone, came) = (without(&before, &after), without(&after, &before));
    let is_other = !gone.is_empty() && !came.is_empty();
    is_other.then(|| change(context, RuleId::ServiceApiVersionChanged).was(gone, came))
}

/// The change for another address of the service; a new variable in the address has a change of its own.
fn servers<'a>(context: &Context<'a>) -> Option<Change<'a>> {
    let (before, after) = context.other_servers().filter(|_| context.new_variables.is_empty())?;
    Some(change(context, RuleId::ServerUrlChanged).was(before, after))
}

/// The change for variables of the service's address that the old release didn't have.
fn variables<'a>(context: &Context<'a>) -> Option<Change<'a>> {
    let urls =
        |api: &Api| api.servers.iter().map(|server| server.url.as_str()).collect::<Vec<_>>().join(", ");
    let names = context.new_variables.iter().copied().collect::<Vec<_>>().join(", ");
    let (before, after) = (urls(&context.old.api), format!("{} ({names})", urls(&context.new.api)));
    let change = || change(context, RuleId::ServerVariableRequiredAdded).was(before, after);
    (!names.is_empty()).then(change)
}

/// The changes for other defaults of variables of the service's address.
fn defaults<'a>(context: &Context<'a>) -> Vec<Change<'a>> {
    let all = |api: &'a Api| -> BTreeMap<&'a str, &'a str> {
        let variables = api.servers.iter().flat_map(|server| &server.variables);
        variables.map(|(name, variable)| (name.as_str(), variable.default.as_str())).collect()
    };
    let (was, is) = (all(&context.old.api), all(&context.new.api));
    let other = was.into_iter().filter_map(|(name, before)| {
        let after = *is.get(name)?;
        let text = |value: &str| format!("{name}: {value}");
        // A statement that is made here names all variables, and so none that shows it.
        let change = || {
            Change::new(RuleId::ServerVariableDefaultChanged, context.place()).was(text(before), text(after))
        };
        (before != after).then(change)
    });
    other.collect()
}

/// The change for other kinds of authentication. A document without any requires nothing new.
fn schemes<'a>(context: &Context<'a>) -> Option<Change<'a>> {
    let kinds = |api: &Api| {
        let kinds: BTreeSet<&str> = api.security_schemes.values().map(scheme_kind).collect();
        kinds.into_iter().collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (kinds(&context.old.api), kinds(&context.new.api));
    let is_other = before != after && !before.is_empty() && !after.is_empty();
    is_other.then(|| change(context, RuleId::AuthTypeChanged).was(before, after))
}

fn description<'a>(context: &Context<'a>) -> Option<Change<'a>> {
    let (before, after) = (words(&context.old.api.description), words(&context.new.api.description));
    (before != after).then(|| Change::new(RuleId::DocsOnly, context.place()).was(before, after))
}

/// The class of an API's version: `v1p1beta1` is beta.
pub(in crate::diff) fn stability(version: &str) -> &'static str {
    let version = version.to_ascii_lowercase();
    ["alpha", "beta"].into_iter().find(|class| version.contains(class)).unwrap_or("stable")
}

fn scheme_kind(scheme: &SecurityScheme) -> &'static str {
    match scheme {
        SecurityScheme::APIKey { .. } => "API key",
        SecurityScheme::HTTP { .. } => "HTTP",
        SecurityScheme::OAuth2 { .. } => "OAuth 2",
        SecurityScheme::OpenIDConnect { .. } => "OpenID Connect",
    }
}

/// The change for a service that only the old release has.
pub(in crate::diff) fn removed(service: &Service) -> Change<'_> {
    let place = FindingPlace::service(service.name.as_str());
    Change::new(RuleId::ServiceRemoved, place).shown_by(Statement::OnService)
}

/// The change for a service that only the new release has.
pub(in crate::diff) fn added(service: &Service) -> Change<'_> {
    Change::new(RuleId::ServiceAdded, FindingPlace::service(service.name.as_str()))
}
