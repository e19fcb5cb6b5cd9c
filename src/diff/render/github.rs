//! A report as annotations of a pull request: workflow commands, which GitHub reads from a job's output.
//!
//! In: a [`DiffReport`]. Out: `::error file=…,title=rule::message` and the like. GitHub shows ten annotations
//! of a kind for a step, so findings are put together until ten are enough: by resource and rule, else by
//! rule, else the mildest rules in one. Documents that couldn't be compared are errors like breaking changes:
//! both share the ten.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::wording::{change, cut, group, shortened, subject};
use crate::diff::finding::Finding;
use crate::diff::report::{DiffReport, Unreadable};
use crate::rules::rule::Severity;
use crate::text::{counted, one_line, workflow_data, workflow_property};

/// Most annotations of a kind that GitHub shows for a step.
const MAX_SHOWN: usize = 10;

/// Most annotations for documents that couldn't be compared, if there are breaking changes too.
const MAX_UNREADABLE: usize = 4;

/// Most names in an annotation of several findings.
const MAX_NAMES: usize = 20;

/// Longest statement in an annotation, in characters.
const MAX_STATEMENT: usize = 500;

/// The report's annotations, and a line with the impact.
#[must_use]
pub fn github(report: &DiffReport) -> String {
    let mut text = String::new();
    let errors = unreadable(report);
    for error in &errors {
        let _ = writeln!(text, "{error}");
    }
    let kinds = [(Severity::Breaking, "error"), (Severity::Risky, "warning"), (Severity::Additive, "notice")];
    for (severity, command) in kinds {
        let findings: Vec<&Finding> =
            report.findings.iter().filter(|finding| finding.severity == severity).collect();
        let room = if severity == Severity::Breaking { MAX_SHOWN - errors.len() } else { MAX_SHOWN };
        for findings in grouped(&findings, room) {
            let _ = writeln!(text, "{}", annotation(report, command, &findings));
        }
    }
    let last = if report.findings.is_empty() {
        report.nothing()
    } else {
        format!("impact: {}   {}", report.impact.as_str(), report.counts.words())
    };
    let _ = writeln!(text, "{last}");
    if !report.accepted.is_empty() {
        let _ = writeln!(text, "accepted: {}", counted(report.accepted.len(), "finding"));
    }
    text
}

/// The commands for documents that couldn't be compared; the last one has the number of further ones.
fn unreadable(report: &DiffReport) -> Vec<String> {
    let room = if report.counts.breaking == 0 { MAX_SHOWN } else { MAX_UNREADABLE };
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

/// Findings of one severity in at most `room` groups; `room` is at least two.
fn grouped<'f>(findings: &[&'f Finding], room: usize) -> Vec<Vec<&'f Finding>> {
    type Key<'k> = (Option<&'k str>, Option<&'k str>, &'k str, &'k str);
    let keys: [fn(&Finding) -> Key<'_>; 4] = [
        |finding| (service(finding), resource(finding), finding.rule.as_str(), &finding.fingerprint),
        |finding| (service(finding), resource(finding), finding.rule.as_str(), ""),
        |finding| (service(finding), None, finding.rule.as_str(), ""),
        |finding| (None, None, finding.rule.as_str(), ""),
    ];
    let mut groups = Vec::new();
    for key in keys {
        groups = by(findings, key);
        if groups.len() <= room {
            return groups;
        }
    }
    // The rules with the most findings get an annotation each; the others share the last one.
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let rest = groups.split_off(room - 1);
    groups.push(rest.concat());
    groups
}

fn service(finding: &Finding) -> Option<&str> {
    finding.place.service.as_deref()
}

fn resource(finding: &Finding) -> Option<&str> {
    finding.place.resource.as_deref()
}

/// Findings grouped by a key, in their order.
fn by<'f, K: Ord>(findings: &[&'f Finding], key: impl Fn(&'f Finding) -> K) -> Vec<Vec<&'f Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut places = BTreeMap::new();
    for finding in findings.iter().copied() {
        let place = *places.entry(key(finding)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// One line: the command of a group of findings.
fn annotation(report: &DiffReport, command: &str, findings: &[&Finding]) -> String {
    let rules: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let title = match rules.as_slice() {
        [rule] => (*rule).to_string(),
        rules => counted(rules.len(), "more rule"),
    };
    let file = common(findings.iter().map(|finding| report.document(finding))).flatten();
    let file = file.map(|file| format!("file={},", workflow_property(file))).unwrap_or_default();
    let message = match findings {
        [finding] => single(finding),
        findings => several(&report.provider, findings, &rules),
    };
    format!("::{command} {file}title={}::{}", workflow_property(&title), workflow_data(&message))
}

/// The value that all share, if there is one.
fn common<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

fn single(finding: &Finding) -> String {
    let mut message = shortened(&finding.name);
    let change = change(finding);
    if !change.is_empty() {
        let _ = write!(message, ": {change}");
    }
    if let Some(witness) = &finding.witness {
        let effect = finding.effect.as_deref().unwrap_or_default();
        let _ = write!(message, "\n{}\n{}", cut(&one_line(witness), MAX_STATEMENT), shortened(effect));
    }
    message
}

fn several(provider: &str, findings: &[&Finding], rules: &[&str]) -> String {
    let mut message = counted(findings.len(), "finding");
    if rules.len() > 1 {
        let _ = write!(message, " of {}", rules.join(", "));
    }
    // If all findings are of one resource, its name is written once.
    let place = common(findings.iter().map(|finding| group(provider, finding)));
    let place = place.filter(|_| findings.iter().all(|finding| !subject(finding).is_empty()));
    if let Some(place) = &place {
        let _ = write!(message, " in {}", shortened(place));
    }
    let name = |finding: &&Finding| match place {
        Some(_) => subject(finding),
        None => shortened(&finding.name),
    };
    let names: Vec<String> = findings.iter().take(MAX_NAMES).map(name).collect();
    let _ = write!(message, ": {}", names.join(", "));
    if findings.len() > MAX_NAMES {
        let _ = write!(message, ", and {} more", findings.len() - MAX_NAMES);
    }
    message
}
