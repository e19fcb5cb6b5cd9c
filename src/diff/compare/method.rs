//! A method in both releases: the call that it makes, and how that is answered.
//!
//! In: a pair of methods. Out: findings for the operation; its parameters, rows and body are compared
//! elsewhere.

use std::collections::BTreeSet;

use super::context::Context;
use super::facets;
use super::methods::MethodPair;
use super::operations::tokens;
use crate::api::{Api, Operation, SecurityRequirement};
use crate::diff::finding::Finding;
use crate::input::discovery::GOOGLE_SCHEMES;
use crate::provider::Resource;
use crate::rules::rule::RuleId;
use crate::text::words;

/// Properties that tell a long-running operation: all of one line.
const LONG_RUNNING: [&[&str]; 2] = [&["name", "done", "error"], &["operationType", "status", "targetLink"]];

/// What pages a list: the parameter, and the property of the response.
const PAGE_TOKEN: &str = "pageToken";
const NEXT_PAGE_TOKEN: &str = "nextPageToken";

/// A pair of methods and what they call.
#[derive(Clone, Copy)]
pub(super) struct Calls<'a> {
    pub(super) resource: &'a Resource,
    pub(super) pair: MethodPair<'a>,
    pub(super) old: &'a Operation,
    pub(super) new: &'a Operation,
}

/// Compares all but parameters, rows and bodies.
pub(super) fn compare<'a>(context: &Context<'a>, calls: Calls<'a>, found: &mut Vec<Finding>) {
    let Calls { resource, pair, old, new } = calls;
    let caller = context.caller(resource, pair.old);
    let mut add = |rule, before: String, after: String| {
        let finding = context
            .finding(rule, context.method(resource, pair.old))
            .was(before, after)
            .witness(caller.plain())
            .deprecated(old.deprecated);
        found.push(match rule {
            RuleId::MethodHttpVerbChanged => {
                finding.effect(format!("is sent by {} now", new.http_method.as_str()))
            }
            RuleId::MethodAsyncChanged if is_long(&context.new.api, new) => {
                finding.effect("returns an operation to wait for now")
            }
            RuleId::MethodAsyncChanged => finding.effect("returns no operation to wait for any more"),
            _ => finding,
        });
    };
    if old.http_method != new.http_method {
        add(RuleId::MethodHttpVerbChanged, old.http_method.as_str().into(), new.http_method.as_str().into());
    }
    if context.is_other_path(old, new) || is_reordered(old, new) {
        add(RuleId::MethodPathChanged, old.path.clone(), new.path.clone());
    }
    if new.deprecated && !old.deprecated {
        add(RuleId::MethodDeprecated, String::new(), "deprecated".into());
    }
    let (before, after) = (old.response.schema(), new.response.schema());
    if let (Some(before), None) = (before, after) {
        add(RuleId::MethodResponseRemoved, type_name(&context.old.api, before), String::new());
    }
    if before.is_some() && after.is_some() {
        let words = |is_long| if is_long { "long-running operation" } else { "plain answer" }.to_string();
        let long = (is_long(&context.old.api, old), is_long(&context.new.api, new));
        if long.0 != long.1 {
            add(RuleId::MethodAsyncChanged, words(long.0), words(long.1));
        }
    }
    let media = |operation: &Operation| {
        let body = operation.request.as_ref().map(|body| body.media_type.clone());
        let answer = operation.response.content.as_ref().map(|(media_type, _)| media_type.clone());
        (body, answer)
    };
    let (old_media, new_media) = (media(old), media(new));
    for (before, after) in [(old_media.0, new_media.0), (old_media.1, new_media.1)] {
        if let (Some(before), Some(after)) = (before, after)
            && before != after
        {
            add(RuleId::MethodMediaTypeChanged, before, after);
        }
    }
    // What answers nothing any more has no pages, which is told.
    let is_answered = after.is_some();
    if let Some((before, after)) = paging(context, old, new).filter(|_| is_answered) {
        add(RuleId::PaginationChanged, before, after);
    }
    // A document of Google's that names no scopes says nothing of them.
    let says_nothing = old.security.is_empty() && is_google(&context.old.api);
    let scopes = missing_scopes(enough(&context.old.api, old), enough(&context.new.api, new));
    if let Some((before, after)) = scopes.filter(|_| !says_nothing) {
        add(RuleId::AuthScopeAdded, before, after);
    }
    let url = |operation: &Operation| {
        operation.servers.iter().map(|server| server.url.as_str()).collect::<Vec<_>>().join(", ")
    };
    if url(old) != url(new) {
        add(RuleId::ServerUrlChanged, url(old), url(new));
    }
    if words(&old.description) != words(&new.description) {
        found.push(
            context
                .finding(RuleId::DocsOnly, context.method(resource, pair.old))
                .was(words(&old.description), words(&new.description)),
        );
    }
}

/// Whether the path's parameters stand in another order.
fn is_reordered(old: &Operation, new: &Operation) -> bool {
    let (before, after) = (tokens(&old.path), tokens(&new.path));
    let mut sorted = (before.clone(), after.clone());
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    before != after && sorted.0 == sorted.1
}

/// Whether the answer is a long-running operation.
fn is_long(api: &Api, operation: &Operation) -> bool {
    let answer = operation.response.schema();
    answer.is_some_and(|schema| LONG_RUNNING.iter().any(|names| has_all(api, schema, names)))
}

fn has_all(api: &Api, schema: &crate::api::Schema, names: &[&str]) -> bool {
    let properties = api.properties(schema);
    names.iter().all(|name| properties.contains_key(name))
}

fn type_name(api: &Api, schema: &crate::api::Schema) -> String {
    schema.reference.clone().unwrap_or_else(|| facets::Facets::of(api, schema).type_text())
}

/// How a list is paged before and after, where it was by Google's tokens and is no more, or the reverse: an
/// answer that came whole comes in pages then, which StackQL reads, so that is no loss.
fn paging(context: &Context<'_>, old: &Operation, new: &Operation) -> Option<(String, String)> {
    let is_paged = |api: &Api, operation: &Operation| {
        let takes = operation.parameters.iter().any(|parameter| parameter.name == PAGE_TOKEN);
        let answer = operation.response.schema();
        takes && answer.is_some_and(|schema| api.properties(schema).contains_key(NEXT_PAGE_TOKEN))
    };
    let (was, is) = (is_paged(&context.old.api, old), is_paged(&context.new.api, new));
    (was && !is).then(|| (format!("{PAGE_TOKEN}, {NEXT_PAGE_TOKEN}"), "not paged".into()))
}

/// Sets of scopes each of which is enough for an operation. Google's documents list in one requirement scopes
/// of which any one is enough, and so do manifests made of them; anybody else's mean all of them.
fn enough(api: &Api, operation: &Operation) -> BTreeSet<BTreeSet<String>> {
    let scopes =
        |requirement: &SecurityRequirement| requirement.values().flatten().cloned().collect::<BTreeSet<_>>();
    let all = operation.security.iter().map(scopes);
    match is_google(api) {
        true => all.flatten().map(|scope| BTreeSet::from([scope])).collect(),
        false => all.collect(),
    }
}

/// Whether a document is one of Google's, or a manifest made of one.
fn is_google(api: &Api) -> bool {
    GOOGLE_SCHEMES.iter().all(|name| api.security_schemes.contains_key(*name))
}

/// The scopes that were enough and are enough no more, and those that are now; none where all are.
fn missing_scopes(
    old: BTreeSet<BTreeSet<String>>,
    new: BTreeSet<BTreeSet<String>>,
) -> Option<(String, String)> {
    if new.is_empty() {
        return None;
    }
    // Whoever has what was enough has what is enough.
    let is_enough = |before: &BTreeSet<String>| new.iter().any(|after| after.is_subset(before));
    let text = |scopes: &BTreeSet<String>| scopes.iter().cloned().collect::<Vec<_>>().join(" + ");
    let mut lost: Vec<String> = old.iter().filter(|before| !is_enough(before)).map(text).collect();
    if old.is_empty() && !is_enough(&BTreeSet::new()) {
        lost.push("no scope".into());
    }
    let enough: Vec<String> = new.iter().map(text).collect();
    (!lost.is_empty()).then(|| (lost.join(", "), enough.join(", ")))
}
