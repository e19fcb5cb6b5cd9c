//! Swagger 2.0 as OpenAPI 3.0.
//!
//! In: the tree of a 2.0 document. Out: the tree of a 3.0 document that says the same, which part came from where, and
//! warnings. Nothing behind this step knows of 2.0. A value of the wrong type stays as it is: the reader of 3.0 reports
//! it at the place that it had.
//!
//! ```text
//! host, basePath, schemes ─ server.rs ─► servers
//! paths ─ operation.rs ─┬ parameter.rs ─► parameters
//!                       ├ body.rs ─► requestBody
//!                       └ response.rs ─► responses
//! definitions ─ schema.rs ─► components
//! securityDefinitions ─ security.rs ─► components
//! all of these ─ reference.rs ─► with references that lead to where things are now
//! ```

mod body;
mod conversion;
mod media;
mod operation;
mod parameter;
mod reference;
mod response;
mod schema;
mod security;
mod server;
#[cfg(test)]
mod tests;
mod words;

use std::borrow::Cow;

use conversion::{Conversion, Entries, each, text};
pub(super) use words::in_words_of_swagger;

use super::bundle::PATH_ITEMS_OF_SWAGGER;
use super::origins::{Moves, below};
use crate::diagnostic::Diagnostic;
use crate::document::node::Node;

/// The result of a conversion.
pub(super) struct Converted<'a> {
    /// The document as OpenAPI 3.0 has it.
    pub(super) document: Node<'a>,
    /// Where its parts were.
    pub(super) moves: Moves,
    /// Warnings, with pointers into the 2.0 document.
    pub(super) notes: Vec<Diagnostic>,
}

/// Whether a document says that it is of Swagger 2.0.
pub(super) fn is_swagger(version: &str) -> bool {
    matches!(version, "2" | "2.0")
}

/// Converts `document`, a 2.0 document that messages call `file`.
pub(super) fn convert<'a>(document: &Node<'a>, file: &str) -> Converted<'a> {
    let mut conversion = Conversion::new(document, file);
    conversion.consumes = conversion.own_types(document, "consumes", "").unwrap_or_default();
    conversion.produces = conversion.own_types(document, "produces", "").unwrap_or_default();
    let mut made = Node::Map(conversion.whole());
    reference::rewrite(&mut made, &conversion.homes);
    Converted { document: made, moves: conversion.moves, notes: conversion.notes }
}

impl<'a> Conversion<'_, 'a> {
    /// The entries of the 3.0 document.
    fn whole(&mut self) -> Entries<'a> {
        let Node::Map(entries) = self.document else { return Vec::new() };
        let mut made: Entries<'a> = vec![text("openapi", "3.0.3")];
        self.moves.add("/openapi", "/swagger");
        made.push(("servers".into(), self.servers()));
        // Some documents have sections of 3.0 already: these stay where 2.0 has no section of its own.
        let mut components: Entries<'a> = match self.document.get("components") {
            Some(Node::Map(entries)) => entries.clone(),
            _ => Vec::new(),
        };
        // A body names no component: references into it lead to where it is used.
        self.home("/parameters", "/components/parameters");
        for (key, value) in entries {
            let from = below("", key);
            match key.as_ref() {
                "swagger" | "host" | "basePath" | "schemes" | "servers" | "components" | "consumes"
                | "produces" => {}
                "paths" => made.push((key.clone(), self.paths(value))),
                "definitions" => {
                    let schemas = self.section(&mut components, "schemas", &from);
                    components.push(schemas.with(each(value, |_, value| Some(schema::schema(value)))));
                }
                "parameters" => {
                    let parameters = self.section(&mut components, "parameters", &from);
                    let made = each(value, |name, value| self.shared_parameter(name, value));
                    components.push(parameters.with(made));
                }
                "responses" => {
                    let responses = self.section(&mut components, "responses", &from);
                    let made = each(value, |name, value| {
                        let (from, to) = (below(&from, name), below("/components/responses", name));
                        Some(self.response(value, None, &from, &to))
                    });
                    components.push(responses.with(made));
                }
                "securityDefinitions" => {
                    let schemes = self.section(&mut components, "securitySchemes", &from);
                    let made = each(value, |name, value| Some(self.scheme(value, &below(&from, name))));
                    components.push(schemes.with(made));
                }
                // Parts of other files are brought here by the step before, as path items are elsewhere.
                PATH_ITEMS_OF_SWAGGER => {
                    let items = self.section(&mut components, "pathItems", &from);
                    let made = each(value, |name, value| {
                        let (from, to) = (below(&from, name), below("/components/pathItems", name));
                        Some(self.path_item(value, &from, &to))
                    });
                    components.push(items.with(made));
                }
                _ => made.push((key.clone(), value.clone())),
            }
        }
        made.push(("components".into(), Node::Map(components)));
        made
    }

    /// The section `key` of the components, which was at `from`.
    fn section(&mut self, components: &mut Entries<'a>, key: &'static str, from: &str) -> Section {
        let to = below("/components", key);
        self.moves.add(&to, from);
        self.home(from, &to);
        components.retain(|(name, _)| name != key);
        Section(key)
    }
}

/// The key of a section of the components.
struct Section(&'static str);

impl Section {
    fn with<'a>(self, value: Node<'a>) -> (Cow<'a, str>, Node<'a>) {
        (self.0.into(), value)
    }
}
