//! The names that statements have to give a method, and which methods they reach by these.
//!
//! In: a method. Out: its required parameters, body fields and variables of its server, with the types by which the
//! engine compares them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::method::{Method, Resource};
use super::schema::Schema;
use super::view::{View, entries, is_set, items, text};
use crate::api::FieldNames;
use crate::document::node::Node;

/// A name that a method needs.
#[derive(Debug)]
pub(super) struct Required<'m> {
    /// Its type; empty where it has none.
    pub(super) kind: &'m str,
    /// JSON pointer of the parameter; none of anything else.
    pub(super) pointer: Option<&'m str>,
}

/// The names that `method` needs.
pub(super) fn names<'m>(view: &View<'m>, method: &'m Method<'m>) -> BTreeMap<Cow<'m, str>, Required<'m>> {
    let mut found = BTreeMap::new();
    let Some(operation) = method.operation() else { return found };
    for parameter in &operation.parameters {
        if is_set(parameter.node, "required") {
            let schema = parameter.node.get("schema").unwrap_or(&Node::Null);
            let kind = Schema::new(view, schema).own_type();
            let required = Required { kind, pointer: Some(&parameter.pointer) };
            found.insert(parameter.says("name").into(), required);
        }
    }
    if let Some((_, Some(schema))) = method.body {
        let properties = Schema::new(view, schema).properties();
        for name in items(view.follow(schema).get("required")).iter().filter_map(Node::as_str) {
            if let Some((_, property)) = properties.iter().find(|(known, _)| known == name) {
                let kind = Schema::new(view, property).own_type();
                found.insert(field(method, name).into(), Required { kind, pointer: None });
            }
        }
    }
    let servers =
        [operation.node, operation.item, view.root].map(|owner| items(owner.get("servers")).first());
    let server = servers.into_iter().flatten().next();
    let variables = server.and_then(|server| server.get("variables")).unwrap_or(&Node::Null);
    found.extend(
        entries(variables).map(|(name, _)| (name.into(), Required { kind: "string", pointer: None })),
    );
    found
}

/// The name of a body's field in a statement, as the method says.
fn field(method: &Method<'_>, name: &str) -> String {
    let translation = method.node.get("config").and_then(|config| config.get("requestBodyTranslate"));
    let algorithm = text(translation.and_then(|translation| translation.get("algorithm")));
    algorithm.and_then(|text| FieldNames::of(&text)).unwrap_or_default().name(name)
}

/// The methods of `verb` that a statement with just the names that they need reaches: the engine takes the first one
/// whose names are all given.
pub(super) fn reached<'r>(view: &View<'r>, resource: &'r Resource<'r>, verb: &str) -> Vec<&'r Method<'r>> {
    let routes = resource.routes.get(verb).into_iter().flatten();
    let mut tried: Vec<BTreeMap<Cow<'r, str>, Required<'r>>> = Vec::new();
    let mut reached = Vec::new();
    for method in routes.filter_map(|(name, _)| resource.method(name)) {
        let needed = names(view, method);
        if !tried.iter().any(|before| before.keys().all(|name| needed.contains_key(name))) {
            reached.push(method);
        }
        tried.push(needed);
    }
    reached
}
