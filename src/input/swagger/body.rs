//! Bodies of requests: the parameter that is the body, or those that are fields of a form.

use super::conversion::{Conversion, Entries, text};
use super::media;
use super::parameter::own_schema;
use super::schema::{is_file, schema};
use crate::document::node::Node;
use crate::input::origins::below;

/// A parameter that is sent in a body.
#[derive(Clone)]
pub(super) struct Part<'c, 'a> {
    pub(super) node: &'c Node<'a>,
    /// The pointer at which it is declared.
    pub(super) from: String,
}

/// The parameters of an operation that are sent in a body.
#[derive(Clone, Default)]
pub(super) struct Parts<'c, 'a> {
    pub(super) bodies: Vec<Part<'c, 'a>>,
    pub(super) fields: Vec<Part<'c, 'a>>,
}

impl<'c, 'a> Parts<'c, 'a> {
    /// The parts of an operation whose path has `shared` ones: its own come first.
    pub(super) fn over(mut self, shared: &Self) -> Self {
        if self.bodies.is_empty() {
            self.bodies.clone_from(&shared.bodies);
        }
        let name = |part: &Part<'_, '_>| part.node.get("name").and_then(Node::as_str).map(str::to_string);
        let own: Vec<Option<String>> = self.fields.iter().map(name).collect();
        self.fields.extend(shared.fields.iter().filter(|part| !own.contains(&name(part))).cloned());
        self
    }
}

impl<'a> Conversion<'_, 'a> {
    /// The body of an operation that takes media types of `named`, which comes to `to`; none if it has none.
    pub(super) fn body(&mut self, parts: &Parts<'_, 'a>, named: &[String], to: &str) -> Option<Node<'a>> {
        let Some((body, others)) = parts.bodies.split_first() else {
            return (!parts.fields.is_empty()).then(|| self.form(&parts.fields, named, to));
        };
        for other in others {
            let message = "the operation has two bodies; the first one counts";
            self.warn(
                "input::two-bodies",
                message,
                "give it one schema that has the fields of both",
                &other.from,
            );
        }
        if let Some(field) = parts.fields.first() {
            let message = "the operation has a body and fields of a form; the body counts";
            self.warn("input::two-bodies", message, "take either of them out", &field.from);
        }
        Some(self.whole_body(body, named, to))
    }

    /// The body that a parameter is.
    fn whole_body(&mut self, body: &Part<'_, 'a>, named: &[String], to: &str) -> Node<'a> {
        let Part { node, from } = body;
        self.moves.add(to, from);
        let own = below(from, "schema");
        let from_schema = if node.get("schema").is_some() { &own } else { from };
        let content: Entries<'a> = media::of_body(named)
            .into_iter()
            .map(|name| {
                let to = format!("{}/schema", below(&format!("{to}/content"), &name));
                self.moved(from_schema, &to);
                (name.into(), Node::Map(vec![("schema".into(), own_schema(node))]))
            })
            .collect();
        let mut made = Entries::new();
        for key in ["description", "required"] {
            made.extend(node.get(key).map(|value| (key.into(), value.clone())));
        }
        made.push(("content".into(), Node::Map(content)));
        Node::Map(made)
    }

    /// The body that holds the fields of a form.
    fn form(&mut self, fields: &[Part<'_, 'a>], named: &[String], to: &str) -> Node<'a> {
        let has_file = fields.iter().any(|field| is_file(field.node));
        let (mut properties, mut required) = (Entries::new(), Vec::new());
        let types = media::of_form(named, has_file);
        for field in fields {
            // A field without a name can't be sent; one that is there twice is one field.
            let Some(Node::String(name)) = field.node.get("name") else {
                let message = "`name` is missing; the field is left out";
                self.warn("input::missing-key", message, "it is the field's name as it is sent", &field.from);
                continue;
            };
            if properties.iter().any(|(known, _)| known == name) {
                continue;
            }
            for media in &types {
                let to =
                    below(&format!("{}/schema/properties", below(&format!("{to}/content"), media)), name);
                self.moved(&field.from, &to);
            }
            if field.node.get("required") == Some(&Node::Bool(true)) {
                required.push(Node::String(name.clone()));
            }
            properties.push((name.clone(), described(field.node)));
        }
        let is_required = !required.is_empty();
        let mut schema = vec![text("type", "object"), ("properties".into(), Node::Map(properties))];
        if is_required {
            schema.push(("required".into(), Node::List(required)));
        }
        let content = types
            .into_iter()
            .map(|media| (media.into(), Node::Map(vec![("schema".into(), Node::Map(schema.clone()))])));
        let content = Node::Map(content.collect());
        Node::Map(vec![("content".into(), content), ("required".into(), Node::Bool(is_required))])
    }
}

/// The schema of a field, with the field's description.
fn described<'a>(node: &Node<'a>) -> Node<'a> {
    let mut made = match own_schema(node) {
        Node::Map(entries) => entries,
        other => return other,
    };
    if made.iter().all(|(key, _)| key != "description") {
        made.extend(node.get("description").map(|text| ("description".into(), text.clone())));
    }
    schema(&Node::Map(made))
}
