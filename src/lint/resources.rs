//! Mistakes of resources, and of methods as such: names, operations, entries of verbs.

use super::finding::Finding;
use super::method::{Method, RESOURCES, Resource, Target};
use super::view::{View, entries, items, reference, text};
use crate::document::cursor::escape;
use crate::document::node::Node;
use crate::engine::words;
use crate::rules::lint_rule::LintRuleId;
use crate::text::did_you_mean;

/// The mistakes of `resource`.
pub(super) fn check(view: &View<'_>, resource: &Resource<'_>) -> Vec<Finding> {
    let mut found = names(resource);
    found.extend(shapes(resource));
    for method in &resource.methods {
        found.extend(operation(view, method));
        found.extend(overrides(view, method));
    }
    found.extend(routes(resource));
    found
}

/// A resource's name that isn't its key.
pub(super) fn name(resource: &Resource<'_>) -> Option<Finding> {
    let key = resource.key;
    text(resource.node.get("name")).filter(|name| name != key).map(|name| {
        let message = format!("`name` is `{name}`, and should be `{key}`");
        Finding::new(LintRuleId::ResourceNameDiffers, format!("{}/name", resource.pointer), message)
    })
}

fn names(resource: &Resource<'_>) -> Vec<Finding> {
    let Resource { key, node, pointer, .. } = resource;
    let mut found: Vec<Finding> = name(resource).into_iter().collect();
    let has_text = |key: &str| text(node.get(key)).is_some_and(|text| !text.is_empty());
    if has_text("description") && !has_text("desription") {
        let message = format!("StackQL shows no description of `{key}`");
        found.push(
            Finding::new(LintRuleId::ResourceDescriptionUnseen, format!("{pointer}/description"), message)
                .on_key(),
        );
    }
    let message = match () {
        () if !words::can_name_resource(key) => {
            Some(format!("no statement can name `{key}`, not even in double quotes"))
        }
        () if words::is_object(key) => Some(format!("statements need `{key}` in double quotes")),
        () => None,
    };
    let finding = |message| Finding::new(LintRuleId::ResourceNameReserved, pointer.clone(), message).on_key();
    found.extend(message.map(finding));
    found
}

/// Parts of a resource that aren't what the engine reads them into. Scalars are texts to it here.
fn shapes(resource: &Resource<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut map = |node: Option<&Node<'_>>, pointer: String, name: &str| {
        if let Some(node) = node.filter(|node| !matches!(node, Node::Map(_) | Node::Null)) {
            let message = format!("`{name}` must be an object, found {}", node.describe());
            found.push(Finding::new(LintRuleId::WrongType, pointer, message));
        }
    };
    let (node, pointer) = (resource.node, &resource.pointer);
    map(Some(node), pointer.clone(), resource.key);
    for key in ["methods", "sqlVerbs", "config"] {
        map(node.get(key), format!("{pointer}/{key}"), key);
    }
    for method in &resource.methods {
        map(Some(method.node), method.pointer.clone(), method.key);
        for key in ["operation", "request", "response", "config"] {
            map(method.node.get(key), format!("{}/{key}", method.pointer), key);
        }
    }
    for (verb, list) in entries(node.get("sqlVerbs").unwrap_or(&Node::Null)) {
        if !matches!(list, Node::List(_) | Node::Null) {
            let message = format!("`{verb}` must be a list, found {}", list.describe());
            let pointer = format!("{pointer}/sqlVerbs/{}", escape(verb));
            found.push(Finding::new(LintRuleId::WrongType, pointer, message));
        }
    }
    found
}

fn operation(view: &View<'_>, method: &Method<'_>) -> Option<Finding> {
    match &method.target {
        Target::Operation(_) => None,
        Target::None => {
            let message = format!("the method `{}` has no operation", method.key);
            Some(Finding::new(LintRuleId::MethodWithoutOperation, method.pointer.clone(), message).on_key())
        }
        Target::Missing { path, verb, is_path } => {
            let pointer = format!("{}/operation/$ref", method.pointer);
            let finding = |message: String| Finding::new(LintRuleId::OperationDangling, pointer, message);
            if *is_path {
                return Some(finding(format!("the path `{path}` has no operation `{verb}`")));
            }
            let finding = finding(format!("there is no path `{path}`"));
            let paths = entries(view.root.get("paths").unwrap_or(&Node::Null)).map(|(path, _)| path);
            Some(match did_you_mean(path, paths) {
                Some(near) => finding.help(format!("did you mean `{near}`? StackQL decodes `~1` alone")),
                None => finding,
            })
        }
    }
}

/// Schemas that replace others, and aren't there.
fn overrides(view: &View<'_>, method: &Method<'_>) -> Vec<Finding> {
    let places =
        [("request", "schema_override"), ("response", "schema_override"), ("response", "asyncOverride")];
    let of = |(part, key): (&str, &str)| {
        let name = reference(method.node.get(part)?.get(key)?)?;
        let schema = name.strip_prefix("#/components/schemas/").unwrap_or(name);
        view.schema(schema).filter(|node| !matches!(node, Node::Null)).is_none().then(|| {
            let pointer = format!("{}/{part}/{key}/$ref", method.pointer);
            Finding::new(
                LintRuleId::SchemaOverrideDangling,
                pointer,
                format!("there is no schema `{schema}`"),
            )
        })
    };
    places.into_iter().filter_map(of).collect()
}

fn routes(resource: &Resource<'_>) -> Vec<Finding> {
    let missing = |(name, pointer): &(String, String)| {
        let is_there = resource.method(name).is_some();
        (!is_there).then(|| {
            let message = format!("`{}` has no method `{name}`", resource.key);
            let finding = Finding::new(LintRuleId::RouteDangling, pointer.clone(), message);
            match did_you_mean(name, resource.methods.iter().map(|method| method.key)) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding,
            }
        })
    };
    resource.routes.values().flatten().filter_map(missing).collect()
}

/// The mistakes of the document as a whole.
pub(super) fn document(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let is_filled = |node: Option<&Node<'_>>| match node {
        Some(Node::Map(entries)) => !entries.is_empty(),
        Some(Node::List(items)) => !items.is_empty(),
        _ => false,
    };
    if !matches!(view.root.get("info"), Some(Node::Map(_))) {
        found.push(Finding::new(LintRuleId::InfoMissing, "", "`info` is missing"));
    }
    if !is_filled(view.root.get("servers")) && needs_servers(view.root) {
        found.push(Finding::new(LintRuleId::ServersMissing, "", "`servers` is missing"));
    }
    found.extend(without_host(view));
    found.extend(variables(view));
    let components = view.root.get("components");
    if !is_filled(components.and_then(|components| components.get("x-stackQL-resources"))) {
        let pointer = RESOURCES.rsplit_once('/').map_or("", |(parent, _)| parent);
        found.push(Finding::new(LintRuleId::ResourcesMissing, pointer, "`x-stackQL-resources` is missing"));
    }
    found
}

/// The finding for the first server, the one that requests go to, where its address is a path alone.
fn without_host(view: &View<'_>) -> Option<Finding> {
    let url = text(items(view.root.get("servers")).first()?.get("url"))?;
    // What a variable at the start stands for is the user's to say.
    let has_host = url.contains("://") || url.starts_with('{');
    (!has_host).then(|| {
        let message = format!("`{url}` has no host");
        Finding::new(LintRuleId::ServerWithoutHost, "/servers/0/url", message)
    })
}

/// Variables of the first server which have no default.
fn variables(view: &View<'_>) -> Vec<Finding> {
    let Some(server) = items(view.root.get("servers")).first() else { return Vec::new() };
    let variables = entries(server.get("variables").unwrap_or(&Node::Null));
    variables
        .filter(|(_, variable)| text(variable.get("default")).is_none_or(|default| default.is_empty()))
        .map(|(name, _)| {
            let pointer = format!("/servers/0/variables/{}", escape(name));
            let message = format!("`{name}` has no default");
            Finding::new(LintRuleId::ServerVariableWithoutDefault, pointer, message).on_key()
        })
        .collect()
}

/// Whether an operation has no servers of its own.
fn needs_servers(root: &Node<'_>) -> bool {
    let has_own =
        |operation: &Node<'_>| matches!(operation.get("servers"), Some(Node::List(list)) if !list.is_empty());
    let mut operations = entries(root.get("paths").unwrap_or(&Node::Null))
        .flat_map(|(_, item)| entries(item))
        .filter(|(key, operation)| !key.starts_with("x-") && operation.get("responses").is_some())
        .map(|(_, operation)| operation)
        .peekable();
    operations.peek().is_none() || operations.any(|operation| !has_own(operation))
}
