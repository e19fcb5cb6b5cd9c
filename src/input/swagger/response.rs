//! Answers.

use super::conversion::{Conversion, Entries, each};
use super::media;
use super::parameter::own_schema;
use super::schema::{is_file, schema};
use crate::document::node::Node;
use crate::input::origins::below;

impl<'a> Conversion<'_, 'a> {
    /// The response `node` at `from`, which comes to `to`; its media types are `named`, or else the document's.
    pub(super) fn response(
        &mut self,
        node: &Node<'a>,
        named: Option<&[String]>,
        from: &str,
        to: &str,
    ) -> Node<'a> {
        let Node::Map(entries) = node else { return node.clone() };
        let mut made = Entries::new();
        for (key, value) in entries {
            match key.as_ref() {
                "schema" => made.push(("content".into(), self.content(value, named, from, to))),
                "headers" => made.push((key.clone(), each(value, |_, value| Some(header(value))))),
                // The model has no use for examples.
                "examples" => {}
                _ => made.push((key.clone(), value.clone())),
            }
        }
        Node::Map(made)
    }

    /// The media types of an answer with the schema `node`.
    fn content(&mut self, node: &Node<'a>, named: Option<&[String]>, from: &str, to: &str) -> Node<'a> {
        let named = named.unwrap_or(&self.produces);
        let types = match () {
            () if is_file(node) => media::of_file(named),
            () if named.is_empty() => vec![media::JSON.to_string()],
            () => named.to_vec(),
        };
        let from = below(from, "schema");
        self.moves.add(&below(to, "content"), &from);
        let content = types.into_iter().map(|name| {
            let to = format!("{}/schema", below(&format!("{to}/content"), &name));
            self.moved(&from, &to);
            (name.into(), Node::Map(vec![("schema".into(), schema(node))]))
        });
        Node::Map(content.collect())
    }
}

/// A header of an answer.
fn header<'a>(node: &Node<'a>) -> Node<'a> {
    if !matches!(node, Node::Map(_)) || node.get("$ref").is_some() {
        return node.clone();
    }
    let mut made = Entries::new();
    made.extend(node.get("description").map(|text| ("description".into(), text.clone())));
    made.push(("schema".into(), own_schema(node)));
    Node::Map(made)
}
