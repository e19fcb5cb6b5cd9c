//! Operations and their parameters.
//!
//! In: path items, with references by name. Out: operations of the neutral model, and the parameters that all
//! of them take.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::ReferenceOr;

use super::asked::{AllAsked, Asked};
use super::components::Components;
use super::content::{Answer, Body, required_as_written, required_fields};
use super::draft::Draft;
use super::ids::{self, Assigned};
use super::path::PathItem;
use super::tokens::tokens;
use crate::api::{
    HttpMethod, Location, Media, Operation, Parameter, RequestBody, Response, Schema, SchemaType,
    SecurityRequirement,
};
use crate::names::OperationId;

/// Headers that OpenAPI excludes from parameters: bodies and security schemes say what these contain.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// All operations of a document, and the parts that they share.
pub(super) struct Operations {
    /// The operations in the order of their ids.
    pub(super) operations: Vec<Operation>,
    /// Parameters that every operation takes, by the name of their component.
    pub(super) parameters: BTreeMap<String, Parameter>,
    /// Ids by path and method, as the document writes both.
    pub(super) ids: BTreeMap<(String, String), OperationId>,
}

/// Reads all operations, for which methods have `asked`; `security` is the document's.
pub(super) fn all(
    items: Vec<PathItem>,
    components: &Components,
    security: &[SecurityRequirement],
    asked: &AllAsked<'_>,
) -> Operations {
    let given = items.iter().flat_map(|item| {
        let operations = item.operations.iter();
        operations.map(|(method, draft)| (*method, item.path.as_str(), draft.id.as_deref()))
    });
    let mut next_id = ids::assign(given).into_iter();
    let parameters = api_wide(&items, components);
    let mut all = Operations { operations: Vec::new(), parameters, ids: BTreeMap::new() };
    for mut item in items {
        for ((method, draft), id) in std::mem::take(&mut item.operations).into_iter().zip(next_id.by_ref()) {
            all.ids.insert((item.key.clone(), method.key()), id.id.clone());
            let asked = asked.get(&item.key, &method.key());
            let context = Context { item: &item, components, api_wide: &all.parameters, security, asked };
            all.operations.push(context.operation(id, method, draft));
        }
    }
    all.operations.sort_by(|left, right| left.id.cmp(&right.id));
    all
}

/// The input for making operations from drafts: the targets of references, and the settings for all
/// operations.
struct Context<'d> {
    item: &'d PathItem,
    components: &'d Components,
    api_wide: &'d BTreeMap<String, Parameter>,
    /// The document's requirements for all operations.
    security: &'d [SecurityRequirement],
    /// What the methods of the operation have asked for.
    asked: Option<&'d Asked<'d>>,
}

impl Context<'_> {
    fn operation(&self, assigned: Assigned, http_method: HttpMethod, draft: Draft) -> Operation {
        Operation {
            id: assigned.id,
            has_own_id: assigned.is_own,
            http_method,
            path: self.item.path.clone(),
            shared_path: None,
            description: draft.description.or(draft.summary).unwrap_or_default(),
            parameters: self.parameters(draft.parameters),
            request: draft.request.and_then(|body| self.body(body)),
            response: self.response(draft.response),
            media: Media::default(),
            content: None,
            security: draft.security.unwrap_or_else(|| self.security.to_vec()),
            servers: if draft.servers.is_empty() { self.item.servers.clone() } else { draft.servers },
            deprecated: draft.deprecated,
            tags: draft.tags,
            annotation: draft.annotation,
            pointer: draft.pointer,
        }
    }

    fn body(&self, read: ReferenceOr<Body>) -> Option<RequestBody> {
        let Body { description, required, contents } = self.components.request_bodies.follow(read)?;
        let (media_type, schema) = match self.asked {
            Some(asked) => contents.sent(asked.body_type)?,
            None => contents.chosen(None)?,
        };
        let schema = self.instead(self.asked.and_then(|asked| asked.body_schema)).unwrap_or(schema);
        let schemas = &self.components.schemas;
        let required_fields = match self.asked {
            Some(_) => required_as_written(&schema, schemas),
            None => required_fields(&schema, schemas),
        };
        Some(RequestBody { media_type, schema, required, description, required_fields })
    }

    fn response(&self, read: Option<(String, ReferenceOr<Answer>)>) -> Response {
        let found = read.and_then(|(status, read)| {
            let Answer { description, contents, headers } = self.components.responses.follow(read)?;
            let content = contents.chosen(self.asked.and_then(|asked| asked.answer_type));
            Some(Response { status, description, content, headers })
        });
        let mut response = found.unwrap_or_else(|| Response {
            status: "200".into(),
            description: String::new(),
            content: None,
            headers: BTreeSet::new(),
        });
        let asked = self.asked.and_then(|asked| asked.answer_schema);
        if let Some(schema) = self.instead(asked) {
            // The template that makes the answer makes JSON, whatever the API answers in.
            let media_type = response.content.map_or_else(|| "application/json".into(), |(name, _)| name);
            response.content = Some((media_type, schema));
        }
        response
    }

    /// A reference to the schema `name`, which methods have asked for in place of the operation's own; none if there is
    /// no such schema.
    fn instead(&self, name: Option<&str>) -> Option<Schema> {
        let name = name.filter(|name| self.components.schemas.contains_key(*name))?;
        Some(Schema { reference: Some(name.to_string()), ..Schema::default() })
    }

    /// Parameters of the path in path order, then the others: those of the path item, then the operation's
    /// `own`, which replace parameters with their name and location.
    fn parameters(&self, own: Vec<ReferenceOr<Parameter>>) -> Vec<Parameter> {
        let is_api_wide = |one: &ReferenceOr<Parameter>| matches!(one, ReferenceOr::Reference { reference } if self.api_wide.contains_key(reference));
        let components = &self.components.parameters;
        let mut merged = Merged { takes_all: self.asked.is_some(), ..Merged::default() };
        for level in &self.item.parameters {
            let named = level.iter().filter(|one| !is_api_wide(one));
            merged.add(named.filter_map(|one| components.follow(one.clone())));
        }
        let named = own.into_iter().filter(|one| !is_api_wide(one));
        merged.add(named.filter_map(|one| components.follow(one)));
        let merged = merged.parameters;
        let (in_path, others): (Vec<_>, Vec<_>) =
            merged.into_iter().partition(|parameter| parameter.location == Location::Path);
        let mut in_path: BTreeMap<String, Parameter> =
            in_path.into_iter().map(|parameter| (parameter.name.clone(), parameter)).collect();
        let in_order = tokens(&self.item.path).unwrap_or_default().into_iter();
        if self.asked.is_some() {
            // StackQL takes what is declared, whatever the path says.
            let named: Vec<Parameter> = in_order.filter_map(|name| in_path.remove(name)).collect();
            return named.into_iter().chain(in_path.into_values()).chain(others).collect();
        }
        in_order.map(|name| in_path.remove(name).unwrap_or_else(|| undeclared(name))).chain(others).collect()
    }
}

/// The parameters of several levels, merged.
#[derive(Default)]
struct Merged {
    parameters: Vec<Parameter>,
    places: BTreeMap<(String, Location), usize>,
    /// Whether headers count that OpenAPI excludes: StackQL takes them for parameters.
    takes_all: bool,
}

impl Merged {
    /// Adds the parameters of an inner level.
    fn add(&mut self, level: impl Iterator<Item = Parameter>) {
        let mut on_level = BTreeSet::new();
        for found in level {
            let key = (found.name.clone(), found.location);
            // OpenAPI forbids a parameter that is twice in one list; the first counts.
            if on_level.contains(&key) {
                continue;
            }
            let is_ignored = !self.takes_all && is_ignored(&found);
            match self.places.get(&key).and_then(|place| self.parameters.get_mut(*place)) {
                _ if is_ignored => {}
                Some(outer) => *outer = found,
                None => {
                    self.places.insert(key.clone(), self.parameters.len());
                    self.parameters.push(found);
                }
            }
            on_level.insert(key);
        }
    }
}

fn is_ignored(parameter: &Parameter) -> bool {
    parameter.location == Location::Header
        && IGNORED_HEADERS.iter().any(|header| parameter.name.eq_ignore_ascii_case(header))
}

/// A parameter of the path that the document doesn't declare, which is common.
fn undeclared(name: &str) -> Parameter {
    Parameter {
        name: name.to_string(),
        location: Location::Path,
        required: true,
        description: None,
        schema: Schema::of(SchemaType::String),
        deprecated: false,
    }
}

/// Optional parameters that every path item refers to: parameters of the whole API.
fn api_wide(items: &[PathItem], components: &Components) -> BTreeMap<String, Parameter> {
    let mut common: Option<BTreeSet<&String>> = None;
    for item in items.iter().filter(|item| !item.operations.is_empty()) {
        let names = item.parameters.iter().flatten().filter_map(|one| match one {
            ReferenceOr::Reference { reference } => Some(reference),
            ReferenceOr::Item(_) => None,
        });
        let names: BTreeSet<&String> = names.collect();
        common = Some(match common {
            None => names,
            Some(common) => common.intersection(&names).copied().collect(),
        });
    }
    let found = common
        .unwrap_or_default()
        .into_iter()
        .filter_map(|name| Some((name.clone(), components.parameters.get(name)?.clone())));
    found.filter(|(_, parameter)| !parameter.required && !is_ignored(parameter)).collect()
}
