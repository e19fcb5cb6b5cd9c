//! A report for a terminal: causes, the worst first, fitted to the width and to a screen.
//!
//! In: a [`DiffReport`]. Out: how many causes there are of what severity; a table of them by rule, if there
//! are many; a line for each that changes statements, the first ones with a statement; and what changes no
//! statement, in a few words.

mod fit;
mod line;
mod listed;
mod places;

use std::fmt::Write as _;

use anstyle::Style;

use self::fit::{Cut, fitted, plain};
use self::line::{INDENT, MIN_SHOWN, header, styled};
use self::listed::listed;
use super::additions::Additions;
use super::causes::{Row, accepted, headline, of, table, tally};
use crate::diff::cause::{Cause, by_cause};
use crate::diff::report::DiffReport;
use crate::rules::rule::Severity;
use crate::text::counted;

/// The level of detail of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What a screen holds: causes that change statements, and the number of the others.
    Normal,
    /// Everything, with fingerprints.
    Verbose,
}

/// Most causes of a severity that are told one by one, though they change no statement.
const MAX_QUIET: usize = 4;

/// Most names of deprecated things that are listed.
const MAX_DEPRECATED: usize = 4;

/// The report for a terminal `width` characters wide; with lines of any length, if there is no terminal.
#[must_use]
pub fn text(report: &DiffReport, width: Option<usize>, detail: Detail) -> String {
    let mut text = String::new();
    if report.findings.is_empty() {
        let _ = writeln!(text, "{}", report.nothing());
    } else {
        let impact = styled(report.impact.as_str(), report.impact_severity());
        let _ = writeln!(text, "impact: {impact}   {}", headline(&report.causes));
        rules(&mut text, &table(report), width);
        match detail {
            Detail::Normal => {
                listed(&mut text, report, width);
                quiet(&mut text, report, width);
            }
            Detail::Verbose => {
                let findings = by_cause(&report.findings);
                for cause in &report.causes {
                    let found = findings.get(cause.fingerprint.as_str()).map(Vec::as_slice);
                    places::all(&mut text, report, cause, found.unwrap_or_default(), width);
                }
            }
        }
        ways_out(&mut text, report, detail);
    }
    if let Some(accepted) = accepted(report) {
        let _ = writeln!(text, "{accepted}");
    }
    text
}

/// Columns of the numbers of the table, with the gaps before them.
const NUMBERS: usize = 26;

/// The table by rule.
fn rules(text: &mut String, rows: &[Row], width: Option<usize>) {
    if rows.is_empty() {
        return;
    }
    let room = width.map(|width| width.saturating_sub(INDENT + NUMBERS).max(MIN_SHOWN));
    let names: Vec<String> = rows.iter().map(|row| fitted(row.rule.as_str(), room, Cut::End)).collect();
    let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    let dim = Style::new().dimmed();
    let _ = writeln!(text, "\n{dim}{:INDENT$}{:<widest$}  CAUSES  FINDINGS  PLACES{dim:#}", "", "RULE");
    for (Row { severity, causes, findings, places, .. }, name) in rows.iter().zip(names) {
        let word = styled(&format!("{:<10}", severity.as_str()), *severity);
        let _ = writeln!(text, "{word}  {name:<widest$}  {causes:>6}  {findings:>8}  {places:>6}");
    }
}

/// What changes no statement: a line for each severity, or for each cause where there are few.
fn quiet(text: &mut String, report: &DiffReport, width: Option<usize>) {
    let all = [Severity::Deprecated, Severity::Additive, Severity::Docs];
    if all.iter().any(|severity| of(report, *severity).next().is_some()) {
        text.push('\n');
    }
    for severity in all {
        let causes: Vec<&Cause> = of(report, severity).collect();
        let told = match severity {
            _ if causes.is_empty() => continue,
            Severity::Deprecated | Severity::Additive if causes.len() <= MAX_QUIET => {
                causes.iter().for_each(|cause| header(text, cause, width));
                continue;
            }
            Severity::Deprecated => deprecated(&causes),
            Severity::Additive => Additions::of_causes(report, causes).totals(),
            _ => counted(tally(causes).findings, "description"),
        };
        let word = if severity == Severity::Docs { "wording" } else { severity.as_str() };
        let word = styled(&format!("{word:<10}"), severity);
        let _ = writeln!(text, "{word}  {told}");
    }
}

/// `8 causes, 140 findings: rawKey, sha256 and 6 more`
fn deprecated(causes: &[&Cause]) -> String {
    let tally = tally(causes.iter().copied());
    let names = causes.iter().filter_map(|cause| cause.subject()).map(plain);
    let names: Vec<String> = names.take(MAX_DEPRECATED).collect();
    let mut told = format!("{}, {}", counted(tally.causes, "cause"), counted(tally.findings, "finding"));
    if !names.is_empty() {
        let more = super::causes::more(causes.len() - names.len());
        let _ = write!(told, ": {}{more}", names.join(", "));
    }
    told
}

/// Where to read more.
fn ways_out(text: &mut String, report: &DiffReport, detail: Detail) {
    let Some(worst) = report.causes.first() else { return };
    let dim = Style::new().dimmed();
    let is_all = detail == Detail::Verbose || report.findings.len() == 1;
    let places = if is_all { "" } else { "`-v` lists all places; " };
    let _ = writeln!(text, "\n{dim}{places}`provgen explain {}` tells what it means{dim:#}", worst.rule());
}
