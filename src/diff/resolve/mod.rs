//! From changes of a service to findings: their effects on users' statements.
//!
//! In: the [`Change`]s of all comparers, in any order. Out: [`Finding`]s with statements in SQL. Each SQL
//! signature of the old release is resolved by the routes of the new one, and is reported with the change
//! that explains it; a change that another one implies is dropped, and one that several methods share is
//! reported once.
//!
//! These are all the rules between changes:
//!
//! 1. A signature that reaches another operation, or none, is reported with the narrowest change of its
//!    method that explains it (`signatures::CAUSES`); it has a finding of its own only if there is no such
//!    change.
//! 2. A new signature isn't reported if a change of its method implies it (`signatures::OPENINGS`).
//! 3. New wording of a body's field isn't reported if that of the column of the same name is (`fields`).
//! 4. A change of a body's field that several methods share is reported once, with these methods (`fields`).
//! 5. A resource that went from one service and came in another was moved (`moved`).
//! 6. A removal without an earlier deprecation is reported once more, for its service (`deprecation`).

pub(super) mod deprecation;
mod fields;
pub(super) mod moved;
mod signatures;
mod told;
mod witness;

use std::collections::BTreeMap;

use self::told::Told;
use self::witness::Witnesses;
use super::compare::change::Change;
use super::compare::context::Context;
use super::compare::{self, services};
use super::finding::{Finding, Signature};
use super::place::FindingPlace;
use crate::api::SqlVerb;
use crate::provider::{Resource, Service};
use crate::rules::rule::RuleId;

/// The findings for a service that both releases have.
pub(crate) fn of_service(provider: &str, old: &Service, new: &Service) -> Vec<Finding> {
    let context = Context::new(provider, old, new);
    findings(&context, compare::changes(&context))
}

/// The finding for a service that only the old release has.
pub(super) fn removed(provider: &str, service: &Service) -> Finding {
    finding(Witnesses { provider, service }, Told::of(services::removed(service)))
}

/// The finding for a service that only the new release has.
pub(super) fn added(provider: &str, service: &Service) -> Finding {
    finding(Witnesses { provider, service }, Told::of(services::added(service)))
}

/// The findings for the resources of a service that was a part of another one.
pub(super) fn resources(provider: &str, service: &Service) -> Vec<Finding> {
    let told = service.resources.iter().map(|resource| {
        let place = FindingPlace::resource(service.name.as_str(), resource.name.as_str());
        Told::of(Change { whole: Some(resource), ..Change::new(RuleId::ResourceAdded, place) })
    });
    told.map(|told| finding(Witnesses { provider, service }, told)).collect()
}

/// The findings for changes, by resource and rule; the order of changes of different rules doesn't matter.
fn findings<'a>(context: &Context<'a>, changes: Vec<Change<'a>>) -> Vec<Finding> {
    let mut by_resource: BTreeMap<Option<String>, Vec<Change<'a>>> = BTreeMap::new();
    for change in changes {
        by_resource.entry(change.place.resource.clone()).or_default().push(change);
    }
    // Routes may have changed even if no other change of their resource is known.
    for pair in &context.resources {
        by_resource.entry(Some(pair.old.name.to_string())).or_default();
    }
    let witnesses = Witnesses { provider: context.provider, service: context.old };
    let told =
        by_resource.into_iter().flat_map(|(name, changes)| of_resource(context, name.as_deref(), changes));
    told.map(|told| finding(witnesses, told)).collect()
}

/// The changes of a resource, or of the service as a whole, with their signatures.
fn of_resource<'a>(context: &Context<'a>, name: Option<&str>, mut changes: Vec<Change<'a>>) -> Vec<Told<'a>> {
    // The changes of each rule keep the order of their comparer.
    changes.sort_by_key(|change| change.rule);
    let told = changes.into_iter().map(Told::of).collect();
    let pair = context.resources.iter().find(|pair| Some(pair.old.name.as_str()) == name);
    let told = match pair {
        Some(pair) => signatures::resolved(context, pair, told),
        None => told,
    };
    fields::merged(told)
}

/// The finding for a change and its signatures.
fn finding<'a>(witnesses: Witnesses<'a>, Told { change, signatures }: Told<'a>) -> Finding {
    let provider = witnesses.provider;
    let signatures = match change.whole {
        Some(resource) if change.rule != RuleId::ResourceAdded => signatures_of(resource),
        _ => signatures,
    };
    Finding {
        old: change.old,
        new: change.new,
        witness: change.statement.and_then(|statement| witnesses.sql(&statement)),
        effect: change.effect,
        own_severity: change.severity,
        signatures,
        operations: change.whole.map(operations).unwrap_or_default(),
        methods: change.methods,
        also: change.also.first,
        also_count: change.also.count,
        was_deprecated: change.was_deprecated,
        renamed: change.renamed.map(|place| place.name(provider)),
        root: change.root,
        answer_of: change.answer_of.map(ToString::to_string),
        is_field: change.field.is_some(),
        is_gone: change.is_gone,
        is_still_sent: change.is_still_sent,
        ..Finding::new(change.rule, provider, change.place)
    }
}

/// The SQL signatures of a resource.
fn signatures_of(resource: &Resource) -> Vec<Signature> {
    let routed =
        resource.methods.iter().filter(|method| method.verb != SqlVerb::Exec && resource.reaches(method));
    routed.map(|method| Signature::new(method.verb, &method.route_names)).collect()
}

/// The ids of the operations of a resource, sorted.
fn operations(resource: &Resource) -> Vec<String> {
    let mut ids: Vec<String> =
        resource.methods.iter().map(|method| method.operation_id.to_string()).collect();
    ids.sort();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::diff::source::document::ReleaseDocument;

    fn service(path: &Path) -> Option<Service> {
        let file = path.to_str().unwrap();
        let document = ReleaseDocument::on_disk(path, file).ok()?;
        let text = document.content.text(file).ok()?;
        document.service(&text, "acme", None, None).ok()?
    }

    /// Comparers may return their changes in any order: each rule belongs to one comparer, except wording.
    #[test]
    fn the_order_of_comparers_matters_to_nobody() {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/diff");
        let mut count = 0;
        for case in fs::read_dir(cases).unwrap() {
            let folder = case.unwrap().path();
            let read = |name: &str| {
                let files = ["yaml", "json"].map(|end| folder.join(format!("{name}.{end}")));
                files.iter().find_map(|file| service(file))
            };
            let Some((old, new)) = read("old").zip(read("new")) else { continue };
            for (old, new) in [(&old, &new), (&new, &old)] {
                let context = Context::new("acme", old, new);
                let expected = findings(&context, compare::changes(&context));
                let mut reversed = compare::changes(&context);
                reversed.sort_by_key(|change| Reverse(change.rule));
                assert_eq!(findings(&context, reversed), expected, "{}", folder.display());
                count += expected.len();
            }
        }
        assert!(count > 150, "{count}");
    }
}
