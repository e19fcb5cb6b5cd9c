//! Two releases, service by service.
//!
//! In: two [`Source`]s. Out: a [`Report`]. Documents that are probably of one service are read together,
//! compared and dropped, so that memory follows the services in work; what has no partner is kept until all
//! is read.

mod bodies;
mod context;
mod deprecation;
mod engine;
mod facets;
mod method;
mod methods;
mod operations;
mod parameters;
mod path;
mod resources;
mod rows;
pub(super) mod services;
mod signatures;
mod unchanged;
mod walk;
mod witness;

use std::collections::{BTreeMap, BTreeSet};

use globset::{Glob, GlobMatcher};

use super::finding::{Finding, Place};
use super::report::Report;
use super::source::Source;
use crate::api::Format;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::report::grade::grade;
use crate::diff::source::document::Document;
use crate::document::project::unquoted;
use crate::patterns::bounded;
use crate::provider::Service;
use crate::rules::rule::RuleId;
use crate::settings::Settings;
use crate::threads;

/// What is compared, and by which rules.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'c> {
    /// The older release.
    pub old: &'c Source,
    /// The newer release.
    pub new: &'c Source,
    /// By which documents without annotations are mapped; the defaults where there is none.
    pub settings: Option<&'c Settings>,
    /// The same for the older release, whose configuration may have been another one.
    pub old_settings: Option<&'c Settings>,
    /// The provider's name, where neither release nor configuration says it or all of them are to be
    /// overruled.
    pub provider: Option<&'c str>,
}

/// Documents that are read together.
#[derive(Debug)]
struct Task<'c> {
    old: Option<&'c Document>,
    new: Option<&'c Document>,
}

/// What became of a task.
#[derive(Default)]
struct Done {
    services: usize,
    /// Names that both releases have, or that only this task's documents have: no two may be the same on one
    /// side.
    old_names: Vec<(String, String)>,
    new_names: Vec<(String, String)>,
    found: Vec<Finding>,
    /// The service, where its old release isn't stable.
    unstable: Option<String>,
    /// Services whose document has no partner.
    old: Option<Service>,
    new: Option<Service>,
}

/// Compares two releases.
///
/// A service that can't be read is an error of its own in the report: it is no service without changes.
///
/// # Errors
/// Nothing can be compared: all problems of the documents, or two documents for one service.
pub fn compare(comparison: Comparison<'_>) -> Result<Report> {
    let Comparison { old, new, settings, old_settings, .. } = comparison;
    let provider = provider_name(comparison);
    let levels = settings.map(|settings| &settings.diff.levels).cloned().unwrap_or_default();
    let (old_documents, new_documents) = (known(old, old_settings), known(new, settings));
    let skipped = old.documents.len() + new.documents.len() - old_documents.len() - new_documents.len();
    let tasks = paired(&old_documents, &new_documents);
    let size =
        |task: &Task<'_>| [task.old, task.new].into_iter().flatten().map(|found| found.content.size()).sum();
    let results = threads::largest_first(&tasks, size, |task| one(&provider, task, comparison));
    let (mut all, mut failures) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(done) => all.push(done),
            Err(failure) => failures.push(failure),
        }
    }
    let documents = {
        let on_disk: BTreeSet<&str> = new
            .documents
            .iter()
            .filter(|found| found.is_on_disk())
            .map(|found| found.file.as_str())
            .collect();
        let named = all.iter().flat_map(|done| &done.new_names);
        named.filter(|(_, file)| on_disk.contains(file.as_str())).cloned().collect()
    };
    let old_twins = twins(all.iter().flat_map(|done| &done.old_names));
    let twins: Vec<Failure> =
        old_twins.chain(twins(all.iter().flat_map(|done| &done.new_names))).map(Failure::from).collect();
    // Where nothing can be compared there is nothing to report; else the rest is worth knowing.
    if !twins.is_empty() || (all.is_empty() && !failures.is_empty()) {
        failures.extend(twins);
        return Err(quotable(failures, comparison));
    }
    let all_names = all.iter().flat_map(|done| done.old_names.iter().chain(&done.new_names));
    let names = all_names.map(|(name, _)| name.clone()).collect();
    let mut services = all.iter().map(|done| done.services).sum();
    let mut found: Vec<Finding> = all.iter_mut().flat_map(|done| std::mem::take(&mut done.found)).collect();
    let mut unstable: BTreeSet<String> = all.iter_mut().filter_map(|done| done.unstable.take()).collect();
    let gone: Vec<Service> = all.iter_mut().filter_map(|done| done.old.take()).collect();
    let came: Vec<Service> = all.iter_mut().filter_map(|done| done.new.take()).collect();
    unstable.extend(gone.iter().filter(|old| is_unstable(old)).map(|old| old.name.to_string()));
    services += loose(&provider, gone, came, &mut found);
    if !failures.is_empty() {
        // What only one release seems to have may be what couldn't be read of the other.
        let is_sure = |finding: &Finding| {
            ![RuleId::ServiceAdded, RuleId::ServiceRemoved, RuleId::ServiceRenamed].contains(&finding.rule)
        };
        found.retain(is_sure);
    }
    found.extend(auth(comparison, &provider));
    moved(&mut found);
    found.extend(deprecation::without(&provider, &found, |service| !unstable.contains(service)));
    let mut report = Report::new(&provider, &old.name, &new.name, services, grade(&levels, found)?);
    report.names = names;
    report.skipped = skipped;
    report.fail(quotable(failures, comparison));
    report.documents = documents;
    Ok(report)
}

/// All of `failures`, without what documents say that lie elsewhere than where they were named.
fn quotable(failures: Vec<Failure>, Comparison { old, new, .. }: Comparison<'_>) -> Failure {
    let all = || old.documents.iter().chain(&new.documents);
    unquoted(Failure::join(failures), |file| all().any(|found| found.is_outside() && found.file == file))
}

/// The documents of a source that the configuration knows by their files' names; all, where it knows none of
/// them. Where a document isn't there that the configuration names, another version's of the same API stands
/// for it: the service was made of that one.
fn known<'c>(source: &'c Source, settings: Option<&Settings>) -> Vec<&'c Document> {
    let all: Vec<&Document> = source.documents.iter().collect();
    let Some(settings) = settings.filter(|_| source.provider.is_none()) else { return all };
    let names: BTreeSet<_> =
        settings.specs.iter().filter_map(|spec| spec.path.file_name()?.to_str()).collect();
    // A pattern may have fitted a document that isn't there any more.
    let patterns: Vec<GlobMatcher> = settings
        .patterns
        .iter()
        .filter_map(|pattern| {
            Some(Glob::new(bounded(pattern.rsplit('/').next()?).ok()?).ok()?.compile_matcher())
        })
        .collect();
    let is_known = |name: &str| names.contains(name) || patterns.iter().any(|pattern| pattern.is_match(name));
    let mut known: Vec<&Document> = all.iter().copied().filter(|found| is_known(found.name())).collect();
    if known.is_empty() {
        return all;
    }
    let mut keys: BTreeSet<String> = known.iter().map(|found| found.key()).collect();
    for name in names.iter().filter(|name| all.iter().all(|found| found.name() != **name)) {
        let key = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
        let others = all.iter().copied().filter(|found| found.key() == key);
        let latest = others.max_by_key(|found| (services::stability(found.name()) == "stable", found.name()));
        if keys.insert(key) {
            known.extend(latest);
        }
    }
    known
}

/// Documents that are probably of one service: those of one file name, then those that are called like one
/// service.
fn paired<'c>(old: &[&'c Document], new: &[&'c Document]) -> Vec<Task<'c>> {
    if let ([old], [new]) = (old, new) {
        return vec![Task { old: Some(old), new: Some(new) }];
    }
    let mut tasks = Vec::new();
    let mut left: (Vec<&Document>, Vec<&Document>) = (old.to_vec(), new.to_vec());
    for key in [|document: &Document| document.stem().to_ascii_lowercase(), Document::key] {
        let mut by_key: BTreeMap<String, (Vec<&Document>, Vec<&Document>)> = BTreeMap::new();
        for document in left.0.drain(..) {
            by_key.entry(key(document)).or_default().0.push(document);
        }
        for document in left.1.drain(..) {
            by_key.entry(key(document)).or_default().1.push(document);
        }
        for (old, new) in by_key.into_values() {
            if let ([old], [new]) = (old.as_slice(), new.as_slice()) {
                tasks.push(Task { old: Some(old), new: Some(new) });
            } else {
                left.0.extend(old);
                left.1.extend(new);
            }
        }
    }
    tasks.extend(left.0.into_iter().map(|old| Task { old: Some(old), new: None }));
    tasks.extend(left.1.into_iter().map(|new| Task { old: None, new: Some(new) }));
    tasks
}

/// Reads the documents of a task, and compares them where they are of one service.
fn one(provider: &str, task: &Task<'_>, comparison: Comparison<'_>) -> Result<Done> {
    let Comparison { settings, old_settings, .. } = comparison;
    let text = |document: Option<&Document>| -> Result<Option<String>> {
        document.map(|found| found.content.text(&found.file).map(std::borrow::Cow::into_owned)).transpose()
    };
    let (old_text, new_text) = (text(task.old)?, text(task.new)?);
    // A service whose documents don't say its name has one name, whatever their files are called.
    let stem = |document: Option<&Document>, settings| document.and_then(|found| found.given_stem(settings));
    let stem = stem(task.new, settings)
        .or_else(|| stem(task.old, old_settings))
        .or_else(|| task.new.or(task.old).map(|found| found.stem().to_string()))
        .unwrap_or_default();
    let read = |document: Option<&Document>, text: Option<String>, settings| -> Result<Option<Service>> {
        let Some((document, text)) = document.zip(text) else { return Ok(None) };
        document.service(&text, &stem, settings)
    };
    let is_mapped_alike = match (settings, old_settings) {
        (None, None) => true,
        (Some(new), Some(old)) => std::ptr::eq(new, old),
        _ => false,
    };
    let is_identical = old_text == new_text
        && is_mapped_alike
        && task.old.zip(task.new).is_some_and(|(old, new)| old.name() == new.name());
    let old = read(task.old, old_text, old_settings)?;
    let named = |service: &Option<Service>, document: Option<&Document>| {
        let name = service.as_ref().map(|service| service.name.to_string());
        name.zip(document.map(|document| document.file.clone())).into_iter().collect::<Vec<_>>()
    };
    if is_identical {
        let (old_names, new_names) = (named(&old, task.old), named(&old, task.new));
        return Ok(Done { services: old_names.len(), old_names, new_names, ..Done::default() });
    }
    let new = read(task.new, new_text, settings)?;
    let (old_names, new_names) = (named(&old, task.old), named(&new, task.new));
    Ok(match (old, new) {
        (Some(old), Some(new)) if old.name == new.name => {
            let found = marked(services::compare(provider, &old, &new), &old);
            let unstable = is_unstable(&old).then(|| old.name.to_string());
            Done { services: 1, old_names, new_names, found, unstable, ..Done::default() }
        }
        (old, new) => Done { old_names, new_names, old, new, ..Done::default() },
    })
}

/// Findings of a service, marked where its old release isn't stable.
fn marked(mut found: Vec<Finding>, old: &Service) -> Vec<Finding> {
    let is_unstable = is_unstable(old);
    found.iter_mut().for_each(|finding| finding.is_unstable = is_unstable);
    found
}

fn is_unstable(service: &Service) -> bool {
    services::stability(&service.api.version) != "stable"
}

/// How many services are named that several documents describe.
const MAX_TWINS: usize = 5;

/// Two documents of one side that describe one service.
fn twins<'d>(names: impl Iterator<Item = &'d (String, String)>) -> impl Iterator<Item = Diagnostic> {
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, file) in names {
        files.entry(name).or_default().push(file);
    }
    let mut twins: Vec<Diagnostic> = files
        .into_iter()
        .filter(|(_, files)| files.len() > 1)
        .map(|(name, files)| {
            Diagnostic::error(
                "diff::two-documents",
                format!("{} documents describe the service `{name}`", files.len()),
            )
            .help(format!("name one of {}, or a configuration that does with --config", files.join(", ")))
            .at(files.first().copied().unwrap_or_default(), "")
        })
        .collect();
    if twins.len() > MAX_TWINS {
        let count = twins.len();
        twins.truncate(MAX_TWINS);
        twins.push(
            Diagnostic::error(
                "diff::two-documents",
                format!("so it is with {} more services", count - MAX_TWINS),
            )
            .help("name a configuration with --config: it says which document of each service is meant"),
        );
    }
    twins.into_iter()
}

/// Services whose documents have no partner by file: the same names are compared all the same, and a service
/// that came with most of the operations of one that went is that one. Returns how many there are.
fn loose(provider: &str, gone: Vec<Service>, came: Vec<Service>, found: &mut Vec<Finding>) -> usize {
    let mut came: BTreeMap<String, Service> =
        came.into_iter().map(|service| (service.name.to_string(), service)).collect();
    let mut gone: BTreeMap<String, Service> =
        gone.into_iter().map(|service| (service.name.to_string(), service)).collect();
    let mut pairs = Vec::new();
    let same: Vec<String> = gone.keys().filter(|name| came.contains_key(*name)).cloned().collect();
    for name in same {
        pairs.extend(gone.remove(&name).zip(came.remove(&name)));
    }
    for name in gone.keys().cloned().collect::<Vec<_>>() {
        let renamed = gone.get(&name).and_then(|old| {
            came.iter().find(|(_, new)| services::is_renamed(old, new)).map(|(name, _)| name.clone())
        });
        if let Some(renamed) = renamed {
            pairs.extend(gone.remove(&name).zip(came.remove(&renamed)));
        }
    }
    let count = pairs.len() + gone.len() + came.len();
    for (old, new) in &pairs {
        found.extend(marked(services::compare(provider, old, new), old));
    }
    for old in gone.values() {
        found.extend(marked(vec![services::removed(provider, old)], old));
    }
    found.extend(came.values().map(|new| services::added(provider, new)));
    count
}

/// The finding for another way of authentication of the provider.
fn auth(comparison: Comparison<'_>, provider: &str) -> Option<Finding> {
    let (old, new) = comparison.old.provider.as_ref().zip(comparison.new.provider.as_ref())?;
    let text = |auth: &Option<String>| auth.clone().unwrap_or_else(|| "none".into());
    let finding = Finding::new(RuleId::AuthTypeChanged, provider, Place::default());
    (old.auth != new.auth).then(|| finding.was(text(&old.auth), text(&new.auth)))
}

/// Resources that went from one service and came in another, with an operation of the same id: they were
/// moved.
fn moved(found: &mut Vec<Finding>) {
    let of = |rule: RuleId| found.iter().enumerate().filter(move |(_, finding)| finding.rule == rule);
    let calls = |finding: &Finding| -> BTreeSet<String> { finding.operations.iter().cloned().collect() };
    let mut pairs = Vec::new();
    for (at, gone) in of(RuleId::ResourceRemoved) {
        let came = of(RuleId::ResourceAdded).find(|(_, came)| {
            came.place.resource == gone.place.resource
                && came.place.service != gone.place.service
                && !calls(came).is_disjoint(&calls(gone))
        });
        pairs.extend(came.map(|(other, came)| (at, other, came.name.clone())));
    }
    let mut dropped = BTreeSet::new();
    for (at, other, name) in pairs {
        let Some(gone) = found.get_mut(at) else { continue };
        let was = gone.name.clone();
        let effect = format!("it is `{name}` now");
        *gone = Finding { rule: RuleId::ResourceMoved, renamed: Some(name.clone()), ..gone.clone() }
            .was(was, name)
            .effect(effect);
        dropped.insert(other);
    }
    let mut index = 0;
    found.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
}

/// The provider's name: as the user has it, or the configuration, or a release.
fn provider_name(comparison: Comparison<'_>) -> String {
    let Comparison { old, new, settings, provider, .. } = comparison;
    if let Some(name) = provider {
        return name.to_string();
    }
    let facts = [new, old].into_iter().find_map(|source| source.provider.as_ref());
    if let Some(facts) = facts {
        return facts.name.to_string();
    }
    if let Some(settings) = settings {
        return settings.provider.name.to_string();
    }
    // The smallest document tells as well as any; what is wrong with one is told when it is compared.
    let mut documents: Vec<&Document> = new.documents.iter().chain(&old.documents).collect();
    documents.sort_by_key(|document| document.content.size());
    let apis = documents.iter().filter_map(|document| {
        let text = document.content.text(&document.file).ok()?;
        crate::input::parse(&text, &document.file, document.stem()).ok()
    });
    let mut names = apis.map(|api| {
        let own = api.annotated.as_ref().and_then(|annotated| annotated.provider.clone());
        match (own, api.format) {
            (Some(name), _) => name,
            (None, Format::Discovery) => "google".into(),
            (None, Format::OpenApi) => "provider".into(),
        }
    });
    names.next().unwrap_or_else(|| "provider".into())
}
