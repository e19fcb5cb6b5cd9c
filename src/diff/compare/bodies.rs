//! The bodies of a resource's methods in both releases: what INSERT, UPDATE, REPLACE and EXEC can set.
//!
//! In: the pairs of methods. Out: findings for fields, which SQL calls `data__<field>`. What holds for
//! several methods is told once.

use std::collections::BTreeMap;

use super::context::Context;
use super::method::Calls;
use super::path::{self, Segment};
use super::walk::{Change, Kind, Of};
use super::witness::Given;
use crate::api::{Schema, SqlVerb};
use crate::diff::finding::Finding;
use crate::mapping::BODY_FIELD_PREFIX;
use crate::rules::rule::RuleId;

/// Compares the bodies of all pairs of a resource's methods.
pub(super) fn compare<'a>(context: &Context<'a>, all: &[Calls<'a>], found: &mut Vec<Finding>) {
    for calls in all {
        for change in changes(context, *calls) {
            found.extend(finding(context, *calls, &change));
        }
    }
}

/// Findings that are the same for several methods become one, and what is told of a column isn't told of the
/// field that it is filled from.
pub(super) fn merge(found: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(RuleId, [Option<String>; 4]), usize> = BTreeMap::new();
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
        // What each method's own field is described like stays its own.
        let of_method = finding.place.method.clone().filter(|_| finding.rule == RuleId::DocsOnly);
        let key = (finding.rule, [parameter, finding.old.clone(), finding.new.clone(), of_method]);
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
    // What a method says that it needs: a manifest doesn't say it of the body's schema.
    let (was_needed, needed) = (&calls.pair.old.required_fields, &calls.pair.new.required_fields);
    if let (Some(old), Some(new)) = (old, new)
        && context.unchanged.is_same(&old.schema, &new.schema)
        && needed == was_needed
    {
        return Vec::new();
    }
    let walk = context.walk(Of::Body(&calls.old.id, &calls.new.id));
    // A body that went or came whole: its fields did.
    let before = fields(&context.old.api, old.as_ref().map(|body| &body.schema));
    let after = fields(&context.new.api, new.as_ref().map(|body| &body.schema));
    let known = |fields: &[(&'a str, &'a Schema)]| -> BTreeMap<&'a str, &'a Schema> {
        fields.iter().copied().collect()
    };
    let (was, is) = (known(&before), known(&after));
    let gone: Vec<_> = before.iter().filter(|(name, _)| !is.contains_key(name)).copied().collect();
    let came: Vec<_> = after.iter().filter(|(name, _)| !was.contains_key(name)).copied().collect();
    let is_needed = |name: &str| needed.iter().any(|field| field == name);
    let mut changes = Vec::new();
    walk.went_and_came(&gone, &came, str::to_string, |name, _| is_needed(name), &mut changes);
    for (name, schema) in &before {
        let Some(new) = is.get(name) else { continue };
        if is_needed(name) && !was_needed.iter().any(|field| field == name) {
            changes.push(Change::new(name, Kind::BecameRequired, "optional", "required"));
        }
        changes.extend(walk.changes(name, schema, new));
    }
    changes
}

fn fields<'a>(api: &'a crate::api::Api, schema: Option<&'a Schema>) -> Vec<(&'a str, &'a Schema)> {
    schema.map(|schema| api.properties(schema).into_iter().collect()).unwrap_or_default()
}

fn finding<'a>(context: &Context<'a>, calls: Calls<'a>, change: &Change) -> Option<Finding> {
    let rule = match change.kind {
        Kind::Removed | Kind::Renamed => RuleId::BodyFieldRemoved,
        Kind::Added | Kind::Settable => RuleId::BodyFieldAdded,
        Kind::RequiredAdded | Kind::BecameRequired => RuleId::BodyFieldRequiredAdded,
        Kind::Type | Kind::Cardinality => RuleId::BodyTypeChanged,
        Kind::Format => RuleId::BodyFormatChanged,
        Kind::EnumRemoved => RuleId::BodyEnumRemoved,
        Kind::EnumAdded => RuleId::BodyEnumAdded,
        Kind::Narrowed => RuleId::BodyConstraintNarrowed,
        Kind::ReadOnly => RuleId::BodyFieldBecameReadonly,
        // It is set when the thing is made, as before.
        Kind::Immutable if calls.pair.old.verb == SqlVerb::Insert => return None,
        Kind::Immutable => RuleId::BodyFieldBecameImmutable,
        Kind::Deprecated => RuleId::BodyFieldDeprecated,
        Kind::Described => RuleId::DocsOnly,
        Kind::Default => return None,
    };
    let parameter = format!("{BODY_FIELD_PREFIX}{}", change.path);
    let place = context.method(calls.resource, calls.pair.old).parameter(&parameter);
    let sides = change.sides();
    let mut finding = context
        .finding(rule, place)
        .was(sides.0, sides.1)
        .deprecated(change.was_deprecated || calls.old.deprecated);
    finding.also_count = change.also_count;
    finding.also = change.also.iter().map(|path| format!("{BODY_FIELD_PREFIX}{path}")).collect();
    let caller = context.caller(calls.resource, calls.pair.old);
    let root = change.path.get(..change.root).unwrap_or(&change.path);
    let field = format!("{BODY_FIELD_PREFIX}{root}");
    finding.witness = match change.kind {
        Kind::Added | Kind::Settable | Kind::EnumAdded | Kind::Described => None,
        Kind::RequiredAdded | Kind::BecameRequired if !change.is_nested() => Some(caller.plain()),
        _ => Some(caller.statement(&[within(&field, change)], None)),
    };
    if let Some(name) = &change.renamed {
        finding.renamed = finding.renamed_to(name);
        let prefix = if change.is_nested() { "" } else { BODY_FIELD_PREFIX };
        finding.effect = Some(format!("it is `{prefix}{name}` now"));
    }
    Some(finding)
}

/// A value for a field that holds what changed within it: `'{"zone": "…"}'`. What wasn't needed isn't given,
/// but what it stands in.
fn within<'g>(field: &'g str, change: &Change) -> Given<'g> {
    let mut segments = path::segments(change.path.get(change.root..).unwrap_or_default());
    let mut value = match (change.kind, change.value) {
        (Kind::EnumRemoved, _) => serde_json::Value::from(change.values.first().map_or("…", String::as_str)),
        (Kind::RequiredAdded | Kind::BecameRequired, _) => {
            segments.pop();
            serde_json::json!({})
        }
        (_, "integer" | "number") => serde_json::Value::from(1),
        (_, "boolean") => serde_json::Value::from(true),
        (_, "array") => serde_json::json!([]),
        (_, "object") => serde_json::json!({}),
        _ => serde_json::Value::from("…"),
    };
    if segments.is_empty() && change.kind != Kind::EnumRemoved && !change.is_nested() {
        return Given::any(field);
    }
    for segment in segments.into_iter().rev() {
        value = match segment {
            Segment::Item => serde_json::json!([value]),
            Segment::Value => serde_json::json!({ "…": value }),
            Segment::Field(name) => serde_json::json!({ name: value }),
        };
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
    Given::text(field, &text)
}
