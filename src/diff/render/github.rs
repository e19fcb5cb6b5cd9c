//! A report as annotations of a pull request: workflow commands, which GitHub reads from a job's output.
//!
//! In: a [`DiffReport`], and the lines that its causes are at. Out: `::error file=…,line=…,title=rule::message` and the like, one a cause. GitHub shows ten
//! annotations of a kind for a step: of more causes, the last annotation tells how many there are. Documents
//! that couldn't be compared are errors like breaking changes: both share the ten.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::additions::{Additions, words};
use super::causes::{SERIOUS, accepted, headline, more, of, tally};
use super::wording::{cut, shortened};
use crate::diff::cause::{Cause, Part};
use crate::diff::lines::Lines;
use crate::diff::report::{DiffReport, Remark, Unreadable};
use crate::rules::rule::Severity;
use crate::text::{counted, one_line, workflow_data, workflow_property};

/// Most annotations of a kind that GitHub shows for a step.
const MAX_SHOWN: usize = 10;

/// Most annotations for documents that couldn't be compared, if there are breaking changes too.
const MAX_UNREADABLE: usize = 4;

/// Most annotations for entries of the accept file, which are of one kind with risky causes.
const MAX_REMARKS: usize = 3;

/// Most names in an annotation.
const MAX_NAMES: usize = 20;

/// Longest statement in an annotation, in characters.
const MAX_STATEMENT: usize = 500;

/// The report's annotations, and a line with the impact.
#[must_use]
pub fn github(report: &DiffReport, lines: &Lines<'_>) -> String {
    let mut text = String::new();
    let errors = unreadable(report);
    for error in &errors {
        let _ = writeln!(text, "{error}");
    }
    let remarks = remarks(report);
    for remark in &remarks {
        let _ = writeln!(text, "{remark}");
    }
    let deprecated: Vec<&Cause> = of(report, Severity::Deprecated).collect();
    let kinds = [
        (Severity::Breaking, "error", MAX_SHOWN - errors.len()),
        (Severity::Risky, "warning", MAX_SHOWN - remarks.len()),
    ];
    for (severity, command, room) in kinds {
        let causes: Vec<&Cause> = of(report, severity).collect();
        let listed = if causes.len() <= room { causes.len() } else { room.saturating_sub(1) };
        let (listed, rest) = causes.split_at_checked(listed).unwrap_or((&causes, &[]));
        for cause in listed {
            let _ = writeln!(text, "{}", annotation(report, lines, command, &[*cause], &message(cause)));
        }
        if !rest.is_empty() {
            let _ =
                writeln!(text, "{}", annotation(report, lines, command, rest, &several(rest, "more cause")));
        }
    }
    // What changes no statement is quiet: one notice for each cause where there are few, else one for all.
    let additive: Vec<&Cause> = of(report, Severity::Additive).collect();
    if additive.len() < MAX_SHOWN {
        for cause in additive {
            let _ = writeln!(text, "{}", annotation(report, lines, "notice", &[cause], &message(cause)));
        }
    } else {
        let _ = writeln!(
            text,
            "{}",
            annotation(report, lines, "notice", &additive, &additions(report, &additive))
        );
    }
    if !deprecated.is_empty() {
        let message = several(&deprecated, "deprecated cause");
        let _ = writeln!(text, "{}", annotation(report, lines, "notice", &deprecated, &message));
    }
    let last = if report.findings.is_empty() {
        report.nothing()
    } else {
        format!("impact: {}   {}", report.impact.as_str(), headline(&report.causes))
    };
    let _ = writeln!(text, "{last}");
    if let Some(accepted) = accepted(report) {
        let _ = writeln!(text, "{accepted}");
    }
    text
}

/// The commands for documents that couldn't be compared; the last one has the number of further ones.
fn unreadable(report: &DiffReport) -> Vec<String> {
    let room = if report.cause_counts.breaking == 0 { MAX_SHOWN } else { MAX_UNREADABLE };
    let count = report.errors.len() + report.more_errors.unwrap_or_default();
    let listed = if count <= room { count } else { room - 1 };
    let one = |Unreadable { file, message, .. }: &Unreadable| {
        format!(
            "::error file={},title=not compared::{}",
            workflow_property(file),
            workflow_data(&shortened(message))
        )
    };
    let mut commands: Vec<String> = report.errors.iter().take(listed).map(one).collect();
    let left = count - commands.len();
    if left > 0 {
        let message = format!("{}, not listed", counted(left, "more problem"));
        commands.push(format!("::error title=not compared::{message}"));
    }
    commands
}

/// The commands for what the accept file doesn't fit any more; the last one has the number of further ones.
fn remarks(report: &DiffReport) -> Vec<String> {
    let all = &report.remarks;
    let listed = if all.len() <= MAX_REMARKS { all.len() } else { MAX_REMARKS - 1 };
    let one = |remark: &Remark| {
        let (title, message) = (workflow_property(&remark.code), workflow_data(&one_line(&remark.message)));
        format!("::warning title={title}::{message}")
    };
    let mut commands: Vec<String> = all.iter().take(listed).map(one).collect();
    if all.len() > listed {
        let left = counted(all.len() - listed, "more entry");
        commands.push(format!("::warning title=accepted::{left} of the accept file, not listed"));
    }
    commands
}

/// One line: the command of causes, with the place of a single one, or the file that all of them are in, if there is one.
fn annotation(
    report: &DiffReport,
    lines: &Lines<'_>,
    command: &str,
    causes: &[&Cause],
    message: &str,
) -> String {
    let rules: BTreeSet<&str> = causes.iter().map(|cause| cause.rule().as_str()).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let title = match (rules.as_slice(), causes) {
        ([rule], _) => (*rule).to_string(),
        (_, [cause, ..]) if !SERIOUS.contains(&cause.severity) => cause.severity.to_string(),
        (rules, _) => counted(rules.len(), "more rule"),
    };
    let files: BTreeSet<Option<&str>> = causes.iter().flat_map(|cause| report.documents_of(cause)).collect();
    let line = if let [cause] = causes { lines.of(cause) } else { None };
    let file = match (line, files.first()) {
        (Some((file, line)), _) => format!("file={},line={line},", workflow_property(file)),
        (None, Some(Some(file))) if files.len() == 1 => format!("file={},", workflow_property(file)),
        (None, _) => String::new(),
    };
    format!("::{command} {file}title={}::{}", workflow_property(&title), workflow_data(message))
}

/// A cause with what it reaches, and its statement.
fn message(cause: &Cause) -> String {
    let mut message = shortened(&cause.summary);
    if cause.reach.len() > 1 {
        let names: Vec<String> = cause.reach.iter().take(MAX_NAMES).map(|name| shortened(name)).collect();
        let _ = write!(message, "\n{}{}", names.join(", "), more(cause.reach.len() - names.len()));
    }
    if let Some(witness) = &cause.witness {
        let effect = cause.effect.as_deref().unwrap_or_default();
        let _ = write!(message, "\n{}\n{}", cut(&one_line(witness), MAX_STATEMENT), shortened(effect));
    }
    message
}

/// What is new, in one annotation: how much of what, and what it is as far as there is room.
fn additions(report: &DiffReport, causes: &[&Cause]) -> String {
    let additions = Additions::of_causes(report, causes.iter().copied());
    let mut message = format!("new: {}", additions.totals());
    let whole = additions.whole().map(|name| format!("{} is new", shortened(name)));
    let within = additions.within.iter().map(|(name, kinds)| {
        let told: String = words(kinds).iter().map(Part::text).collect();
        format!("{}: {}", shortened(name), shortened(&told))
    });
    let told: Vec<String> = whole.chain(within).collect();
    for line in told.iter().take(MAX_NAMES) {
        let _ = write!(message, "\n{line}");
    }
    if told.len() > MAX_NAMES {
        let _ = write!(message, "\nand {} more", told.len() - MAX_NAMES);
    }
    message
}

/// Several causes in one annotation: `12 more causes, 40 findings: note is gone from …, and 11 more`.
fn several(causes: &[&Cause], noun: &str) -> String {
    let tally = tally(causes.iter().copied());
    let told: Vec<String> = causes.iter().take(MAX_NAMES).map(|cause| shortened(&cause.summary)).collect();
    let (count, findings) = (counted(tally.causes, noun), counted(tally.findings, "finding"));
    let mut message = format!("{count}, {findings}:\n{}", told.join("\n"));
    if causes.len() > told.len() {
        let _ = write!(message, "\nand {} more", causes.len() - told.len());
    }
    message
}
