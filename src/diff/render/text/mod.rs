//! A report for a terminal: by resource, the worst first, fitted to the width.

mod fit;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use self::fit::{Cut, fitted, plain};
use super::wording::{change, extent, group, groups, member};
use crate::diff::finding::Finding;
use crate::diff::report::DiffReport;
use crate::rules::rule::{RuleId, Severity};
use crate::text::counted;

/// The level of detail of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything but wording, which is counted, and but additions, which are counted if there are more than
    /// a screen holds.
    Normal,
    /// Everything, with fingerprints.
    Verbose,
}

/// Most additions that are listed; more are counted.
const MAX_ADDITIONS: usize = 20;

/// The column of a line's rule, after the severity.
const INDENT: usize = 12;

/// Widest column of members: a longer member moves the text after it.
const MAX_MEMBER: usize = 40;

/// Fewest columns in which a statement or a change is readable.
const MIN_SHOWN: usize = 12;

/// The report for a terminal `width` characters wide; with lines of any length, if there is no terminal.
#[must_use]
pub fn text(report: &DiffReport, width: Option<usize>, detail: Detail) -> String {
    let mut text = String::new();
    let is_folded = detail == Detail::Normal && report.counts.additive > MAX_ADDITIONS;
    let is_listed = |finding: &Finding| match finding.severity {
        Severity::Breaking | Severity::Risky => true,
        Severity::Additive => !is_folded,
        Severity::Docs => detail == Detail::Verbose,
    };
    let bold = Style::new().bold();
    for (name, findings) in groups(report, is_listed) {
        let _ = writeln!(text, "{bold}{}{bold:#}", plain(&name));
        let columns = Columns::of(&findings, width);
        for finding in findings {
            one(&mut text, finding, &columns, detail);
        }
    }
    if is_folded {
        folded(&mut text, report);
    }
    last_lines(&mut text, report);
    text
}

/// Adds the impact, and the counts of findings that aren't listed.
fn last_lines(text: &mut String, report: &DiffReport) {
    match report.findings.first() {
        None => {
            let _ = writeln!(text, "{}", report.nothing());
        }
        Some(worst) => {
            let impact = styled(report.impact.as_str(), worst.severity);
            let counts = report.counts.words();
            let _ = writeln!(text, "impact: {impact}   {counts}   (`provgen explain {}`)", worst.rule);
        }
    }
    if !report.accepted.is_empty() {
        let _ = writeln!(text, "accepted: {}", counted(report.accepted.len(), "finding"));
    }
}

/// Counts the additions by rule.
fn folded(text: &mut String, report: &DiffReport) {
    let mut rules: BTreeMap<RuleId, (usize, BTreeSet<String>)> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Additive) {
        let (count, places) = rules.entry(finding.rule).or_default();
        *count += 1;
        places.insert(group(&report.provider, finding));
    }
    let bold = Style::new().bold();
    let _ = writeln!(text, "{bold}{} additive{bold:#}   (-v lists them)", report.counts.additive);
    let widest = rules.keys().map(|rule| rule.as_str().len()).max().unwrap_or_default();
    let digits = report.counts.additive.to_string().len();
    for (rule, (count, places)) in rules {
        let severity = styled("additive", Severity::Additive);
        let places = counted(places.len(), "place");
        let _ = writeln!(text, "  {severity}  {:<widest$}  {count:>digits$} in {places}", rule.as_str());
    }
}

/// The widths of the columns of a group.
#[derive(Debug)]
struct Columns {
    rule: usize,
    member: usize,
    /// Room for member and change; none without a terminal.
    room: Option<usize>,
    width: Option<usize>,
}

impl Columns {
    fn of(findings: &[&Finding], width: Option<usize>) -> Self {
        let rule = findings.iter().map(|finding| finding.rule.as_str().len()).max().unwrap_or_default();
        let members = findings.iter().map(|finding| plain(&member(finding)).width());
        let room = width.map(|width| width.saturating_sub(INDENT + rule + 2).max(MIN_SHOWN));
        let widest = MAX_MEMBER.min(room.unwrap_or(MAX_MEMBER));
        Self {
            rule,
            member: members.filter(|member| *member <= widest).max().unwrap_or_default(),
            room,
            width,
        }
    }
}

/// A word in the colour of a severity.
fn styled(word: &str, severity: Severity) -> String {
    let color = match severity {
        Severity::Breaking => AnsiColor::Red,
        Severity::Risky => AnsiColor::Yellow,
        Severity::Additive => AnsiColor::Green,
        Severity::Docs => return format!("{0}{word}{0:#}", Style::new().dimmed()),
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    format!("{style}{word}{style:#}")
}

fn one(text: &mut String, finding: &Finding, columns: &Columns, detail: Detail) {
    let severity = styled(&format!("{:<8}", finding.severity.as_str()), finding.severity);
    let (changed, more) = changed(finding, columns);
    let line = format!("{:<1$}  {changed}", finding.rule.as_str(), columns.rule);
    let _ = writeln!(text, "  {severity}  {}", line.trim_end());
    let dim = Style::new().dimmed();
    let room = columns.width.map(|width| width.saturating_sub(INDENT).max(MIN_SHOWN));
    let mut below = |line: &str| {
        let _ = writeln!(text, "{:INDENT$}{line}", "");
    };
    if let Some(more) = more {
        below(&fitted(&more, room, Cut::End));
    }
    if let Some(sql) = &finding.witness {
        let (sql, effect) = (plain(sql), plain(finding.effect.as_deref().unwrap_or_default()));
        let beside = room.map(|room| room.saturating_sub(effect.width() + 3));
        // The statement's end may be cut, but not so far that nobody recognises it.
        if beside.is_none_or(|beside| beside >= sql.width().min(MIN_STATEMENT)) {
            below(&format!("{}   {dim}{effect}{dim:#}", fitted(&sql, beside, Cut::End)));
        } else {
            below(&fitted(&sql, room, Cut::End));
            below(&format!("{dim}{}{dim:#}", fitted(&effect, room, Cut::End)));
        }
    }
    if detail == Detail::Verbose {
        if finding.rule == RuleId::DocsOnly {
            for (sign, side) in [("-", &finding.old), ("+", &finding.new)] {
                let side = plain(side.as_deref().unwrap_or_default());
                below(&fitted(&format!("{sign} {side}"), room, Cut::End));
            }
        }
        below(&format!("{dim}fingerprint {}{dim:#}", finding.fingerprint));
    }
}

/// Fewest columns of a statement with a text beside it.
const MIN_STATEMENT: usize = 48;

/// The member, whole as long as it fits, and the change; the change is returned separately if there is no
/// room beside the member.
fn changed(finding: &Finding, columns: &Columns) -> (String, Option<String>) {
    let member = fitted(&plain(&member(finding)), columns.room, Cut::Start);
    let change = plain(&change(finding));
    // A change of the whole resource has no member.
    let gap = if member.is_empty() { 0 } else { columns.member.saturating_sub(member.width()) + 2 };
    let room = columns.room.map(|room| room.saturating_sub(member.width() + gap));
    let fits = |text: &str| room.is_none_or(|room| text.width() <= room);
    let more = extent(finding);
    let methods = if change.is_empty() || more.is_empty() { more } else { format!("  {more}") };
    let whole = format!("{change}{methods}");
    let beside = |text: &str| format!("{member}{:gap$}{text}", "");
    match room {
        _ if whole.is_empty() => (member, None),
        _ if fits(&whole) => (beside(&whole), None),
        // The numbers of methods and places matter less than the change.
        Some(room) if room >= change.width().min(MIN_SHOWN) => {
            (beside(&fitted(&change, Some(room), Cut::End)), None)
        }
        _ => (member, Some(whole)),
    }
}
