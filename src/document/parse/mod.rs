//! From a text to a tree.
//!
//! In: the text of a JSON or YAML file. Out: a [`Node`] that borrows from the text where it can, or a problem
//! with its line and column. Both readers bound the depth, and refuse a key that is there twice.

mod advice;

use advice::advice;

use super::node::Node;
use super::yaml;
use crate::diagnostic::Diagnostic;

/// How the text of a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// JSON, RFC 8259.
    Json,
    /// YAML 1.2 with its core schema: `yes` and `on` are strings.
    Yaml,
}

impl Notation {
    /// The notation, told by the first character: a document that is an object starts with `{` in JSON alone.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match text.trim_start().chars().next() {
            Some('{' | '[') => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// Options for reading YAML: core-schema booleans, no tags that convert, repeated keys refused.
pub(crate) fn yaml_options() -> serde_yaml::Options {
    serde_yaml::options! {
        strict_booleans: true,
        duplicate_keys: serde_yaml::options::DuplicateKeyPolicy::Error,
        underscored_numbers_as_strings: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
        budget: serde_yaml::budget! {
            max_depth: MAX_YAML_DEPTH,
            max_events: 20_000_000,
            max_nodes: 10_000_000,
            max_total_scalar_bytes: 512 << 20,
            max_aliases: 500_000,
            enforce_alias_anchor_ratio: false,
        },
        alias_limits: serde_yaml::alias_limits! {
            max_total_replayed_events: 5_000_000,
        },
    }
}

/// Reads `text`.
///
/// # Errors
/// A [`Diagnostic`] with line and column: the text isn't in the notation that it starts like, is cut off, is
/// nested deeper than 128 levels, or has a key twice.
pub fn parse<'a>(text: &'a str, file: &str) -> Result<Node<'a>, Box<Diagnostic>> {
    match Notation::of(text) {
        Notation::Json if has_too_many_values(text) => Err(Box::new(
            Diagnostic::error("input::too-large", "the document has too many values")
                .help(format!("at most {MAX_JSON_VALUES} are read"))
                .at(file, ""),
        )),
        Notation::Json => {
            serde_json::from_str(text).map_err(|error| Box::new(json_error(&error, text, file)))
        }
        Notation::Yaml => match yaml::read(text) {
            Some(node) => Ok(node),
            None => serde_yaml::from_str_with_options(text, yaml_options())
                .map_err(|error| Box::new(yaml_error(&error, text, file))),
        },
    }
}

/// Whether a JSON text has more values than are read. Each value but the first of a list or an object comes
/// after a comma.
fn has_too_many_values(text: &str) -> bool {
    let marks = || text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{'));
    // A text has no more marks than bytes, so marks are counted only in the largest texts.
    text.len() > MAX_JSON_VALUES && marks().count() > MAX_JSON_VALUES
}

fn json_error(error: &serde_json::Error, text: &str, file: &str) -> Diagnostic {
    let full = error.to_string();
    // serde_json ends its messages with the position, which is shown on a line of its own here.
    let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(message, _)| message);
    let (code, what, help) = if error.is_eof() {
        (
            "input::cut-off",
            "the JSON ends in the middle",
            "the file was cut off: fetch or copy it again".to_string(),
        )
    } else if message.contains("recursion limit") {
        (
            "input::too-deep",
            "the JSON is nested too deeply",
            format!("at most {MAX_JSON_DEPTH} levels are read"),
        )
    } else if message.starts_with("duplicate key") {
        ("input::duplicate-key", message, "keep one of the two".to_string())
    } else if message == "number out of range" {
        ("input::number", "the number is larger than its readers can hold", number_help())
    } else {
        ("input::not-json", message, "the document starts like JSON and must be JSON to its end".to_string())
    };
    let message = if code == "input::not-json" { format!("not JSON: {what}") } else { what.to_string() };
    // A column of 0 means the end of the line before.
    let (line, column) = (error.line().max(1), error.column().max(1));
    Diagnostic::error(code, message).help(help).at(file, "").at_line(
        text,
        line,
        char_column(text, line, column),
        1,
    )
}

fn number_help() -> String {
    format!("numbers are read as doubles, up to {:e}: leave out a bound that bounds nothing", f64::MAX)
}

/// `serde_json` counts columns in bytes.
fn char_column(text: &str, line: usize, byte_column: usize) -> usize {
    let source = text.lines().nth(line - 1).unwrap_or_default();
    source.char_indices().take_while(|(at, _)| *at + 1 < byte_column).count() + 1
}

/// Turns a YAML reader's error into a diagnostic.
pub(crate) fn yaml_error(error: &serde_yaml::Error, text: &str, file: &str) -> Diagnostic {
    let full = error.without_snippet().to_string();
    // The position is shown on a line of its own here.
    let message = match (full.rsplit_once(" at line "), full.split_once(": ")) {
        (Some((message, _)), _) => message.to_string(),
        (None, Some((place, message))) if place.starts_with("line ") => message.to_string(),
        _ => full.clone(),
    };
    // The rest of the message is about options of the YAML reader.
    let own = [", set ", "; use ", ", use "].iter().filter_map(|mark| message.find(mark)).min();
    let message = message.get(..own.unwrap_or(message.len())).unwrap_or_default().to_string();
    let lower = message.to_lowercase();
    let at = |number: u64| usize::try_from(number).unwrap_or(1);
    let (line, column) = error.location().map_or((1, 1), |place| (at(place.line()), at(place.column())));
    let problem = if lower.contains("non-finite") {
        Diagnostic::error("input::number", "the number is infinite, or not a number").help(number_help())
    } else if lower.contains("budget") || lower.contains("depth") || lower.contains("limit") {
        Diagnostic::error("input::too-deep", format!("the YAML is too large or nested too deeply: {message}"))
            .help(format!("at most {MAX_YAML_DEPTH} levels are read; aliases count as what they stand for"))
    } else if lower.contains("duplicate") {
        Diagnostic::error("input::duplicate-key", message).help("keep one of the two")
    } else {
        Diagnostic::error("input::not-yaml", format!("not YAML: {message}"))
            .help(advice(&message, text, line, column))
    };
    let problem = problem.at(file, "");
    if error.location().is_some() { problem.at_line(text, line, column, 1) } else { problem }
}

/// Deepest nesting of lists and maps that is read from JSON; this is `serde_json`'s own bound.
const MAX_JSON_DEPTH: usize = 128;

/// Deepest nesting that is read from YAML, whose reader needs more of the stack for each level.
const MAX_YAML_DEPTH: usize = 64;

/// Most values of a JSON document; YAML's reader has a bound of its own. Each takes some 50 bytes of memory.
const MAX_JSON_VALUES: usize = 10_000_000;

#[cfg(test)]
mod tests;
