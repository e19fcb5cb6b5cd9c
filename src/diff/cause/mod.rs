//! Causes: one change of the API, or of a setting, with all that it reaches.
//!
//! In: the findings of a comparison. Out: [`Cause`]s, the worst first; each finding belongs to one. What
//! findings of one cause have in common is data of their rules (`[cause]` of `src/rules/diff/*.toml`), so that
//! a cause's fingerprint depends neither on the number of its findings nor on their order. A finding that repeats
//! others is the exception: it belongs to the largest of their causes.

mod fact;
mod part;
mod reach;
mod sentence;
mod shape;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use self::fact::fingerprint;
pub use self::part::Part;
pub use self::reach::Extent;
use self::reach::Reach;
use self::sentence::sentence;
use super::finding::Finding;
use crate::rules::rule::{Group, RuleId, Severity};

/// One change of the API, or of a setting, with all that it reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cause {
    /// The worst severity of the findings.
    pub severity: Severity,
    /// The rules of the findings, the worst first; that of findings that repeat others comes last.
    #[schemars(with = "Vec<String>")]
    pub rules: Vec<RuleId>,
    /// The cause in a sentence: `returnPartialSuccess is gone from 163 methods of 90 resources`.
    pub summary: String,
    /// The number of findings, and of what they are in.
    pub counts: Extent,
    /// Full names of what it reaches, sorted: resources, else services, else the provider.
    pub reach: Vec<String>,
    /// The statement of the worst finding that has one: it worked before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// The statement's effect now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// An id that is the same for the same cause, however many findings it has. Findings name it as `cause`.
    pub fingerprint: String,
    /// The fingerprints of the findings, in the order of their rules.
    pub findings: Vec<String>,
    /// The services that it reaches, sorted.
    #[serde(skip)]
    pub services: Vec<String>,
    /// The summary in parts, so that each format can mark names.
    #[serde(skip)]
    pub parts: Vec<Part>,
}

impl Cause {
    /// The first name of the summary, if it has one.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.parts.iter().find(|part| matches!(part, Part::Name(_))).map(Part::text)
    }

    /// The rule that the summary is of: that of the worst finding that repeats no other.
    #[must_use]
    pub fn rule(&self) -> RuleId {
        self.rules.first().copied().unwrap_or(RuleId::DocsOnly)
    }
}

/// Tells each finding its cause. Findings are in the order of a report.
pub(in crate::diff) fn assign(findings: &mut [Finding]) {
    for finding in findings.iter_mut() {
        finding.cause = fingerprint(finding);
    }
    // That something went unannounced is no fact of its own: it belongs to what went.
    let gone = removals(findings);
    let of_gone: Vec<(usize, String)> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| is_echo(finding))
        .filter_map(|(place, finding)| Some((place, gone.get(&finding.place.service)?.clone())))
        .collect();
    for (place, cause) in of_gone {
        if let Some(finding) = findings.get_mut(place) {
            finding.cause = cause;
        }
    }
}

/// Whether a finding repeats what others have told.
fn is_echo(finding: &Finding) -> bool {
    finding.rule == RuleId::RemovedWithoutDeprecation
}

/// The worst cause by which a service lost something that it hadn't announced, by service.
fn removals(findings: &[Finding]) -> BTreeMap<Option<String>, String> {
    let mut worst: BTreeMap<Option<String>, (&Finding, usize)> = BTreeMap::new();
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        *sizes.entry(&finding.cause).or_default() += 1;
    }
    for finding in findings.iter().filter(|finding| finding.is_unannounced()) {
        let size = sizes.get(finding.cause.as_str()).copied().unwrap_or_default();
        let is_worse = worst.get(&finding.place.service).is_none_or(|(other, other_size)| {
            (other.severity, std::cmp::Reverse(*other_size)) > (finding.severity, std::cmp::Reverse(size))
        });
        if is_worse {
            worst.insert(finding.place.service.clone(), (finding, size));
        }
    }
    worst.into_iter().map(|(service, (finding, _))| (service, finding.cause.clone())).collect()
}

/// The causes of findings, the worst first: by severity, then by how much they are about and how far they
/// reach.
pub(in crate::diff) fn gather<'f>(
    provider: &str,
    findings: impl IntoIterator<Item = &'f Finding>,
) -> Vec<Cause> {
    let mut causes: Vec<Cause> =
        by_cause(findings).into_values().filter_map(|found| cause(provider, &found)).collect();
    causes.sort_by(|a, b| order(a).cmp(&order(b)));
    causes
}

/// Findings by the fingerprint of their cause, each cause's in their order.
pub(in crate::diff) fn by_cause<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
) -> BTreeMap<&'f str, Vec<&'f Finding>> {
    let mut causes: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        causes.entry(&finding.cause).or_default().push(finding);
    }
    causes
}

fn order(cause: &Cause) -> impl Ord + '_ {
    // A service that is gone matters more than many columns.
    let breadth = match cause.rule().rule().group {
        Group::Provider => 0,
        Group::Resource => 1,
        _ => 2,
    };
    let Extent { findings, resources, .. } = cause.counts;
    let size = std::cmp::Reverse((resources, findings));
    (cause.severity, breadth, size, cause.rule(), &cause.summary, &cause.fingerprint)
}

/// The cause that `findings` have in common; none if there are none.
fn cause(provider: &str, findings: &[&Finding]) -> Option<Cause> {
    // What repeats others counts, and has no say in what the cause is.
    let mut found: Vec<&Finding> = findings.iter().copied().filter(|finding| !is_echo(finding)).collect();
    if found.is_empty() {
        found = findings.to_vec();
    }
    found.sort_by_key(|finding| (finding.severity, finding.rule));
    let worst = *found.first()?;
    let mut all = findings.to_vec();
    all.sort_by_key(|finding| (is_echo(finding), finding.severity, finding.rule));
    let mut rules: Vec<RuleId> = Vec::new();
    for finding in &all {
        if !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    let witness = found.iter().find(|finding| finding.witness.is_some()).copied();
    let reach = Reach::of(provider, &found);
    let parts = sentence(provider, worst, &found, &reach);
    Some(Cause {
        severity: all.iter().map(|finding| finding.severity).min()?,
        rules,
        summary: parts.iter().map(Part::text).collect(),
        counts: Extent { findings: findings.len(), ..reach.extent() },
        reach: reach.names(),
        witness: witness.and_then(|finding| finding.witness.clone()),
        effect: witness.and_then(|finding| finding.effect.clone()),
        fingerprint: worst.cause.clone(),
        findings: all.iter().map(|finding| finding.fingerprint.clone()).collect(),
        services: reach.services(),
        parts,
    })
}
