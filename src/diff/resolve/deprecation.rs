//! Removals without notice.
//!
//! In: all findings of a comparison. Out: one more for each service that lost something which the old release
//! hadn't marked as deprecated.

use std::collections::BTreeMap;

use crate::diff::finding::Finding;
use crate::diff::place::FindingPlace;
use crate::rules::rule::RuleId;

/// Most names of removed things that are listed.
const MAX_NAMED: usize = 5;

/// The findings for removals without earlier deprecation. `owes_notice` says whether a service owes one:
/// unstable services don't.
pub(in crate::diff) fn without(
    provider: &str,
    found: &[Finding],
    owes_notice: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut gone: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in found.iter().filter(|finding| finding.is_unannounced()) {
        let service = finding.place.service.as_deref().unwrap_or_default();
        if owes_notice(service) {
            gone.entry(service).or_default().push(finding);
        }
    }
    let finding = |(service, mut gone): (&str, Vec<&Finding>)| {
        gone.sort_by(|a, b| a.name.cmp(&b.name));
        let mut names: Vec<String> = gone.iter().map(|finding| finding.name.clone()).collect();
        names.dedup();
        let more = names.len().saturating_sub(MAX_NAMED);
        names.truncate(MAX_NAMED);
        if more > 0 {
            names.push(format!("and {more} more"));
        }
        Finding {
            old: Some(names.join(", ")),
            witness: gone.iter().find_map(|finding| finding.witness.clone()),
            ..Finding::new(RuleId::RemovedWithoutDeprecation, provider, FindingPlace::service(service))
        }
    };
    gone.into_iter().map(finding).collect()
}
