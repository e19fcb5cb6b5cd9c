//! Paths and their path items.
//!
//! In: `paths` of a document. Out: path items in the byte order of their keys, with operations in the order
//! of their methods, so that later stages don't depend on the order of keys in the document.

use std::collections::BTreeSet;

use openapiv3::ReferenceOr;

use super::content::LEFT_OUT;
use super::draft::Draft;
use super::parameter::{ListedPart, Parameters};
use super::reader::{Reader, map, reference};
use super::tokens::tokens;
use super::{refs, server};
use crate::api::{HttpMethod, Server};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::check;

/// Longest chain of references from one path item to another.
const MAX_CHAIN: usize = 16;

/// Most operations of a path item with methods that StackQL doesn't have of which the ledger has an entry: their ids are as
/// long as the path.
const MAX_UNCALLABLE: usize = 100;

/// A path item: the value of one path in the document.
pub(super) struct PathItem {
    /// The path as the document writes it.
    pub(super) key: String,
    /// The path as it is sent.
    pub(super) path: String,
    /// The parameters of the path item, and those of each path item that it refers to.
    pub(super) parameters: Vec<Vec<ReferenceOr<ListedPart>>>,
    pub(super) servers: Vec<Server>,
    /// The operations by method, in the byte order of its key.
    pub(super) operations: Vec<(HttpMethod, Draft)>,
    /// Operations with a method that StackQL doesn't have, in the byte order of its name.
    pub(super) uncallable: Vec<Uncallable>,
    /// Why nobody can make sense of the path, if so.
    pub(super) unreadable: Option<String>,
}

/// An operation with a method that StackQL doesn't have.
pub(super) struct Uncallable {
    pub(super) method: String,
    pub(super) id: Option<String>,
}

/// Reads `paths`; `root` is the whole document.
pub(super) fn read(at: &Cursor<'_, '_>, root: &Cursor<'_, '_>, reader: &Reader<'_>) -> Vec<PathItem> {
    let keys: BTreeSet<&str> = match at.node {
        Node::Map(entries) => entries.iter().map(|(key, _)| key.as_ref()).collect(),
        _ => BTreeSet::new(),
    };
    let mut items = Vec::new();
    for (key, value) in at.entries().filter(|(key, _)| !key.starts_with("x-")) {
        // `{+name}` is a form of discovery documents; the engine would send the plus sign.
        let mut plain = key.replace("{+", "{");
        let mut unreadable = None;
        if let Some(problem) = trouble(key) {
            if !reader.is_repairing() {
                value.report_key(problem);
                continue;
            }
            let sound = format!("/{key}");
            if !key.starts_with('/') && !keys.contains(sound.as_str()) && trouble(&sound).is_none() {
                value.report_key_repaired(problem, format!("it is read as `{sound}`"));
                plain = format!("/{plain}");
            } else {
                unreadable = Some(problem.message.clone());
                value.report_key_repaired(problem, "its operations are left out");
            }
        }
        let path = if keys.contains(plain.as_str()) { key.to_string() } else { plain };
        let mut item = PathItem {
            key: key.to_string(),
            path,
            parameters: Vec::new(),
            servers: Vec::new(),
            operations: Vec::new(),
            uncallable: Vec::new(),
            unreadable,
        };
        item.fill(&value, root, reader, 0);
        item.operations.sort_by_key(|(method, _)| method.key());
        item.uncallable.sort_by(|left, right| left.method.cmp(&right.method));
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
                "parameters" => {
                    let Parameters { listed, unreadable } = reader.parameters(&value);
                    self.parameters.push(listed);
                    let unreadable = unreadable.filter(|_| reader.is_repairing());
                    let reason = unreadable.map(|pointer| format!("a parameter can't be read: {pointer}"));
                    self.unreadable = self.unreadable.take().or(reason);
                }
                "servers" => self.servers.extend(server::servers(&value)),
                "summary" | "description" => drop(value.string()),
                "additionalOperations" if reader.is_repairing() => {
                    value.entries().for_each(|(method, operation)| self.left_out(method, &operation));
                }
                _ => self.operation(key, at, &value, reader),
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

    /// Reads the operation under `key` of the path item `item`, if it is one.
    fn operation(&mut self, key: &str, item: &Cursor<'_, '_>, at: &Cursor<'_, '_>, reader: &Reader<'_>) {
        // Keys of methods are in lower case; other spellings are unknown keys.
        let mut method = HttpMethod::ALL.into_iter().find(|method| method.key() == key);
        if method.is_none() && !key.starts_with("x-") && at.node.get("responses").is_some() {
            let lower = key.to_ascii_lowercase();
            let meant = HttpMethod::parse(key).filter(|_| item.node.get(&lower).is_none());
            if let Some(meant) = meant.filter(|_| reader.is_repairing()) {
                at.report_key_repaired(unknown_method(key), format!("it is read as `{lower}`"));
                method = Some(meant);
            } else {
                self.left_out(key, at);
            }
        }
        if let Some(method) = method
            && self.operations.iter().all(|(known, _)| *known != method)
            && let Some(operation) = reader.operation(at, reader.asked.get(&self.key, key))
        {
            self.operations.push((method, operation));
        }
    }

    /// Notes the operation at `at`, which StackQL can't call for its method.
    fn left_out(&mut self, method: &str, at: &Cursor<'_, '_>) {
        at.report_key_repaired(unknown_method(method), LEFT_OUT);
        if self.uncallable.len() >= MAX_UNCALLABLE {
            return;
        }
        let id = at.node.get("operationId").and_then(Node::as_str).map(str::to_string);
        self.uncallable.push(Uncallable { method: method.to_string(), id });
    }
}

fn unknown_method(method: &str) -> Diagnostic {
    Diagnostic::error(
        "input::unknown-http-method",
        format!("`{method}` is not an HTTP method that StackQL can call"),
    )
    .help("methods are get, put, post, delete, options, head, patch and trace")
}

/// The problem of a path that doesn't begin with `/`, whose braces don't pair with a name between them, or that has
/// control characters or a text that is a slash to the engine.
fn trouble(path: &str) -> Option<Diagnostic> {
    if !path.starts_with('/') {
        let problem =
            Diagnostic::error("input::bad-path", format!("the path `{path}` doesn't begin with `/`"));
        return Some(problem.help(format!("write `/{path}`")));
    }
    if path.chars().any(char::is_control) {
        return Some(
            Diagnostic::error("input::bad-path", "the path has control characters").help("take them out"),
        );
    }
    if tokens(path).is_none() {
        let problem =
            Diagnostic::error("input::bad-path", format!("the path `{path}` has braces that don't pair"));
        return Some(problem.help("a parameter is `{name}`"));
    }
    check::slash(path)
}
