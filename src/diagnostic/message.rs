//! Diagnostics: problems with their places and the way out.
//!
//! In: findings of any stage. Out: [`Diagnostic`]s, which `cli` prints. The library itself neither prints nor
//! exits.
//!
//! A code names the stage that finds a problem, such as `docs::` or `package::`; problems of reading a text are
//! `input::`, and those of what `provgen.yaml` names are `config::`, whatever reads it for them.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar;

use crate::text::did_you_mean;

/// Problems of one document beyond this many are counted, not listed.
pub const MAX_LISTED: usize = 50;

/// How much of a source line is shown: columns before and after the mark.
const WINDOW: usize = 60;

/// The severity of a [`Diagnostic`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DiagnosticSeverity {
    /// The run fails and writes nothing.
    #[default]
    Error,
    /// Worth knowing; the run goes on.
    Warning,
    /// A detail: nothing but single statements can be affected.
    Note,
}

impl fmt::Display for DiagnosticSeverity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A place in a text file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// The source line, without its line end.
    pub source: String,
    /// How many characters the mark covers.
    pub length: usize,
}

/// The place of a problem.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file as the user named it.
    pub file: String,
    /// JSON pointer into the document; empty for the document itself.
    pub pointer: String,
    /// Whether the problem is with the key at the pointer, not with its value.
    pub on_key: bool,
    /// The line and column, if they are known.
    pub position: Option<Position>,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The stable name, `stage::what`: `input::wrong-type`.
    pub code: Cow<'static, str>,
    /// The severity.
    pub severity: DiagnosticSeverity,
    /// The problem, in one line.
    pub message: String,
    /// The place.
    pub origin: Option<Origin>,
    /// The way out, in one line.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Cow::Borrowed(code),
            severity: DiagnosticSeverity::Error,
            message: message.into(),
            origin: None,
            help: None,
        }
    }

    /// A warning without a place yet.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: DiagnosticSeverity::Warning, ..Self::error(code, message) }
    }

    /// The error for an unknown name; `whole` is the thing in which it was looked for.
    #[must_use]
    pub fn unknown_name<'n>(
        code: &'static str,
        what: &str,
        wanted: &str,
        whole: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Self {
        let problem = Self::error(code, format!("{whole} has no {what} `{wanted}`"));
        match did_you_mean(wanted, names.clone()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => {
                let mut first: Vec<&str> = names.clone().take(12).collect();
                if names.count() > first.len() {
                    first.push("…");
                }
                problem.help(if first.is_empty() {
                    format!("{whole} has no {what} at all")
                } else {
                    format!("there are {}", first.join(", "))
                })
            }
        }
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the file and the JSON pointer. That the key is meant stays so.
    #[must_use]
    pub fn at(mut self, file: impl Into<String>, pointer: impl Into<String>) -> Self {
        let on_key = self.origin.is_some_and(|origin| origin.on_key);
        self.origin =
            Some(Origin { file: file.into(), pointer: pointer.into(), on_key, ..Origin::default() });
        self
    }

    /// Places the problem at the key, not at its value.
    #[must_use]
    pub fn on_key(mut self) -> Self {
        self.origin.get_or_insert_default().on_key = true;
        self
    }

    /// Adds a line and column to the place; `text` is the whole file.
    #[must_use]
    pub fn at_line(mut self, text: &str, line: usize, column: usize, length: usize) -> Self {
        let origin = self.origin.get_or_insert_default();
        let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        let source = source.strip_prefix('\u{feff}').unwrap_or(source).to_string();
        origin.position = Some(Position { line, column: column.max(1), source, length: length.max(1) });
        self
    }

    /// Writes the diagnostic, with ANSI styles, which `anstream` removes if they aren't wanted.
    ///
    /// # Errors
    /// The errors of `out`.
    pub fn write_styled(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let bold = anstyle::Style::new().bold();
        let dim = anstyle::AnsiColor::BrightBlue.on_default();
        let color = match self.severity {
            DiagnosticSeverity::Error => anstyle::AnsiColor::Red,
            DiagnosticSeverity::Warning => anstyle::AnsiColor::Yellow,
            DiagnosticSeverity::Note => anstyle::AnsiColor::Cyan,
        };
        let color = color.on_default().bold();
        write!(out, "{color}{}[{}]{color:#}{bold}: ", self.severity, self.code)?;
        writeln!(out, "{}{bold:#}", printable(&self.message))?;
        if let Some(origin) = &self.origin {
            write!(out, "  {dim}-->{dim:#} {}", printable(&origin.file))?;
            if let Some(position) = &origin.position {
                write!(out, ":{}:{}", position.line, position.column)?;
            }
            if !origin.pointer.is_empty() {
                write!(out, "   {}", printable(&origin.pointer))?;
            }
            writeln!(out)?;
            if let Some(position) = origin.position.as_ref().filter(|position| !position.source.is_empty()) {
                write_source(out, position, dim, color)?;
            }
        }
        if let Some(help) = &self.help {
            writeln!(out, "  {bold}help:{bold:#} {}", printable(help))?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut styled = String::new();
        self.write_styled(&mut styled)?;
        write!(f, "{}", anstream::adapter::strip_str(&styled))
    }
}

/// The source line around the mark, and the mark below it.
fn write_source(
    out: &mut dyn fmt::Write,
    at: &Position,
    dim: anstyle::Style,
    color: anstyle::Style,
) -> fmt::Result {
    let before = at.column - 1;
    let skip = before.saturating_sub(WINDOW);
    let shown: String = at.source.chars().skip(skip).take(2 * WINDOW + 1).collect();
    let cut_front = if skip > 0 { "…" } else { "" };
    let cut_back = if at.source.chars().count() > skip + 2 * WINDOW + 1 { "…" } else { "" };
    let width = |text: &str| text.chars().map(|c| UnicodeWidthChar::width(c).unwrap_or(1)).sum::<usize>();
    let lead: String = shown.chars().take(before - skip).collect();
    let mark: String = shown.chars().skip(before - skip).take(at.length).collect();
    let gutter = at.line.to_string().len().max(4);
    let indent = width(cut_front) + width(&printable(&lead));
    let carets = "^".repeat(width(&mark).max(1));
    writeln!(out, "{:gutter$} {dim}|{dim:#}", "")?;
    writeln!(out, "{dim}{:>gutter$} |{dim:#} {cut_front}{}{cut_back}", at.line, printable(&shown))?;
    writeln!(out, "{:gutter$} {dim}|{dim:#} {:indent$}{color}{carets}{color:#}", "", "")
}

/// Text from a document in a form that is safe for a terminal: control characters (also of escape sequences)
/// become spaces, and characters that would reorder the text become visible.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_control() => ' ',
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// An I/O error in plain words, without the operating system's number.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" (os error") {
        Some((words, _)) => words.to_lowercase(),
        None => text,
    }
}

/// A value as JSON that people can read and compare.
///
/// # Errors
/// The errors of serde, which types made for being written don't cause.
pub(crate) fn json(value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value);
    Ok(text.map_err(|error| Diagnostic::error("json", format!("can't write JSON: {error}")))? + "\n")
}

/// Why a run failed: at least one problem, errors only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    /// The problems, at most [`MAX_LISTED`] a document.
    pub problems: Vec<Diagnostic>,
    /// The number of further problems.
    pub omitted: usize,
}

/// The result of a stage.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// All of `problems`, those of several documents together.
    #[must_use]
    pub fn join(failures: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for failure in failures {
            for problem in failure.problems {
                // A problem that all services share, for example a template's, is reported once.
                if !all.problems.contains(&problem) {
                    all.problems.push(problem);
                }
            }
            all.omitted += failure.omitted;
        }
        all
    }

    /// The same problems; a help text that several problems in a row share is shown once, with the last of
    /// them.
    #[must_use]
    pub fn with_shared_help(mut self) -> Self {
        let mut later = None;
        for problem in self.problems.iter_mut().rev() {
            let help = problem.help.clone();
            if help == later {
                problem.help = None;
            }
            later = help;
        }
        self
    }
}

impl From<Diagnostic> for Failure {
    fn from(problem: Diagnostic) -> Self {
        Self { problems: vec![problem], omitted: 0 }
    }
}

impl From<Box<Diagnostic>> for Failure {
    fn from(problem: Box<Diagnostic>) -> Self {
        (*problem).into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            write!(f, "{problem}")?;
        }
        if self.omitted > 0 {
            writeln!(f, "… and {} more", self.omitted)?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_shown_around_the_mark() {
        let text = format!("{{{}\"required\": \"yes\"}}", " ".repeat(5000));
        let problem =
            Diagnostic::error("input::wrong-type", "`required` must be true or false, found \"yes\"")
                .at("broken.json", "/parameters/name/required")
                .at_line(&text, 1, 5014, 5);
        let shown = problem.to_string();
        assert!(shown.contains("broken.json:1:5014   /parameters/name/required"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() < 160), "{shown}");
        assert!(shown.contains("^^^^^\n"), "{shown}");
    }

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        let shown = Diagnostic::error("x::y", "bad \u{1b}[31mred\u{202e}").to_string();
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
    }
}
