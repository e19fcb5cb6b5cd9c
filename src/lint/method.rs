//! Resources and methods of a service, as the engine finds them.
//!
//! In: a document. Out: each method with its operation, its parameters, what it answers with, and the verbs that
//! reach it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::schema::{Format, Schema};
use super::view::{View, entries, items, reference, text};
use crate::document::cursor::escape;
use crate::document::node::Node;

/// Where the resources are.
pub(super) const RESOURCES: &str = "/components/x-stackQL-resources";

/// The name of the verb whose first method gives a resource its columns.
pub(super) const SELECT: &str = "select";

/// A resource of a service.
#[derive(Debug)]
pub(super) struct Resource<'d> {
    pub(super) key: &'d str,
    pub(super) node: &'d Node<'d>,
    /// JSON pointer of the resource.
    pub(super) pointer: String,
    pub(super) methods: Vec<Method<'d>>,
    /// For each verb the names of its methods, and the pointers of their entries.
    pub(super) routes: BTreeMap<&'d str, Vec<(String, String)>>,
}

/// A method of a resource.
#[derive(Debug)]
pub(super) struct Method<'d> {
    pub(super) key: &'d str,
    pub(super) node: &'d Node<'d>,
    /// JSON pointer of the method.
    pub(super) pointer: String,
    pub(super) target: Target<'d>,
    /// What its operation answers with, if it has one.
    pub(super) answer: Option<Answer<'d>>,
    /// The body that it sends: its media type, and its schema.
    pub(super) body: Option<(Cow<'d, str>, Option<&'d Node<'d>>)>,
    /// Whether a verb reaches it.
    pub(super) is_routed: bool,
}

/// What a method calls.
#[derive(Debug)]
pub(super) enum Target<'d> {
    Operation(Operation<'d>),
    /// Nothing; a view of its own doesn't help.
    None,
    /// An operation that isn't there, and what its reference says.
    Missing {
        path: String,
        verb: String,
        is_path: bool,
    },
}

/// An operation of a path.
#[derive(Debug)]
pub(super) struct Operation<'d> {
    pub(super) path: String,
    /// The path with everything in it.
    pub(super) item: &'d Node<'d>,
    pub(super) node: &'d Node<'d>,
    /// JSON pointer of the operation.
    pub(super) pointer: String,
    /// The parameters of the path and of the operation.
    pub(super) parameters: Vec<Parameter<'d>>,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(super) struct Parameter<'d> {
    pub(super) node: &'d Node<'d>,
    pub(super) pointer: String,
    /// Whether it belongs to the path as a whole.
    pub(super) of_path: bool,
}

/// What an operation answers with, as a method says.
#[derive(Debug)]
pub(super) enum Answer<'d> {
    /// A schema, and the media type in which it is read.
    Schema(&'d Node<'d>, Cow<'d, str>),
    /// `schema_override` names a schema that isn't there.
    NoOverride,
    /// The operation has no response of that status.
    NoStatus(Cow<'d, str>),
    /// The response hasn't that media type, but others: whether one of them is JSON.
    NoMediaType { media_type: Cow<'d, str>, has_json: bool },
    /// The response has no content with a schema.
    Nothing,
}

/// The resources of `view`'s service.
pub(super) fn resources<'d>(view: &View<'d>) -> Vec<Resource<'d>> {
    let all = view.root.get("components").and_then(|components| components.get("x-stackQL-resources"));
    entries(all.unwrap_or(&Node::Null)).map(|(key, node)| Resource::new(view, key, node)).collect()
}

impl<'d> Resource<'d> {
    fn new(view: &View<'d>, key: &'d str, node: &'d Node<'d>) -> Self {
        let pointer = format!("{RESOURCES}/{}", escape(key));
        let routes: BTreeMap<_, _> = entries(node.get("sqlVerbs").unwrap_or(&Node::Null))
            .map(|(verb, list)| (verb, routes(list, &format!("{pointer}/sqlVerbs/{}", escape(verb)))))
            .collect();
        // The engine takes some names for verbs where `sqlVerbs` hasn't the verb.
        let is_routed = |name: &str| {
            routes.values().flatten().any(|(routed, _)| routed == name)
                || default_verb(name).is_some_and(|verb| !routes.contains_key(verb))
        };
        let methods = entries(node.get("methods").unwrap_or(&Node::Null))
            .map(|(name, method)| Method {
                is_routed: is_routed(name),
                ..Method::new(view, name, method, format!("{pointer}/methods/{}", escape(name)))
            })
            .collect();
        Self { key, node, pointer, methods, routes }
    }

    /// The method `name`.
    pub(super) fn method(&self, name: &str) -> Option<&Method<'d>> {
        self.methods.iter().find(|method| method.key == name)
    }

    /// The methods of SELECT that are there, in their order.
    pub(super) fn selects(&self) -> impl Iterator<Item = &Method<'d>> {
        let names = self.routes.get(SELECT).into_iter().flatten();
        names.filter_map(|(name, _)| self.method(name))
    }
}

/// The verb that a method of that name has by itself.
fn default_verb(name: &str) -> Option<&'static str> {
    match name {
        "insert" | "create" => Some("insert"),
        "delete" => Some("delete"),
        "select" | "list" | "aggregatedList" | "get" => Some(SELECT),
        _ => None,
    }
}

/// The entries of one verb: names of methods, and pointers.
fn routes(list: &Node<'_>, pointer: &str) -> Vec<(String, String)> {
    let Node::List(list) = list else { return Vec::new() };
    let one = |(index, entry): (usize, &Node<'_>)| {
        let reference = entry.get("$ref").and_then(Node::as_str)?;
        let name = reference.rsplit('/').next().unwrap_or_default();
        Some((name.to_string(), format!("{pointer}/{index}/$ref")))
    };
    list.iter().enumerate().filter_map(one).collect()
}

fn target<'d>(view: &View<'d>, method: &'d Node<'d>) -> Target<'d> {
    let says = |key: &str| method.get(key).and_then(|node| node.get("$ref")).and_then(Node::as_str);
    let (path, verb) = match (says("operation"), says("path")) {
        // An older spelling has the path and the HTTP method apart.
        (Some(verb), Some(path)) => (path.replace("~1", "/"), verb.rsplit('/').next().unwrap_or_default()),
        (Some(reference), None) => split(reference),
        (None, _) => return Target::None,
    };
    let Some(item) = view.path(&path).filter(|item| matches!(item, Node::Map(_))) else {
        return Target::Missing { path, verb: verb.to_string(), is_path: false };
    };
    let verb = verb.to_ascii_lowercase();
    let node = is_verb(&verb).then(|| item.get(&verb)).flatten();
    match node.filter(|node| !matches!(node, Node::Null)) {
        Some(node) => {
            let item_pointer = format!("/paths/{}", escape(&path));
            let pointer = format!("{item_pointer}/{verb}");
            let parameters = parameters(view, (item, &item_pointer), (node, &pointer));
            Target::Operation(Operation { path, item, node, pointer, parameters })
        }
        None => Target::Missing { path, verb, is_path: true },
    }
}

/// The path and the HTTP method of an operation's reference.
fn split(reference: &str) -> (String, &str) {
    let fragment = reference.rsplit('#').next().unwrap_or_default();
    let below = fragment.strip_prefix("/paths/").unwrap_or(fragment);
    let (path, verb) = below.rsplit_once('/').unwrap_or((below, below));
    (path.replace("~1", "/"), verb)
}

fn is_verb(word: &str) -> bool {
    matches!(word, "connect" | "delete" | "get" | "head" | "options" | "patch" | "post" | "put" | "trace")
}

/// The parameters of a path, and of an operation of it.
fn parameters<'d>(
    view: &View<'d>,
    item: (&'d Node<'d>, &str),
    operation: (&'d Node<'d>, &str),
) -> Vec<Parameter<'d>> {
    let of = |(owner, pointer): (&'d Node<'d>, &str), of_path: bool| {
        let list = items(owner.get("parameters")).iter().enumerate();
        list.map(|(index, node)| Parameter {
            node: view.follow(node),
            pointer: format!("{pointer}/parameters/{index}"),
            of_path,
        })
        .collect::<Vec<_>>()
    };
    let mut all = of(item, true);
    all.extend(of(operation, false));
    all
}

impl<'d> Method<'d> {
    /// The method `node`, which no verb reaches.
    fn new(view: &View<'d>, key: &'d str, node: &'d Node<'d>, pointer: String) -> Self {
        let target = target(view, node);
        let mut method = Self { key, node, pointer, target, answer: None, body: None, is_routed: false };
        method.answer = method.found_answer(view);
        method.body = method.found_body(view);
        method
    }

    /// The operation that the method calls, if there is one.
    pub(super) fn operation(&self) -> Option<&Operation<'d>> {
        match &self.target {
            Target::Operation(operation) => Some(operation),
            _ => None,
        }
    }

    fn says(&self, part: &str, key: &str) -> Cow<'d, str> {
        text(self.node.get(part).and_then(|part| part.get(key))).unwrap_or_default()
    }

    /// The object key that the method names; empty if it names none.
    pub(super) fn object_key(&self) -> Cow<'d, str> {
        self.says("response", "objectKey")
    }

    /// The schema of what the method's operation answers with, and the media type in which it is read.
    pub(super) fn answer_schema<'v>(&self, view: &'v View<'d>) -> Option<(Schema<'v, 'd>, &str)> {
        match self.answer.as_ref()? {
            Answer::Schema(node, media_type) => Some((Schema::new(view, node), media_type)),
            _ => None,
        }
    }

    fn found_answer(&self, view: &View<'d>) -> Option<Answer<'d>> {
        let operation = self.operation()?.node;
        let response = self.node.get("response");
        if let Some(name) = response.and_then(|response| response.get("schema_override")).and_then(reference)
        {
            let name = name.strip_prefix("#/components/schemas/").unwrap_or(name);
            return Some(match view.schema(name) {
                Some(schema) => Answer::Schema(schema, self.says("response", "overrideMediaType")),
                None => Answer::NoOverride,
            });
        }
        let (media_type, status) =
            (self.says("response", "mediaType"), self.says("response", "openAPIDocKey"));
        Some(if media_type.is_empty() || status.is_empty() {
            best(view, operation)
        } else {
            named(view, operation, status, media_type)
        })
    }

    fn found_body(&self, view: &View<'d>) -> Option<(Cow<'d, str>, Option<&'d Node<'d>>)> {
        let operation = self.operation()?.node;
        let given = self.says("request", "mediaType");
        let request = self.node.get("request");
        let replaced = request.and_then(|request| request.get("schema_override")).and_then(reference);
        if let Some(name) = replaced {
            let name = name.strip_prefix("#/components/schemas/").unwrap_or(name);
            return Some((given, view.schema(name)));
        }
        let content = view.follow(operation.get("requestBody")?).get("content")?;
        if given.is_empty() {
            let (schema, media_type) = preferred(view, content)?;
            return Some((media_type.into(), Some(schema)));
        }
        let schema = content.get(&given).and_then(|content| content.get("schema"));
        Some((given, schema))
    }

    /// The media type in which the method reads an answer of `media_type`.
    pub(super) fn reads_as<'m>(&'m self, media_type: &'m str) -> &'m str {
        let response = self.node.get("response");
        let given = response.and_then(|response| response.get("overrideMediaType")).and_then(Node::as_str);
        given.filter(|given| !given.is_empty()).unwrap_or(media_type)
    }

    /// Whether the method makes its body by a template.
    pub(super) fn transforms_request(&self) -> bool {
        self.node.get("request").and_then(|request| request.get("transform")).is_some()
    }
}

impl<'d> Parameter<'d> {
    /// The text under `key`.
    pub(super) fn says(&self, key: &str) -> &'d str {
        self.node.get(key).and_then(Node::as_str).unwrap_or_default()
    }
}

/// The schema of the response `status` in `media_type`.
fn named<'d>(
    view: &View<'d>,
    operation: &'d Node<'d>,
    status: Cow<'d, str>,
    media_type: Cow<'d, str>,
) -> Answer<'d> {
    let response = operation.get("responses").and_then(|responses| responses.get(&status));
    let Some(response) = response.map(|response| view.follow(response)) else {
        return Answer::NoStatus(status);
    };
    let content = response.get("content").unwrap_or(&Node::Null);
    match content.get(&media_type) {
        Some(found) => match found.get("schema") {
            Some(schema) => Answer::Schema(schema, media_type),
            None => Answer::Nothing,
        },
        None if entries(content).next().is_none() => Answer::Nothing,
        None => {
            let has_json = entries(content).any(|(name, _)| Format::of(name) == Format::Json);
            Answer::NoMediaType { media_type, has_json }
        }
    }
}

/// The schema that the engine takes where a method doesn't say which: that of the lowest status below 300.
fn best<'d>(view: &View<'d>, operation: &'d Node<'d>) -> Answer<'d> {
    let Some(responses) = operation.get("responses") else { return Answer::Nothing };
    let mut statuses: Vec<&str> = entries(responses)
        .map(|(status, _)| status)
        .filter(|status| status.parse::<i64>().is_ok_and(|code| code < 300))
        .collect();
    statuses.sort_unstable();
    let status = statuses.first().copied().unwrap_or("default");
    let content = responses.get(status).and_then(|response| view.follow(response).get("content"));
    match content.and_then(|content| preferred(view, content)) {
        Some((schema, media_type)) => Answer::Schema(schema, media_type.into()),
        None => Answer::Nothing,
    }
}

/// The schema in the media type that the engine prefers.
fn preferred<'d>(view: &View<'d>, content: &'d Node<'d>) -> Option<(&'d Node<'d>, &'static str)> {
    ["application/json", "application/xml", "application/octet-stream"].into_iter().find_map(|media_type| {
        let schema = content.get(media_type)?.get("schema")?;
        matches!(view.follow(schema), Node::Map(_)).then_some((schema, media_type))
    })
}
