//! A report as annotations of a pull request: workflow commands, which GitHub reads from a job's output.
//!
//! GitHub shows ten annotations of a kind for a step, so there is one for each kind of difference.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::text::{counted, one_line, workflow_data, workflow_property};
use crate::trial::render::text::{self, Length};
use crate::trial::report::{Difference, Kind, TrialReport};

/// Most annotations of a kind that GitHub shows for a step.
const MAX_SHOWN: usize = 10;

/// Most names in an annotation.
const MAX_NAMES: usize = 10;

/// Longest statement in an annotation, in characters.
const MAX_STATEMENT: usize = 500;

/// The report's annotations, and its figures.
#[must_use]
pub fn github(report: &TrialReport) -> String {
    let mut kinds: BTreeMap<Kind, Vec<&Difference>> = BTreeMap::new();
    for difference in &report.differences {
        if let Some(kind) = difference.kind() {
            kinds.entry(kind).or_default().push(difference);
        }
    }
    let mut text = String::new();
    let rest: usize = kinds.values().skip(MAX_SHOWN - 1).map(Vec::len).sum();
    let shown = if kinds.len() > MAX_SHOWN { MAX_SHOWN - 1 } else { MAX_SHOWN };
    for (kind, differences) in kinds.iter().take(shown) {
        let title = workflow_property(&format!("provgen try: {}", kind.as_str()));
        let _ = writeln!(text, "::error title={title}::{}", workflow_data(&message(differences)));
    }
    if kinds.len() > MAX_SHOWN {
        let _ = writeln!(text, "::error title=provgen try::{} of other kinds", counted(rest, "difference"));
    }
    text + &text::figures(&report.figures) + &text::summary(report) + "\n"
}

/// The differences of one kind: the first in full, the names of others.
fn message(differences: &[&Difference]) -> String {
    let Some((first, others)) = differences.split_first() else { return String::new() };
    let mut message = first.place();
    for finding in &first.findings {
        let _ = write!(message, "\n{}", one_line(&finding.message));
    }
    let statement: String = one_line(&first.statement).chars().take(MAX_STATEMENT).collect();
    let _ = write!(message, "\n{statement}");
    for request in &first.requests {
        let _ = write!(message, "\n→ {}", text::shown(&request.to_string(), Length::Short));
    }
    if !others.is_empty() {
        let names: Vec<String> = others.iter().take(MAX_NAMES).map(|other| other.place()).collect();
        let more = if others.len() > names.len() { ", …" } else { "" };
        let _ = write!(message, "\nand {}: {}{more}", counted(others.len(), "other"), names.join(", "));
    }
    message
}
