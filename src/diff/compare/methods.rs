//! The methods of a resource: which are there still, under which name, and which went and came.
//!
//! In: a resource in both releases. Out: pairs of methods, and findings for the rest.

use std::collections::BTreeSet;

use super::context::Context;
use crate::diff::finding::Finding;
use crate::names::MethodName;
use crate::provider::{Method, Resource};
use crate::rules::rule::RuleId;

/// A method in both releases; the operation is the same, the name needn't be.
#[derive(Clone, Copy)]
pub(super) struct MethodPair<'a> {
    pub(super) old: &'a Method,
    pub(super) new: &'a Method,
}

/// Pairs the methods of a resource; what went, came, or has another name is added to `found`.
pub(super) fn pair<'a>(
    context: &Context<'a>,
    old: &'a Resource,
    new: &'a Resource,
    found: &mut Vec<Finding>,
) -> Vec<MethodPair<'a>> {
    let same = |method: &Method, other: &Method| {
        context
            .operations
            .to_new(&method.operation_id)
            .is_some_and(|operation| operation.id == other.operation_id)
    };
    let mut pairs: Vec<MethodPair<'a>> = Vec::new();
    for method in &old.methods {
        if let Some(other) = new.method(&method.name).filter(|other| same(method, other)) {
            pairs.push(MethodPair { old: method, new: other });
        }
    }
    let kept: BTreeSet<&MethodName> = pairs.iter().map(|pair| &pair.new.name).collect();
    // Every operation that is there still is found before names are told of: a name may have gone to another
    // one.
    let mut taken = kept.clone();
    for method in old.methods.iter().filter(|method| !kept.contains(&method.name)) {
        let renamed = new.methods.iter().find(|other| same(method, other) && !taken.contains(&other.name));
        if let Some(other) = renamed {
            taken.insert(&other.name);
            pairs.push(MethodPair { old: method, new: other });
            found.push(renamed_finding(context, old, method, new, other));
        }
    }
    let is_paired =
        |pairs: &[MethodPair<'_>], method: &Method| pairs.iter().any(|pair| pair.old.name == method.name);
    for method in old.methods.iter().filter(|method| !kept.contains(&method.name)) {
        let is_left = !is_paired(&pairs, method);
        let place = new_place(context, method).filter(|_| is_left);
        if let Some((resource, other)) = place {
            found.push(renamed_finding(context, old, method, resource, other));
        }
        let is_gone = is_left && place.is_none();
        if let Some(other) = new.method(&method.name) {
            taken.insert(&other.name);
            let mut finding = operation_changed(context, old, method, other);
            finding.is_gone = is_gone;
            found.push(finding);
        } else if is_gone {
            let caller = context.caller(old, method);
            found.push(
                context
                    .finding(RuleId::MethodRemoved, context.method(old, method))
                    .was(format!("{} {}", method.http_method.as_str(), method.path), "")
                    .witness(caller.plain())
                    .deprecated(method.deprecated),
            );
        }
    }
    for method in new.methods.iter().filter(|method| !taken.contains(&method.name)) {
        let before = context.operations.to_old(&method.operation_id);
        let came_from_elsewhere = before.is_some_and(|before| {
            let mut places = places(&context.old.resources, before.id.as_str());
            places.any(|(resource, method)| !is_kept(context, resource, method))
        });
        if !came_from_elsewhere {
            found.push(context.finding(RuleId::MethodAdded, context.method(old, method)).was(
                "",
                format!("{} {} {}", method.verb.as_str(), method.http_method.as_str(), method.path),
            ));
        }
    }
    pairs
}

/// The finding for a name that calls another operation now.
fn operation_changed<'a>(
    context: &Context<'a>,
    old: &'a Resource,
    method: &'a Method,
    other: &Method,
) -> Finding {
    let call = format!("{} {}", other.http_method.as_str(), other.path);
    let lacking: Vec<&str> =
        other.required.iter().filter(|name| !method.required.contains(name)).map(String::as_str).collect();
    let effect = match lacking.as_slice() {
        [] => format!("calls {call} now"),
        lacking => format!("needs {} now: it is for {call}", lacking.join(", ")),
    };
    context
        .finding(RuleId::MethodOperationChanged, context.method(old, method))
        .was(method.operation_id.as_str(), other.operation_id.as_str())
        .witness(context.caller(old, method).plain_exec())
        .effect(effect)
        .deprecated(method.deprecated)
}

/// Where an operation is: resources, and the methods that call it.
fn places<'r>(
    resources: &'r [Resource],
    operation: &str,
) -> impl Iterator<Item = (&'r Resource, &'r Method)> {
    let of_resource = move |resource: &'r Resource| {
        let calls = resource.methods.iter().filter(move |method| method.operation_id.as_str() == operation);
        calls.map(move |method| (resource, method))
    };
    resources.iter().flat_map(of_resource)
}

/// Whether a method of the old release is in the new one by its own name.
fn is_kept(context: &Context<'_>, resource: &Resource, method: &Method) -> bool {
    let now = context.new.resource(resource.name.as_str()).and_then(|now| now.method(&method.name));
    let operation = context.operations.to_new(&method.operation_id).map(|operation| &operation.id);
    now.is_some_and(|now| Some(&now.operation_id) == operation)
}

/// Where a method of the old release is now, if it is in another resource, or is another method that calls
/// the operation: one that was there beside it is not what it became.
fn new_place<'a>(context: &Context<'a>, method: &Method) -> Option<(&'a Resource, &'a Method)> {
    let operation = context.operations.to_new(&method.operation_id)?;
    places(&context.new.resources, operation.id.as_str()).find(|(resource, other)| {
        let before =
            context.old.resource(resource.name.as_str()).and_then(|before| before.method(&other.name));
        before.is_none_or(|before| before.operation_id != method.operation_id)
    })
}

fn renamed_finding<'a>(
    context: &Context<'a>,
    old: &'a Resource,
    method: &'a Method,
    resource: &Resource,
    other: &Method,
) -> Finding {
    let name = if resource.name == old.name {
        other.name.to_string()
    } else {
        format!("{}.{}", resource.name, other.name)
    };
    let caller = context.caller(old, method);
    // A routed statement doesn't say the method's name; one that names another resource does.
    let sql = if resource.name == old.name { caller.plain_exec() } else { caller.plain() };
    let mut finding = context
        .finding(RuleId::MethodRenamed, context.method(old, method))
        .was(method.name.as_str(), &name)
        .witness(sql)
        .effect(format!("it is `{name}` now"))
        .deprecated(method.deprecated);
    finding.renamed =
        Some(format!("{}.{}.{}.{}", context.provider, context.new.name, resource.name, other.name));
    finding
}
