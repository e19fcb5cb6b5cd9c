//! Schemas.

use super::conversion::{Entries, each};
use crate::document::node::Node;

/// Keys whose value is one schema.
const ONE: [&str; 3] = ["items", "additionalProperties", "not"];

/// Keys whose value is a list of schemas.
const SEVERAL: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// Keys whose value has schemas by name.
const NAMED: [&str; 2] = ["properties", "definitions"];

/// The schema `node` in the words of 3.0.
pub(super) fn schema<'a>(node: &Node<'a>) -> Node<'a> {
    let Node::Map(entries) = node else { return node.clone() };
    let mut made: Entries<'a> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let name = key.as_ref();
        let value = match (name, value) {
            ("x-nullable", value) if node.get("nullable").is_none() => {
                made.push(("nullable".into(), value.clone()));
                continue;
            }
            ("discriminator", Node::String(property)) => {
                Node::Map(vec![("propertyName".into(), Node::String(property.clone()))])
            }
            ("type", Node::String(kind)) if kind == "file" => {
                if node.get("format").is_none() {
                    made.push(("format".into(), Node::String("binary".into())));
                }
                Node::String("string".into())
            }
            (name, value) if ONE.contains(&name) => schema(value),
            (name, Node::List(items)) if SEVERAL.contains(&name) => {
                Node::List(items.iter().map(schema).collect())
            }
            (name, value) if NAMED.contains(&name) => each(value, |_, value| Some(schema(value))),
            (_, value) => value.clone(),
        };
        made.push((key.clone(), value));
    }
    Node::Map(made)
}

/// Whether `node` is a schema of a file.
pub(super) fn is_file(node: &Node<'_>) -> bool {
    node.get("type").and_then(Node::as_str) == Some("file")
}
