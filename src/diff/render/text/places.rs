//! A cause with all of its findings, for those who ask for everything.

use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::fit::{Cut, fitted, plain};
use super::line::{INDENT, MIN_SHOWN, header, room, statement};
use crate::diff::cause::Cause;
use crate::diff::finding::Finding;
use crate::diff::render::wording::{change, extent, group, member};
use crate::diff::report::DiffReport;
use crate::rules::rule::RuleId;

/// Columns of a fingerprint, and of the gap behind it.
const FINGERPRINT: usize = 18;

/// Writes a cause and all of its findings.
pub(super) fn all(
    text: &mut String,
    report: &DiffReport,
    cause: &Cause,
    findings: &[&Finding],
    width: Option<usize>,
) {
    text.push('\n');
    header(text, cause, width);
    statement(text, cause, width);
    let dim = Style::new().dimmed();
    let rules: Vec<&str> = cause.rules.iter().map(|rule| rule.as_str()).collect();
    let line = format!("cause {}   {}", cause.fingerprint, rules.join(", "));
    let _ = writeln!(text, "{:INDENT$}{dim}{}{dim:#}", "", fitted(&line, room(width), Cut::End));
    for finding in findings {
        place(text, report, cause, finding, room(width));
    }
}

/// The line of a finding: its fingerprint, the full name of what changed, and how it did.
fn place(text: &mut String, report: &DiffReport, cause: &Cause, finding: &Finding, room: Option<usize>) {
    let dim = Style::new().dimmed();
    let member = member(finding);
    let mut name = plain(&group(&report.provider, finding));
    if !member.is_empty() {
        let _ = write!(name, ".{}", plain(&member));
    }
    let left = room.map(|room| room.saturating_sub(FINGERPRINT).max(MIN_SHOWN));
    let name = fitted(&name, left, Cut::Start);
    let rule = if cause.rules.len() > 1 { finding.rule.as_str() } else { "" };
    let rest = [plain(&change(finding)), extent(finding), rule.to_string()];
    let rest: Vec<String> = rest.into_iter().filter(|part| !part.is_empty()).collect();
    let rest = rest.join("  ");
    let beside = left.map(|left| left.saturating_sub(name.width() + 2));
    let print = format!("{dim}{}{dim:#}", finding.fingerprint);
    if rest.is_empty() {
        let _ = writeln!(text, "{:INDENT$}{print}  {name}", "");
    } else if beside.is_none_or(|beside| beside >= rest.width().min(MIN_SHOWN)) {
        let _ = writeln!(text, "{:INDENT$}{print}  {name}  {}", "", fitted(&rest, beside, Cut::End));
    } else {
        let _ = writeln!(text, "{:INDENT$}{print}  {name}", "");
        let _ = writeln!(text, "{:INDENT$}{:FINGERPRINT$}{}", "", "", fitted(&rest, left, Cut::End));
    }
    if finding.rule == RuleId::DocsOnly {
        for (sign, side) in [("-", &finding.old), ("+", &finding.new)] {
            let side = plain(side.as_deref().unwrap_or_default());
            let line = fitted(&format!("{sign} {side}"), left, Cut::End);
            let _ = writeln!(text, "{:INDENT$}{:FINGERPRINT$}{line}", "", "");
        }
    }
}
