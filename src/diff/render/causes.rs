//! What all forms tell of causes: how many there are, a table of them by rule, names of what they reach.

use std::collections::BTreeSet;

use crate::diff::cause::Cause;
use crate::diff::report::DiffReport;
use crate::rules::rule::{RuleId, Severity};
use crate::text::counted;

/// Severities of causes that are told one by one: those that change what a statement does.
pub(super) const SERIOUS: [Severity; 2] = [Severity::Breaking, Severity::Risky];

/// Fewest causes for which a table by rule says more than their list.
const MIN_TABLE: usize = 4;

/// The number of causes of a severity, and of their findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) causes: usize,
    pub(super) findings: usize,
}

/// The causes of a severity.
pub(super) fn of(report: &DiffReport, severity: Severity) -> impl Iterator<Item = &Cause> + Clone {
    report.causes.iter().filter(move |cause| cause.severity == severity)
}

/// The number of causes of a severity, and of their findings.
pub(super) fn tally<'c>(causes: impl IntoIterator<Item = &'c Cause>) -> Tally {
    causes.into_iter().fold(Tally::default(), |tally, cause| Tally {
        causes: tally.causes + 1,
        findings: tally.findings + cause.counts.findings,
    })
}

/// What changes statements: `3 breaking causes (165 findings), 30 risky causes (171 findings)`; else what
/// there is besides.
pub(super) fn headline(causes: &[Cause]) -> String {
    let serious = serious(causes);
    if serious.is_empty() { quiet(causes) } else { serious }
}

/// What changes statements, and what there is besides.
pub(super) fn all(causes: &[Cause]) -> String {
    let words = [serious(causes), quiet(causes)];
    words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What changes statements; nothing if there is no such cause.
fn serious(causes: &[Cause]) -> String {
    let words = SERIOUS.into_iter().filter_map(|severity| {
        let tally = tally(causes.iter().filter(|cause| cause.severity == severity));
        let words = counted(tally.causes, &format!("{severity} cause"));
        match tally {
            Tally { causes: 0, .. } => None,
            Tally { causes, findings } if causes == findings => Some(words),
            Tally { findings, .. } => Some(format!("{words} ({})", counted(findings, "finding"))),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What changes no statement: `140 deprecated, 1171 additive, 3649 wording only`.
pub(super) fn quiet(causes: &[Cause]) -> String {
    let quiet = Severity::ALL.into_iter().filter(|severity| !SERIOUS.contains(severity));
    let words = quiet.filter_map(|severity| {
        let findings = tally(causes.iter().filter(|cause| cause.severity == severity)).findings;
        let word = if severity == Severity::Docs { "wording only" } else { severity.as_str() };
        (findings > 0).then(|| format!("{findings} {word}"))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What is accepted: `accepted: 3 causes (10 findings)`; nothing if nothing is.
pub(super) fn accepted(report: &DiffReport) -> Option<String> {
    let (causes, findings) = (report.accepted_causes().len(), report.accepted.len());
    let words = counted(causes, "cause");
    match findings {
        0 => None,
        _ if causes == findings => Some(format!("accepted: {words}")),
        _ => Some(format!("accepted: {words} ({})", counted(findings, "finding"))),
    }
}

/// A line of the table by rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) severity: Severity,
    pub(super) rule: RuleId,
    pub(super) causes: usize,
    pub(super) findings: usize,
    /// The number of resources; of services, where a cause is about services.
    pub(super) places: usize,
}

/// Causes that change statements, by the rule of their worst finding, in the order of the causes; empty where
/// there are so few that the table would say what the list says.
pub(super) fn table(report: &DiffReport) -> Vec<Row> {
    let mut rows: Vec<(Row, BTreeSet<&str>)> = Vec::new();
    let serious: Vec<&Cause> =
        report.causes.iter().filter(|cause| SERIOUS.contains(&cause.severity)).collect();
    if serious.len() < MIN_TABLE {
        return Vec::new();
    }
    for cause in serious {
        let (severity, rule) = (cause.severity, cause.rule());
        let place = rows.iter().position(|(row, _)| (row.severity, row.rule) == (severity, rule));
        let place = place.unwrap_or_else(|| {
            rows.push((Row { severity, rule, causes: 0, findings: 0, places: 0 }, BTreeSet::new()));
            rows.len() - 1
        });
        if let Some((row, places)) = rows.get_mut(place) {
            row.causes += 1;
            row.findings += cause.counts.findings;
            places.extend(cause.reach.iter().map(String::as_str));
        }
    }
    rows.into_iter().map(|(row, places)| Row { places: places.len(), ..row }).collect()
}

/// The places of a cause: what their names begin with, and the rest of each name.
pub(super) fn places(cause: &Cause) -> (&str, Vec<&str>) {
    let prefix = |name: &'_ str| name.rfind('.').map_or(0, |dot| dot + 1);
    let first = cause.reach.first().map(String::as_str).unwrap_or_default();
    let shared = cause.reach.iter().fold(first, |shared, name| {
        let same = shared.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
        shared.get(..same).unwrap_or_default()
    });
    let start = prefix(shared);
    let names = cause.reach.iter().map(|name| name.get(start..).unwrap_or(name)).collect();
    (shared.get(..start).unwrap_or_default().trim_end_matches('.'), names)
}

/// `and 87 more`, behind the first of several names; nothing if there are no more.
pub(super) fn more(count: usize) -> String {
    if count == 0 { String::new() } else { format!(" and {count} more") }
}
