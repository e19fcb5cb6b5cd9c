//! The facets of a schema, from all places where they may be written: beside a reference, behind it, in parts
//! of `allOf`.
//!
//! In: a schema. Out: its [`Facets`], which are the same for an inlined and an extracted schema.

use serde_json::Value;

use crate::api::{Additional, Api, Bounds, Schema, SchemaSettings, SchemaType};
use crate::provider::Behavior;

/// Formats of integers.
const INTEGER_FORMATS: [&str; 4] = ["int32", "int64", "uint32", "uint64"];

/// Everything to compare in a schema except its items, values and fields.
pub(in crate::diff) struct Facets<'a> {
    /// The type as DESCRIBE shows it: a value of any type is an object.
    pub(in crate::diff) kind: &'static str,
    pub(super) format: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    /// Allowed values as text, sorted; empty for any.
    pub(in crate::diff) values: Vec<String>,
    /// The allowed values that the document advises against.
    deprecated_values: Vec<String>,
    pub(super) default: Option<&'a Value>,
    pub(super) pattern: Option<&'a str>,
    pub(super) bounds: Option<&'a Bounds>,
    pub(super) is_deprecated: bool,
    pub(in crate::diff) is_read_only: bool,
    pub(in crate::diff) is_immutable: bool,
    /// What StackQL's own keys say.
    pub(super) settings: SchemaSettings,
}

/// The schema's parts: itself, its reference, and the parts of `allOf`, a whole before its parts.
pub(super) fn parts<'a>(api: &'a Api, schema: &'a Schema) -> Vec<&'a Schema> {
    let mut parts: Vec<&Schema> = Vec::new();
    let mut pending = vec![schema];
    while let Some(part) = pending.pop() {
        if parts.iter().any(|known| std::ptr::eq(*known, part)) {
            continue;
        }
        parts.push(part);
        pending.extend(part.all_of.iter().rev());
        pending.extend(part.reference.as_ref().and_then(|name| api.schemas.get(name)));
    }
    parts
}

impl<'a> Facets<'a> {
    pub(in crate::diff) fn of(api: &'a Api, schema: &'a Schema) -> Self {
        let parts = parts(api, schema);
        let first = |says: fn(&'a Schema) -> Option<&'a str>| parts.iter().copied().find_map(says);
        let description = first(|part| part.description.as_deref().filter(|text| !text.trim().is_empty()));
        let marks = description.map(|text| Behavior::split(text).0).unwrap_or_default();
        let allowed =
            || parts.iter().map(|part| &part.values).find(|values| !values.is_empty()).into_iter().flatten();
        let mut values: Vec<String> = allowed().map(|allowed| text(&allowed.value)).collect();
        values.sort();
        values.dedup();
        let mut deprecated_values: Vec<String> =
            allowed().filter(|allowed| allowed.deprecated).map(|allowed| text(&allowed.value)).collect();
        deprecated_values.sort();
        Self {
            kind: api.type_of(schema).unwrap_or(SchemaType::Object).as_str(),
            format: first(|part| part.format.as_deref()),
            description,
            values,
            deprecated_values,
            default: parts.iter().find_map(|part| part.default.as_deref()),
            pattern: first(|part| part.pattern.as_deref()),
            bounds: parts.iter().find_map(|part| part.bounds.as_deref()),
            is_deprecated: parts.iter().any(|part| part.deprecated) || marks.contains(&Behavior::Deprecated),
            is_read_only: parts.iter().any(|part| part.read_only) || marks.contains(&Behavior::OutputOnly),
            is_immutable: marks.contains(&Behavior::Immutable),
            settings: own_settings(&parts),
        }
    }

    /// Whether the document advises against each of `values`.
    pub(super) fn are_deprecated(&self, values: &[String]) -> bool {
        values.iter().all(|value| self.deprecated_values.binary_search(value).is_ok())
    }

    /// Whether the format says that values are integers, also those that are written as texts.
    pub(super) fn is_whole_number(&self) -> bool {
        self.format.is_some_and(|format| INTEGER_FORMATS.contains(&format))
    }

    /// `string (int64)`: type and format in words.
    pub(super) fn type_text(&self) -> String {
        match self.format {
            Some(format) => format!("{} ({format})", self.kind),
            None => self.kind.to_string(),
        }
    }
}

/// What StackQL's own keys say in any of a schema's `parts`.
fn own_settings(parts: &[&Schema]) -> SchemaSettings {
    let said = || parts.iter().filter_map(|part| part.settings.as_deref());
    SchemaSettings {
        is_text: said().any(|own| own.is_text),
        is_always_required: said().any(|own| own.is_always_required),
        alias: said().find_map(|own| own.alias.clone()),
    }
}

/// A value as SQL and people write it: a text without quotes.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// The schema of the items of an array.
pub(in crate::diff) fn items<'a>(api: &'a Api, schema: &'a Schema) -> Option<&'a Schema> {
    parts(api, schema).into_iter().find_map(|part| part.items.as_deref())
}

/// The schema of the values of a map.
pub(super) fn map_values<'a>(api: &'a Api, schema: &'a Schema) -> Option<&'a Schema> {
    parts(api, schema).into_iter().find_map(|part| match &part.additional {
        Some(Additional::Schema(values)) => Some(values.as_ref()),
        _ => None,
    })
}

/// The names that an object requires, by all of its parts.
pub(super) fn required<'a>(api: &'a Api, schema: &'a Schema) -> Vec<&'a str> {
    let mut names: Vec<&str> =
        parts(api, schema).into_iter().flat_map(|part| part.required.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// One of a value's alternatives (`oneOf`, `anyOf`).
pub(super) struct Choice<'a> {
    pub(super) schema: &'a Schema,
    pub(in crate::diff) kind: &'static str,
    /// The names of the alternative's properties: these tell it from the others, in whatever order.
    fields: Vec<&'a str>,
}

/// The alternatives of a value, by kind.
pub(super) fn choices<'a>(api: &'a Api, schema: &'a Schema) -> Vec<Choice<'a>> {
    let all = parts(api, schema).into_iter().flat_map(|part| part.one_of.iter().chain(&part.any_of));
    let choice = |schema: &'a Schema| {
        let mut fields: Vec<&str> = api.properties(schema).into_keys().collect();
        fields.sort_unstable();
        Choice { schema, kind: api.type_of(schema).unwrap_or(SchemaType::Object).as_str(), fields }
    };
    let mut choices: Vec<Choice<'_>> = all.map(choice).collect();
    choices.sort_by(|a, b| (a.kind, &a.fields).cmp(&(b.kind, &b.fields)));
    choices
}

/// Pairs of alternatives of both releases: those with the same fields, then those of the same kind in their
/// order.
pub(super) fn paired<'a, 'c>(old: &'c [Choice<'a>], new: &'c [Choice<'a>]) -> Vec<(&'a Schema, &'a Schema)> {
    let mut left: Vec<&Choice<'_>> = new.iter().collect();
    let mut pairs = Vec::new();
    let mut take = |choice: &Choice<'a>, fits: &dyn Fn(&Choice<'_>) -> bool| {
        let place = left.iter().position(|other| fits(other));
        place.map(|place| pairs.push((choice.schema, left.remove(place).schema))).is_some()
    };
    let mut rest: Vec<&Choice<'_>> = Vec::new();
    for choice in old {
        if !take(choice, &|other| other.kind == choice.kind && other.fields == choice.fields) {
            rest.push(choice);
        }
    }
    for choice in rest {
        take(choice, &|other| other.kind == choice.kind);
    }
    pairs
}
