//! The methods of a resource: renamed, removed and added ones.
//!
//! In: a resource in both releases. Out: changes of names; other comparers look at the other changes of
//! methods.

use super::change::{Call, Change};
use super::context::Context;
use super::exec;
use super::pairs::ResourcePair;
use crate::diff::place::FindingPlace;
use crate::provider::{Method, Resource};
use crate::rules::rule::RuleId;

/// The changes for removed, added and renamed methods.
pub(super) fn changes<'a>(context: &Context<'a>, pair: &ResourcePair<'a>) -> Vec<Change<'a>> {
    let (old, new) = (pair.old, pair.new);
    let renamed = pair.methods.iter().filter(|methods| methods.old.name != methods.new.name);
    let renamed = renamed
        .map(|methods| renamed_to(context, Call { resource: old, method: methods.old }, new, methods.new));
    let is_kept = |method: &Method| pair.now(method).is_some_and(|now| now.name == method.name);
    let changed = old.methods.iter().filter(|method| !is_kept(method));
    let changed = changed.flat_map(|method| name_changed(context, pair, method));
    let is_known = |method: &Method| pair.before(method).is_some() || old.method(&method.name).is_some();
    let came = new.methods.iter().filter(|method| !is_known(method) && !came_from_elsewhere(context, method));
    let came = came.map(|method| {
        let call = format!("{} {} {}", method.verb.as_str(), method.http_method.as_str(), method.path);
        Change::new(RuleId::MethodAdded, context.method(old, method)).was("", call)
    });
    renamed.chain(changed).chain(came).collect()
}

/// The changes for a method whose name is gone, or belongs to another operation.
fn name_changed<'a>(context: &Context<'a>, pair: &ResourcePair<'a>, method: &'a Method) -> Vec<Change<'a>> {
    let call = Call { resource: pair.old, method };
    let is_left = pair.now(method).is_none();
    let place = new_place(context, method).filter(|_| is_left);
    let is_gone = is_left && place.is_none();
    let moved = place.map(|(resource, other)| renamed_to(context, call, resource, other));
    let other = match pair.new.method(&method.name) {
        Some(other) => Some(Change { is_gone, ..operation_changed(context, call, other) }),
        None => is_gone.then(|| {
            Change::new(RuleId::MethodRemoved, context.method(pair.old, method))
                .was(format!("{} {}", method.http_method.as_str(), method.path), "")
                .shown_by(call.plain())
                .deprecated(method.deprecated)
        }),
    };
    moved.into_iter().chain(other).collect()
}

/// The change for a name that calls another operation now.
fn operation_changed<'a>(context: &Context<'a>, call: Call<'a>, other: &Method) -> Change<'a> {
    let Call { resource, method } = call;
    let now = format!("{} {}", other.http_method.as_str(), other.path);
    let lacking: Vec<&str> =
        other.required.iter().filter(|name| !method.required.contains(name)).map(String::as_str).collect();
    let effect = match lacking.as_slice() {
        [] => format!("calls {now} now"),
        lacking => format!("needs {} now: it is for {now}", lacking.join(", ")),
    };
    Change::new(RuleId::MethodOperationChanged, context.method(resource, method))
        .was(method.operation_id.as_str(), other.operation_id.as_str())
        .shown_by(call.exec())
        .effect(effect)
        .deprecated(method.deprecated)
}

/// The methods of the old release that call an operation, and their resources.
fn callers<'r>(
    resources: &'r [Resource],
    operation: &str,
) -> impl Iterator<Item = (&'r Resource, &'r Method)> {
    let of_resource = move |resource: &'r Resource| {
        let calls = resource.methods.iter().filter(move |method| method.operation_id.as_str() == operation);
        calls.map(move |method| (resource, method))
    };
    resources.iter().flat_map(of_resource)
}

/// Whether another resource of the old release had a new method's operation.
fn came_from_elsewhere(context: &Context<'_>, method: &Method) -> bool {
    context.operations.to_old(&method.operation_id).is_some_and(|before| {
        let mut callers = callers(&context.old.resources, before.id.as_str());
        callers.any(|(resource, method)| !is_kept(context, resource, method))
    })
}

/// Whether the new release still has a method of the old one by its own name.
fn is_kept(context: &Context<'_>, resource: &Resource, method: &Method) -> bool {
    let now = context.new.resource(resource.name.as_str()).and_then(|now| now.method(&method.name));
    let operation = context.operations.to_new(&method.operation_id).map(|operation| &operation.id);
    now.is_some_and(|now| Some(&now.operation_id) == operation)
}

/// The new place of a method of the old release: another resource, or another method that calls its
/// operation. A method that already existed beside it doesn't count.
fn new_place<'a>(context: &Context<'a>, method: &Method) -> Option<(&'a Resource, &'a Method)> {
    let operation = context.operations.to_new(&method.operation_id)?;
    callers(&context.new.resources, operation.id.as_str()).find(|(resource, other)| {
        let before =
            context.old.resource(resource.name.as_str()).and_then(|before| before.method(&other.name));
        before.is_none_or(|before| before.operation_id != method.operation_id)
    })
}

/// The change for a method that has become `other` of `resource`.
fn renamed_to<'a>(context: &Context<'a>, call: Call<'a>, resource: &Resource, other: &Method) -> Change<'a> {
    let is_here = resource.name == call.resource.name;
    let name = if is_here { other.name.to_string() } else { format!("{}.{}", resource.name, other.name) };
    // A routed statement doesn't name the method; one on another resource has to change.
    let is_named = is_here && exec::can_call(context.old, call.method);
    let statement = if is_named { call.exec() } else { call.plain() };
    let place = FindingPlace::resource(context.new.name.as_str(), resource.name.as_str())
        .method(other.name.as_str(), other.operation_id.as_str());
    let change = Change::new(RuleId::MethodRenamed, context.method(call.resource, call.method))
        .was(call.method.name.as_str(), &name)
        .shown_by(statement)
        .deprecated(call.method.deprecated)
        .renamed(place, &name);
    if is_here && !is_named {
        return change.still_sent("goes on: only EXEC names the method, and can't call it");
    }
    change
}
