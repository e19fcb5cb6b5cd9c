//! A manifest as StackQL reads it.
//!
//! In: the text of a file that StackQL loads. Out: the document that StackQL has of it, and what is worth
//! knowing: a word that it takes for a number. What it refuses, and a reader of YAML 1.2 would take, is
//! refused here.

use super::yaml;
use crate::diagnostic::Diagnostic;
use crate::document::node::Node;
use crate::document::parse;
use crate::document::yaml::engine::{Read, RefusalCause, Refused, Remark};

/// What of a service the engine reads once more, out of its JSON: where that lies.
const READ_AGAIN: [&[&str]; 2] = [&["components", "x-stackQL-resources"], &["x-stackQL-config"]];

const READ_OTHERWISE: &str = "input::read-otherwise";
const MORE_DOCUMENTS: &str = "input::more-documents";

/// Remarks on one manifest beyond this many are counted, not told.
const MAX_REMARKS: usize = 20;

/// A manifest that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest<'a> {
    /// The document, with the values that the engine has for its scalars.
    pub document: Node<'a>,
    /// What it reads otherwise than it looks, with positions.
    pub warnings: Vec<Diagnostic>,
}

/// Reads the manifest `text`; messages call it `file`.
///
/// # Errors
/// What StackQL refuses, a key that stands twice, more depth or size than is read, with line and column.
pub fn parse<'a>(text: &'a str, file: &str) -> Result<Manifest<'a>, Box<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // What is plain enough means the same to every reader.
    if let Some(document) = yaml::read(text) {
        return Ok(Manifest { document, warnings: Vec::new() });
    }
    let Read { node: document, remarks, more } =
        yaml::engine::read(text).map_err(|refused| Box::new(refusal(&refused, text, file)))?;
    let parts = READ_AGAIN.iter().filter_map(|keys| {
        keys.iter().try_fold((&document, String::new()), |(node, pointer), key| {
            Some((node.get(key)?, format!("{pointer}/{key}")))
        })
    });
    for (part, pointer) in parts {
        if let Some(character) = unreadable(part) {
            let message =
                format!("StackQL can't read it: there is the character U+{character:04X} in a text");
            let problem = Diagnostic::error("input::not-yaml-1.1", message)
                .help("take the character out: StackQL reads this part twice, and no escape lasts that long")
                .at(file, pointer);
            return Err(Box::new(problem));
        }
    }
    let mut warnings: Vec<Diagnostic> =
        remarks.iter().take(MAX_REMARKS).map(|remark| of_remark(remark, text, file)).collect();
    if let (Some(last), Some(omitted @ 1..)) = (warnings.last_mut(), remarks.len().checked_sub(MAX_REMARKS)) {
        last.message.push_str(&format!("; it does so with {omitted} more in this file"));
    }
    warnings.extend(more.map(|at| {
        let problem = Diagnostic::warning(MORE_DOCUMENTS, "StackQL reads nothing from here on")
            .help("a manifest is one document: take the rest out");
        placed(problem, text, file, at, 1)
    }));
    Ok(Manifest { document, warnings })
}

/// Whether a warning is one of how a manifest is read.
#[must_use]
pub fn is_of_reading(warning: &Diagnostic) -> bool {
    [READ_OTHERWISE, MORE_DOCUMENTS].contains(&&*warning.code)
}

/// The error for a text that the engine refuses.
fn refusal(refused: &Refused, text: &str, file: &str) -> Diagnostic {
    let why = &refused.why;
    let problem = match refused.cause {
        RefusalCause::Bound => Diagnostic::error("input::too-deep", format!("the YAML is too large: {why}"))
            .help(format!("at most {} levels are read", yaml::engine::MAX_DEPTH)),
        RefusalCause::Twice => Diagnostic::error("input::duplicate-key", why).help("keep one of the two"),
        // What is wrong for every reader is told as for every document.
        RefusalCause::Engine => match parse::parse(text, file) {
            Err(problem) => return *problem,
            Ok(_) => Diagnostic::error("input::not-yaml-1.1", format!("StackQL can't read it: {why}")).help(
                "StackQL reads YAML 1.1: indent with spaces, double backslashes, quote texts that hold marks",
            ),
        },
    };
    placed(problem, text, file, refused.at, 1)
}

/// The warning for a scalar that the engine takes for something else than it looks like.
fn of_remark(remark: &Remark, text: &str, file: &str) -> Diagnostic {
    let source = text.get(remark.start..remark.end).unwrap_or_default();
    let read = &remark.read;
    let (message, help) = match (remark.is_key, read.as_str()) {
        (true, _) => (
            format!("StackQL reads the key `{source}` as `{read}`"),
            format!("quote it if it is a name: `\"{source}\":`"),
        ),
        (false, "true" | "false") => (
            format!("StackQL reads `{source}` as {read}"),
            format!("quote it if it is a text, `\"{source}\"`, or write `{read}`"),
        ),
        (false, _) => (
            format!("StackQL reads `{source}` as the number {read}"),
            format!("quote it if it is a text, `\"{source}\"`, or write `{read}`"),
        ),
    };
    let problem = Diagnostic::warning(READ_OTHERWISE, message).help(help);
    placed(problem, text, file, remark.start, source.chars().count())
}

/// `problem` at the byte `at` of `text`.
fn placed(problem: Diagnostic, text: &str, file: &str, at: usize, length: usize) -> Diagnostic {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    problem.at(file, "").at_line(text, line, column, length)
}

/// Whether JSON has a character as it is, and YAML 1.1 refuses it so: it is lost on what the engine reads
/// twice.
pub(crate) const fn is_lost(character: char) -> bool {
    matches!(character, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// The first character of a text or key that [`is_lost`].
fn unreadable(node: &Node<'_>) -> Option<u32> {
    let in_text = |text: &str| text.chars().find(|c| is_lost(*c)).map(u32::from);
    match node {
        Node::String(text) => in_text(text),
        Node::List(items) => items.iter().find_map(unreadable),
        Node::Map(entries) => {
            entries.iter().find_map(|(key, value)| in_text(key).or_else(|| unreadable(value)))
        }
        Node::Null | Node::Bool(_) | Node::Number(_) => None,
    }
}
