//! The bodies of a resource's methods in both releases: the fields that INSERT, UPDATE, REPLACE and EXEC can
//! set.
//!
//! In: the pairs of methods. Out: changes of fields, which SQL calls `data__<field>` or as the method says, one for
//! each method.

use std::collections::BTreeMap;

use super::change::{Change, OtherPaths, Statement};
use super::context::Context;
use super::difference::{Difference, DifferenceKind};
use super::pairs::Calls;
use super::path::{self, Segment};
use super::settings;
use super::walk::Of;
use crate::api::{Api, RequestBody, Schema, SqlVerb};
use crate::provider::Method;
use crate::rules::rule::RuleId;

/// The changes of the bodies of a resource's methods.
pub(super) fn changes<'a>(context: &Context<'a>, all: &[Calls<'a>]) -> Vec<Change<'a>> {
    let of_method = |calls: &Calls<'a>| {
        let calls = *calls;
        let differences = differences(context, calls).into_iter();
        differences.filter_map(move |difference| of_field(context, calls, &difference))
    };
    all.iter().flat_map(of_method).collect()
}

/// The fields of a body.
type Fields<'a> = Vec<(&'a str, &'a Schema)>;

fn fields<'a>(api: &'a Api, schema: Option<&'a Schema>) -> Fields<'a> {
    schema.map(|schema| api.properties(schema).into_iter().collect()).unwrap_or_default()
}

fn differences<'a>(context: &Context<'a>, calls: Calls<'a>) -> Vec<Difference> {
    let (old, new) = (&calls.old.request, &calls.new.request);
    // Methods name these required fields themselves; the schema of a manifest's body doesn't have them.
    let (was_needed, needed) = (&calls.pair.old.required_fields, &calls.pair.new.required_fields);
    if let (Some(old), Some(new)) = (old, new)
        && context.unchanged.is_same(&old.schema, &new.schema)
        && needed == was_needed
        && calls.pair.old.fields == calls.pair.new.fields
    {
        return Vec::new();
    }
    let walk = context.walk(Of::Body(&calls.old.id, &calls.new.id));
    // If a body came or went as a whole, each of its fields did.
    let sent = |api: &'a Api, method: &'a Method, body: &'a Option<RequestBody>| {
        fields(api, body.as_ref().map(|body| api.fields_schema(&method.fields, &body.schema)))
    };
    let before = sent(&context.old.api, calls.pair.old, old);
    let after = sent(&context.new.api, calls.pair.new, new);
    let was: BTreeMap<&str, &Schema> = before.iter().copied().collect();
    let is: BTreeMap<&str, &Schema> = after.iter().copied().collect();
    let gone: Fields<'_> = before.iter().filter(|(name, _)| !is.contains_key(name)).copied().collect();
    let came: Fields<'_> = after.iter().filter(|(name, _)| !was.contains_key(name)).copied().collect();
    let has = |fields: &[String], name: &str| fields.iter().any(|field| field == name);
    let kept = before.iter().filter_map(|(name, old)| Some((*name, *old, *is.get(name)?)));
    let kept = kept.flat_map(|(name, old, new)| {
        let is_needed = has(needed, name) && !has(was_needed, name);
        let need =
            is_needed.then(|| Difference::new(name, DifferenceKind::BecameRequired, "optional", "required"));
        need.into_iter().chain(walk.differences(name, old, new))
    });
    let own = walk.went_and_came(&gone, &came, str::to_string, |name, _| has(needed, name));
    own.into_iter().chain(kept).collect()
}

/// The rule for a difference of fields; none if the difference doesn't matter to requests.
fn rule(difference: &Difference, verb: SqlVerb) -> Option<RuleId> {
    Some(match difference.kind {
        DifferenceKind::Removed | DifferenceKind::Renamed => RuleId::BodyFieldRemoved,
        DifferenceKind::Added | DifferenceKind::Settable => RuleId::BodyFieldAdded,
        DifferenceKind::RequiredAdded | DifferenceKind::BecameRequired => RuleId::BodyFieldRequiredAdded,
        DifferenceKind::Widened if is_sent_as_before(difference, verb) => RuleId::BodyTypeWidened,
        DifferenceKind::Type | DifferenceKind::Widened | DifferenceKind::Cardinality => {
            RuleId::BodyTypeChanged
        }
        DifferenceKind::Format => RuleId::BodyFormatChanged,
        DifferenceKind::EnumRemoved => RuleId::BodyEnumRemoved,
        DifferenceKind::EnumAdded => RuleId::BodyEnumAdded,
        DifferenceKind::Narrowed => RuleId::BodyConstraintNarrowed,
        DifferenceKind::ReadOnly => RuleId::BodyFieldBecameReadonly,
        // An INSERT sets the field when the thing is made, as before.
        DifferenceKind::Immutable if verb == SqlVerb::Insert => return None,
        DifferenceKind::Immutable => RuleId::BodyFieldBecameImmutable,
        DifferenceKind::Deprecated => RuleId::BodyFieldDeprecated,
        DifferenceKind::Setting(_) => RuleId::SettingChanged,
        DifferenceKind::Described => RuleId::DocsOnly,
        DifferenceKind::Default => return None,
    })
}

/// The effect of a change on an EXEC, which sends no number as a field of its own; none where the rule's text
/// holds.
fn of_exec(calls: Calls<'_>, difference: &Difference, rule: RuleId) -> Option<String> {
    let is_refused = rule == RuleId::BodyTypeChanged
        && calls.is_exec()
        && !difference.is_nested()
        && matches!(difference.now, "integer" | "number");
    is_refused.then(|| "fails: EXEC can't send a number there".into())
}

/// Whether a value fits the wider type as it is sent. An INSERT keeps the type of a literal, and JSON that of
/// each value within: `1` is no text there. UPDATE and REPLACE send each literal as a text. EXEC couldn't send
/// a number as a field of its own.
fn is_sent_as_before(difference: &Difference, verb: SqlVerb) -> bool {
    match verb {
        _ if difference.now != "string" => difference.value != "string",
        _ if difference.is_nested() => false,
        SqlVerb::Update | SqlVerb::Replace => true,
        SqlVerb::Exec => difference.value != "boolean",
        _ => false,
    }
}

/// The change for a difference of a method's fields.
fn of_field<'a>(context: &Context<'a>, calls: Calls<'a>, difference: &Difference) -> Option<Change<'a>> {
    let rule = rule(difference, calls.pair.old.verb)?;
    let name = |path: &str| calls.pair.old.fields.name(path);
    let place = context.method(calls.resource, calls.pair.old).parameter(&name(&difference.path));
    let (old, new) = difference.sides();
    let also = difference.also.first.iter().map(|path| name(path)).collect();
    let change = Change {
        also: OtherPaths { first: also, count: difference.also.count },
        field: Some(difference.path.clone()),
        statement: statement(calls, difference),
        effect: of_exec(calls, difference, rule),
        ..Change::new(rule, place)
    };
    let change = change.was(old, new).deprecated(difference.was_deprecated || calls.was_deprecated());
    let change = settings::of_schema(change, difference);
    Some(match &difference.renamed {
        Some(new_name) => {
            let place = change.place.clone().renamed(new_name);
            let shown = if difference.is_nested() { new_name.clone() } else { name(new_name) };
            change.renamed(place, &shown)
        }
        None => change,
    })
}

/// The statement that sends the field; none if no statement that worked is affected.
fn statement<'a>(calls: Calls<'a>, difference: &Difference) -> Option<Statement<'a>> {
    match difference.kind {
        DifferenceKind::Added
        | DifferenceKind::Settable
        | DifferenceKind::EnumAdded
        | DifferenceKind::Described => None,
        DifferenceKind::Widened if is_sent_as_before(difference, calls.pair.old.verb) => None,
        DifferenceKind::RequiredAdded | DifferenceKind::BecameRequired if !difference.is_nested() => {
            Some(calls.call().plain())
        }
        _ => {
            let field = calls.pair.old.fields.name(difference.root());
            Some(calls.call().given(&field, within(difference)))
        }
    }
}

/// A value for a field that contains the changed part: `{"zone": "…"}`. A field that wasn't required isn't
/// given, but the object around it is. None if any value of the field will do.
fn within(difference: &Difference) -> Option<String> {
    let mut segments = path::segments(difference.path.get(difference.root..).unwrap_or_default());
    let mut value = match (difference.kind, difference.value) {
        (DifferenceKind::EnumRemoved, _) => {
            serde_json::Value::from(difference.values.first().map_or("…", String::as_str))
        }
        (DifferenceKind::RequiredAdded | DifferenceKind::BecameRequired, _) => {
            segments.pop();
            serde_json::json!({})
        }
        (_, "integer" | "number") => serde_json::Value::from(1),
        (_, "boolean") => serde_json::Value::from(true),
        (_, "array") => serde_json::json!([]),
        (_, "object") => serde_json::json!({}),
        _ => serde_json::Value::from("…"),
    };
    if segments.is_empty() && difference.kind != DifferenceKind::EnumRemoved && !difference.is_nested() {
        return None;
    }
    for segment in segments.into_iter().rev() {
        value = match segment {
            Segment::Item => serde_json::json!([value]),
            Segment::Value => serde_json::json!({ "…": value }),
            Segment::Field(name) => serde_json::json!({ name: value }),
        };
    }
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_string))
}
