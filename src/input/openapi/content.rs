//! Bodies of requests and responses.
//!
//! In: request bodies and responses, with one media type or several. Out: the one response that counts, and its
//! media types by how well StackQL can use them.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ReferenceOr, StatusCode};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::reader::{Reader, map, prose};
use super::refs;
use crate::api::Schema;
use crate::document::cursor::Cursor;
use crate::document::node::Node;

/// Codes of success in the order of preference; ranges and other codes come after these.
const PREFERRED: [u16; 5] = [200, 201, 202, 203, 204];

/// A response with all of its media types, of which an operation reads one.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) description: String,
    pub(super) contents: Contents,
    /// The names of its headers, in lower case.
    pub(super) headers: BTreeSet<String>,
}

/// A request body with all of its media types, of which an operation sends one.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) description: Option<String>,
    pub(super) required: bool,
    pub(super) contents: Contents,
}

/// Schemas by media type, that first which StackQL can use best.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents(Vec<(String, Schema)>);

impl Contents {
    /// The content of the media type `asked`; else the best one, if there is any.
    pub(super) fn chosen(mut self, asked: Option<&str>) -> Option<(String, Schema)> {
        let found = asked.and_then(|asked| self.0.iter().position(|(name, _)| name == asked));
        let index = found.unwrap_or_default();
        (index < self.0.len()).then(|| self.0.swap_remove(index))
    }
}

/// The media types of which StackQL takes the first that a body has, where a method names none.
const SENT: [&str; 3] = ["application/json", "application/xml", "application/octet-stream"];

impl Contents {
    /// The content that StackQL sends for a method that has `asked` for a media type, or for none.
    pub(super) fn sent(self, asked: Option<&str>) -> Option<(String, Schema)> {
        let is_there = |name: &&str| self.0.iter().any(|(known, _)| known == name);
        let name = asked.or_else(|| SENT.into_iter().find(is_there))?;
        self.chosen(Some(name))
    }
}

impl Reader<'_> {
    /// Reads a request body; none if the document gives no media type.
    pub(super) fn request_body(&self, at: &Cursor<'_, '_>) -> Option<Body> {
        if !map(at) {
            return None;
        }
        let mut body = Body { description: None, required: false, contents: Contents::default() };
        for (key, value) in at.entries() {
            match key {
                "description" => body.description = prose(&value),
                "required" => body.required = value.boolean(),
                "content" => body.contents = self.contents(&value),
                _ => {}
            }
        }
        (!body.contents.0.is_empty()).then_some(body)
    }

    /// Reads responses by status. Returns the one of the status `asked`, with its status; else the successful response,
    /// or else the default one.
    pub(super) fn responses(
        &self,
        at: &Cursor<'_, '_>,
        asked: Option<&str>,
    ) -> Option<(String, ReferenceOr<Answer>)> {
        let (mut best, mut default, mut wanted) = (None, None, None);
        for (key, value) in at.entries().filter(|(key, _)| !key.starts_with("x-")) {
            let response = self.referred(refs::RESPONSES, &value, |at| self.response(at));
            let Some(response) = response else { continue };
            if asked == Some(key) {
                wanted = Some((key.to_string(), response));
            } else if key == "default" {
                default = Some((key.to_string(), response));
            } else if let Some((rank, status)) = rank_of_status(key)
                // `2XX` and `2xx` mean the same; the first in byte order wins.
                && best.as_ref().is_none_or(|(least, _)| (rank, key) < *least)
            {
                best = Some(((rank, key), (status.to_string(), response)));
            }
        }
        wanted.or(best.map(|(_, found)| found)).or(default)
    }

    /// Reads a response; the operation's key for it is its status.
    pub(super) fn response(&self, at: &Cursor<'_, '_>) -> Option<Answer> {
        if !map(at) {
            return None;
        }
        let mut answer =
            Answer { description: String::new(), contents: Contents::default(), headers: BTreeSet::new() };
        for (key, value) in at.entries() {
            match key {
                "description" => answer.description = value.string().unwrap_or_default(),
                "content" => answer.contents = self.contents(&value),
                "headers" => {
                    if let Node::Map(headers) = value.node {
                        answer.headers = headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
                    }
                    self.check_references(refs::HEADERS, &value);
                }
                "links" => self.check_references(refs::LINKS, &value),
                _ => {}
            }
        }
        Some(answer)
    }

    /// Reads media types; of several, the one that StackQL can use best.
    pub(super) fn content(&self, at: &Cursor<'_, '_>) -> Option<(String, Schema)> {
        self.contents(at).chosen(None)
    }

    /// Reads media types. A media type without a schema holds any value.
    fn contents(&self, at: &Cursor<'_, '_>) -> Contents {
        let read = |(name, value): (&str, Cursor<'_, '_>)| Some((name.to_string(), self.media_type(&value)?));
        let mut contents: Vec<(String, Schema)> = at.entries().filter_map(read).collect();
        contents.sort_by(|(left, _), (right, _)| {
            (rank_of_media_type(left), left).cmp(&(rank_of_media_type(right), right))
        });
        Contents(contents)
    }

    fn media_type(&self, at: &Cursor<'_, '_>) -> Option<Schema> {
        if !map(at) {
            return None;
        }
        let mut schema = Schema::default();
        for (key, value) in at.entries() {
            match key {
                "schema" => schema = self.schema(&value),
                "examples" => self.check_references(refs::EXAMPLES, &value),
                _ => {}
            }
        }
        Some(schema)
    }
}

/// The status of a successful response, and its rank in the order of preference.
fn rank_of_status(key: &str) -> Option<((usize, u16), StatusCode)> {
    let text: StrDeserializer<'_, Error> = key.into_deserializer();
    // A key that isn't a status code counts as unknown.
    let status = StatusCode::deserialize(text).ok()?;
    let rank = match status {
        StatusCode::Code(code) => match PREFERRED.iter().position(|preferred| *preferred == code) {
            Some(position) => (position, code),
            None if (200..300).contains(&code) => (PREFERRED.len() + 1, code),
            None => return None,
        },
        StatusCode::Range(2) => (PREFERRED.len(), 0),
        StatusCode::Range(_) => return None,
    };
    Some((rank, status))
}

/// The rank of a media type: JSON, then formats written as JSON, then anything, then the rest.
fn rank_of_media_type(name: &str) -> u8 {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" => 0,
        json if json.ends_with("+json") => 1,
        "*/*" => 2,
        _ => 3,
    }
}

/// Names of the top-level fields that a body must have, sorted; fields that the server sets don't count.
pub(super) fn required_fields(schema: &Schema, schemas: &BTreeMap<String, Schema>) -> Vec<String> {
    let mut fields = Fields::default();
    fields.gather(schema, schemas);
    let Fields { mut required, read_only, .. } = fields;
    required.retain(|name| !read_only.contains(name));
    required.into_iter().map(str::to_string).collect()
}

/// As [`required_fields`], for a document that is a manifest: of the fields that the schema itself requires those that are
/// among its properties, whoever sets them.
pub(super) fn required_as_written(schema: &Schema, schemas: &BTreeMap<String, Schema>) -> Vec<String> {
    let mut at = schema;
    // No schema is an alias of itself, so this ends.
    while let Some(target) = at.reference.as_ref().and_then(|name| schemas.get(name)) {
        at = target;
    }
    let parts = [&at.all_of, &at.one_of, &at.any_of].into_iter().flatten();
    let parts: Vec<&Schema> = match at.properties.is_empty() {
        true => parts
            .map(|part| part.reference.as_ref().and_then(|name| schemas.get(name)).unwrap_or(part))
            .collect(),
        false => vec![at],
    };
    let is_there = |name: &&String| parts.iter().any(|part| part.properties.get(name).is_some());
    let fields: BTreeSet<&String> = at.required.iter().filter(is_there).collect();
    fields.into_iter().cloned().collect()
}

#[derive(Default)]
struct Fields<'s> {
    required: BTreeSet<&'s str>,
    read_only: BTreeSet<&'s str>,
    /// Schemas that were read already; each is read once, however many ways lead to it.
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
