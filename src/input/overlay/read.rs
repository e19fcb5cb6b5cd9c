//! An overlay, as its file has it.

use super::query::Query;
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::document::{locate, parse};
use crate::input::problems::missing;

/// Most actions of an overlay.
const MAX_ACTIONS: usize = 1000;

/// An overlay.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The file as the user named it.
    pub file: String,
    /// The text, for positions.
    text: String,
    pub(super) actions: Vec<Action>,
}

/// A change of one part of a document, or of several.
#[derive(Debug, Clone)]
pub(super) struct Action {
    /// The target, as it is written.
    pub(super) target: String,
    pub(super) query: Query,
    pub(super) change: Change,
}

/// What is done to the parts that a target selects.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Remove,
    /// The value is merged into each.
    Update(Node<'static>),
    /// The part of the document that the query selects is merged into each.
    Copy(Query),
}

impl Overlay {
    /// Reads the overlay `text`; messages call it `file`.
    ///
    /// # Errors
    /// All problems of the overlay, with positions.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = parse::parse(text, file)?;
        let problems = Problems::default();
        let root = Cursor::root(&document, file, &problems);
        let actions = actions(&root);
        let overlay = Self { file: file.to_string(), text: text.to_string(), actions };
        problems.or(overlay).map_err(|failure| locate::positions(failure, text, file))
    }

    /// The text, for positions.
    pub(in crate::input) fn text(&self) -> &str {
        &self.text
    }
}

fn actions(root: &Cursor<'_, '_>) -> Vec<Action> {
    root.expect_object();
    if !matches!(root.node, Node::Map(_)) {
        return Vec::new();
    }
    match root.get("overlay") {
        Some(version) => check_version(&version),
        None => root.report(missing("overlay", "the version of the overlay, `1.1.0`")),
    }
    let Some(list) = root.get("actions") else {
        root.report(missing("actions", "the changes, one after the other"));
        return Vec::new();
    };
    if matches!(list.node, Node::List(items) if items.len() > MAX_ACTIONS) {
        let problem = Diagnostic::error("input::too-large", "the overlay has too many actions");
        list.report(problem.help(format!("at most {MAX_ACTIONS} are applied: make two overlays of it")));
        return Vec::new();
    }
    list.items().filter_map(|item| action(&item)).collect()
}

fn check_version(at: &Cursor<'_, '_>) {
    let text = at.node.as_str().map_or_else(|| at.node.describe(), str::to_string);
    let is_known = text == "1.0" || text == "1.1" || text.starts_with("1.0.") || text.starts_with("1.1.");
    if !is_known {
        let problem = Diagnostic::error("input::overlay-version", format!("Overlay {text} is not supported"));
        at.report(problem.help("overlays of 1.0 and 1.1 are read"));
    }
}

fn action(at: &Cursor<'_, '_>) -> Option<Action> {
    let (mut target, mut update, mut copy, mut is_removed) = (None, None, None, false);
    for (key, value) in at.entries() {
        match key {
            "target" => target = value.string().zip(query(&value)),
            "update" => update = Some(value.node.clone().into_owned()),
            "copy" => copy = query(&value),
            "remove" => is_removed = value.boolean(),
            _ => {}
        }
    }
    if at.node.get("target").is_none() {
        at.report(missing("target", "what the action is about: a JSONPath such as `$.paths['/pets'].get`"));
    }
    let has_copy = at.node.get("copy").is_some();
    let change = match (is_removed, update, copy) {
        (true, _, _) => Change::Remove,
        (_, Some(_), _) if has_copy => {
            let problem =
                Diagnostic::error("input::overlay-action", "the action has both `update` and `copy`");
            at.report(problem.help("make two actions of it: either has no effect beside the other"));
            return None;
        }
        (_, Some(update), _) => Change::Update(update),
        (_, _, Some(copy)) => Change::Copy(copy),
        // A broken query is told already.
        _ if has_copy => return None,
        _ => {
            let problem = Diagnostic::error("input::overlay-action", "the action changes nothing");
            at.report(problem.help("give it `update`, `copy` or `remove: true`"));
            return None;
        }
    };
    let (target, query) = target?;
    Some(Action { target, query, change })
}

/// The query that the value at `at` is; a broken one is told.
fn query(at: &Cursor<'_, '_>) -> Option<Query> {
    let text = at.node.as_str()?;
    let made = Query::parse(text);
    made.map_err(|why| {
        let problem = Diagnostic::error("input::overlay-path", format!("`{text}` {why}"));
        at.report(
            problem
                .help("write names in brackets and quotes, `$.paths['/pets'].get`; RFC 9535 has all forms"),
        );
    })
    .ok()
}
