//! Bodies of requests and responses.
//!
//! In: `openapiv3`'s request bodies and responses. Out: the one media type and the one response that count.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, RequestBody, StatusCode};

use super::components::Components;
use super::convert::unstub;
use crate::api::{Body, Response, Schema};

/// Codes of success in the order in which one is looked for; ranges and other codes come after.
const PREFERRED: [u16; 5] = [200, 201, 202, 203, 204];

/// The body of a request; none, where the document gives no media type.
pub(super) fn body(read: &ReferenceOr<RequestBody>, own: &[Schema], components: &Components) -> Option<Body> {
    let (read, schemas) = components.request_bodies.follow(read, own)?;
    let (media_type, schema) = choose(&read.content, schemas)?;
    Some(Body {
        required_fields: required_fields(&schema, &components.schemas),
        media_type,
        schema,
        required: read.required,
        description: read.description.clone().filter(|text| !text.trim().is_empty()),
    })
}

/// The response that tells of success.
pub(super) fn response(read: &openapiv3::Responses, own: &[Schema], components: &Components) -> Response {
    let rank = |status: &StatusCode| match status {
        StatusCode::Code(code) => match PREFERRED.iter().position(|preferred| preferred == code) {
            Some(position) => Some((position, *code)),
            None => (200..300).contains(code).then_some((PREFERRED.len() + 1, *code)),
        },
        StatusCode::Range(2) => Some((PREFERRED.len(), 0)),
        StatusCode::Range(_) => None,
    };
    let best = read
        .responses
        .iter()
        .filter_map(|(status, response)| rank(status).map(|rank| (rank, status.to_string(), response)))
        .min_by(|(left, ..), (right, ..)| left.cmp(right))
        .map(|(_, status, response)| (status, response));
    let chosen = best.or_else(|| read.default.as_ref().map(|response| ("default".to_string(), response)));
    let none = || Response { status: "200".into(), description: String::new(), content: None };
    let Some((status, response)) = chosen else { return none() };
    let Some((read, schemas)) = components.responses.follow(response, own) else { return none() };
    Response { status, description: read.description.clone(), content: choose(&read.content, schemas) }
}

/// Of several media types the one that StackQL can use best. One without a schema holds anything.
pub(super) fn choose(content: &IndexMap<String, MediaType>, schemas: &[Schema]) -> Option<(String, Schema)> {
    let (name, media_type) =
        content.iter().min_by(|(left, _), (right, _)| (rank(left), left).cmp(&(rank(right), right)))?;
    let schema = media_type.schema.as_ref().and_then(|stub| unstub(stub, schemas)).cloned();
    Some((name.clone(), schema.unwrap_or_default()))
}

/// JSON, then what is written as JSON, then anything, then the rest.
fn rank(media_type: &str) -> u8 {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" => 0,
        json if json.ends_with("+json") => 1,
        "*/*" => 2,
        _ => 3,
    }
}

/// Top-level fields that a body must have, sorted; those that the server sets are none.
fn required_fields(schema: &Schema, schemas: &BTreeMap<String, Schema>) -> Vec<String> {
    let mut fields = Fields::default();
    fields.gather(schema, schemas);
    let Fields { mut required, read_only, .. } = fields;
    required.retain(|name| !read_only.contains(name));
    required.into_iter().map(str::to_string).collect()
}

#[derive(Default)]
struct Fields<'s> {
    required: BTreeSet<&'s str>,
    read_only: BTreeSet<&'s str>,
    /// Schemas that are read already; each is read once, however many ways lead to it.
    seen: BTreeSet<&'s str>,
}

impl<'s> Fields<'s> {
    fn gather(&mut self, start: &'s Schema, schemas: &'s BTreeMap<String, Schema>) {
        let mut pending = vec![start];
        while let Some(schema) = pending.pop() {
            self.required.extend(schema.required.iter().map(String::as_str));
            let read_only = schema.properties.iter().filter(|(_, property)| {
                let target = property.reference.as_ref().and_then(|name| schemas.get(name));
                property.read_only || target.is_some_and(|target| target.read_only)
            });
            self.read_only.extend(read_only.map(|(name, _)| name));
            pending.extend(&schema.all_of);
            if let Some(name) = &schema.reference
                && let Some((name, target)) = schemas.get_key_value(name)
                && self.seen.insert(name)
            {
                pending.push(target);
            }
        }
    }
}
