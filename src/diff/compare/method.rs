//! A method in both releases: its call, and the answer.
//!
//! In: a pair of methods. Out: changes of the operation; other comparers look at its parameters, rows and
//! body.

use std::collections::BTreeSet;

use super::change::Change;
use super::context::Context;
use super::exec;
use super::facets::Facets;
use super::operations::tokens;
use super::pairs::Calls;
use crate::api::{Api, Operation, Schema, SecurityRequirement};
use crate::engine::answer::{self, NEXT_PAGE_TOKEN, PAGE_TOKEN};
use crate::input::discovery::GOOGLE_SCHEMES;
use crate::provider::Behavior;
use crate::rules::rule::RuleId;
use crate::text::words;

/// Properties that mark a long-running operation: all of one line.
const LONG_RUNNING: [&[&str]; 2] = [&["name", "done", "error"], &["operationType", "status", "targetLink"]];

/// All changes but those of parameters, rows and bodies.
pub(super) fn changes<'a>(context: &Context<'a>, calls: Calls<'a>) -> Vec<Change<'a>> {
    let own = [http_verb(context, calls), path(context, calls), deprecated(context, calls)];
    let answer = [response(context, calls), long_running(context, calls)];
    let rest = [paging(context, calls), scopes(context, calls), servers(context, calls)];
    let all = own.into_iter().chain(answer).chain(media_types(context, calls)).chain(rest);
    all.flatten().chain(description(context, calls)).collect()
}

/// A change of the whole method, shown by any statement that calls it.
fn change<'a>(context: &Context<'a>, calls: Calls<'a>, rule: RuleId) -> Change<'a> {
    Change::new(rule, context.method(calls.resource, calls.pair.old))
        .shown_by(calls.call().plain())
        .deprecated(calls.was_deprecated())
}

fn http_verb<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let (old, new) = (calls.old.http_method, calls.new.http_method);
    let change = || {
        change(context, calls, RuleId::MethodHttpVerbChanged)
            .was(old.as_str(), new.as_str())
            .effect(format!("is sent by {} now", new.as_str()))
    };
    (old != new).then(change)
}

fn path<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let Calls { old, new, .. } = calls;
    let is_other = context.is_other_path(old, new) || is_reordered(old, new);
    is_other.then(|| change(context, calls, RuleId::MethodPathChanged).was(&old.path, &new.path))
}

fn deprecated<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    is_newly_deprecated(calls).then(|| change(context, calls, RuleId::MethodDeprecated).was("", "deprecated"))
}

/// The change for an answer that is gone. One that EXEC failed on is no loss: without it the statement works.
fn response<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let before = calls.old.response.schema().filter(|_| calls.new.response.schema().is_none())?;
    let needed = exec::needed(calls.pair.old);
    if !calls.resource.reaches(calls.pair.old) && answer::breaks_exec(&context.old.api, calls.old, needed) {
        return None;
    }
    let change = change(context, calls, RuleId::MethodResponseRemoved);
    Some(change.was(type_name(&context.old.api, before), ""))
}

/// The change for an answer that became a long-running operation, or no longer is one.
fn long_running<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let word = |is_long| if is_long { "long-running operation" } else { "plain answer" };
    let was = is_long(&context.old.api, calls.old.response.schema()?);
    let is = is_long(&context.new.api, calls.new.response.schema()?);
    let effect =
        if is { "returns an operation to wait for now" } else { "returns no operation to wait for any more" };
    let change =
        || change(context, calls, RuleId::MethodAsyncChanged).was(word(was), word(is)).effect(effect);
    (was != is).then(change)
}

/// The changes for other media types of the body or of the answer.
fn media_types<'a>(context: &Context<'a>, calls: Calls<'a>) -> [Option<Change<'a>>; 2] {
    let body = |operation: &'a Operation| Some(&operation.request.as_ref()?.media_type);
    let answer =
        |operation: &'a Operation| operation.response.content.as_ref().map(|(media_type, _)| media_type);
    let changed = |(before, after): (Option<&'a String>, Option<&'a String>)| {
        let (before, after) = before.zip(after).filter(|(before, after)| before != after)?;
        Some(change(context, calls, RuleId::MethodMediaTypeChanged).was(before, after))
    };
    [(body(calls.old), body(calls.new)), (answer(calls.old), answer(calls.new))].map(changed)
}

/// The change for a list that was paged by Google's tokens and isn't any more. The reverse loses nothing: the
/// answer then comes in pages, which StackQL reads. A method whose answer is gone has no pages; that is
/// reported already.
fn paging<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let is_paged = |api: &Api, operation: &Operation| {
        let takes = operation.parameters.iter().any(|parameter| parameter.name == PAGE_TOKEN);
        let answer = operation.response.schema();
        takes && answer.is_some_and(|schema| api.properties(schema).contains_key(NEXT_PAGE_TOKEN))
    };
    let is_lost = calls.new.response.schema().is_some()
        && is_paged(&context.old.api, calls.old)
        && !is_paged(&context.new.api, calls.new);
    let tokens = format!("{PAGE_TOKEN}, {NEXT_PAGE_TOKEN}");
    is_lost.then(|| change(context, calls, RuleId::PaginationChanged).was(tokens, "not paged"))
}

/// The change for scopes that aren't enough any more. A document of Google's without scopes tells nothing
/// about them.
fn scopes<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let (old, new) = (&context.old.api, &context.new.api);
    let says_nothing = calls.old.security.is_empty() && is_google(old);
    let (before, after) = missing_scopes(enough(old, calls.old), enough(new, calls.new))?;
    (!says_nothing).then(|| change(context, calls, RuleId::AuthScopeAdded).was(before, after))
}

fn servers<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let url = |operation: &Operation| {
        operation.servers.iter().map(|server| server.url.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (url(calls.old), url(calls.new));
    (before != after).then(|| change(context, calls, RuleId::ServerUrlChanged).was(before, after))
}

fn is_newly_deprecated(calls: Calls<'_>) -> bool {
    calls.pair.new.deprecated && !calls.was_deprecated()
}

/// The change for another description. "Deprecated." is its first word, and reported already where it is new.
fn description<'a>(context: &Context<'a>, calls: Calls<'a>) -> Option<Change<'a>> {
    let is_marked = is_newly_deprecated(calls);
    let said = |text: &str| words(if is_marked { Behavior::split(text).1 } else { text });
    let (before, after) = (said(&calls.old.description), said(&calls.new.description));
    let place = context.method(calls.resource, calls.pair.old);
    (before != after).then(|| Change::new(RuleId::DocsOnly, place).was(before, after))
}

/// Whether the path's parameters are in another order.
fn is_reordered(old: &Operation, new: &Operation) -> bool {
    let (before, after) = (tokens(&old.path), tokens(&new.path));
    let mut sorted = (before.clone(), after.clone());
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    before != after && sorted.0 == sorted.1
}

/// Whether an answer is a long-running operation.
fn is_long(api: &Api, answer: &Schema) -> bool {
    LONG_RUNNING.iter().any(|names| has_all(api, answer, names))
}

fn has_all(api: &Api, schema: &Schema, names: &[&str]) -> bool {
    let properties = api.properties(schema);
    names.iter().all(|name| properties.contains_key(name))
}

fn type_name(api: &Api, schema: &Schema) -> String {
    schema.reference.clone().unwrap_or_else(|| Facets::of(api, schema).type_text())
}

/// Sets of scopes, each of which is enough for an operation. Google's documents, and manifests made from
/// them, list several scopes in one requirement and mean any one of them; other documents mean all.
fn enough(api: &Api, operation: &Operation) -> BTreeSet<BTreeSet<String>> {
    let scopes =
        |requirement: &SecurityRequirement| requirement.values().flatten().cloned().collect::<BTreeSet<_>>();
    let all = operation.security.iter().map(scopes);
    if is_google(api) { all.flatten().map(|scope| BTreeSet::from([scope])).collect() } else { all.collect() }
}

/// Whether a document is one of Google's, or a manifest made from one.
fn is_google(api: &Api) -> bool {
    GOOGLE_SCHEMES.iter().all(|name| api.security_schemes.contains_key(*name))
}

/// The scopes that were enough and no longer are, and those that are enough now; none if all still are.
fn missing_scopes(
    old: BTreeSet<BTreeSet<String>>,
    new: BTreeSet<BTreeSet<String>>,
) -> Option<(String, String)> {
    if new.is_empty() {
        return None;
    }
    // A token with all scopes of a set that is enough has enough.
    let is_enough = |before: &BTreeSet<String>| new.iter().any(|after| after.is_subset(before));
    let text = |scopes: &BTreeSet<String>| scopes.iter().cloned().collect::<Vec<_>>().join(" + ");
    let mut lost: Vec<String> = old.iter().filter(|before| !is_enough(before)).map(text).collect();
    if old.is_empty() && !is_enough(&BTreeSet::new()) {
        lost.push("no scope".into());
    }
    let enough: Vec<String> = new.iter().map(text).collect();
    (!lost.is_empty()).then(|| (lost.join(", "), enough.join(", ")))
}
