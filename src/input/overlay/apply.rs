//! Applying the actions of an overlay, one after the other.

use std::collections::BTreeSet;

use serde_json::Value;

use super::merge::{Addition, Mismatch, into_target};
use super::query::Query;
use super::read::{Change, Overlay};
use super::remove::remove;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::document::node::Node;
use crate::input::origins::{Moves, Place};
use crate::input::tree;

/// Deepest nesting that an overlay may make.
const MAX_DEPTH: usize = 128;

/// Most values that an overlay may add.
const MAX_VALUES: usize = 5_000_000;

/// What came of an overlay.
#[derive(Default)]
pub(in crate::input) struct Applied {
    /// What each action that changed something has moved.
    pub(in crate::input) steps: Vec<Moves>,
    /// Warnings about actions that match nothing.
    pub(in crate::input) notes: Vec<Diagnostic>,
}

/// Applies `overlay`, the file of that `index`, to `document`.
///
/// # Errors
/// An action doesn't fit what it selects.
pub(in crate::input) fn apply(document: &mut Node<'_>, overlay: &Overlay, index: usize) -> Result<Applied> {
    let mut applied = Applied::default();
    // The same document for queries; made again after it was changed.
    let mut value: Option<Value> = None;
    let mut added = 0;
    for (number, action) in overlay.actions.iter().enumerate() {
        let at = |problem: Diagnostic, key: &str| {
            Failure::from(problem.at(&overlay.file, format!("/actions/{number}/{key}")))
        };
        let found = action.query.selected(document, &mut value);
        if found.is_empty() {
            let message = format!("`{}` matches nothing", action.target);
            let note = Diagnostic::warning("input::overlay-unmatched", message);
            let note =
                note.help("fix the target, or take the action out if the document doesn't need it any more");
            applied.notes.push(note.at(&overlay.file, format!("/actions/{number}/target")));
            continue;
        }
        let step = match &action.change {
            Change::Remove if found.contains("") => {
                let problem =
                    Diagnostic::error("input::overlay-action", "the action removes the whole document");
                return Err(at(problem.help("name the parts to remove"), "target"));
            }
            Change::Remove => remove(document, &found),
            Change::Update(node) => {
                let from = Place { file: Some(index), pointer: format!("/actions/{number}/update") };
                update(document, &found, Addition { node, from: &from }, &mut added)
                    .map_err(|problem| at(*problem, "update"))?
            }
            Change::Copy(source) => {
                let copied = copied(document, source, &mut value).map_err(|problem| at(*problem, "copy"))?;
                let addition = Addition { node: &copied.0, from: &copied.1 };
                update(document, &found, addition, &mut added).map_err(|problem| at(*problem, "copy"))?
            }
        };
        applied.steps.push(step);
        value = None;
    }
    Ok(applied)
}

/// The part of `document` that `source` selects, and its place.
fn copied(
    document: &Node<'_>,
    source: &Query,
    value: &mut Option<Value>,
) -> std::result::Result<(Node<'static>, Place), Box<Diagnostic>> {
    let found = source.selected(document, value);
    let (Some(pointer), 1) = (found.first(), found.len()) else {
        let message = format!("`copy` selects {} parts, not one", found.len());
        let problem = Diagnostic::error("input::overlay-action", message).help("name the one part to copy");
        return Err(Box::new(problem));
    };
    let node = tree::at(document, pointer).cloned().unwrap_or(Node::Null).into_owned();
    Ok((node, Place { file: None, pointer: pointer.clone() }))
}

/// Merges `addition` into the parts at the pointers `found`; `added` counts the values that the overlay adds.
fn update(
    document: &mut Node<'_>,
    found: &BTreeSet<String>,
    addition: Addition<'_>,
    added: &mut usize,
) -> std::result::Result<Moves, Box<Diagnostic>> {
    let kind = |node: &Node<'_>| match node {
        Node::Map(_) => "an object",
        Node::List(_) => "a list",
        _ => "another value",
    };
    let mut kinds = found.iter().filter_map(|pointer| tree::at(document, pointer)).map(kind);
    let first = kinds.next();
    if kinds.any(|kind| Some(kind) != first) {
        let message = "the target selects values of several kinds";
        let problem = Diagnostic::error("input::overlay-mismatch", message);
        return Err(Box::new(problem.help("objects, lists and other values need an action each")));
    }
    let deepest = found.iter().map(|pointer| pointer.matches('/').count()).max().unwrap_or_default();
    if deepest + tree::depth(addition.node) > MAX_DEPTH {
        let problem = Diagnostic::error("input::too-deep", "the action nests the document too deeply");
        return Err(Box::new(problem.help(format!("at most {MAX_DEPTH} levels are read"))));
    }
    *added = added.saturating_add(found.len().saturating_mul(tree::values(addition.node)));
    if *added > MAX_VALUES {
        let problem = Diagnostic::error("input::too-large", "the overlay makes the document too large");
        return Err(Box::new(problem.help("name fewer targets, or write the value once and refer to it")));
    }
    let mut moves = Moves::default();
    for pointer in found {
        let Some(target) = tree::at_mut(document, pointer) else { continue };
        into_target(target, addition, pointer, &mut moves).map_err(|Mismatch { pointer, there, new }| {
            let place = if pointer.is_empty() { "the document" } else { &pointer };
            let message = format!("{new} can't be merged into {there} at {place}");
            let problem = Diagnostic::error("input::overlay-mismatch", message);
            Box::new(
                problem
                    .help("remove what is there by an action of its own first, or write a value of its kind"),
            )
        })?;
    }
    Ok(moves)
}
