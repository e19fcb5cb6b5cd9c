//! Operations and their parameters.
//!
//! In: path items, with references by name. Out: operations of the neutral model, and the parameters that all
//! of them take.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::ReferenceOr;

use super::asked::{AllAsked, Asked};
use super::components::Components;
use super::content::{Answer, Body};
use super::draft::Draft;
use super::fields::{required_as_written, required_fields};
use super::ids::{self, Assigned};
use super::parameter::ListedPart;
use super::path::{PathItem, Uncallable};
use super::refs::{self, Section};
use super::tokens::tokens;
use crate::api::{
    HttpMethod, Location, Media, Operation, Parameter, RequestBody, Response, Schema, SchemaType,
    SecurityRequirement, UnreadableOperation,
};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::{Cursor, escape};
use crate::names::OperationId;

/// Headers that OpenAPI excludes from parameters: bodies and security schemes say what these contain.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// All operations of a document, and the parts that they share.
pub(super) struct Operations {
    /// The operations in the order of their ids.
    pub(super) operations: Vec<Operation>,
    /// Operations that nobody can make sense of, in the order of their ids.
    pub(super) unreadable: Vec<UnreadableOperation>,
    /// Parameters that every operation takes, by the name of their component.
    pub(super) parameters: BTreeMap<String, Parameter>,
    /// Ids by path and method, as the document writes both.
    pub(super) ids: BTreeMap<(String, String), OperationId>,
}

/// Reads all operations of the document `root`, for which methods have `asked`; `security` is the document's.
pub(super) fn all(
    items: Vec<PathItem>,
    components: &Components,
    security: &[SecurityRequirement],
    asked: &AllAsked<'_>,
    root: &Cursor<'_, '_>,
) -> Operations {
    let given = items.iter().flat_map(|item| {
        let own = item.operations.iter();
        let own = own.map(|(method, draft)| (method.key(), item.path.as_str(), draft.id.as_deref()));
        let others = item.uncallable.iter();
        own.chain(others.map(|other| (other.method.to_ascii_lowercase(), &*item.path, other.id.as_deref())))
    });
    let mut next_id = ids::assign(given).into_iter();
    let parameters = api_wide(&items, components);
    let (operations, unreadable) = (Vec::new(), Vec::new());
    let mut all = Operations { operations, unreadable, parameters, ids: BTreeMap::new() };
    for mut item in items {
        for ((method, draft), id) in std::mem::take(&mut item.operations).into_iter().zip(next_id.by_ref()) {
            all.ids.insert((item.key.clone(), method.key()), id.id.clone());
            let asked = asked.get(&item.key, &method.key());
            let context =
                Context { item: &item, components, api_wide: &all.parameters, security, asked, root };
            match context.reason(&draft) {
                Some(reason) => {
                    all.unreadable.push(UnreadableOperation {
                        id: id.id,
                        http_method: Some(method),
                        path: item.path.clone(),
                        tags: draft.tags,
                        reason,
                    });
                }
                None => all.operations.push(context.operation(id, method, draft)),
            }
        }
        for (Uncallable { method, .. }, id) in item.uncallable.iter().zip(next_id.by_ref()) {
            let reason = format!("StackQL can't send {}", method.to_ascii_uppercase());
            let (path, tags) = (item.path.clone(), Vec::new());
            all.unreadable.push(UnreadableOperation { id: id.id, http_method: None, path, tags, reason });
        }
    }
    all.operations.sort_by(|left, right| left.id.cmp(&right.id));
    all.unreadable.sort_by(|left, right| left.id.cmp(&right.id));
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
    root: &'d Cursor<'d, 'd>,
}

impl Context<'_> {
    /// Why nobody can make sense of the operation `draft`; none if it can be read.
    fn reason(&self, draft: &Draft) -> Option<String> {
        if !self.root.is_repairing() {
            return None;
        }
        let Components { parameters, request_bodies, responses, .. } = self.components;
        let lacks = |part: &str, section: Section, name: &str| {
            format!("{part} can't be read: /components/{}/{}", section.key, escape(name))
        };
        let own = self.item.parameters.iter().chain([&draft.parameters]).flatten();
        let parameter = own.filter_map(|one| parameters.lacks(one)).next();
        let body = draft.request.as_ref().and_then(|body| request_bodies.lacks(body));
        let response = draft.response.as_ref().and_then(|(_, response)| responses.lacks(response));
        (draft.unreadable.clone().or_else(|| self.item.unreadable.clone()))
            .or_else(|| parameter.map(|name| lacks("a parameter", refs::PARAMETERS, name)))
            .or_else(|| body.map(|name| lacks("the request body", refs::REQUEST_BODIES, name)))
            .or_else(|| response.map(|name| lacks("the successful response", refs::RESPONSES, name)))
    }

    fn operation(&self, assigned: Assigned, http_method: HttpMethod, draft: Draft) -> Operation {
        if let Some(id) = draft.id.as_ref().filter(|id| !assigned.is_own && !id.trim().is_empty()) {
            let message = format!("the id `{id}` is another operation's");
            self.root.report_repaired_at(
                &format!("{}/operationId", draft.pointer),
                Diagnostic::error("input::duplicate-operation", message)
                    .help("give one of them another: names are made from ids"),
                format!("this operation is `{}`", assigned.id),
            );
        }
        let (parameters, listed_body) = self.parameters(draft.parameters, &draft.pointer);
        Operation {
            id: assigned.id,
            has_own_id: assigned.is_own,
            http_method,
            path: self.item.path.clone(),
            shared_path: None,
            description: draft.description.or(draft.summary).unwrap_or_default(),
            parameters,
            request: draft.request.or(listed_body).and_then(|body| self.body(body)),
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
    /// `own`, which replace parameters with their name and location. With them the body that is listed among them, if one
    /// is; problems are those of the operation at `pointer`.
    fn parameters(
        &self,
        own: Vec<ReferenceOr<ListedPart>>,
        pointer: &str,
    ) -> (Vec<Parameter>, Option<ReferenceOr<Body>>) {
        let is_api_wide = |one: &ReferenceOr<ListedPart>| matches!(one, ReferenceOr::Reference { reference } if self.api_wide.contains_key(reference));
        let components = &self.components.parameters;
        let mut merged = Merged { takes_all: self.asked.is_some(), ..Merged::default() };
        for level in &self.item.parameters {
            let named = level.iter().filter(|one| !is_api_wide(one));
            merged.add(named.filter_map(|one| components.follow(one.clone())));
        }
        let named = own.into_iter().filter(|one| !is_api_wide(one));
        merged.add(named.filter_map(|one| components.follow(one)));
        let Merged { parameters, body, .. } = merged;
        let (in_path, others): (Vec<_>, Vec<_>) =
            parameters.into_iter().partition(|parameter| parameter.location == Location::Path);
        let mut in_path: BTreeMap<String, Parameter> =
            in_path.into_iter().map(|parameter| (parameter.name.clone(), parameter)).collect();
        let in_order = tokens(&self.item.path).unwrap_or_default().into_iter();
        if self.asked.is_some() {
            // StackQL takes what is declared, whatever the path says.
            let named: Vec<Parameter> = in_order.filter_map(|name| in_path.remove(name)).collect();
            return (named.into_iter().chain(in_path.into_values()).chain(others).collect(), None);
        }
        let mut sorted: Vec<Parameter> = Vec::new();
        for name in in_order {
            sorted.push(match in_path.remove(name) {
                Some(parameter) => parameter,
                None => self.undeclared(name, &mut in_path, pointer),
            });
        }
        for name in in_path.keys() {
            let problem = Diagnostic::error(
                "input::path-parameter",
                format!("the parameter `{name}` is declared for the path, which has no `{{{name}}}`"),
            );
            self.note(pointer, problem.help("take it out, or fix its name or `in`"), "it is passed over");
        }
        sorted.extend(others);
        (sorted, body.map(ReferenceOr::Item))
    }

    /// The parameter for the `name` in braces of the path, which none of `declared` has: that one which only differs in
    /// case, or one that nothing is known of.
    fn undeclared(&self, name: &str, declared: &mut BTreeMap<String, Parameter>, pointer: &str) -> Parameter {
        let problem = Diagnostic::error(
            "input::path-parameter",
            format!("the path has `{{{name}}}`, and no parameter is declared for it"),
        );
        let in_path = tokens(&self.item.path).unwrap_or_default();
        let is_meant =
            |other: &&String| other.eq_ignore_ascii_case(name) && !in_path.contains(&other.as_str());
        let near = declared.keys().find(is_meant).cloned();
        if let Some((near, parameter)) = near.and_then(|near| declared.remove_entry(&near))
            && self.root.is_repairing()
        {
            let problem = problem.help(format!("write the parameter's name as the path has it: `{name}`"));
            self.root.report_repaired_at(pointer, problem, format!("`{near}` is read as `{name}`"));
            return Parameter { name: name.to_string(), ..parameter };
        }
        let help = format!("declare it: `{{ name: {name}, in: path, required: true, schema: … }}`");
        self.note(pointer, problem.help(help), "it is read as a required string");
        undeclared(name)
    }

    /// Reports a problem of the operation at `pointer` that only matters where the document isn't a manifest.
    fn note(&self, pointer: &str, problem: Diagnostic, done: &'static str) {
        if self.root.is_repairing() {
            self.root.report_repaired_at(pointer, problem, done);
        }
    }
}

/// The parameters of several levels, merged.
#[derive(Default)]
struct Merged {
    parameters: Vec<Parameter>,
    body: Option<Body>,
    places: BTreeMap<(String, Location), usize>,
    /// Whether headers count that OpenAPI excludes: StackQL takes them for parameters.
    takes_all: bool,
}

impl Merged {
    /// Adds the parameters of an inner level.
    fn add(&mut self, level: impl Iterator<Item = ListedPart>) {
        let mut on_level = BTreeSet::new();
        for part in level {
            let found = match part {
                ListedPart::Parameter(parameter) => *parameter,
                ListedPart::Body(body) => {
                    self.body = Some(body);
                    continue;
                }
                ListedPart::Idle => continue,
            };
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
    let found =
        common.unwrap_or_default().into_iter().filter_map(|name| match components.parameters.get(name)? {
            ListedPart::Parameter(parameter) => Some((name.clone(), Parameter::clone(parameter))),
            ListedPart::Body(_) | ListedPart::Idle => None,
        });
    found.filter(|(_, parameter)| !parameter.required && !is_ignored(parameter)).collect()
}
