//! The documents of two releases, each paired with the one that it is compared with.
//!
//! In: two releases, and the documents that the configuration names. Out: [`Task`]s, each with the documents
//! of probably one service.

use std::collections::{BTreeMap, BTreeSet};

use globset::{Glob, GlobMatcher};

use crate::diff::compare::services::stability;
use crate::diff::source::Release;
use crate::diff::source::document::ReleaseDocument;
use crate::patterns::bounded;
use crate::settings::Settings;

/// Documents that are read together: probably of one service, or one without a partner.
#[derive(Debug)]
pub(super) struct Task<'c> {
    pub(super) old: Option<&'c ReleaseDocument>,
    pub(super) new: Option<&'c ReleaseDocument>,
}

impl Task<'_> {
    /// Whether both releases have the document, under one name of their `provider.yaml`s.
    pub(super) fn is_of_one_service(&self) -> bool {
        let named = |document: Option<&'_ ReleaseDocument>| document.and_then(|found| found.service.clone());
        named(self.old).is_some() && named(self.old) == named(self.new)
    }

    /// The size of the documents together, in bytes.
    pub(super) fn size(&self) -> u64 {
        [self.old, self.new].into_iter().flatten().map(|found| found.content.size()).sum()
    }
}

/// The documents of a source whose names the configuration knows; all, if it knows none. If a document that
/// the configuration names is missing, another version of the same API replaces it: the service was made from
/// that one.
pub(super) fn known<'c>(source: &'c Release, settings: Option<&Settings>) -> Vec<&'c ReleaseDocument> {
    let all: Vec<&ReleaseDocument> = source.documents.iter().collect();
    let Some(settings) = settings.filter(|_| source.provider.is_none()) else { return all };
    let names: BTreeSet<&str> =
        settings.specs.iter().filter_map(|spec| spec.path.file_name()?.to_str()).collect();
    let patterns: Vec<GlobMatcher> =
        settings.patterns.iter().filter_map(|pattern| matcher(pattern)).collect();
    // A pattern may have matched a document that is gone.
    let is_known = |name: &str| names.contains(name) || patterns.iter().any(|pattern| pattern.is_match(name));
    let known: Vec<&ReleaseDocument> = all.iter().copied().filter(|found| is_known(found.name())).collect();
    if known.is_empty() {
        return all;
    }
    let mut keys: BTreeSet<String> = known.iter().map(|found| found.key()).collect();
    let missing = names.into_iter().filter(|name| all.iter().all(|found| found.name() != *name));
    let missing = missing.map(|name| name.split('.').next().unwrap_or_default().to_ascii_lowercase());
    let others: Vec<&ReleaseDocument> =
        missing.filter(|key| keys.insert(key.clone())).filter_map(|key| latest(&all, &key)).collect();
    known.into_iter().chain(others).collect()
}

/// A pattern for names of files, made from one for paths.
fn matcher(pattern: &str) -> Option<GlobMatcher> {
    Some(Glob::new(bounded(pattern.rsplit('/').next()?).ok()?).ok()?.compile_matcher())
}

/// The document of an API's latest version, a stable one if there is one.
fn latest<'c>(all: &[&'c ReleaseDocument], key: &str) -> Option<&'c ReleaseDocument> {
    let others = all.iter().copied().filter(|found| found.key() == key);
    others.max_by_key(|found| (stability(found.name()) == "stable", found.name()))
}

/// Documents that are probably of one service: those with the same file name, then those with the same
/// service's name.
pub(super) fn paired<'c>(old: &[&'c ReleaseDocument], new: &[&'c ReleaseDocument]) -> Vec<Task<'c>> {
    if let ([old], [new]) = (old, new) {
        return vec![Task { old: Some(old), new: Some(new) }];
    }
    let mut tasks = Vec::new();
    let mut left: (Vec<&ReleaseDocument>, Vec<&ReleaseDocument>) = (old.to_vec(), new.to_vec());
    for key in [|document: &ReleaseDocument| document.stem().to_ascii_lowercase(), ReleaseDocument::key] {
        let mut by_key: BTreeMap<String, (Vec<&ReleaseDocument>, Vec<&ReleaseDocument>)> = BTreeMap::new();
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
