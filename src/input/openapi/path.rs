//! Paths and their path items.
//!
//! In: `paths` of a document. Out: path items in the byte order of their keys, with operations in the order
//! of their methods, so that later stages don't depend on the order of keys in the document.

use std::collections::BTreeSet;

use openapiv3::ReferenceOr;

use super::draft::Draft;
use super::reader::{Reader, map, reference};
use super::tokens::tokens;
use super::{refs, server};
use crate::api::{HttpMethod, Parameter, Server};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::check;

/// Longest chain of references from one path item to another.
const MAX_CHAIN: usize = 16;

/// A path item: the value of one path in the document.
pub(super) struct PathItem {
    /// The path as the document writes it.
    pub(super) key: String,
    /// The path as it is sent.
    pub(super) path: String,
    /// The parameters of the path item, and those of each path item that it refers to.
    pub(super) parameters: Vec<Vec<ReferenceOr<Parameter>>>,
    pub(super) servers: Vec<Server>,
    /// The operations by method, in the byte order of its key.
    pub(super) operations: Vec<(HttpMethod, Draft)>,
}

/// Reads `paths`; `root` is the whole document.
pub(super) fn read(at: &Cursor<'_, '_>, root: &Cursor<'_, '_>, reader: &Reader<'_>) -> Vec<PathItem> {
    let keys: BTreeSet<&str> = match at.node {
        Node::Map(entries) => entries.iter().map(|(key, _)| key.as_ref()).collect(),
        _ => BTreeSet::new(),
    };
    let mut items = Vec::new();
    for (key, value) in at.entries().filter(|(key, _)| !key.starts_with("x-")) {
        if !is_sound(key, &value) {
            continue;
        }
        // `{+name}` is a form of discovery documents; the engine would send the plus sign.
        let plain = key.replace("{+", "{");
        let path = if keys.contains(plain.as_str()) { key.to_string() } else { plain };
        let mut item = PathItem {
            key: key.to_string(),
            path,
            parameters: Vec::new(),
            servers: Vec::new(),
            operations: Vec::new(),
        };
        item.fill(&value, root, reader, 0);
        item.operations.sort_by_key(|(method, _)| method.key());
        items.push(item);
    }
    items.sort_by(|left, right| left.key.cmp(&right.key));
    // Keys that differ in a plus sign alone can become one path: the first one keeps it.
    let mut seen = BTreeSet::new();
    for item in &mut items {
        if !seen.insert(item.path.clone()) {
            item.path.clone_from(&item.key);
        }
    }
    items
}

impl PathItem {
    fn fill(&mut self, at: &Cursor<'_, '_>, root: &Cursor<'_, '_>, reader: &Reader<'_>, depth: usize) {
        if !map(at) {
            return;
        }
        for (key, value) in at.entries() {
            match key {
                "parameters" => self.parameters.push(reader.parameters(&value)),
                "servers" => self.servers.extend(server::servers(&value)),
                "summary" | "description" => drop(value.string()),
                _ => {
                    // Keys of methods are in lower case; other spellings are unknown keys.
                    let method = HttpMethod::ALL.into_iter().find(|method| method.key() == key);
                    if method.is_none() && !key.starts_with("x-") && value.node.get("responses").is_some() {
                        let message = format!("`{key}` is not an HTTP method that StackQL can call");
                        value.report_key(
                            Diagnostic::error("input::unknown-http-method", message)
                                .help("methods are get, put, post, delete, options, head, patch and trace"),
                        );
                    }
                    if let Some(method) = method
                        && self.operations.iter().all(|(known, _)| *known != method)
                        && let Some(operation) = reader.operation(&value, reader.asked.get(&self.key, key))
                    {
                        self.operations.push((method, operation));
                    }
                }
            }
        }
        // Keys beside a reference come first: they are this path's own.
        let Some(target) = reference(at) else { return };
        let Some(segments) = reader.targets.place(refs::PATH_ITEMS, &target) else { return };
        if depth > MAX_CHAIN || refs::pointer(&segments) == at.pointer() {
            target.report(
                Diagnostic::error("input::circular-ref", "this path item refers to itself, or too far")
                    .help(format!("at most {MAX_CHAIN} references are followed")),
            );
            return;
        }
        refs::descend(root, &segments, &mut |at| self.fill(at, root, reader, depth + 1));
    }
}

/// Whether the path begins with `/`, its braces pair with a name between them, and it has no control
/// characters and no text that is a slash to the engine.
fn is_sound(path: &str, at: &Cursor<'_, '_>) -> bool {
    let problem = if !path.starts_with('/') {
        Diagnostic::error("input::bad-path", format!("the path `{path}` doesn't begin with `/`"))
            .help(format!("write `/{path}`"))
    } else if path.chars().any(char::is_control) {
        Diagnostic::error("input::bad-path", "the path has control characters").help("take them out")
    } else if tokens(path).is_none() {
        Diagnostic::error("input::bad-path", format!("the path `{path}` has braces that don't pair"))
            .help("a parameter is `{name}`")
    } else if let Some(problem) = check::slash(path) {
        problem
    } else {
        return true;
    };
    at.report_key(problem);
    false
}
