//! A report for a terminal: by resource, the worst first, fitted to the width.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::{change, groups, member, no_changes};
use crate::diagnostic::printable;
use crate::diff::rule::{RuleId, Severity};
use crate::diff::{Finding, Report};
use crate::names::counted;

/// What is listed of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// All but wording, which is counted.
    Normal,
    /// Everything, and fingerprints.
    Verbose,
}

/// The report for a terminal `width` characters wide; as wide as it is, where there is no terminal.
#[must_use]
pub fn text(report: &Report, width: Option<usize>, detail: Detail) -> String {
    let mut text = String::new();
    let is_listed = |finding: &Finding| detail == Detail::Verbose || finding.severity != Severity::Docs;
    let bold = Style::new().bold();
    for (name, findings) in groups(report, is_listed) {
        let _ = writeln!(text, "{bold}{}{bold:#}", printable(&name));
        for finding in findings {
            one(&mut text, finding, width, detail);
        }
    }
    if report.findings.is_empty() {
        let _ = writeln!(text, "{}", no_changes(report));
    } else {
        let explain = report.findings.first().map_or(RuleId::MethodRemoved, |finding| finding.rule);
        let _ = writeln!(
            text,
            "impact: {}   {}   (`provgen explain {explain}`)",
            styled(report.impact.as_str(), report.findings.first().map(|finding| finding.severity)),
            report.counts.words()
        );
    }
    if !report.accepted.is_empty() {
        let _ = writeln!(text, "accepted: {}", counted(report.accepted.len(), "finding"));
    }
    text
}

/// A word in the colour of a severity.
fn styled(word: &str, severity: Option<Severity>) -> String {
    let style = severity.map(style).unwrap_or_default();
    format!("{style}{word}{style:#}")
}

fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Breaking => AnsiColor::Red,
        Severity::Risky => AnsiColor::Yellow,
        Severity::Additive => AnsiColor::Green,
        Severity::Docs => return Style::new().dimmed(),
    };
    Style::new().bold().fg_color(Some(color.into()))
}

fn one(text: &mut String, finding: &Finding, width: Option<usize>, detail: Detail) {
    let severity = format!("{:<8}", finding.severity.as_str());
    let mut parts = vec![finding.rule.to_string(), member(finding)];
    parts.push(change(finding));
    if !finding.also.is_empty() {
        parts.push(format!("(and at {} more)", counted(finding.also.len(), "place")));
    }
    if !finding.methods.is_empty() {
        parts.push(format!("({})", counted(finding.methods.len(), "method")));
    }
    parts.retain(|part| !part.is_empty());
    let line = fitted(&parts.join("  "), width, 12);
    let _ = writeln!(text, "  {}  {line}", styled(&severity, Some(finding.severity)));
    if let Some(sql) = &finding.witness {
        let dim = Style::new().dimmed();
        let effect = finding.effect.as_deref().unwrap_or_default();
        let room = width.map(|width| width.saturating_sub(effect.width() + 3));
        let sql = fitted(sql, room, 12);
        let _ = writeln!(text, "            {sql}   {dim}{}{dim:#}", printable(effect));
    }
    if detail == Detail::Verbose {
        let dim = Style::new().dimmed();
        if finding.rule == RuleId::DocsOnly {
            for (sign, side) in [("-", &finding.old), ("+", &finding.new)] {
                let side = side.as_deref().unwrap_or_default();
                let _ = writeln!(text, "            {sign} {}", fitted(side, width, 14));
            }
        }
        let _ = writeln!(text, "            {dim}fingerprint {}{dim:#}", finding.fingerprint);
    }
}

/// A text on one line, cut where the terminal ends; `indent` characters stand before it.
fn fitted(text: &str, width: Option<usize>, indent: usize) -> String {
    let line = printable(&crate::names::one_line(text));
    let Some(room) = width.map(|width| width.saturating_sub(indent)) else { return line };
    if line.width() <= room {
        return line;
    }
    let mut cut = String::new();
    for c in line.chars() {
        let mut next = cut.clone();
        next.push(c);
        if next.width() + 1 > room {
            break;
        }
        cut = next;
    }
    cut.push('…');
    cut
}
