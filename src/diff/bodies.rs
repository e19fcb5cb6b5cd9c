//! The bodies of a resource's methods in both releases: what INSERT, UPDATE, REPLACE and EXEC can set.
//!
//! In: the pairs of methods. Out: findings for fields, which SQL calls `data__<field>`. What holds for several methods is
//! told once.

use std::collections::BTreeMap;

use super::context::Context;
use super::facets::Facets;
use super::finding::Finding;
use super::method::Calls;
use super::rule::RuleId;
use super::walk::{Change, Kind};
use super::witness::Given;
use crate::api::{Schema, SqlVerb};
use crate::mapping::BODY_FIELD_PREFIX;

/// Compares the bodies of all pairs of a resource's methods.
pub(super) fn compare<'a>(context: &Context<'a>, all: &[Calls<'a>], found: &mut Vec<Finding>) {
    for calls in all {
        for change in changes(context, *calls) {
            found.extend(finding(context, *calls, &change));
        }
    }
}

/// Findings that are the same for several methods become one, and what is told of a column isn't told of the field that it
/// is filled from.
pub(super) fn merge(found: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(RuleId, [Option<String>; 3]), usize> = BTreeMap::new();
    let described: Vec<String> = found
        .iter()
        .filter(|finding| finding.rule == RuleId::DocsOnly)
        .filter_map(|finding| finding.place.column.clone())
        .collect();
    let mut merged: Vec<Finding> = Vec::with_capacity(found.len());
    for mut finding in found.drain(..) {
        let field = finding.place.parameter.as_deref().and_then(|name| name.strip_prefix(BODY_FIELD_PREFIX));
        let Some(field) = field else {
            merged.push(finding);
            continue;
        };
        if finding.rule == RuleId::DocsOnly && described.iter().any(|column| column == field) {
            continue;
        }
        let parameter = finding.place.parameter.clone();
        let key = (finding.rule, [parameter, finding.old.clone(), finding.new.clone()]);
        let first = seen.get(&key).and_then(|index| merged.get_mut(*index));
        let method = finding.place.method.clone().unwrap_or_default();
        match first {
            None => {
                seen.insert(key, merged.len());
                finding.methods = vec![method];
                merged.push(finding);
            }
            Some(first) => {
                first.methods.push(method);
                first.was_deprecated &= finding.was_deprecated;
                first.signatures.append(&mut finding.signatures);
            }
        }
    }
    for finding in &mut merged {
        if finding.methods.len() == 1 {
            finding.methods.clear();
        }
        finding.methods.sort();
    }
    *found = merged;
}

fn changes<'a>(context: &Context<'a>, calls: Calls<'a>) -> Vec<Change> {
    let (old, new) = (&calls.old.request, &calls.new.request);
    let empty = Vec::new();
    let needed = new.as_ref().map_or(&empty, |body| &body.required_fields);
    let was_needed = old.as_ref().map_or(&empty, |body| &body.required_fields);
    let (Some(old), Some(new)) = (old, new) else {
        // A body that went or came whole: its fields did.
        let old: Vec<_> = fields(&context.old.api, old.as_ref().map(|body| &body.schema));
        let new: Vec<_> = fields(&context.new.api, new.as_ref().map(|body| &body.schema));
        let mut changes = Vec::new();
        let is_needed = |name: &str| needed.iter().any(|field| field == name);
        context.walk().went_and_came(&old, &new, str::to_string, is_needed, &mut changes);
        return changes;
    };
    let same = context.unchanged.is_same(&old.schema, &new.schema);
    if same && needed == was_needed {
        return Vec::new();
    }
    let walk = context.walk();
    let before = fields(&context.old.api, Some(&old.schema));
    let after = fields(&context.new.api, Some(&new.schema));
    let lacks = |fields: &[(&str, &Schema)], name: &str| fields.iter().all(|(other, _)| *other != name);
    let gone: Vec<_> = before.iter().filter(|(name, _)| lacks(&after, name)).copied().collect();
    let came: Vec<_> = after.iter().filter(|(name, _)| lacks(&before, name)).copied().collect();
    let is_needed = |name: &str| needed.iter().any(|field| field == name);
    let mut changes = Vec::new();
    walk.went_and_came(&gone, &came, str::to_string, is_needed, &mut changes);
    for (name, schema) in &before {
        let Some((_, new)) = after.iter().find(|(other, _)| other == name) else { continue };
        if is_needed(name) && !was_needed.iter().any(|field| field == name) {
            let facets = Facets::of(&context.old.api, schema);
            changes.push(Change {
                path: (*name).to_string(),
                root: name.len(),
                kind: Kind::BecameRequired,
                old: "optional".into(),
                new: "required".into(),
                was_deprecated: facets.is_deprecated,
                is_read_only: false,
                also: Vec::new(),
            });
        }
        changes.extend(walk.changes(name, schema, new));
    }
    changes
}

fn fields<'a>(api: &'a crate::api::Api, schema: Option<&'a Schema>) -> Vec<(&'a str, &'a Schema)> {
    schema.map(|schema| api.properties(schema).into_iter().collect()).unwrap_or_default()
}

fn finding<'a>(context: &Context<'a>, calls: Calls<'a>, change: &Change) -> Option<Finding> {
    // What the server sets isn't anybody's to send.
    if change.is_read_only && change.kind != Kind::ReadOnly {
        return None;
    }
    let rule = match change.kind {
        Kind::Removed | Kind::Renamed => RuleId::BodyFieldRemoved,
        Kind::Added => RuleId::BodyFieldAdded,
        Kind::RequiredAdded | Kind::BecameRequired => RuleId::BodyFieldRequiredAdded,
        Kind::Type | Kind::Cardinality => RuleId::BodyTypeChanged,
        Kind::Format => RuleId::BodyFormatChanged,
        Kind::EnumRemoved => RuleId::BodyEnumRemoved,
        Kind::EnumAdded => RuleId::BodyEnumAdded,
        Kind::ReadOnly => RuleId::BodyFieldBecameReadonly,
        // It is set when the thing is made, as before.
        Kind::Immutable if calls.pair.old.verb == SqlVerb::Insert => return None,
        Kind::Immutable => RuleId::BodyFieldBecameImmutable,
        Kind::Deprecated => RuleId::BodyFieldDeprecated,
        Kind::Described => RuleId::DocsOnly,
    };
    let parameter = format!("{BODY_FIELD_PREFIX}{}", change.path);
    let place = context.method(calls.resource, calls.pair.old).parameter(&parameter);
    let mut finding = context
        .finding(rule, place)
        .was(change.old.as_str(), change.new.as_str())
        .deprecated(change.was_deprecated || calls.old.deprecated);
    finding.also = change.also.iter().map(|path| format!("{BODY_FIELD_PREFIX}{path}")).collect();
    let caller = context.caller(calls.resource, calls.pair.old);
    let root = change.path.get(..change.root).unwrap_or(&change.path);
    let field = format!("{BODY_FIELD_PREFIX}{root}");
    finding.witness = match change.kind {
        Kind::Added | Kind::EnumAdded | Kind::Described => None,
        Kind::RequiredAdded | Kind::BecameRequired if !change.is_nested() => Some(caller.plain()),
        Kind::EnumRemoved if !change.is_nested() => {
            let value = change.old.split(", ").next().unwrap_or_default();
            Some(caller.statement(&[Given::text(&field, value)], None))
        }
        _ => Some(caller.statement(&[within(&field, change)], None)),
    };
    if change.kind == Kind::Renamed {
        finding.effect = Some(format!("it is `{}` now", change.new));
    }
    Some(finding)
}

/// A value for a field that holds what changed within it: `'{"zone": "…"}'`.
fn within<'g>(field: &'g str, change: &Change) -> Given<'g> {
    if !change.is_nested() {
        return Given::any(field);
    }
    let path = change.path.get(change.root..).unwrap_or_default();
    let text = if change.kind == Kind::EnumRemoved { change.old.split(", ").next() } else { None };
    let mut value = serde_json::Value::from(text.unwrap_or("…"));
    for step in path.replace("[]", ".[]").split('.').rev().filter(|step| !step.is_empty()) {
        value = match step {
            "[]" => serde_json::json!([value]),
            "*" => serde_json::json!({ "…": value }),
            name => serde_json::json!({ name: value }),
        };
    }
    Given::text(field, &value.to_string())
}
