//! Grading findings.
//!
//! In: findings, and the levels of the configuration. Out: the same with severities, without those of rules
//! that are switched off.

use crate::diff::finding::Finding;
use crate::rules::levels::{Level, Levels};

/// Gives each finding its severity, its effect if it has none, and its fingerprint; drops findings of rules
/// that are switched off. Findings of deprecated things or of unstable services, and those whose statement is
/// sent all the same without what is gone, get one step milder, unless the configuration sets a level.
pub(in crate::diff) fn grade(levels: &Levels, found: Vec<Finding>) -> Vec<Finding> {
    let graded = found.into_iter().filter_map(|mut finding| {
        let rule = finding.rule.rule();
        finding.severity = match level(levels, &finding) {
            Some(Level::Off) => return None,
            Some(Level::Severity(severity)) => severity,
            None => {
                let severity = finding.own_severity.unwrap_or(rule.severity);
                if is_milder(&finding) { severity.milder() } else { severity }
            }
        };
        if finding.witness.is_some() && finding.effect.is_none() {
            finding.effect = Some(rule.effect.clone());
        }
        Some(finding.fingerprinted())
    });
    graded.collect()
}

fn is_milder(finding: &Finding) -> bool {
    finding.was_deprecated || finding.is_unstable || finding.is_still_sent
}

/// The level that the configuration gives a finding's rule.
fn level(levels: &Levels, finding: &Finding) -> Option<Level> {
    let service = finding.place.service.as_deref();
    let own = service.and_then(|service| levels.services.get(service)?.get(&finding.rule));
    own.or_else(|| levels.all.get(&finding.rule)).copied()
}
