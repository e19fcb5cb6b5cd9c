//! Bodies of requests and responses.
//!
//! In: request bodies and responses, with one media type or several. Out: the one response that counts, and its
//! media types by how well StackQL can use them.

use std::collections::BTreeSet;

use openapiv3::{ReferenceOr, StatusCode};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::reader::{Reader, map_or_null, prose, reference};
use super::refs;
use crate::api::Schema;
use crate::diagnostic::Diagnostic;
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
    /// JSON of that schema.
    pub(super) fn json(schema: Schema) -> Self {
        Self(vec![(JSON.to_string(), schema)])
    }

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
    /// Reads a request body; none if nobody can read it. One without a media type has no content.
    pub(super) fn request_body(&self, at: &Cursor<'_, '_>) -> Option<Body> {
        if !map_or_null(at) {
            return None;
        }
        let mut body = Body { description: None, required: false, contents: Contents::default() };
        for (key, value) in at.entries() {
            match key {
                "description" => body.description = prose(&value),
                "required" => body.required = value.boolean(),
                "content" => body.contents = self.contents(&value)?,
                _ => {}
            }
        }
        Some(body)
    }

    /// Reads the request body of an operation, which may be a reference.
    pub(super) fn referred_body(&self, at: &Cursor<'_, '_>) -> Option<ReferenceOr<Body>> {
        if let Some(contents) = self.misplaced(refs::REQUEST_BODIES, at) {
            return Some(ReferenceOr::Item(Body { description: None, required: false, contents }));
        }
        self.referred(refs::REQUEST_BODIES, at, LEFT_OUT, |at| self.request_body(at))
    }

    /// Reads responses by status. Returns the one of the status `asked`, with its status; else the successful response,
    /// or else the default one; the response is none if nobody can read it.
    pub(super) fn responses(
        &self,
        at: &Cursor<'_, '_>,
        asked: Option<&str>,
    ) -> Option<(String, Option<ReferenceOr<Answer>>)> {
        let rank = |key: &str| {
            if asked == Some(key) {
                return Some((Rank::Asked, key.to_string()));
            }
            if key == "default" {
                return Some((Rank::Default, key.to_string()));
            }
            let (rank, status) = rank_of_status(key)?;
            // `2XX` and `2xx` mean the same; the first in byte order wins.
            Some((Rank::Success(rank, key.to_string()), status.to_string()))
        };
        let all = || at.entries().filter(|(key, _)| !key.starts_with("x-"));
        let mut best: Option<(Rank, String, Option<ReferenceOr<Answer>>)> = None;
        let first = all().filter_map(|(key, _)| rank(key)).min();
        for (key, value) in all() {
            let found = rank(key);
            let done = if found == first { LEFT_OUT } else { "it is passed over" };
            let response = self.referred_response(&value, done);
            let Some((rank, status)) = found else { continue };
            // StackQL takes the next one for a response that it can't read.
            if (self.is_repairing() || response.is_some())
                && best.as_ref().is_none_or(|(least, _, _)| rank < *least)
            {
                best = Some((rank, status, response));
            }
        }
        best.map(|(_, status, response)| (status, response))
    }

    fn referred_response(&self, at: &Cursor<'_, '_>, done: &'static str) -> Option<ReferenceOr<Answer>> {
        if let Some(contents) = self.misplaced(refs::RESPONSES, at) {
            return Some(ReferenceOr::Item(Answer {
                description: String::new(),
                contents,
                headers: BTreeSet::new(),
            }));
        }
        self.referred(refs::RESPONSES, at, done, |at| self.response(at))
    }

    /// Reads a response; the operation's key for it is its status.
    pub(super) fn response(&self, at: &Cursor<'_, '_>) -> Option<Answer> {
        if !map_or_null(at) {
            return None;
        }
        let mut answer =
            Answer { description: String::new(), contents: Contents::default(), headers: BTreeSet::new() };
        for (key, value) in at.entries() {
            match key {
                "description" => answer.description = value.string().unwrap_or_default(),
                "content" => answer.contents = self.contents(&value)?,
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
        self.contents(at)?.chosen(None)
    }

    /// Reads media types; none if nobody can read the one that counts. A media type without a schema holds any value.
    pub(super) fn contents(&self, at: &Cursor<'_, '_>) -> Option<Contents> {
        if self.is_repairing()
            && let Some(target) = reference(at).filter(|target| matches!(target.node, Node::String(_)))
        {
            let mut contents = None;
            self.at_reference(&target, &mut |target| contents = self.media_types(target));
            return contents;
        }
        self.media_types(at)
    }

    fn media_types(&self, at: &Cursor<'_, '_>) -> Option<Contents> {
        if self.is_repairing() && at.node.get("schema").is_some_and(|schema| schema.get("schema").is_none()) {
            // A media type stands where a map of them should.
            let problem = Diagnostic::error("input::unsupported", "content without a media type");
            let help = "name the media type: `content: { application/json: { schema: … } }`";
            at.report_repaired(problem.help(help), "it is read as JSON");
            return self.media_type(at).map(Contents::json);
        }
        let mut found: Vec<(&str, Cursor<'_, '_>)> = at.entries().collect();
        if self.is_repairing() && !is_container(at.node) {
            return None;
        }
        found.sort_by_key(|(name, _)| (rank_of_media_type(name), *name));
        let mut contents = Vec::new();
        for (index, (name, value)) in found.into_iter().enumerate() {
            match self.media_type(&value) {
                Some(schema) => contents.push((without_space(name), schema)),
                None if index == 0 && self.is_repairing() => return None,
                None => {}
            }
        }
        Some(Contents(contents))
    }

    /// Reads a media type, which may be a reference; none if nobody can read it.
    fn media_type(&self, at: &Cursor<'_, '_>) -> Option<Schema> {
        if self.is_repairing()
            && let Some(target) = reference(at).filter(|target| matches!(target.node, Node::String(_)))
        {
            let mut schema = None;
            self.at_reference(&target, &mut |target| schema = self.own_media_type(target));
            return schema;
        }
        self.own_media_type(at)
    }

    fn own_media_type(&self, at: &Cursor<'_, '_>) -> Option<Schema> {
        if !map_or_null(at) {
            return None;
        }
        let mut schema = Schema::default();
        for (key, value) in at.entries() {
            match key {
                "schema" => {
                    // Of a schema that is a broken reference nothing is known.
                    if self.is_repairing()
                        && let Some(target) = reference(&value)
                    {
                        self.targets.resolve(refs::SCHEMAS, &target, "the content can't be read")?;
                    }
                    schema = self.schema(&value);
                }
                "examples" => self.check_references(refs::EXAMPLES, &value),
                _ => {}
            }
        }
        Some(schema)
    }
}

/// What becomes of an operation with a part that nobody can read.
pub(super) const LEFT_OUT: &str = "the operation is left out";

/// The media type of content of which only the schema is known.
const JSON: &str = "application/json";

/// The rank of a response, the best one first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Asked,
    Success((usize, u16), String),
    Default,
}

/// Whether a value is a map, or what stands for an empty one.
fn is_container(node: &Node<'_>) -> bool {
    match node {
        Node::Map(_) | Node::Null => true,
        Node::List(items) => items.is_empty(),
        _ => false,
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

/// A media type without the space before its parameters, which says nothing: StackQL takes one with space for no JSON.
fn without_space(media_type: &str) -> String {
    media_type.split(';').map(str::trim).collect::<Vec<_>>().join(";")
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
