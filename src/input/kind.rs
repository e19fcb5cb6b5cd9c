//! The kind of a document, told by its content.

use super::stranger::Stranger;
use super::swagger;
use crate::diagnostic::{Diagnostic, Result};
use crate::document::node::Node;

/// The code of the problem of a file that only other documents refer to.
pub(crate) const FRAGMENT: &str = "input::fragment";

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Discovery,
    OpenApi,
    Swagger,
}

/// The kind of a document by its content; a file's name isn't looked at.
pub(super) fn kind(document: &Node<'_>, file: &str) -> Result<Kind> {
    let neither = |message: String, help: &str| {
        Err(Diagnostic::error("input::unknown-format", message).help(help).at(file, "").into())
    };
    let expected = "expected a Google discovery document (`kind: discovery#restDescription`) or an OpenAPI document (`openapi: 3.0.x`, `swagger: '2.0'`)";
    if let Some(stranger) = Stranger::of_tree(document) {
        return Err(stranger.problem(file).into());
    }
    if !matches!(document, Node::Map(_)) {
        return neither(format!("the document is {}, not an object", document.describe()), expected);
    }
    if document.get("kind").and_then(Node::as_str) == Some("discovery#restDescription") {
        return Ok(Kind::Discovery);
    }
    if let Some(version) = document.get("openapi") {
        let version = version.as_str().map_or_else(|| version.describe(), str::to_string);
        let minor = version.splitn(3, '.').take(2).collect::<Vec<_>>();
        return match minor.as_slice() {
            ["3", "0" | "1" | "2"] => Ok(Kind::OpenApi),
            _ => Err(Diagnostic::error(
                "input::openapi-version",
                format!("OpenAPI {version} is not supported"),
            )
            .help("3.0, 3.1 and 3.2 documents are read")
            .at(file, "/openapi")
            .into()),
        };
    }
    if let Some(version) = document.get("swagger") {
        let version = version.as_str().map_or_else(|| version.describe(), str::to_string);
        if swagger::is_swagger(&version) {
            return Ok(Kind::Swagger);
        }
        return Err(Diagnostic::error("input::swagger", format!("Swagger {version} is not supported"))
            .help("Swagger 2.0 documents are read, and OpenAPI 3.0, 3.1 and 3.2")
            .at(file, "/swagger")
            .into());
    }
    // Old discovery documents have no `kind`.
    if document.get("rootUrl").is_some()
        && (document.get("resources").is_some() || document.get("methods").is_some())
    {
        return Ok(Kind::Discovery);
    }
    if is_fragment(document) {
        return Err(Diagnostic::error(
            FRAGMENT,
            "this is a part of other documents: components, and no paths",
        )
        .help("take the file out of `specs`: what refers to it is read all the same")
        .at(file, "")
        .into());
    }
    neither("this is neither a discovery document nor an OpenAPI document".into(), expected)
}

/// Whether a file has nothing but components, to which other documents refer.
fn is_fragment(document: &Node<'_>) -> bool {
    const COMPONENTS: [&str; 5] = ["components", "definitions", "parameters", "responses", "schemas"];
    const BESIDE: [&str; 2] = ["info", "servers"];
    let Node::Map(entries) = document else { return false };
    let is_named = |names: &[&str], key: &str| names.contains(&key) || key.starts_with("x-");
    entries.iter().any(|(key, value)| COMPONENTS.contains(&&**key) && matches!(value, Node::Map(_)))
        && entries.iter().all(|(key, _)| COMPONENTS.contains(&&**key) || is_named(&BESIDE, key))
}
