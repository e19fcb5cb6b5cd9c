//! A report as Markdown: for one comment on a pull request, or the summary of a job.
//!
//! In: a [`DiffReport`], and how long the text may be. Out: documents that couldn't be compared, causes that
//! break something, then risky ones; what is deprecated or new is folded, as are the places of causes with
//! many findings, and wording is only counted. What has no room is counted, too.

mod folded;
mod room;
pub(super) mod spell;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use self::folded::{accepted, additive, deprecated, fold, places};
use self::room::Room;
use self::spell::{code, sentence, sql};
use super::causes::{SERIOUS, headline, more, of, quiet, table, tally};
use super::wording::shortened;
use crate::diff::cause::Cause;
use crate::diff::report::{DiffReport, Unreadable};
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
const KEPT: usize = 640;

/// Most risky causes that are all shown with a statement.
const MAX_STATEMENTS: usize = 12;

/// Most remarks on the accept file; the terminal has all.
const MAX_REMARKS: usize = 5;

/// Most resources that are named in the line of a cause.
const MAX_NAMES: usize = 5;

/// The report in at most `bound` bytes, which is at least [`MIN_LENGTH`].
#[must_use]
pub fn markdown(report: &DiffReport, bound: usize) -> String {
    let mut room = Room::new(head(report), bound.max(MIN_LENGTH) - KEPT);
    let errors = room.write_in_quarter(&unreadable(report)) + report.more_errors.unwrap_or_default();
    if errors > 0 {
        room.write_kept(&format!(
            "\n**Not compared:** {} besides, not listed.\n",
            counted(errors, "problem")
        ));
    }
    let mut omitted = Vec::new();
    let mut omit = |count: usize, noun: &str| {
        if count > 0 {
            omitted.push(counted(count, noun));
        }
    };
    for (severity, pieces) in serious(report, room.left()) {
        let left = pieces.iter().skip_while(|piece| room.write(piece)).count();
        omit(left, &format!("{severity} cause"));
    }
    let (deprecated, additive) = (deprecated(report), additive(report));
    let (accepted, places) = (accepted(report), places(report));
    let count = |severity| tally(of(report, severity)).findings;
    let summary = format!("{} deprecated", count(Severity::Deprecated));
    omit(fold(&mut room, &summary, &deprecated), "deprecated cause");
    let summary = format!("{} additive", count(Severity::Additive));
    omit(fold(&mut room, &summary, &additive), "added-to resource");
    omit(fold(&mut room, &format!("{} accepted", report.accepted.len()), &accepted), "acceptance");
    omit(fold(&mut room, "All places of causes with several findings", &places), "place list");
    if !omitted.is_empty() {
        let words = omitted.join(", ");
        room.write_kept(&format!(
            "\n**Left out, for want of room: {words}.** `provgen diff -v` lists all of them.\n"
        ));
    }
    room.into_text()
}

/// The causes that are shown with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Witnesses {
    All,
    /// The first cause of a rule.
    OfRule,
    None,
}

/// Causes that change statements, a piece for each, with as many statements as there is room for: showing all
/// causes matters more than showing all statements.
fn serious(report: &DiffReport, room: usize) -> [(Severity, Vec<String>); 2] {
    use Witnesses::{All, None, OfRule};
    let lists = |witnesses: [Witnesses; 2]| {
        let [breaking, risky] = witnesses;
        let list = |severity, witnesses| (severity, pieces(report, severity, witnesses));
        [list(Severity::Breaking, breaking), list(Severity::Risky, risky)]
    };
    let mut choices = vec![[All, OfRule], [OfRule, OfRule], [OfRule, None]];
    // Where many are risky, a statement for each would hide what breaks something.
    if of(report, Severity::Risky).count() <= MAX_STATEMENTS {
        choices.insert(0, [All, All]);
    }
    let fits = |lists: &[(Severity, Vec<String>); 2]| {
        lists.iter().flat_map(|(_, pieces)| pieces).map(String::len).sum::<usize>() <= room
    };
    choices.into_iter().map(lists).find(fits).unwrap_or_else(|| lists([OfRule, None]))
}

/// The causes of a severity; the heading belongs to the first.
fn pieces(report: &DiffReport, severity: Severity, witnesses: Witnesses) -> Vec<String> {
    let causes: Vec<&Cause> = of(report, severity).collect();
    let mut seen = BTreeSet::new();
    let mut heading = format!("\n### {} {severity}\n\n", causes.len());
    let piece = |cause: &&Cause| {
        let mut piece = std::mem::take(&mut heading) + &line(cause);
        let is_first = seen.insert(cause.rule());
        if witnesses == Witnesses::All || (is_first && witnesses == Witnesses::OfRule) {
            piece += &statement(cause);
        }
        piece
    };
    causes.iter().map(piece).collect()
}

/// A cause on a line, and below it the first of several resources that it reaches.
fn line(cause: &Cause) -> String {
    let mut text = format!("- **{}** {}", cause.rule(), sentence(&cause.parts));
    if cause.counts.findings > 1 {
        let _ = write!(text, " ({})", counted(cause.counts.findings, "finding"));
    }
    if cause.reach.len() > 1 {
        let names: Vec<String> =
            cause.reach.iter().take(MAX_NAMES).map(|name| code(&shortened(name))).collect();
        let _ = write!(text, "\n  in {}{}", names.join(", "), more(cause.reach.len() - names.len()));
    }
    text + "\n"
}

/// The statement that worked and its effect now, below the line of a cause; the effect alone, if there is no
/// statement.
fn statement(cause: &Cause) -> String {
    let effect = cause.effect.as_ref().map(|effect| format!("-- {effect}"));
    let lines: Vec<String> = cause.witness.clone().into_iter().chain(effect).collect();
    if lines.is_empty() { String::new() } else { sql(&lines, "  ") }
}

/// The heading, the number of causes, and the table by rule.
fn head(report: &DiffReport) -> String {
    let mut text = format!("{MARKER}\n## {}\n\n", report.title());
    let is_serious = SERIOUS.iter().any(|severity| of(report, *severity).next().is_some());
    // Writing to a string can't fail.
    if report.findings.is_empty() {
        let _ = writeln!(text, "{}", report.nothing());
    } else {
        let _ = write!(text, "**{}** in {}.", headline(&report.causes), code(&report.provider));
        let quiet = quiet(&report.causes);
        if is_serious && !quiet.is_empty() {
            let _ = write!(text, " Besides: {quiet}.");
        }
        text.push('\n');
    }
    for remark in report.remarks.iter().take(MAX_REMARKS) {
        let _ = writeln!(text, "\n**Of what is accepted:** {}", code(&shortened(&remark.message)));
    }
    if report.remarks.len() > MAX_REMARKS {
        let left = counted(report.remarks.len() - MAX_REMARKS, "more remark");
        let _ = writeln!(text, "\n**Of what is accepted:** {left}, not listed.");
    }
    let services = counted(report.services, "service");
    let _ = writeln!(
        text,
        "\nFrom {} to {}, {services}.",
        code(&shortened(&report.old)),
        code(&shortened(&report.new))
    );
    let rows = table(report);
    if !rows.is_empty() {
        text.push_str("\n| | Rule | Causes | Findings | Places |\n|:--|:--|--:|--:|--:|\n");
        for row in rows {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} |",
                row.severity, row.rule, row.causes, row.findings, row.places
            );
        }
    }
    text
}

/// The problems of documents that couldn't be compared, a piece for each.
fn unreadable(report: &DiffReport) -> Vec<String> {
    let one = |Unreadable { file, message, .. }: &Unreadable| {
        format!("\n**Not compared:** {}: {}\n", code(&shortened(file)), code(&shortened(message)))
    };
    report.errors.iter().map(one).collect()
}
