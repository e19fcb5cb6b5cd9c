//! A report as text: each difference with its statement and its requests, then the figures.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::printable;
use crate::text::{counted, one_line};
use crate::trial::mock::Received;
use crate::trial::report::{Difference, Figures, Kind, TrialReport};

/// Differences of a kind that are listed, unless all are.
const MAX_LISTED: usize = 5;

/// Most characters of a statement, a request or a message.
const MAX_LINE: usize = 220;

/// How much of a report is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// The first differences of each kind, long lines cut.
    Short,
    /// Everything.
    Whole,
}

/// The differences, and the figures.
#[must_use]
pub fn text(report: &TrialReport, length: Length) -> String {
    let mut text = String::new();
    let mut listed: BTreeMap<Kind, usize> = BTreeMap::new();
    for difference in &report.differences {
        let Some(kind) = difference.kind() else { continue };
        let count = listed.entry(kind).or_default();
        *count += 1;
        if length == Length::Whole || *count <= MAX_LISTED {
            write(&mut text, difference, length);
        }
    }
    for (kind, count) in
        listed.into_iter().filter(|(_, count)| length == Length::Short && *count > MAX_LISTED)
    {
        let more = counted(count - MAX_LISTED, "more difference");
        let _ = writeln!(text, "{:<12}  {more} of this kind   (-v lists them)", kind.as_str());
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text + &figures(&report.figures)
}

/// A difference: its findings, the statement, the requests.
fn write(text: &mut String, difference: &Difference, length: Length) {
    let mut place = difference.place();
    for finding in &difference.findings {
        let message = shown(&finding.message, length);
        let _ = writeln!(text, "{:<12}  {place}  {message}", finding.kind.as_str());
        place.clear();
    }
    let _ = writeln!(text, "{:14}{}", "", shown(&difference.statement, length));
    if difference.method.is_some() {
        text.push_str(&requests(&difference.requests, length));
    }
}

/// The requests that a statement became, one a line.
fn requests(requests: &[Received], length: Length) -> String {
    let one = |request: &Received| format!("{:14}→ {}\n", "", shown(&request.to_string(), length));
    match requests {
        [] => format!("{:14}→ no request\n", ""),
        requests => requests.iter().map(one).collect(),
    }
}

/// A text on one line; a long one is cut.
pub(super) fn shown(text: &str, length: Length) -> String {
    let line = printable(&one_line(text));
    match line.char_indices().nth(MAX_LINE) {
        Some((end, _)) if length == Length::Short => format!("{}…", line.get(..end).unwrap_or_default()),
        _ => line,
    }
}

/// Two lines: of the tables, and of the examples by verb.
pub(super) fn figures(figures: &Figures) -> String {
    let compared = [
        counted(figures.services, "service"),
        counted(figures.resources, "resource"),
        counted(figures.methods, "method"),
        counted(figures.columns, "column"),
    ];
    let mut text = format!("tables     {}\n", compared.join("   "));
    let all = figures.all_examples();
    let _ = write!(text, "examples   {} of {} clean", all.clean, all.run);
    for (verb, figures) in &figures.examples {
        let _ = write!(text, "   {} {}/{}", verb.to_ascii_lowercase(), figures.clean, figures.run);
    }
    text.push('\n');
    text
}

/// The last line, without its end: the differences by kind, and how often the engine was started anew.
#[must_use]
pub fn summary(report: &TrialReport) -> String {
    let restarts = match report.figures.restarts {
        0 => String::new(),
        count => format!("   the engine was started anew {}", counted(count, "time")),
    };
    if report.differences.is_empty() {
        return format!("StackQL shows and does what provgen says{restarts}");
    }
    let kinds = report.by_kind();
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {}", kind.as_str())).collect();
    let differences = counted(report.differences.len(), "difference");
    format!("{differences}: {}{restarts}", kinds.join(", "))
}
