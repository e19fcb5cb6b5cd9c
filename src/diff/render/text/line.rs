//! The lines that a cause is told in: its sentence, a statement with its effect.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::fit::{Cut, fitted, fitted_around, plain};
use crate::diff::cause::Cause;
use crate::rules::rule::Severity;

/// The column of a cause's sentence, after the severity.
pub(super) const INDENT: usize = 12;

/// Fewest columns in which a statement or a name is readable.
pub(super) const MIN_SHOWN: usize = 12;

/// Fewest columns of a statement with a text beside it.
const MIN_STATEMENT: usize = 48;

/// The line of a cause: its severity, and its sentence.
pub(super) fn header(text: &mut String, cause: &Cause, width: Option<usize>) {
    let severity = styled(&format!("{:<10}", cause.severity.as_str()), cause.severity);
    let summary = plain(&cause.summary);
    let bold = Style::new().bold();
    let _ = writeln!(text, "{severity}  {bold}{}{bold:#}", fitted(&summary, room(width), Cut::End));
}

/// The room beside the severity.
pub(super) fn room(width: Option<usize>) -> Option<usize> {
    width.map(|width| width.saturating_sub(INDENT).max(MIN_SHOWN))
}

/// A cause's statement and its effect, on one line if they fit. What the cause is about stays in the statement.
pub(super) fn statement(text: &mut String, cause: &Cause, width: Option<usize>) {
    let dim = Style::new().dimmed();
    let room = room(width);
    let mut below = |line: &str| {
        let _ = writeln!(text, "{:INDENT$}{line}", "");
    };
    let effect = plain(cause.effect.as_deref().unwrap_or_default());
    let Some(sql) = cause.witness.as_deref().map(plain) else {
        if !effect.is_empty() {
            below(&format!("{dim}{}{dim:#}", fitted(&effect, room, Cut::End)));
        }
        return;
    };
    let subject = cause.subject().map(plain).unwrap_or_default();
    let beside = room.map(|room| room.saturating_sub(effect.width() + 3));
    // The statement may be cut, but not so far that nobody recognises it.
    if beside.is_none_or(|beside| beside >= sql.width().min(MIN_STATEMENT)) {
        below(&format!("{}   {dim}{effect}{dim:#}", fitted_around(&sql, beside, &subject)));
    } else {
        below(&fitted_around(&sql, room, &subject));
        below(&format!("{dim}{}{dim:#}", fitted(&effect, room, Cut::End)));
    }
}

/// A word in the colour of a severity.
pub(super) fn styled(word: &str, severity: Severity) -> String {
    let color = match severity {
        Severity::Breaking => AnsiColor::Red,
        Severity::Risky => AnsiColor::Yellow,
        Severity::Additive => AnsiColor::Green,
        Severity::Deprecated | Severity::Docs => return format!("{0}{word}{0:#}", Style::new().dimmed()),
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    format!("{style}{word}{style:#}")
}
