//! The settings of annotated documents that decide how StackQL makes requests, and rows of answers.
//!
//! In: a service in both releases. Out: a change for each setting that differs, at the part that has it: one for the
//! service if the service's own setting differs, however many methods it holds for. What a difference means is in
//! [`engine::settings`](crate::engine::settings).

pub(in crate::diff::compare) mod found;
mod sides;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::found::FoundSettings;
pub(in crate::diff) use self::sides::sides;
use super::change::{Call, Change, Statement};
use super::context::Context;
use super::difference::{Difference, DifferenceKind};
use super::pairs::{MethodPair, ResourcePair};
use crate::api::{Operation, SqlVerb};
use crate::diff::place::FindingPlace;
use crate::engine::settings::{self, EngineSetting, Impact, SettingOwner, SettingPlace, Subject};
use crate::names::MethodName;
use crate::rules::rule::{RuleId, Severity};

/// A setting that differs, and where.
#[derive(Clone, Copy)]
struct Differing<'c, 'a> {
    pair: &'c ResourcePair<'a>,
    methods: MethodPair<'a>,
    before: Option<&'a Value>,
    after: Option<&'a Value>,
    /// The part that has the setting, the nearer one of both releases.
    owner: SettingOwner,
}

/// The changes of all settings.
pub(super) fn changes<'a>(context: &Context<'a>) -> Vec<Change<'a>> {
    let (old, new) = &context.settings;
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    settings::all().flat_map(|setting| of_setting(context, setting)).collect()
}

/// The changes of a setting, wherever it stands.
fn of_setting<'a>(context: &Context<'a>, setting: &EngineSetting) -> Vec<Change<'a>> {
    let Some(rule) = rule(setting.subject) else { return Vec::new() };
    let change = |place, before, after| changed(setting, rule, place, before, after);
    match setting.at {
        SettingPlace::Info => {
            let (old, new) = &context.settings;
            let (before, after) = (old.of_document(setting), new.of_document(setting));
            let found = change(context.place(), before, after);
            found.map(|change| change.shown_by(Statement::OnService)).into_iter().collect()
        }
        SettingPlace::Resource => context
            .resources
            .iter()
            .filter_map(|pair| {
                let (old, new) = &context.settings;
                let before = old.of_resource(setting, pair.old.name.as_str());
                let after = new.of_resource(setting, pair.new.name.as_str());
                let found = change(context.resource(pair.old), before, after)?;
                Some(found.shown_by(Statement::OnResource(pair.old)))
            })
            .collect(),
        SettingPlace::Config
        | SettingPlace::Method
        | SettingPlace::Request
        | SettingPlace::Response
        | SettingPlace::Operation => of_methods(context, setting, rule),
        // These are compared with the schemas, and with the provider.
        SettingPlace::Schema | SettingPlace::Auth => Vec::new(),
    }
}

/// The changes of a setting that holds for methods: one at each part that has it.
fn of_methods<'a>(context: &Context<'a>, setting: &EngineSetting, rule: RuleId) -> Vec<Change<'a>> {
    let mut own: Vec<Differing<'_, 'a>> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut shared: BTreeMap<Option<&str>, Differing<'_, 'a>> = BTreeMap::new();
    for pair in &context.resources {
        for methods in &pair.methods {
            let Some(differing) = differing(context, setting, pair, *methods) else { continue };
            let of = match differing.owner {
                SettingOwner::Method => {
                    // A method under two verbs has its settings once.
                    if seen.insert((pair.old.name.as_str(), methods.old.name.as_str())) {
                        own.push(differing);
                    }
                    continue;
                }
                SettingOwner::Resource => Some(pair.old.name.as_str()),
                SettingOwner::Service | SettingOwner::Provider => None,
            };
            // A SELECT shows it best.
            let is_better = |known: &Differing<'_, '_>| {
                known.methods.old.verb != SqlVerb::Select && differing.methods.old.verb == SqlVerb::Select
            };
            match shared.get_mut(&of) {
                Some(known) if is_better(known) => *known = differing,
                Some(_) => {}
                None => drop(shared.insert(of, differing)),
            }
        }
    }
    let all = shared.into_values().chain(own);
    all.filter_map(|differing| of_differing(context, setting, rule, differing)).collect()
}

/// A setting of a method in both releases, if it differs and a statement can tell.
fn differing<'c, 'a>(
    context: &Context<'a>,
    setting: &EngineSetting,
    pair: &'c ResourcePair<'a>,
    methods: MethodPair<'a>,
) -> Option<Differing<'c, 'a>> {
    let (old, new) = &context.settings;
    let operations = || {
        let old = context.old.api.operation(&methods.old.operation_id)?;
        Some((old, context.new.api.operation(&methods.new.operation_id)?))
    };
    let (before, after) = if setting.at == SettingPlace::Operation {
        let (was, is) = operations()?;
        let before = old.of_operation(setting, &was.pointer);
        let after = new.of_operation(setting, &is.pointer);
        let owned = |value| (value, SettingOwner::Method);
        (before.map(owned), after.map(owned))
    } else {
        let of = |found: &FoundSettings<'a>, resource: &str, method: &MethodName| {
            found.of_method(setting, resource, method.as_str())
        };
        let before = of(old, pair.old.name.as_str(), &methods.old.name);
        (before, of(new, pair.new.name.as_str(), &methods.new.name))
    };
    let owner = before.map(|(_, owner)| owner).into_iter().chain(after.map(|(_, owner)| owner)).min()?;
    let (before, after) = (before.map(|(value, _)| value), after.map(|(value, _)| value));
    let is_felt = match setting.subject {
        Subject::Paging => matches!(methods.old.verb, SqlVerb::Select | SqlVerb::Exec),
        // Words that StackQL reads alike are the same.
        Subject::BodyNames => methods.old.request.is_some() && methods.old.fields != methods.new.fields,
        Subject::MediaType => {
            operations().is_none_or(|(old, new)| is_other_media(setting, [old, new], [before, after]))
        }
        _ => true,
    };
    (before != after && is_felt).then_some(Differing { pair, methods, before, after, owner })
}

/// Whether a setting of a media type leads to another one where the operations have the same; if these differ, that
/// is told already.
fn is_other_media(setting: &EngineSetting, operations: [&Operation; 2], said: [Option<&Value>; 2]) -> bool {
    let own = operations.map(|operation| match setting.at {
        SettingPlace::Request => operation.request.as_ref().map(|body| body.media_type.as_str()),
        _ => operation.response.content.as_ref().map(|(media_type, _)| media_type.as_str()),
    });
    let [was, is] = own;
    let [before, after] = said.map(|value| value.and_then(Value::as_str));
    was == is && before.or(was) != after.or(is)
}

/// The change of a setting that holds for a method, at the part that has it.
fn of_differing<'a>(
    context: &Context<'a>,
    setting: &EngineSetting,
    rule: RuleId,
    differing: Differing<'_, 'a>,
) -> Option<Change<'a>> {
    let Differing { pair, methods, before, after, owner } = differing;
    let call = Call { resource: pair.old, method: methods.old };
    let place = match owner {
        SettingOwner::Method => context.method(pair.old, methods.old),
        SettingOwner::Resource => context.resource(pair.old),
        SettingOwner::Service | SettingOwner::Provider => context.place(),
    };
    let is_of_body = setting.at == SettingPlace::Request || setting.subject == Subject::BodyNames;
    let statement = if is_of_body { call.with_body() } else { call.plain() };
    let change = changed(setting, rule, place, before, after)?.shown_by(statement);
    Some(change.deprecated(owner == SettingOwner::Method && methods.old.deprecated))
}

/// The change of a setting from one value to another; none if no statement can tell.
fn changed<'a>(
    setting: &EngineSetting,
    rule: RuleId,
    place: FindingPlace,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Option<Change<'a>> {
    let (was, is) = (before.is_some(), after.is_some());
    let severity = severity(setting.impact(was, is))?;
    let (old, new) = sides(&title(setting), before, after);
    let change = Change::new(rule, place).was(&old, &new).effect(setting.effect(was));
    (old != new).then_some(Change { severity: Some(severity), ..change })
}

/// The `change` of a difference of schemas, with what it means if it is one of a key of StackQL's own.
pub(super) fn of_schema<'a>(change: Change<'a>, difference: &Difference) -> Change<'a> {
    let DifferenceKind::Setting(key) = difference.kind else { return change };
    let Some(setting) = settings::find(SettingPlace::Schema, key) else { return change };
    let there = |side: &str| !side.starts_with("no ");
    let (was, is) = (there(&difference.old), there(&difference.new));
    let severity = severity(setting.impact(was, is));
    Change { severity, ..change }.effect(setting.effect(was))
}

/// The severity of what a difference of a setting does; none if no statement can tell.
pub(in crate::diff) fn severity(impact: Impact) -> Option<Severity> {
    match impact {
        Impact::Breaks => Some(Severity::Breaking),
        Impact::Risks => Some(Severity::Risky),
        Impact::Adds => Some(Severity::Additive),
        Impact::Nothing => None,
    }
}

/// The rule of a setting, by what it decides; none for what is compared as what it leads to.
pub(in crate::diff) fn rule(subject: Subject) -> Option<RuleId> {
    Some(match subject {
        Subject::Paging => RuleId::PaginationChanged,
        Subject::BodyNames => RuleId::BodyNameTranslationChanged,
        Subject::ColumnNames => RuleId::ColumnNamesChanged,
        Subject::Making => RuleId::PushdownOrTransformChanged,
        Subject::MediaType => RuleId::MethodMediaTypeChanged,
        Subject::Address => RuleId::ServerUrlChanged,
        Subject::Credentials => RuleId::AuthSettingsChanged,
        Subject::Names | Subject::Other => RuleId::SettingChanged,
        Subject::Model => return None,
    })
}

/// The setting as people find it in a document: `request.base`.
fn title(setting: &EngineSetting) -> String {
    match setting.at {
        SettingPlace::Request => format!("request.{}", setting.name),
        SettingPlace::Response => format!("response.{}", setting.name),
        _ => setting.name.clone(),
    }
}
