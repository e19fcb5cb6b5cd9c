//! Where in a document references may stand, and to what kind of part they lead there.
//!
//! In: the tree of a document, or of a part of one. Out: each reference in it, with the kind of part. What stands
//! elsewhere under `$ref`, as a property of that name or in an example, is no reference.

use std::borrow::Cow;

use crate::document::node::Node;

/// The key under which path items of other files stand in a document of Swagger 2.0, which has no section for them.
pub(in crate::input) const PATH_ITEMS_OF_SWAGGER: &str = "x-pathItems";

/// A kind of part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    Response,
    MediaType,
    Schema,
    Example,
    Link,
    Callback,
    SecurityScheme,
}

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    One(Part),
    Each(Part),
    Several(Part),
    /// One, or several.
    Any(Part),
}

impl Part {
    /// The section of a document, of Swagger 2.0 or of OpenAPI 3, in which such parts have names.
    pub(super) fn section(self, is_swagger: bool) -> Option<&'static [&'static str]> {
        Some(match (self, is_swagger) {
            (Self::Schema, false) => &["components", "schemas"],
            (Self::Parameter, false) => &["components", "parameters"],
            (Self::Response, false) => &["components", "responses"],
            (Self::SecurityScheme, false) => &["components", "securitySchemes"],
            (Self::PathItem, false) => &["components", "pathItems"],
            (Self::RequestBody, false) => &["components", "requestBodies"],
            (Self::Header, false) => &["components", "headers"],
            (Self::Example, false) => &["components", "examples"],
            (Self::Link, false) => &["components", "links"],
            (Self::Callback, false) => &["components", "callbacks"],
            (Self::Schema, true) => &["definitions"],
            (Self::Parameter, true) => &["parameters"],
            (Self::Response, true) => &["responses"],
            (Self::SecurityScheme, true) => &["securityDefinitions"],
            (Self::PathItem, true) => &[PATH_ITEMS_OF_SWAGGER],
            _ => return None,
        })
    }

    /// The form of the value under `key`; none if no reference that counts can be in it.
    fn below(self, key: &str) -> Option<Shape> {
        use Shape::{Any, Each, One, Several};
        Some(match (self, key) {
            (Self::Document, "paths") => Each(Self::PathItem),
            (Self::Document, "components") => One(Self::Components),
            (Self::Document, "definitions") | (Self::Components, "schemas") => Each(Self::Schema),
            (Self::Document | Self::Components, "parameters") => Each(Self::Parameter),
            (Self::Document | Self::Components, "responses") => Each(Self::Response),
            (Self::Document, "securityDefinitions") | (Self::Components, "securitySchemes") => {
                Each(Self::SecurityScheme)
            }
            (Self::Components, "requestBodies") => Each(Self::RequestBody),
            (Self::Components, "headers") | (Self::Response, "headers") => Each(Self::Header),
            (Self::Components, "examples") => Each(Self::Example),
            (Self::Components, "links") | (Self::Response, "links") => Each(Self::Link),
            (Self::Components, "callbacks") | (Self::Operation, "callbacks") => Each(Self::Callback),
            (Self::Components, "pathItems") => Each(Self::PathItem),
            (Self::PathItem | Self::Operation, "parameters") => Several(Self::Parameter),
            (Self::PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => {
                One(Self::Operation)
            }
            (Self::Operation, "requestBody") => One(Self::RequestBody),
            (Self::Operation, "responses") => Each(Self::Response),
            (Self::Parameter | Self::Header | Self::MediaType | Self::Response, "schema") => {
                One(Self::Schema)
            }
            (Self::Parameter | Self::Header | Self::RequestBody | Self::Response, "content") => {
                Each(Self::MediaType)
            }
            (Self::Parameter | Self::Header | Self::MediaType, "examples") => Each(Self::Example),
            (
                Self::Schema,
                "properties" | "patternProperties" | "definitions" | "$defs" | "dependentSchemas",
            ) => Each(Self::Schema),
            (Self::Schema, "allOf" | "oneOf" | "anyOf" | "prefixItems") => Several(Self::Schema),
            (Self::Schema, "items") => Any(Self::Schema),
            (
                Self::Schema,
                "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties",
            ) => One(Self::Schema),
            _ => return None,
        })
    }

    /// Whether such a part may be a reference.
    fn may_refer(self) -> bool {
        !matches!(self, Self::Document | Self::Components | Self::Operation | Self::MediaType)
    }
}

/// Calls `found` with each reference in the `part` that `node` is.
pub(super) fn visit<'n>(node: &'n Node<'_>, part: Part, found: &mut dyn FnMut(Part, &'n str)) {
    let Node::Map(entries) = node else { return };
    for (key, value) in entries {
        match (value, part.below(key)) {
            (Node::String(text), _) if key == "$ref" && part.may_refer() => found(part, text),
            (value, Some(Shape::One(part))) => visit(value, part, found),
            (Node::Map(entries), Some(Shape::Each(part))) => {
                entries.iter().for_each(|(_, value)| visit(value, part, found));
            }
            (Node::List(items), Some(Shape::Several(part) | Shape::Any(part))) => {
                items.iter().for_each(|item| visit(item, part, found));
            }
            (value, Some(Shape::Any(part))) => visit(value, part, found),
            _ => {}
        }
    }
}

/// Replaces each reference in the `part` that `node` is by the one that `instead` has for it.
pub(super) fn replace(
    node: &mut Node<'_>,
    part: Part,
    instead: &mut dyn FnMut(Part, &str) -> Option<String>,
) {
    let Node::Map(entries) = node else { return };
    for (key, value) in entries {
        match (value, part.below(key)) {
            (Node::String(text), _) if key == "$ref" && part.may_refer() => {
                if let Some(new) = instead(part, text) {
                    *text = Cow::Owned(new);
                }
            }
            (value, Some(Shape::One(part))) => replace(value, part, instead),
            (Node::Map(entries), Some(Shape::Each(part))) => {
                entries.iter_mut().for_each(|(_, value)| replace(value, part, instead));
            }
            (Node::List(items), Some(Shape::Several(part) | Shape::Any(part))) => {
                items.iter_mut().for_each(|item| replace(item, part, instead));
            }
            (value, Some(Shape::Any(part))) => replace(value, part, instead),
            _ => {}
        }
    }
}
