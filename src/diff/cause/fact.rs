//! The fact that a finding tells: what it has in common with the others of its cause.
//!
//! In: a finding. Out: the fingerprint of its cause, made of that finding alone, so that it stays the same
//! whatever else is found.

use sha2::{Digest, Sha256};

use super::shape::{difference, spelling, style};
use crate::diff::compare::path::last_name;
use crate::diff::finding::Finding;
use crate::diff::place::FindingPlace;
use crate::rules::rule::Same;

/// What fields of a body are called in SQL, where they aren't called as in the API.
const BODY_PREFIX: &str = "data__";

/// What the second names of lists begin with, which a provider has for all of its lists or for none
/// (`raw_list_methods`).
const RAW: &str = "_";

/// The fingerprint of the cause of a finding.
pub(super) fn fingerprint(finding: &Finding) -> String {
    let rule = &finding.rule.rule().cause;
    let fact = rule.fact.as_deref().unwrap_or(finding.rule.as_str());
    let mut digest = Sha256::new();
    let mut add = |part: &str| {
        digest.update(part.as_bytes());
        digest.update([0]);
    };
    add("cause");
    add(fact);
    for same in &rule.same {
        for part in shared(finding, *same) {
            add(&part);
        }
    }
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A part that findings of one cause have in common, as this finding has it.
fn shared(finding: &Finding, same: Same) -> Vec<String> {
    let text = |side: &Option<String>| side.clone().unwrap_or_default();
    let (old, new) = (text(&finding.old), text(&finding.new));
    match same {
        Same::Name => vec![match &finding.place {
            FindingPlace { method: Some(method), parameter: None, column: None, .. }
                if method.starts_with(RAW) =>
            {
                RAW.to_string()
            }
            _ => last_part(finding),
        }],
        Same::Change => vec![old, new],
        Same::New => vec![new],
        Same::Difference => difference(&old, &new).into(),
        Same::Spelling => spelling(&old, &new).into(),
        Same::Style => style(&old, &new).into(),
        Same::Service => vec![text(&finding.place.service)],
        Same::Resource => vec![text(&finding.place.service), text(&finding.place.resource)],
    }
}

/// The path of a field in a row or a body, from its column on.
pub(super) fn path(finding: &Finding) -> Option<&str> {
    match (&finding.place.parameter, &finding.place.column) {
        (Some(field), _) if finding.is_field => Some(field.strip_prefix(BODY_PREFIX).unwrap_or(field)),
        (None, Some(column)) => Some(column),
        _ => None,
    }
}

/// The last part of the name of what changed: a parameter, a column, a field of either or of a body, else a
/// method, a resource, a service.
pub(super) fn last_part(finding: &Finding) -> String {
    let place = &finding.place;
    // A property of the API has one name, in rows and in bodies.
    if let Some(path) = path(finding) {
        return last_name(path);
    }
    place.parameter.as_ref().or(place.method.as_ref()).unwrap_or(&finding.name).clone()
}
