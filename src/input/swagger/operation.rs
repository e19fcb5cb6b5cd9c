//! Paths and operations.

use super::body::{Part, Parts};
use super::conversion::{Conversion, Entries, each};
use super::parameter::Sent;
use crate::document::node::Node;
use crate::input::origins::below;
use crate::text::unescaped;

/// Keys of a path that have an operation.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

impl<'c, 'a> Conversion<'c, 'a> {
    /// The value of `paths`.
    pub(super) fn paths(&mut self, node: &Node<'a>) -> Node<'a> {
        each(node, |path, value| {
            let at = below("/paths", path);
            Some(if path.starts_with("x-") { value.clone() } else { self.path_item(value, &at, &at) })
        })
    }

    /// The path item `node` at `from`, which comes to `to`.
    pub(super) fn path_item(&mut self, node: &Node<'a>, from: &str, to: &str) -> Node<'a> {
        let Node::Map(entries) = node else { return node.clone() };
        let (mut made, mut shared) = (Entries::new(), Parts::default());
        if let Some(list) = node.get("parameters") {
            let (beside, parts) = self.parameters(list, &below(from, "parameters"), &below(to, "parameters"));
            made.push(("parameters".into(), beside));
            shared = parts;
        }
        for (key, value) in entries {
            let (from, to) = (below(from, key), below(to, key));
            match key.as_ref() {
                "parameters" => {}
                method if METHODS.contains(&method) => {
                    made.push((key.clone(), self.operation(value, &shared, &from, &to)));
                }
                _ => made.push((key.clone(), value.clone())),
            }
        }
        Node::Map(made)
    }

    fn operation(&mut self, node: &Node<'a>, shared: &Parts<'_, 'a>, from: &str, to: &str) -> Node<'a> {
        let Node::Map(entries) = node else { return node.clone() };
        let consumes = self.own_types(node, "consumes", from).unwrap_or_else(|| self.consumes.clone());
        let produces = self.own_types(node, "produces", from);
        let (mut made, mut parts) = (Entries::new(), Parts::default());
        for (key, value) in entries {
            let (from, to) = (below(from, key), below(to, key));
            match key.as_ref() {
                "consumes" | "produces" => {}
                "schemes" => {
                    made.extend(self.own_servers(value).map(|servers| ("servers".into(), servers)));
                }
                "parameters" => {
                    let (beside, own) = self.parameters(value, &from, &to);
                    made.push((key.clone(), beside));
                    parts = own;
                }
                "responses" => made.push((
                    key.clone(),
                    each(value, |status, value| {
                        let (from, to) = (below(&from, status), below(&to, status));
                        Some(self.response(value, produces.as_deref(), &from, &to))
                    }),
                )),
                _ => made.push((key.clone(), value.clone())),
            }
        }
        let body = self.body(&parts.over(shared), &consumes, &below(to, "requestBody"));
        made.extend(body.map(|body| ("requestBody".into(), body)));
        Node::Map(made)
    }

    /// The parameters of the list `node` at `from`: those that stay parameters, which come to `to`, and those that are
    /// sent in a body.
    fn parameters<'n>(&mut self, node: &'n Node<'a>, from: &str, to: &str) -> (Node<'a>, Parts<'n, 'a>)
    where
        'c: 'n,
    {
        let mut parts = Parts::default();
        let Node::List(items) = node else { return (node.clone(), parts) };
        let mut beside: Vec<Node<'a>> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let at = format!("{from}/{index}");
            let part = self.shared(item).unwrap_or(Part { node: item, from: at.clone() });
            match Sent::of(part.node) {
                Sent::Beside => {
                    let to = format!("{to}/{}", beside.len());
                    beside.push(self.parameter(item, &at, &to));
                }
                Sent::Body => parts.bodies.push(part),
                Sent::Form => parts.fields.push(part),
            }
        }
        (Node::List(beside), parts)
    }

    /// The document's own parameter to which `item` refers; none if it is no such reference.
    fn shared<'n>(&self, item: &'n Node<'a>) -> Option<Part<'n, 'a>>
    where
        'c: 'n,
    {
        let name = item.get("$ref").and_then(Node::as_str)?.strip_prefix("#/parameters/")?;
        let key = unescaped(name);
        let document: &'c Node<'a> = self.document;
        let node = document.get("parameters")?.get(&key)?;
        Some(Part { node, from: format!("/parameters/{name}") })
    }
}
