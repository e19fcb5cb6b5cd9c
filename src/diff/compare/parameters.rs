//! The parameters of a method in both releases.
//!
//! In: a pair of operations. Out: changes, each with the statement that gave the parameter.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Statement};
use super::context::Context;
use super::difference::{Difference, DifferenceKind};
use super::exec;
use super::facets::Facets;
use super::operations::{skeleton, tokens, without_version};
use super::pairs::Calls;
use super::walk::Of;
use crate::api::{Api, Location, Operation, Parameter, SqlVerb};
use crate::provider::{Behavior, Method};
use crate::rules::rule::RuleId;
use crate::text::words;

/// The changes for removed, added, renamed and changed parameters.
pub(super) fn changes<'a>(context: &Context<'a>, calls: Calls<'a>) -> Vec<Change<'a>> {
    let renamed = renamed(context, calls);
    let before = calls.old.parameters.iter().flat_map(|old| {
        let name = renamed.iter().find(|(before, _)| *before == old.name).map(|(_, name)| *name);
        match (name, named(&calls.new.parameters, &old.name)) {
            (Some(name), _) => vec![renamed_to(context, calls, old, name)],
            (None, Some(new)) => pair(context, calls, old, new),
            (None, None) => vec![removed(context, calls, old)],
        }
    });
    let columns = columns(&context.old.api, calls.old, calls.pair.old);
    let is_known = |new: &&Parameter| {
        named(&calls.old.parameters, &new.name).is_some() || renamed.iter().any(|(_, name)| *name == new.name)
    };
    let came = calls.new.parameters.iter().filter(|new| !is_known(new));
    before.chain(came.map(|new| added(context, calls, new, &columns))).collect()
}

fn named<'a>(parameters: &'a [Parameter], name: &str) -> Option<&'a Parameter> {
    parameters.iter().find(|other| other.name == name)
}

/// A change of a parameter of the old release.
fn change<'a>(context: &Context<'a>, calls: Calls<'a>, rule: RuleId, old: &Parameter) -> Change<'a> {
    let place = context.method(calls.resource, calls.pair.old).parameter(&old.name);
    let was_deprecated = is_deprecated(old, &Facets::of(&context.old.api, &old.schema));
    Change::new(rule, place).deprecated(was_deprecated || calls.was_deprecated())
}

/// The statement that gives the parameter, with `value` if there is one.
fn given<'a>(calls: Calls<'a>, old: &Parameter, value: Option<&str>) -> Statement<'a> {
    calls.call().given(&old.name, value.map(str::to_string))
}

/// The change for another name. A SELECT that gives the old one fails, as any statement does without a name
/// that is required; the others are sent without the value.
fn renamed_to<'a>(context: &Context<'a>, calls: Calls<'a>, old: &Parameter, name: &str) -> Change<'a> {
    let change = change(context, calls, RuleId::ParamRenamed, old).was(old.name.as_str(), name);
    let place = change.place.clone().renamed(name);
    let change = change.shown_by(given(calls, old, None)).renamed(place, name);
    let is_needed = named(&calls.new.parameters, name).is_some_and(|new| new.required);
    if calls.is_select() || is_needed {
        return change;
    }
    change.still_sent(format!("is sent without the value: it is `{name}` now"))
}

/// The change for a parameter that is gone. A SELECT fails on a name that is neither a column nor a parameter,
/// before a request is made; other statements are sent without the value.
fn removed<'a>(context: &Context<'a>, calls: Calls<'a>, old: &Parameter) -> Change<'a> {
    let kind = Facets::of(&context.old.api, &old.schema).type_text();
    let change =
        change(context, calls, RuleId::ParamRemoved, old).was(kind, "").shown_by(given(calls, old, None));
    if !calls.is_select() {
        change.still_sent("is sent without the value")
    } else if columns(&context.new.api, calls.new, calls.pair.new).contains(old.name.as_str()) {
        change.still_sent("the value isn't sent: it filters by the column of this name")
    } else {
        change
    }
}

/// The change for a new parameter; `columns` are those that a SELECT could filter by.
fn added<'a>(
    context: &Context<'a>,
    calls: Calls<'a>,
    new: &Parameter,
    columns: &BTreeSet<&str>,
) -> Change<'a> {
    let place = context.method(calls.resource, calls.pair.old).parameter(&new.name);
    let kind = Facets::of(&context.new.api, &new.schema).type_text();
    if new.required {
        let change = Change::new(RuleId::ParamRequiredAdded, place).was("", kind);
        change.shown_by(calls.call().plain()).deprecated(calls.was_deprecated())
    } else if columns.contains(new.name.as_str()) {
        let change = Change::new(RuleId::ParamShadowsColumn, place).was("column", "parameter");
        change.shown_by(calls.call().given(&new.name, None))
    } else {
        Change::new(RuleId::ParamOptionalAdded, place).was("", kind)
    }
}

/// Names of the columns that a SELECT by the method can filter by; none for other verbs.
fn columns<'a>(api: &'a Api, operation: &'a Operation, method: &Method) -> BTreeSet<&'a str> {
    if method.verb != SqlVerb::Select {
        return BTreeSet::new();
    }
    let rows = api.row_schema(operation, method.object_key.as_ref());
    rows.map(|rows| api.properties(rows).into_keys().collect()).unwrap_or_default()
}

/// Renamed parameters, before and after: those at one place of the path, and of the others the only two with
/// one type and one description.
fn renamed<'a>(context: &Context<'a>, calls: Calls<'a>) -> Vec<(&'a str, &'a str)> {
    let (old, new) = (&calls.old.parameters, &calls.new.parameters);
    let came = by_description(&context.new.api, new, old);
    let gone = by_description(&context.old.api, old, new);
    let alike = gone.into_iter().filter_map(|(key, names)| {
        match (names.as_slice(), came.get(&key).map(Vec::as_slice)) {
            ([before], Some([after])) => Some((*before, *after)),
            _ => None,
        }
    });
    renamed_in_path(calls).into_iter().chain(alike).collect()
}

/// Parameters of the path that have another name at the same place.
fn renamed_in_path(calls: Calls<'_>) -> Vec<(&str, &str)> {
    let Calls { old, new, .. } = calls;
    let place = |path: &str| skeleton(&without_version(path)).to_ascii_lowercase();
    if place(&old.path) != place(&new.path) {
        return Vec::new();
    }
    let is_renamed = |(before, after): &(&str, &str)| {
        named(&new.parameters, before).is_none() && named(&old.parameters, after).is_none()
    };
    tokens(&old.path).into_iter().zip(tokens(&new.path)).filter(is_renamed).collect()
}

/// The names of parameters that `others` lacks, except those of the path, by description.
fn by_description<'a>(
    api: &'a Api,
    parameters: &'a [Parameter],
    others: &[Parameter],
) -> BTreeMap<(String, Location, &'a str), Vec<&'a str>> {
    let mut names: BTreeMap<_, Vec<&'a str>> = BTreeMap::new();
    let is_left = |parameter: &&Parameter| {
        parameter.location != Location::Path && named(others, &parameter.name).is_none()
    };
    for parameter in parameters.iter().filter(is_left) {
        let text = parameter.description.as_deref().filter(|text| !text.trim().is_empty());
        if let Some(text) = text {
            let key = (Facets::of(api, &parameter.schema).type_text(), parameter.location, text);
            names.entry(key).or_default().push(&parameter.name);
        }
    }
    names
}

/// The changes of a parameter that is in both releases.
fn pair<'a>(
    context: &Context<'a>,
    calls: Calls<'a>,
    old: &'a Parameter,
    new: &'a Parameter,
) -> Vec<Change<'a>> {
    let before = Facets::of(&context.old.api, &old.schema);
    let after = Facets::of(&context.new.api, &new.schema);
    let told = |rule| change(context, calls, rule, old);
    let need = match (old.required, new.required) {
        (false, true) => {
            Some(told(RuleId::ParamBecameRequired).was("optional", "required").shown_by(calls.call().plain()))
        }
        (true, false) => Some(told(RuleId::ParamBecameOptional).was("required", "optional")),
        _ => None,
    };
    let is_marked = is_deprecated(new, &after) && !is_deprecated(old, &before);
    let mark = is_marked
        .then(|| told(RuleId::ParamDeprecated).was("", "deprecated").shown_by(given(calls, old, None)));
    let differences = context.walk(Of::Parameter).differences(&old.name, &old.schema, &new.schema);
    let values =
        differences.into_iter().filter_map(|difference| value(context, calls, (old, new), difference));
    // "Deprecated." is the first word of a description, and reported already where it is new.
    let said = |text: String| if is_marked { Behavior::split(&text).1.to_string() } else { text };
    let (was, is) = (said(description(old, &before)), said(description(new, &after)));
    let wording = (was != is).then(|| told(RuleId::DocsOnly).was(was, is));
    need.into_iter().chain(mark).chain(values).chain(wording).collect()
}

fn is_deprecated(parameter: &Parameter, facets: &Facets<'_>) -> bool {
    parameter.deprecated
        || facets.is_deprecated
        || parameter.description.as_deref().is_some_and(Behavior::deprecates)
}

fn description(parameter: &Parameter, facets: &Facets<'_>) -> String {
    words(parameter.description.as_deref().or(facets.description).unwrap_or_default())
}

/// The change for a difference between a parameter's schemas.
fn value<'a>(
    context: &Context<'a>,
    calls: Calls<'a>,
    (old, new): (&Parameter, &Parameter),
    difference: Difference,
) -> Option<Change<'a>> {
    let told = |rule| change(context, calls, rule, old);
    let shown = |rule| told(rule).shown_by(given(calls, old, None));
    let change = match difference.kind {
        DifferenceKind::Type | DifferenceKind::Widened if calls.is_exec() => {
            let is_taken = exec::takes(context.new, calls.pair.new, &new.schema);
            match (exec::takes(context.old, calls.pair.old, &old.schema), is_taken) {
                (true, false) => shown(RuleId::ParamTypeChanged).effect("fails: EXEC takes no such value"),
                (false, true) => told(RuleId::ParamTypeWidened),
                _ if difference.kind == DifferenceKind::Widened => told(RuleId::ParamTypeWidened),
                _ => shown(RuleId::ParamTypeChanged),
            }
        }
        DifferenceKind::Type => shown(RuleId::ParamTypeChanged),
        DifferenceKind::Widened => told(RuleId::ParamTypeWidened),
        DifferenceKind::Cardinality if difference.is_list() => {
            shown(RuleId::ParamRepeatedChanged).effect("takes several values now")
        }
        DifferenceKind::Cardinality => shown(RuleId::ParamRepeatedChanged).effect("takes a single value now"),
        DifferenceKind::Format => shown(RuleId::ParamFormatChanged),
        DifferenceKind::EnumRemoved => {
            let value = difference.values.first().map(String::as_str);
            told(RuleId::ParamEnumRemoved)
                .shown_by(given(calls, old, value))
                .deprecated(difference.was_deprecated)
        }
        DifferenceKind::EnumAdded => told(RuleId::ParamEnumAdded),
        DifferenceKind::Narrowed => shown(RuleId::ParamConstraintNarrowed),
        DifferenceKind::Default => told(RuleId::ParamDefaultChanged).shown_by(calls.call().plain()),
        // The parameter's own change covers these, or a parameter can't have them.
        _ => return None,
    };
    Some(change.was(difference.old, difference.new))
}
