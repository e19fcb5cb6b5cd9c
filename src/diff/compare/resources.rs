//! The resources of a service in both releases: which are there still, under which name.
//!
//! In: a service in both releases. Out: findings for all of its resources. A resource that went is the same
//! as one that came if that has most of its operations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::Context;
use super::method::{self, Calls};
use super::methods::{self, MethodPair};
use super::signatures::{self, Both};
use super::{bodies, engine, parameters, rows};
use crate::api::SqlVerb;
use crate::diff::finding::{Finding, Signature};
use crate::mapping::routes;
use crate::provider::{Resource, Service};
use crate::rules::rule::RuleId;

/// Compares all resources.
pub(super) fn compare<'a>(context: &Context<'a>, found: &mut Vec<Finding>) {
    let renamed = renamed(context);
    for old in &context.old.resources {
        if let Some(new) = context.new.resource(old.name.as_str()) {
            one(context, old, new, found);
        } else if let Some((_, new)) = renamed.iter().find(|(before, _)| before.name == old.name) {
            found.push(
                removed(context, old, RuleId::ResourceRenamed).was(old.name.as_str(), new.name.as_str()),
            );
            if let Some(finding) = found.last_mut() {
                finding.effect = Some(format!("it is `{}` now", new.name));
                finding.renamed = Some(format!("{}.{}.{}", context.provider, context.new.name, new.name));
            }
            one(context, old, new, found);
        } else if view(context.new, old.name.as_str()).is_some() {
            found.push(removed(context, old, RuleId::ResourceKindChanged).was("table", "view"));
        } else {
            found.push(removed(context, old, RuleId::ResourceRemoved));
        }
    }
    for new in &context.new.resources {
        let is_known = context.old.resource(new.name.as_str()).is_some();
        if is_known || renamed.iter().any(|(_, after)| after.name == new.name) {
            continue;
        }
        let place = context.resource(new);
        found.push(match view(context.old, new.name.as_str()) {
            Some(_) => {
                let sql = format!("SELECT * FROM {}.{}.{}", context.provider, context.old.name, new.name);
                context.finding(RuleId::ResourceKindChanged, place).was("view", "table").witness(sql)
            }
            None => {
                let mut finding = context.finding(RuleId::ResourceAdded, place);
                finding.operations = operations(new);
                finding
            }
        });
    }
    views(context, found);
}

/// A resource in both releases.
fn one<'a>(context: &Context<'a>, old: &'a Resource, new: &'a Resource, all: &mut Vec<Finding>) {
    let mut found = Vec::new();
    let pairs = methods::pair(context, old, new, &mut found);
    let calls = calls(context, old, &pairs);
    let mut compared = BTreeSet::new();
    let mut differing: Vec<Calls<'a>> = Vec::new();
    for calls in &calls {
        // A list and its raw twin call one operation.
        let is_first = compared.insert(&calls.old.id);
        if is_first && !context.unchanged.is_same_operation(calls.old, calls.new) {
            method::compare(context, *calls, &mut found);
            parameters::compare(context, *calls, &mut found);
            differing.push(*calls);
        }
    }
    bodies::compare(context, &differing, &mut found);
    signatures::compare(context, Both { old, new, pairs: &pairs }, &mut found);
    rows::compare(context, &calls, &mut found);
    engine::compare(context, old, new, &pairs, &mut found);
    bodies::merge(&mut found);
    all.append(&mut found);
}

/// The operations of the pairs; a twin of a list comes after the list.
fn calls<'a>(context: &Context<'a>, resource: &'a Resource, pairs: &[MethodPair<'a>]) -> Vec<Calls<'a>> {
    let mut calls: Vec<Calls<'a>> = pairs
        .iter()
        .filter_map(|pair| {
            let old = context.old.api.operation(&pair.old.operation_id)?;
            let new = context.new.api.operation(&pair.new.operation_id)?;
            Some(Calls { resource, pair: *pair, old, new })
        })
        .collect();
    calls.sort_by_key(|calls| calls.pair.old.verb);
    calls
}

/// Resources that went, each with one that came and has most of its operations.
fn renamed<'a>(context: &Context<'a>) -> Vec<(&'a Resource, &'a Resource)> {
    let mut home: BTreeMap<&str, &Resource> = BTreeMap::new();
    for resource in &context.new.resources {
        if context.old.resource(resource.name.as_str()).is_none() {
            home.extend(resource.methods.iter().map(|method| (method.operation_id.as_str(), resource)));
        }
    }
    let mut pairs: Vec<(&Resource, &Resource)> = Vec::new();
    for old in &context.old.resources {
        if context.new.resource(old.name.as_str()).is_some() {
            continue;
        }
        let before: BTreeSet<&str> = old.methods.iter().map(|method| method.operation_id.as_str()).collect();
        let mut counts: BTreeMap<&str, (usize, &Resource)> = BTreeMap::new();
        for id in &before {
            let now = old.methods.iter().find(|method| method.operation_id.as_str() == *id);
            let now = now.and_then(|method| context.operations.to_new(&method.operation_id));
            if let Some(resource) = now.and_then(|operation| home.get(operation.id.as_str())) {
                counts.entry(resource.name.as_str()).or_insert((0, resource)).0 += 1;
            }
        }
        let best = counts.into_values().max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.name.cmp(&a.1.name)));
        if let Some((count, new)) = best
            && count * 2 > before.len()
            && pairs.iter().all(|(_, taken)| taken.name != new.name)
        {
            pairs.push((old, new));
        }
    }
    pairs
}

/// The finding for a resource that nobody can name any more.
fn removed<'a>(context: &Context<'a>, resource: &'a Resource, rule: RuleId) -> Finding {
    let mut finding = context
        .finding(rule, context.resource(resource))
        .deprecated(resource.methods.iter().all(|method| method.deprecated));
    finding.witness = witness(context, resource);
    finding.signatures = signatures_of(resource);
    finding.operations = operations(resource);
    let elsewhere = resource.methods.iter().find_map(|method| {
        let operation = context.operations.to_new(&method.operation_id)?;
        let calls =
            |other: &&Resource| other.methods.iter().any(|method| method.operation_id == operation.id);
        context.new.resources.iter().find(calls)
    });
    if let Some(elsewhere) = elsewhere.filter(|_| rule == RuleId::ResourceRemoved) {
        finding.effect = Some(format!("what it called is in `{}` now", elsewhere.name));
    }
    finding
}

/// A statement on the resource: a SELECT where there is one, else what there is.
pub(super) fn witness<'a>(context: &Context<'a>, resource: &'a Resource) -> Option<String> {
    let method = resource.methods.iter().find(|method| routes::is_reachable(resource, method));
    let method = method.or(resource.methods.first())?;
    Some(context.caller(resource, method).plain())
}

/// The SQL signatures of a resource.
pub(super) fn signatures_of(resource: &Resource) -> Vec<Signature> {
    let routed = resource
        .methods
        .iter()
        .filter(|method| method.verb != SqlVerb::Exec && routes::is_reachable(resource, method));
    let signature = |method: &crate::provider::Method| Signature {
        verb: method.verb,
        required: method.route_names.iter().cloned().collect(),
    };
    routed.map(signature).collect()
}

/// The ids of the operations of a resource, sorted.
pub(super) fn operations(resource: &Resource) -> Vec<String> {
    let ids: BTreeSet<&str> = resource.methods.iter().map(|method| method.operation_id.as_str()).collect();
    ids.into_iter().map(str::to_string).collect()
}

/// The DDL of the view that an annotated document has under a resource's name.
fn view<'s>(service: &'s Service, resource: &str) -> Option<&'s str> {
    let config = engine::of_resource(service, resource, "config")?;
    config.pointer("/views/select/ddl").and_then(Value::as_str)
}

/// Views of both releases.
fn views<'a>(context: &Context<'a>, found: &mut Vec<Finding>) {
    let names = |service: &'a Service| service.api.annotated.iter().flat_map(|own| own.resources.keys());
    for name in names(context.old) {
        let Some(old) = view(context.old, name.as_str()) else { continue };
        let sql = format!("SELECT * FROM {}.{}.{name}", context.provider, context.old.name);
        let place = crate::diff::finding::Place::resource(context.old.name.as_str(), name.as_str());
        let is_table = |service: &Service| service.resource(name.as_str()).is_some();
        match view(context.new, name.as_str()) {
            Some(new) if new.split_whitespace().ne(old.split_whitespace()) => {
                found.push(context.finding(RuleId::ViewDdlChanged, place).was(old, new).witness(sql));
            }
            None if !is_table(context.new) && !is_table(context.old) => {
                found.push(context.finding(RuleId::ResourceRemoved, place).witness(sql));
            }
            _ => {}
        }
    }
    for name in names(context.new) {
        let is_new = context.old.api.annotated.as_ref().is_none_or(|own| !own.resources.contains_key(name));
        let is_table =
            context.new.resource(name.as_str()).is_some() || context.old.resource(name.as_str()).is_some();
        if is_new && !is_table && view(context.new, name.as_str()).is_some() {
            let place = crate::diff::finding::Place::resource(context.old.name.as_str(), name.as_str());
            found.push(context.finding(RuleId::ResourceAdded, place));
        }
    }
}
