//! A report as Markdown: for one comment on a pull request, or the summary of a job.
//!
//! In: a [`DiffReport`], and how long the text may be. Out: documents that couldn't be compared, breaking
//! changes, then risky ones; additions are folded, and wording is only counted. Findings without room are
//! counted, too.

mod room;
mod spell;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use self::room::Room;
use self::spell::{code, sql};
use super::wording::{extent, groups, member, shortened, sides, subject};
use crate::diff::finding::Finding;
use crate::diff::report::{Accepted, DiffReport, SeverityCounts, Unreadable};
use crate::rules::rule::Severity;
use crate::text::counted;

/// The first line, by which a program that keeps one comment up to date finds the comment.
pub const MARKER: &str = "<!-- provgen diff -->";

/// Longest comment that GitHub takes, in characters.
pub const MAX_COMMENT: usize = 65_536;

/// Largest summary of a job's step that GitHub takes, in bytes.
pub const MAX_SUMMARY: usize = 1 << 20;

/// Shortest useful bound: room for the heading, the counts and the line about omissions.
pub const MIN_LENGTH: usize = 4_096;

/// Room for the ends of folds, and for the lines about omissions.
const KEPT: usize = 512;

/// The report in at most `bound` bytes, which is at least [`MIN_LENGTH`].
#[must_use]
pub fn markdown(report: &DiffReport, bound: usize) -> String {
    let mut room = Room::new(head(report), bound.max(MIN_LENGTH) - KEPT);
    let mut omitted = Omitted::default();
    let errors = room.write_in_quarter(&unreadable(report)) + report.more_errors.unwrap_or_default();
    if errors > 0 {
        room.write_kept(&format!(
            "\n**Not compared:** {} besides, not listed.\n",
            counted(errors, "problem")
        ));
    }
    let lists = serious(report, room.left());
    for (severity, pieces) in lists {
        let left = pieces.iter().skip_while(|piece| room.write(piece)).count();
        omitted.counts.add(severity, left);
    }
    let (additive, accepted) = (additive(report), accepted(report));
    let left = fold(&mut room, &format!("{} additive", additive.len()), &additive);
    omitted.counts.add(Severity::Additive, left);
    omitted.accepted = fold(&mut room, &format!("{} accepted", accepted.len()), &accepted);
    if let Some(line) = omitted.told() {
        room.write_kept(&line);
    }
    room.into_text()
}

/// The findings that are shown with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Witnesses {
    All,
    /// The first finding of a rule for each resource.
    OfResource,
    /// The first finding of a rule.
    OfRule,
}

/// Breaking and risky changes, a piece for each finding, with as many statements as there is room for:
/// showing all findings matters more than showing all statements.
fn serious(report: &DiffReport, room: usize) -> [(Severity, Vec<String>); 2] {
    use Witnesses::{All, OfResource, OfRule};
    let lists = |(breaking, risky)| {
        let list = |severity, witnesses| (severity, pieces(report, severity, witnesses));
        [list(Severity::Breaking, breaking), list(Severity::Risky, risky)]
    };
    let choices =
        [(All, All), (All, OfResource), (All, OfRule), (OfResource, OfResource), (OfResource, OfRule)];
    let fits = |lists: &[(Severity, Vec<String>); 2]| {
        lists.iter().flat_map(|(_, pieces)| pieces).map(String::len).sum::<usize>() <= room
    };
    choices.into_iter().map(lists).find(fits).unwrap_or_else(|| lists((OfRule, OfRule)))
}

/// The findings of a severity by resource; headings belong to the first finding below them.
fn pieces(report: &DiffReport, severity: Severity, witnesses: Witnesses) -> Vec<String> {
    let mut pieces = Vec::with_capacity(report.counts.of(severity));
    let mut seen = BTreeSet::new();
    let mut heading = format!("\n### {} {severity}\n", report.counts.of(severity));
    for (name, findings) in groups(report, |finding| finding.severity == severity) {
        let _ = write!(heading, "\n#### {}\n\n", code(&name));
        if witnesses == Witnesses::OfResource {
            seen.clear();
        }
        for finding in findings {
            let is_first = seen.insert(finding.rule);
            let mut piece = std::mem::take(&mut heading) + &line(finding);
            if is_first || witnesses == Witnesses::All {
                piece += &statement(finding);
            }
            pieces.push(piece);
        }
    }
    pieces
}

/// The findings without room.
#[derive(Debug, Default)]
struct Omitted {
    counts: SeverityCounts,
    accepted: usize,
}

impl Omitted {
    fn told(&self) -> Option<String> {
        let mut words = self.counts.words();
        if self.accepted > 0 {
            let _ = write!(words, "{}{} accepted", if words.is_empty() { "" } else { ", " }, self.accepted);
        }
        let line = format!("\n**Left out, for want of room: {words}.** `provgen diff` lists all of them.\n");
        (!words.is_empty()).then_some(line)
    }
}

/// The heading, and the counts.
fn head(report: &DiffReport) -> String {
    let mut text = format!("{MARKER}\n## {}\n\n", report.title());
    if report.findings.is_empty() {
        let _ = writeln!(text, "{}", report.nothing());
    } else {
        let _ = writeln!(text, "**{}** in {}.", report.counts.words(), code(&report.provider));
    }
    let services = counted(report.services, "service");
    let _ = writeln!(
        text,
        "\nFrom {} to {}, {services}.",
        code(&shortened(&report.old)),
        code(&shortened(&report.new))
    );
    text
}

/// The problems of documents that couldn't be compared, a piece for each.
fn unreadable(report: &DiffReport) -> Vec<String> {
    let one = |Unreadable { file, message, .. }: &Unreadable| {
        format!("\n**Not compared:** {}: {}\n", code(&shortened(file)), code(&shortened(message)))
    };
    report.errors.iter().map(one).collect()
}

/// A finding on a line.
fn line(finding: &Finding) -> String {
    let mut text = format!("- **{}**", finding.rule);
    for part in [code(&member(finding)), change(finding)] {
        if !part.is_empty() {
            let _ = write!(text, " {part}");
        }
    }
    let extent = extent(finding);
    if !extent.is_empty() {
        let _ = write!(text, " {extent}");
    }
    text + "\n"
}

/// The statement that worked and its effect now, below the line of a finding; empty if there is none.
fn statement(finding: &Finding) -> String {
    let Some(witness) = &finding.witness else { return String::new() };
    let effect = finding.effect.as_ref().map(|effect| format!("-- {effect}"));
    let lines: Vec<String> = std::iter::once(witness.clone()).chain(effect).collect();
    sql(&lines, "  ")
}

/// The old and the new state.
fn change(finding: &Finding) -> String {
    let (old, new) = sides(finding);
    match (old.map(|old| code(&old)), new.map(|new| code(&new))) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (Some(old), None) => format!("- {old}"),
        (None, Some(new)) => format!("+ {new}"),
        (None, None) => String::new(),
    }
}

/// The additions, a line for each resource and rule: a piece for each finding.
fn additive(report: &DiffReport) -> Vec<String> {
    let mut pieces = Vec::with_capacity(report.counts.additive);
    for (name, findings) in groups(report, |finding| finding.severity == Severity::Additive) {
        let mut before = None;
        for finding in findings {
            let subject = code(&subject(finding));
            let piece = if before.replace(finding.rule) == Some(finding.rule) {
                format!(", {subject}")
            } else {
                format!("\n- {} {} {subject}", code(&name), finding.rule)
            };
            pieces.push(piece.trim_end().to_string());
        }
    }
    pieces
}

/// The accepted findings, and the reasons.
fn accepted(report: &DiffReport) -> Vec<String> {
    let one = |accepted: &Accepted| {
        let finding = &accepted.finding;
        let (name, reason) = (code(&finding.name), code(&accepted.reason));
        format!("\n- **{}** {} {name}: {reason}", finding.severity, finding.rule)
    };
    report.accepted.iter().map(one).collect()
}

/// Writes folded pieces, as far as there is room. Returns the number of pieces without room.
fn fold(room: &mut Room, summary: &str, pieces: &[String]) -> usize {
    let mut written = 0;
    for piece in pieces {
        let is_written = match written {
            0 => room.write(&format!("\n<details>\n<summary>{summary}</summary>\n{piece}")),
            _ => room.write(piece),
        };
        if !is_written {
            break;
        }
        written += 1;
    }
    if written > 0 {
        room.write_kept("\n\n</details>\n");
    }
    pieces.len() - written
}
