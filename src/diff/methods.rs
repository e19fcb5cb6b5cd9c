//! The methods of a resource: which are there still, under which name, and which went and came.
//!
//! In: a resource in both releases. Out: pairs of methods, and findings for the rest.

use std::collections::BTreeSet;

use super::context::Context;
use super::finding::Finding;
use super::rule::RuleId;
use crate::names::MethodName;
use crate::provider::{Method, Resource};

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
    // Every operation that is there still is found before names are told of: a name may have gone to another one.
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
        if is_left {
            found.extend(moved(context, old, method));
        }
        let is_gone = is_left && !is_elsewhere(context, method);
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
        let came_from_elsewhere = context
            .operations
            .to_old(&method.operation_id)
            .is_some_and(|before| places(&context.old.resources, before.id.as_str()).next().is_some());
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

/// Whether the new release has the method's operation in another resource.
fn is_elsewhere(context: &Context<'_>, method: &Method) -> bool {
    let operation = context.operations.to_new(&method.operation_id);
    operation.is_some_and(|operation| places(&context.new.resources, operation.id.as_str()).next().is_some())
}

/// The finding for a method that is in another resource now.
fn moved<'a>(context: &Context<'a>, old: &'a Resource, method: &'a Method) -> Option<Finding> {
    let operation = context.operations.to_new(&method.operation_id)?;
    let (resource, other) = places(&context.new.resources, operation.id.as_str()).next()?;
    Some(renamed_finding(context, old, method, resource, other))
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
