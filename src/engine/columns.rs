//! The columns that the engine makes of the schema of a row.

use std::borrow::Cow;
use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::api::{Api, Schema, SchemaType};

/// Deepest nesting of alternatives that is followed; no schema written by people has as many.
const MAX_DEPTH: usize = 16;

/// Most parts of one row that are looked at: alternatives may refer to each other many times over.
const MAX_PARTS: usize = 4_000;

/// The engine's name for the one column of rows that are texts; no statement can name it.
pub const ANONYMOUS: &str = "column_anon";

/// Columns by name, each with the schema of its values.
pub type Columns<'s> = IndexMap<Cow<'s, str>, &'s Schema>;

/// The first two of the columns `names` that differ in case alone. SQL takes them for one, so that every SELECT fails.
pub fn alike<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<(&'n str, &'n str)> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    names.into_iter().find_map(|name| seen.insert(name.to_lowercase(), name).zip(Some(name)))
}

/// The columns of rows with that schema, as DESCRIBE names them.
///
/// An object has a column for each of its properties. A value without a type is made of its parts: all of
/// `allOf`, else of `oneOf`, else of `anyOf`. A property that an earlier part has by the same name is called
/// after the schema of its own part: `Dog_sound`, or `_sound` if that schema has no name.
#[must_use]
pub fn columns<'s>(api: &'s Api, schema: &'s Schema) -> Columns<'s> {
    let row = api.resolve(schema);
    if is_merged(api, row) {
        return merged(api, row, 0, &mut 0);
    }
    // A manifest that is made anew has no object key that leads to texts.
    if api.annotated.is_some() && row.kind == Some(SchemaType::String) {
        return Columns::from_iter([(Cow::Borrowed(ANONYMOUS), row)]);
    }
    // The engine sees an object's own properties alone; other manifests than published ones have all of them there.
    let all = if api.annotated.is_some() { own(row) } else { api.properties(row) };
    all.into_iter().map(|(name, schema)| (Cow::Borrowed(name), schema)).collect()
}

/// Whether the columns of rows with that schema are those of its parts: these keep the API's names whatever the provider
/// makes of others.
#[must_use]
pub fn is_merged(api: &Api, schema: &Schema) -> bool {
    let row = api.resolve(schema);
    !is_object(api, row) && !parts(row).is_empty()
}

/// Whether a manifest calls the schema an object; one that is only made of parts gets no type there.
fn is_object(api: &Api, row: &Schema) -> bool {
    let is_made_of_parts = !row.all_of.is_empty() && row.properties.is_empty();
    match row.kind {
        Some(kind) if api.annotated.is_some() => kind == SchemaType::Object,
        _ => !is_made_of_parts && api.type_of(row) == Some(SchemaType::Object),
    }
}

fn own(row: &Schema) -> IndexMap<&str, &Schema> {
    row.properties.iter().collect()
}

/// The schemas that a value is made of.
fn parts(row: &Schema) -> &[Schema] {
    let mut all = [&row.all_of, &row.one_of, &row.any_of].into_iter();
    all.find(|parts| !parts.is_empty()).map(|parts| parts.as_slice()).unwrap_or_default()
}

/// The properties of all parts.
fn merged<'s>(api: &'s Api, row: &'s Schema, depth: usize, seen: &mut usize) -> Columns<'s> {
    let mut found = Columns::new();
    for part in parts(row) {
        *seen += 1;
        if *seen > MAX_PARTS {
            break;
        }
        let target = api.resolve(part);
        let is_nested = !parts(target).is_empty() && depth < MAX_DEPTH;
        let inner = if is_nested {
            merged(api, target, depth + 1, seen)
        } else {
            own(target).into_iter().map(|(name, schema)| (Cow::Borrowed(name), schema)).collect()
        };
        for (name, schema) in inner {
            let name = if found.contains_key(&name) {
                Cow::Owned(format!("{}_{name}", part.reference.as_deref().unwrap_or_default()))
            } else {
                name
            };
            found.insert(name, schema);
        }
    }
    found
}
