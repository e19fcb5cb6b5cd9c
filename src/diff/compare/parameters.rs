//! The parameters of a method in both releases.
//!
//! In: a pair of operations. Out: findings, each with a statement that gave the parameter.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::facets::Facets;
use super::method::Calls;
use super::operations::{skeleton, tokens};
use super::walk::{Kind, Of};
use super::witness::Given;
use crate::api::{Location, Parameter, SqlVerb};
use crate::diff::finding::Finding;
use crate::provider::Behavior;
use crate::rules::rule::RuleId;
use crate::text::words;

/// Compares the parameters of a pair of methods.
pub(super) fn compare<'a>(context: &Context<'a>, calls: Calls<'a>, found: &mut Vec<Finding>) {
    let renamed = renamed(context, calls);
    let by_name =
        |parameters: &'a [Parameter], name: &str| parameters.iter().find(|other| other.name == name);
    for old in &calls.old.parameters {
        if let Some((_, name)) = renamed.iter().find(|(before, _)| *before == old.name) {
            let mut finding = finding(context, calls, RuleId::ParamRenamed, old)
                .was(old.name.as_str(), *name)
                .witness(statement(context, calls, old, None))
                .effect(format!("it is `{name}` now"));
            finding.renamed = finding.renamed_to(name);
            found.push(finding);
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
            context
                .finding(RuleId::ParamRequiredAdded, place)
                .was("", kind)
                .witness(caller.plain())
                .deprecated(calls.old.deprecated)
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

/// Parameters that have another name, before and after: those in one place of the path, and of the others the
/// only two with one type and one description.
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
    let by_key = |api, parameters: Vec<&'a Parameter>| {
        let mut names: BTreeMap<_, Vec<&'a str>> = BTreeMap::new();
        for parameter in parameters {
            if let Some(key) = key(api, parameter) {
                names.entry(key).or_default().push(&parameter.name);
            }
        }
        names
    };
    let came = by_key(&context.new.api, came);
    for (key, names) in by_key(&context.old.api, gone) {
        if let ([before], Some([after])) = (names.as_slice(), came.get(&key).map(Vec::as_slice)) {
            pairs.push((before, after));
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
    let is_deprecated = |parameter: &Parameter, facets: &Facets<'_>| {
        let marks = parameter.description.as_deref().map(|text| Behavior::split(text).0);
        parameter.deprecated
            || facets.is_deprecated
            || marks.is_some_and(|marks| marks.contains(&Behavior::Deprecated))
    };
    if is_deprecated(new, &after) && !is_deprecated(old, &before) {
        found.push(told(RuleId::ParamDeprecated).was("", "deprecated").witness(given(None)));
    }
    let plain = || context.caller(calls.resource, calls.pair.old).plain();
    for change in context.walk(Of::Parameter).changes(&old.name, &old.schema, &new.schema) {
        let finding = match change.kind {
            Kind::Type => told(RuleId::ParamTypeChanged).witness(given(None)),
            Kind::Cardinality => {
                let many =
                    if change.is_list { "takes several values now" } else { "takes a single value now" };
                told(RuleId::ParamRepeatedChanged).witness(given(None)).effect(many)
            }
            Kind::Format => told(RuleId::ParamFormatChanged).witness(given(None)),
            Kind::EnumRemoved => {
                let value = change.values.first().map(String::as_str);
                told(RuleId::ParamEnumRemoved).witness(given(value)).deprecated(change.was_deprecated)
            }
            Kind::EnumAdded => told(RuleId::ParamEnumAdded),
            Kind::Narrowed => told(RuleId::ParamConstraintNarrowed).witness(given(None)),
            Kind::Default => told(RuleId::ParamDefaultChanged).witness(plain()),
            // Told above, or nothing that a parameter can do.
            _ => continue,
        };
        found.push(finding.was(change.old, change.new));
    }
    let text = |parameter: &Parameter, facets: &Facets<'_>| {
        let text = parameter.description.as_deref().or(facets.description).unwrap_or_default();
        words(text)
    };
    let (was, is) = (text(old, &before), text(new, &after));
    if was != is {
        found.push(told(RuleId::DocsOnly).was(was, is));
    }
}
