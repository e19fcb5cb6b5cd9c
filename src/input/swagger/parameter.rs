//! Parameters that aren't sent in a body, and headers of answers.

use super::conversion::{Conversion, Entries, text};
use super::schema;
use crate::document::node::Node;
use crate::input::origins::below;

/// Keys of a parameter that 3.0 has in its schema.
const OF_SCHEMA: [&str; 18] = [
    "type",
    "format",
    "items",
    "default",
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "x-nullable",
    "readOnly",
];

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// In the path, the query or a header.
    Beside,
    /// As the whole body.
    Body,
    /// As a field of a form.
    Form,
}

impl Sent {
    /// Where the parameter `node` is sent.
    pub(super) fn of(node: &Node<'_>) -> Self {
        match node.get("in").and_then(Node::as_str) {
            Some("body") => Self::Body,
            Some("formData") => Self::Form,
            _ => Self::Beside,
        }
    }
}

impl<'a> Conversion<'_, 'a> {
    /// The parameter `node` at `from`, which comes to `to`.
    pub(super) fn parameter(&mut self, node: &Node<'a>, from: &str, to: &str) -> Node<'a> {
        self.moved(from, to);
        let Node::Map(entries) = node else { return node.clone() };
        if node.get("$ref").is_some() {
            return node.clone();
        }
        let mut made: Entries<'a> = entries
            .iter()
            .filter(|(key, _)| {
                !OF_SCHEMA.contains(&key.as_ref()) && key != "collectionFormat" && key != "schema"
            })
            .cloned()
            .collect();
        // Some documents write a schema here as 3.0 does.
        if node.get("schema").is_none() {
            self.moves.add(&below(to, "schema"), from);
        }
        made.push(("schema".into(), own_schema(node)));
        made.extend(style(node));
        Node::Map(made)
    }

    /// A parameter of the document's own, if it is one in 3.0 too: others become part of a body where they are used.
    pub(super) fn shared_parameter(&mut self, name: &str, node: &Node<'a>) -> Option<Node<'a>> {
        let from = below("/parameters", name);
        (Sent::of(node) == Sent::Beside)
            .then(|| self.parameter(node, &from, &below("/components/parameters", name)))
    }
}

/// The schema of the parameter or header `node`.
pub(super) fn own_schema<'a>(node: &Node<'a>) -> Node<'a> {
    if let Some(own) = node.get("schema") {
        return schema::schema(own);
    }
    let Node::Map(entries) = node else { return Node::Map(Vec::new()) };
    let own = entries.iter().filter(|(key, _)| OF_SCHEMA.contains(&key.as_ref()));
    schema::schema(&Node::Map(own.cloned().collect()))
}

/// How the items of a list are sent, as 3.0 says it. It has no word for tabs between them.
fn style<'a>(node: &Node<'a>) -> Entries<'a> {
    let kind = node.get("type").and_then(Node::as_str);
    if kind != Some("array") {
        return Vec::new();
    }
    let is_in_query = node.get("in").and_then(Node::as_str) == Some("query");
    let style = match node.get("collectionFormat").and_then(Node::as_str) {
        Some("multi") => return vec![text("style", "form"), ("explode".into(), Node::Bool(true))],
        Some("ssv") if is_in_query => "spaceDelimited",
        Some("pipes") if is_in_query => "pipeDelimited",
        _ if is_in_query => "form",
        _ => "simple",
    };
    vec![text("style", style), ("explode".into(), Node::Bool(false))]
}
