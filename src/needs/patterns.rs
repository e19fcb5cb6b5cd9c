//! Settings that the configuration gives to all methods whose operations fit a pattern.
//!
//! In: entries of `settings`. Out: the settings of an operation, and what they say of its request in the model's words.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::options::NeedsOptions;
use super::pattern::PatternSettings;
use super::{bodies, named, names};
use crate::api::{AnnotatedRequest, Api, FieldNames, ObjectKey, Operation, SqlVerb};
use crate::engine::body;
use crate::names::OperationId;
use crate::text::did_you_mean;

/// The settings of `operation`, by path; later entries win, key by key of `config`.
pub(super) fn of(operation: &Operation, options: &NeedsOptions) -> BTreeMap<String, Value> {
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    let fits = |entry: &&PatternSettings| entry.patterns.iter().any(|pattern| pattern.fits(operation));
    for (path, value) in options.settings.iter().filter(fits).flat_map(|entry| &entry.values) {
        found.insert(path.clone(), value.clone());
    }
    found
}

/// What the settings of `operation` say of its request; none where they say nothing of it.
#[must_use]
pub fn request(
    api: &Api,
    operation: &Operation,
    verb: SqlVerb,
    options: &NeedsOptions,
) -> Option<AnnotatedRequest> {
    let settings = of(operation, options);
    let names = settings.get("config/requestBodyTranslate");
    if !settings.keys().any(|path| path.starts_with("request/")) && names.is_none() {
        return None;
    }
    let text = |key: &str| settings.get(&format!("request/{key}"))?.as_str().map(str::to_string);
    let list = settings.get("request/required").and_then(Value::as_array).into_iter().flatten();
    let mut required_fields: Vec<String> =
        list.filter_map(|name| name.as_str().map(str::to_string)).collect();
    required_fields.sort();
    let algorithm = names.and_then(|names| names.get("algorithm")?.as_str()).and_then(FieldNames::of);
    let own = operation.request.as_ref().and_then(|body| body::default(api, verb, body));
    Some(AnnotatedRequest {
        required_fields,
        default: text("default").or_else(|| own.map(str::to_string)),
        base: text("base"),
        fields: algorithm.unwrap_or_else(|| names::of(api, operation, options)),
        casing: text("nativeCasing"),
        is_transformed: settings.contains_key("request/transform") || bodies::is_made(operation, verb),
    })
}

/// The object keys that settings give to operations of `api`.
pub fn object_keys<'a>(
    api: &'a Api,
    options: &'a NeedsOptions,
) -> impl Iterator<Item = (&'a OperationId, ObjectKey)> {
    let operations =
        api.operations.iter().filter(|_| api.annotated.is_none() && !options.settings.is_empty());
    operations.filter_map(|operation| {
        let settings = of(operation, options);
        let key = settings.get("response/objectKey")?.as_str()?;
        Some((&operation.id, ObjectKey::parse(key).ok()?))
    })
}

/// Pointers of the patterns that fit operations of `api`, and of names in settings that these have; and the probable intent
/// of others by theirs.
#[must_use]
pub fn matched(api: &Api, options: &NeedsOptions) -> (BTreeSet<String>, BTreeMap<String, String>) {
    let (mut matched, mut near) = (BTreeSet::new(), BTreeMap::new());
    if api.annotated.is_some() {
        return (matched, near);
    }
    for pattern in options.settings.iter().flat_map(|entry| &entry.patterns) {
        if api.operations.iter().any(|operation| pattern.fits(operation)) {
            matched.insert(pattern.pointer.clone());
        } else {
            let ids = api.operations.iter().map(|operation| operation.id.as_str());
            near.extend(did_you_mean(&pattern.text, ids).map(|id| (pattern.pointer.clone(), id.to_string())));
        }
    }
    named::check(api, options, &mut matched, &mut near);
    (matched, near)
}
