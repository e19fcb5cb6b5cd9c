//! The parameters of a method in both releases.
//!
//! In: a pair of operations. Out: findings, each with a statement that gave the parameter.

use std::collections::BTreeSet;

use super::context::Context;
use super::facets::{self, Facets};
use super::finding::Finding;
use super::method::Calls;
use super::operations::{skeleton, tokens};
use super::rule::RuleId;
use super::walk::{Change, Kind};
use super::witness::Given;
use crate::api::{Bounds, Location, Parameter, SqlVerb};

/// Compares the parameters of a pair of methods.
pub(super) fn compare<'a>(context: &Context<'a>, calls: Calls<'a>, found: &mut Vec<Finding>) {
    let renamed = renamed(context, calls);
    let by_name =
        |parameters: &'a [Parameter], name: &str| parameters.iter().find(|other| other.name == name);
    for old in &calls.old.parameters {
        if let Some((_, name)) = renamed.iter().find(|(before, _)| *before == old.name) {
            found.push(
                finding(context, calls, RuleId::ParamRenamed, old)
                    .was(old.name.as_str(), *name)
                    .witness(statement(context, calls, old, None))
                    .effect(format!("it is `{name}` now")),
            );
            continue;
        }
        let Some(new) = by_name(&calls.new.parameters, &old.name) else {
            found.push(
                finding(context, calls, RuleId::ParamRemoved, old)
                    .was(Facets::of(&context.old.api, &old.schema).type_text(), "")
                    .witness(statement(context, calls, old, None)),
            );
            continue;
        };
        pair(context, calls, old, new, found);
    }
    let columns = columns(context, calls);
    for new in &calls.new.parameters {
        let is_known = by_name(&calls.old.parameters, &new.name).is_some();
        if is_known || renamed.iter().any(|(_, name)| *name == new.name) {
            continue;
        }
        let place = context.method(calls.resource, calls.pair.old).parameter(&new.name);
        let caller = context.caller(calls.resource, calls.pair.old);
        let kind = Facets::of(&context.new.api, &new.schema).type_text();
        found.push(if new.required {
            context.finding(RuleId::ParamRequiredAdded, place).was("", kind).witness(caller.plain())
        } else if columns.contains(new.name.as_str()) {
            let given = [Given::any(&new.name)];
            let finding = context.finding(RuleId::ParamShadowsColumn, place).was("column", "parameter");
            finding.witness(caller.statement(&given, None))
        } else {
            context.finding(RuleId::ParamOptionalAdded, place).was("", kind)
        });
    }
}

fn finding<'a>(context: &Context<'a>, calls: Calls<'a>, rule: RuleId, old: &Parameter) -> Finding {
    let place = context.method(calls.resource, calls.pair.old).parameter(&old.name);
    context.finding(rule, place).deprecated(old.deprecated || calls.old.deprecated)
}

/// A statement that gives the parameter, `value` where there is one.
fn statement<'a>(context: &Context<'a>, calls: Calls<'a>, old: &Parameter, value: Option<&str>) -> String {
    let given = match value {
        Some(value) => Given::text(&old.name, value),
        None => Given::any(&old.name),
    };
    context.caller(calls.resource, calls.pair.old).statement(&[given], None)
}

/// Names of the columns that a SELECT of the old release could filter by.
fn columns<'a>(context: &Context<'a>, calls: Calls<'a>) -> BTreeSet<&'a str> {
    if calls.pair.old.verb != SqlVerb::Select {
        return BTreeSet::new();
    }
    let api = &context.old.api;
    let rows = api.row_schema(calls.old, calls.pair.old.object_key.as_ref());
    rows.map(|rows| api.properties(rows).into_keys().collect()).unwrap_or_default()
}

/// Parameters that have another name, before and after: those in one place of the path, and of the others the only two
/// with one type and one description.
fn renamed<'a>(context: &Context<'a>, calls: Calls<'a>) -> Vec<(&'a str, &'a str)> {
    let Calls { old, new, .. } = calls;
    let has = |parameters: &[Parameter], name: &str| parameters.iter().any(|other| other.name == name);
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    if skeleton(&old.path) == skeleton(&new.path) {
        let places = tokens(&old.path).into_iter().zip(tokens(&new.path));
        let is_renamed =
            |(before, after): &(&str, &str)| !has(&new.parameters, before) && !has(&old.parameters, after);
        pairs.extend(places.filter(is_renamed));
    }
    let only_in = |parameters: &'a [Parameter], others: &[Parameter]| -> Vec<&'a Parameter> {
        let is_left =
            |parameter: &&Parameter| parameter.location != Location::Path && !has(others, &parameter.name);
        parameters.iter().filter(is_left).collect()
    };
    let gone = only_in(&old.parameters, &new.parameters);
    let came = only_in(&new.parameters, &old.parameters);
    let key = |api, parameter: &Parameter| {
        let text = parameter.description.as_deref().filter(|text| !text.trim().is_empty())?;
        Some((Facets::of(api, &parameter.schema).type_text(), parameter.location, text.to_string()))
    };
    for before in &gone {
        let wanted = key(&context.old.api, before);
        let twins = gone.iter().filter(|other| key(&context.old.api, other) == wanted).count();
        let mut fits = came.iter().filter(|other| key(&context.new.api, other) == wanted);
        if let (true, 1, Some(after), None) = (wanted.is_some(), twins, fits.next(), fits.next()) {
            pairs.push((&before.name, &after.name));
        }
    }
    pairs
}

/// A parameter in both releases.
fn pair<'a>(
    context: &Context<'a>,
    calls: Calls<'a>,
    old: &'a Parameter,
    new: &'a Parameter,
    found: &mut Vec<Finding>,
) {
    let told = |rule| finding(context, calls, rule, old);
    let given = |value: Option<&str>| statement(context, calls, old, value);
    match (old.required, new.required) {
        (false, true) => found.push(
            told(RuleId::ParamBecameRequired)
                .was("optional", "required")
                .witness(context.caller(calls.resource, calls.pair.old).plain()),
        ),
        (true, false) => found.push(told(RuleId::ParamBecameOptional).was("required", "optional")),
        _ => {}
    }
    let before = Facets::of(&context.old.api, &old.schema);
    let after = Facets::of(&context.new.api, &new.schema);
    let is_new = (new.deprecated || after.is_deprecated) && !(old.deprecated || before.is_deprecated);
    if is_new {
        found.push(told(RuleId::ParamDeprecated).was("", "deprecated").witness(given(None)));
    }
    for Change { kind, old: was, new: is, .. } in context.walk().changes(&old.name, &old.schema, &new.schema)
    {
        found.extend(
            match kind {
                Kind::Type => Some(told(RuleId::ParamTypeChanged).witness(given(None))),
                Kind::Cardinality => Some(told(RuleId::ParamRepeatedChanged).witness(given(None))),
                Kind::Format => Some(told(RuleId::ParamFormatChanged).witness(given(None))),
                Kind::EnumRemoved => {
                    let value = was.split(", ").next();
                    Some(told(RuleId::ParamEnumRemoved).witness(given(value)))
                }
                Kind::EnumAdded => Some(told(RuleId::ParamEnumAdded)),
                // Told above, or nothing that a parameter can do.
                _ => None,
            }
            .map(|finding| finding.was(was.as_str(), is.as_str())),
        );
    }
    if before.default != after.default {
        let text = |default: Option<&serde_json::Value>| default.map_or_else(|| "none".into(), facets::text);
        found.push(
            told(RuleId::ParamDefaultChanged)
                .was(text(before.default), text(after.default))
                .witness(context.caller(calls.resource, calls.pair.old).plain()),
        );
    }
    if let Some((was, is)) = narrowed(&before, &after).filter(|_| before.kind == after.kind) {
        found.push(told(RuleId::ParamConstraintNarrowed).was(was, is).witness(given(None)));
    }
    let text = |parameter: &Parameter, facets: &Facets<'_>| {
        let text = parameter.description.as_deref().or(facets.description).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (was, is) = (text(old, &before), text(new, &after));
    if was != is {
        found.push(told(RuleId::DocsOnly).was(was, is));
    }
}

/// Bounds that let less through than before, in words before and after.
fn narrowed(before: &Facets<'_>, after: &Facets<'_>) -> Option<(String, String)> {
    let none = Bounds::default();
    let (old, new) = (before.bounds.unwrap_or(&none), after.bounds.unwrap_or(&none));
    let mut changes: Vec<(String, String)> = Vec::new();
    let mut lower = |name: &str, old: Option<f64>, new: Option<f64>| {
        if let Some(new) = new.filter(|new| old.is_none_or(|old| *new > old)) {
            let old = old.map_or_else(|| format!("no {name}"), |old| format!("{name} {old}"));
            changes.push((old, format!("{name} {new}")));
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^53")]
    let count = |bound: Option<u64>| bound.map(|bound| bound as f64);
    let number = |bound: &Option<serde_json::Number>| bound.as_ref().and_then(serde_json::Number::as_f64);
    lower("minimum", number(&old.minimum), number(&new.minimum));
    lower("minimum length", count(old.min_length), count(new.min_length));
    lower("minimum of items", count(old.min_items), count(new.min_items));
    let mut upper = |name: &str, old: Option<f64>, new: Option<f64>| {
        if let Some(new) = new.filter(|new| old.is_none_or(|old| *new < old)) {
            let old = old.map_or_else(|| format!("no {name}"), |old| format!("{name} {old}"));
            changes.push((old, format!("{name} {new}")));
        }
    };
    upper("maximum", number(&old.maximum), number(&new.maximum));
    upper("maximum length", count(old.max_length), count(new.max_length));
    upper("maximum of items", count(old.max_items), count(new.max_items));
    let strict = |name: &str, old: bool, new: bool| {
        (new && !old).then(|| (format!("{name} allowed"), format!("{name} excluded")))
    };
    changes.extend(strict("minimum", old.exclusive_minimum, new.exclusive_minimum));
    changes.extend(strict("maximum", old.exclusive_maximum, new.exclusive_maximum));
    if let Some(pattern) = after.pattern.filter(|pattern| before.pattern != Some(pattern)) {
        changes.push((before.pattern.unwrap_or("any text").to_string(), pattern.to_string()));
    }
    if before.values.is_empty() && !after.values.is_empty() {
        changes.push(("any value".into(), format!("one of {}", after.values.join(", "))));
    }
    let (old, new): (Vec<String>, Vec<String>) = changes.into_iter().unzip();
    (!old.is_empty()).then(|| (old.join(", "), new.join(", ")))
}
