//! Parts of a schema that have a property of the same name.
//!
//! `allOf` says that all parts hold: of a wrapper with `data: [{}]` and of `data: [Trip]` together, `data` is trips. The
//! engine would make two columns of it, `data` and `_data`, and of a key `$.data` nothing.

use indexmap::IndexMap;

use crate::api::{Api, Format, Properties, Schema, SchemaType};

/// Joins the parts of each named schema, answer and body of `api` that have properties in common: the one that says
/// most of a property stays.
pub(super) fn join(api: &mut Api) {
    if api.annotated.is_some() || api.format != Format::OpenApi {
        return;
    }
    let named: Vec<(String, Schema)> =
        api.schemas.iter().filter_map(|(name, schema)| Some((name.clone(), joined(api, schema)?))).collect();
    let bodies: Vec<(Option<Schema>, Option<Schema>)> = api
        .operations
        .iter()
        .map(|operation| {
            let request = operation.request.as_ref().and_then(|body| joined(api, &body.schema));
            (operation.response.schema().and_then(|schema| joined(api, schema)), request)
        })
        .collect();
    api.schemas.extend(named);
    for (operation, (answer, request)) in api.operations.iter_mut().zip(bodies) {
        if let (Some((_, schema)), Some(answer)) = (&mut operation.response.content, answer) {
            *schema = answer;
        }
        if let (Some(body), Some(request)) = (&mut operation.request, request) {
            body.schema = request;
        }
    }
}

/// `schema` as one object, if its parts have properties in common.
fn joined(api: &Api, schema: &Schema) -> Option<Schema> {
    // A reference leads to a named schema, which is joined by itself.
    if schema.reference.is_some() || schema.all_of.is_empty() {
        return None;
    }
    let mut found: IndexMap<&str, &Schema> = IndexMap::new();
    let (mut required, mut overlaps): (Vec<String>, bool) = (Vec::new(), false);
    for part in api.parts(schema) {
        required.extend(part.required.iter().filter(|name| !schema.required.contains(name)).cloned());
        for (name, property) in part.properties.iter() {
            match found.get_mut(name) {
                Some(known) => {
                    overlaps = true;
                    if weight(api, property) > weight(api, known) {
                        *known = property;
                    }
                }
                None => {
                    found.insert(name, property);
                }
            }
        }
        // Alternatives within a part can't be written as properties.
        if !(part.one_of.is_empty() && part.any_of.is_empty()) {
            return None;
        }
    }
    if !overlaps {
        return None;
    }
    let properties: Properties =
        found.into_iter().map(|(name, property)| (name.to_string(), property.clone())).collect();
    required.extend(schema.required.iter().cloned());
    required.sort();
    required.dedup();
    Some(Schema {
        kind: Some(SchemaType::Object),
        properties,
        required,
        all_of: Vec::new(),
        ..schema.clone()
    })
}

/// How much a property says: nothing, a type, or what its values have.
fn weight(api: &Api, property: &Schema) -> u8 {
    let target = api.resolve(property);
    let of = |schema: &Schema| u8::from(!api.properties(schema).is_empty());
    match api.type_of(property) {
        None => 0,
        Some(SchemaType::Array) => 1 + target.items.as_deref().map_or(0, of),
        Some(SchemaType::Object) => 1 + of(property),
        Some(_) => 1,
    }
}
