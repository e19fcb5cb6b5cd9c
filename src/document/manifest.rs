//! A manifest as StackQL reads it.
//!
//! In: the text of a file that StackQL loads. Out: the document that StackQL makes of it, and warnings, for
//! example about a word that StackQL takes for a number. A text that StackQL refuses is refused here too,
//! even if a reader of YAML 1.2 would take it.

use super::yaml;
use crate::diagnostic::Diagnostic;
use crate::document::node::Node;
use crate::document::parse;
use crate::document::yaml::engine::{Read, RefusalCause, Refused, Remark, Repeat, Repeats};

/// The parts of a service that the engine reads a second time, from their JSON.
const READ_AGAIN: [&[&str]; 2] = [&["components", "x-stackQL-resources"], &["x-stackQL-config"]];

/// The code of a warning about a scalar whose meaning to the engine isn't the obvious one.
pub(crate) const READ_OTHERWISE: &str = "input::read-otherwise";
/// The code of a warning about text that the engine doesn't read.
pub(crate) const MORE_DOCUMENTS: &str = "input::more-documents";
/// The code of a key that is there twice.
pub(crate) const DUPLICATE_KEY: &str = "input::duplicate-key";

/// Most remarks on one manifest that are listed; further ones are counted.
const MAX_REMARKS: usize = 20;

/// A manifest, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest<'a> {
    /// The document, with the values that the engine has for its scalars.
    pub document: Node<'a>,
    /// Warnings about scalars whose meaning to the engine isn't the obvious one, with positions.
    pub warnings: Vec<Diagnostic>,
}

/// Reads the manifest `text`; messages call it `file`.
///
/// # Errors
/// StackQL refuses the text, a key is there twice, or the text exceeds the bounds of depth and size; with
/// line and column.
pub fn parse<'a>(text: &'a str, file: &str) -> Result<Manifest<'a>, Box<Diagnostic>> {
    read(text, file, Repeats::Refused)
}

/// As [`parse()`], for a check: of a key that is there twice the last one counts, as for the engine, and a warning
/// says so.
///
/// # Errors
/// As [`parse()`], without repeated keys.
pub fn parse_with_repeats<'a>(text: &'a str, file: &str) -> Result<Manifest<'a>, Box<Diagnostic>> {
    read(text, file, Repeats::Noted)
}

fn read<'a>(text: &'a str, file: &str, allowed: Repeats) -> Result<Manifest<'a>, Box<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Plain YAML means the same to every reader.
    if let Some(document) = yaml::read(text) {
        return Ok(Manifest { document, warnings: Vec::new() });
    }
    let Read { node: document, remarks, repeats, more } =
        yaml::engine::read(text, allowed).map_err(|refused| Box::new(refusal(&refused, text, file)))?;
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
    warnings.extend(repeats.iter().map(|Repeat { start, key }| {
        let problem = Diagnostic::warning(DUPLICATE_KEY, format!("the key `{key}` is there twice"))
            .help("keep one of the two: the last one counts");
        placed(problem, text, file, *start, key.chars().count())
    }));
    warnings.extend(more.map(|at| {
        let problem = Diagnostic::warning(MORE_DOCUMENTS, "StackQL reads nothing from here on")
            .help("a manifest is one document: take the rest out");
        placed(problem, text, file, at, 1)
    }));
    Ok(Manifest { document, warnings })
}

/// Whether a warning is about how StackQL reads a manifest.
#[must_use]
pub fn is_of_reading(warning: &Diagnostic) -> bool {
    [READ_OTHERWISE, MORE_DOCUMENTS].contains(&&*warning.code)
}

/// The error about a text that the engine refuses.
fn refusal(refused: &Refused, text: &str, file: &str) -> Diagnostic {
    let why = &refused.why;
    let problem = match refused.cause {
        RefusalCause::Bound => Diagnostic::error("input::too-deep", format!("the YAML is too large: {why}"))
            .help(format!("at most {} levels are read", yaml::engine::MAX_DEPTH)),
        RefusalCause::Twice => Diagnostic::error(DUPLICATE_KEY, why).help("keep one of the two"),
        // Text that every reader refuses gets the same error as in any document.
        RefusalCause::Engine => match parse::parse(text, file) {
            Err(problem) => return *problem,
            Ok(_) => Diagnostic::error("input::not-yaml-1.1", format!("StackQL can't read it: {why}")).help(
                "StackQL reads YAML 1.1: indent with spaces, double backslashes, quote texts that hold marks",
            ),
        },
    };
    placed(problem, text, file, refused.at, 1)
}

/// The warning about a scalar whose meaning to the engine isn't the obvious one.
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

/// Whether JSON writes a character as it is, and YAML 1.1 refuses that form: the part that the engine reads
/// twice can't hold it.
pub(crate) const fn is_lost(character: char) -> bool {
    matches!(character, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// The first character for which [`is_lost`] holds, in any text or key.
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
