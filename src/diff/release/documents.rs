//! The documents of two releases, each with the one that it is compared with.
//!
//! In: two releases, and what the configuration says of their documents. Out: [`Task`]s, each of the
//! documents of probably one service.

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
    /// How large its documents are together, in bytes.
    pub(super) fn size(&self) -> u64 {
        [self.old, self.new].into_iter().flatten().map(|found| found.content.size()).sum()
    }
}

/// The documents of a source that the configuration knows by their files' names; all, where it knows none of
/// them. Where a document isn't there that the configuration names, another version's of the same API stands
/// for it: the service was made of that one.
pub(super) fn known<'c>(source: &'c Release, settings: Option<&Settings>) -> Vec<&'c ReleaseDocument> {
    let all: Vec<&ReleaseDocument> = source.documents.iter().collect();
    let Some(settings) = settings.filter(|_| source.provider.is_none()) else { return all };
    let names: BTreeSet<&str> =
        settings.specs.iter().filter_map(|spec| spec.path.file_name()?.to_str()).collect();
    let patterns: Vec<GlobMatcher> =
        settings.patterns.iter().filter_map(|pattern| matcher(pattern)).collect();
    // A pattern may have fitted a document that isn't there any more.
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

/// A pattern for names of files, made of one for paths.
fn matcher(pattern: &str) -> Option<GlobMatcher> {
    Some(Glob::new(bounded(pattern.rsplit('/').next()?).ok()?).ok()?.compile_matcher())
}

/// The document of an API's latest version, a stable one where there is one.
fn latest<'c>(all: &[&'c ReleaseDocument], key: &str) -> Option<&'c ReleaseDocument> {
    let others = all.iter().copied().filter(|found| found.key() == key);
    others.max_by_key(|found| (stability(found.name()) == "stable", found.name()))
}

/// Documents that are probably of one service: those of one file name, then those that are called like one
/// service.
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
