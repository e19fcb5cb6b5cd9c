//! The comparison of two releases as a whole.
//!
//! In: a [`Comparison`]. Out: a [`DiffReport`]. Documents are read and compared in parallel, the largest
//! first; findings of all services together are graded and counted.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::Comparison;
use super::documents::{Task, known, paired};
use super::loose::{Loose, loose};
use super::provider;
use super::services::{Done, ServiceFile, done, twins};
use crate::diagnostic::{Failure, Result};
use crate::diff::finding::Finding;
use crate::diff::report::DiffReport;
use crate::diff::report::grade::grade;
use crate::diff::resolve::{deprecation, moved};
use crate::rules::rule::RuleId;
use crate::threads;

/// The outcomes of all tasks.
struct All<'c> {
    done: Vec<Done<'c>>,
    failures: Vec<Failure>,
}

/// Compares two releases.
///
/// A service that can't be read becomes an error in the report, and doesn't count as one without changes.
///
/// # Errors
/// Nothing can be compared: all problems of the documents, or two documents for one service.
pub fn compare(comparison: Comparison<'_>) -> Result<DiffReport> {
    let Comparison { old, new, settings, old_settings, .. } = comparison;
    let provider = comparison.provider_name();
    let (old_documents, new_documents) = (known(old, old_settings), known(new, settings));
    let tasks = paired(&old_documents, &new_documents);
    let results = threads::largest_first(&tasks, Task::size, |task| done(&provider, task, comparison));
    // A document that both releases have under one name is no other service's.
    let is_complete =
        tasks.iter().zip(&results).all(|(task, result)| result.is_ok() || task.is_of_one_service());
    let All { done, failures } = All::of(results);
    let twins: Vec<Failure> = twins(done.iter().flat_map(|done| &done.old_names))
        .chain(twins(done.iter().flat_map(|done| &done.new_names)))
        .map(Failure::from)
        .collect();
    // If no service could be compared, there is nothing to report; otherwise the report has the rest.
    if !twins.is_empty() || (done.is_empty() && !failures.is_empty()) {
        return Err(comparison.quotable(failures.into_iter().chain(twins).collect()));
    }
    let names = done.iter().flat_map(|done| done.old_names.iter().chain(&done.new_names));
    let names = names.map(|(name, _)| name.clone()).collect();
    let documents = on_disk(comparison, done.iter().flat_map(|done| &done.new_names));
    let (services, found) = findings(comparison, &provider, done, is_complete)?;
    let levels = settings.map(|settings| &settings.diff.levels).cloned().unwrap_or_default();
    let mut report = DiffReport::new(&provider, &old.name, &new.name, services, grade(&levels, found));
    report.names = names;
    report.skipped = old.documents.len() + new.documents.len() - old_documents.len() - new_documents.len();
    report.fail(comparison.quotable(failures));
    report.documents = documents;
    Ok(report)
}

impl<'c> All<'c> {
    fn of(results: Vec<Result<Done<'c>>>) -> Self {
        let mut all = Self { done: Vec::new(), failures: Vec::new() };
        for result in results {
            match result {
                Ok(done) => all.done.push(done),
                Err(failure) => all.failures.push(failure),
            }
        }
        all
    }
}

/// The documents of the newer release that are files, by service.
fn on_disk<'d>(
    comparison: Comparison<'_>,
    named: impl Iterator<Item = &'d ServiceFile>,
) -> BTreeMap<String, String> {
    let documents = comparison.new.documents.iter().filter(|found| found.is_on_disk());
    let files: BTreeSet<&str> = documents.map(|found| found.file.as_str()).collect();
    named.filter(|(_, file)| files.contains(file.as_str())).cloned().collect()
}

/// The number of services, and the findings of all; `is_complete` says whether it is known which services there are.
///
/// # Errors
/// A document can't be read again.
fn findings(
    comparison: Comparison<'_>,
    name: &str,
    mut all: Vec<Done<'_>>,
    is_complete: bool,
) -> Result<(usize, Vec<Finding>)> {
    let gone: Vec<Loose<'_>> = all.iter_mut().flat_map(|done| std::mem::take(&mut done.old)).collect();
    let came: Vec<Loose<'_>> = all.iter_mut().flat_map(|done| std::mem::take(&mut done.new)).collect();
    let unstable: BTreeSet<String> = gone
        .iter()
        .filter(|old| old.is_unstable)
        .map(|old| old.name.clone())
        .chain(all.iter_mut().flat_map(|done| std::mem::take(&mut done.unstable)))
        .collect();
    let exchanges = all.iter_mut().flat_map(|done| std::mem::take(&mut done.exchanges)).collect();
    let (more, loose) = loose(name, gone, came, exchanges, comparison)?;
    let services = more + all.iter().map(|done| done.services).sum::<usize>();
    // A service that seems to be in one release only may be one that the other release's broken document
    // describes.
    let is_sure = |finding: &Finding| {
        let of_whole = [
            RuleId::ServiceAdded,
            RuleId::ServiceRemoved,
            RuleId::ServiceRenamed,
            RuleId::ServiceMerged,
            RuleId::ServiceSplit,
        ];
        is_complete || !of_whole.contains(&finding.rule)
    };
    // There may be tens of thousands, and a list that grows is copied each time.
    let count = all.iter().map(|done| done.found.len()).sum::<usize>() + loose.len();
    let mut found = Vec::with_capacity(count);
    found.extend(all.into_iter().flat_map(|done| done.found).chain(loose).filter(is_sure));
    found.extend(provider::findings(comparison, name));
    let mut found = moved::told(found);
    found.extend(deprecation::without(name, &found, |service| !unstable.contains(service)));
    Ok((services, found))
}
