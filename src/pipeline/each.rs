//! Running over all documents of a provider, and the checks that need all of them.
//!
//! In: a function for one document. Out: its results by service; or all problems: of documents, of two
//! documents that describe one service, of parts of the configuration that match no document.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Result};
use crate::document::manifest::{self, Manifest};
use crate::document::project::unquoted;
use crate::document::read;
use crate::input::{self, FRAGMENT};
use crate::load::{ApiDocument, Inclusion, Loaded, Parts, SplitDocument};
use crate::mapping::UnmatchedOverride;
use crate::mapping::split::DroppedPart;
use crate::names::ServiceName;
use crate::pipeline::claim::{Claim, Owners, key};
use crate::pipeline::excluded::ExcludedService;
use crate::provider::Service;
use crate::settings::{Reading, Settings, Spec, SpecLocation};
use crate::threads;

/// The results of all documents.
#[derive(Debug)]
pub struct Each<T> {
    /// The result for each service that is part of the provider, by name.
    pub made: Vec<T>,
    /// The services that are left out.
    pub excluded: Vec<ExcludedService>,
    /// Warnings about files that are parts of other documents, and about names in settings that no document has.
    pub notes: Vec<Diagnostic>,
}

/// The progress of a run over the documents. Events come from several threads, in the order in which they
/// happen.
#[derive(Debug)]
pub enum Progress<'e, T> {
    /// A document is about to be read.
    Begin {
        /// The document's index among those of the settings.
        index: usize,
        /// The document's file as the user named it.
        document: &'e str,
    },
    /// A document is done.
    End {
        /// The document's index among those of the settings.
        index: usize,
        /// The document's file as the user named it.
        document: &'e str,
        /// The results by service; none for a document that failed or is left out.
        made: &'e [&'e T],
    },
}

/// The result of one service of a document, with facts for the checks.
#[derive(Debug)]
pub(super) struct One<T> {
    /// The service.
    pub(super) name: ServiceName,
    /// The name that the whole document would have as a service, if this one is a part of it.
    pub(super) part_of: Option<ServiceName>,
    /// The result of the service.
    pub(super) came: Came<T>,
    /// Overrides that match no operation of the service.
    pub(super) overrides: Vec<UnmatchedOverride>,
    /// Pointers of the patterns of `select` and `exclude` that matched.
    pub(super) matched: BTreeSet<String>,
    /// The probable intent of patterns that matched nothing, by their pointers.
    pub(super) near: BTreeMap<String, String>,
}

impl<T> One<T> {
    /// The same with another result.
    pub(super) fn map<U>(self, make: impl FnOnce(T) -> U) -> One<U> {
        let Self { name, part_of, came, overrides, matched, near } = self;
        let came = match came {
            Came::Service(value) => Came::Service(make(value)),
            Came::Excluded(excluded) => Came::Excluded(excluded),
            Came::Dropped(excluded) => Came::Dropped(excluded),
            Came::Twin => Came::Twin,
        };
        One { name, part_of, came, overrides, matched, near }
    }
}

/// The result of one service.
#[derive(Debug)]
pub(super) enum Came<T> {
    Service(T),
    Excluded(ExcludedService),
    /// A part of a document that is left out of the split, so that others may have its name.
    Dropped(ExcludedService),
    /// No result, since another document describes the same service.
    Twin,
}

/// Calls `one` for each document of `settings`, and returns the results by service. A service is dropped
/// before the next one of its thread is read, so that memory grows with the largest service, not with the
/// sum.
///
/// # Errors
/// The problems of all documents together; two documents for one service; parts of the configuration that
/// match nothing; errors of `one`.
pub(super) fn each_document<T: Send>(
    settings: &Settings,
    one: impl Fn(&Spec, Claim<'_>) -> Result<Vec<One<T>>> + Sync,
    watch: impl Fn(Progress<'_, T>) + Sync,
) -> Result<Each<T>> {
    let owners = Owners::default();
    let specs: Vec<(usize, &Spec)> = settings.specs.iter().enumerate().collect();
    let run = |&(index, spec): &(usize, &Spec)| {
        watch(Progress::Begin { index, document: &spec.file });
        let came = one(spec, Claim { owners: &owners, index });
        let made = came.iter().flatten().filter_map(|one| match &one.came {
            Came::Service(made) => Some(made),
            Came::Excluded(_) | Came::Dropped(_) | Came::Twin => None,
        });
        watch(Progress::End { index, document: &spec.file, made: &made.collect::<Vec<_>>() });
        came
    };
    let size = |(_, spec): &(usize, &Spec)| read::size(&spec.path);
    let results = threads::largest_first(&specs, size, run);
    joined(settings, results).map_err(|failure| {
        let outside = |file: &str| {
            settings.specs.iter().any(|spec| spec.location == SpecLocation::Outside && spec.file == file)
        };
        unquoted(failure, outside)
    })
}

/// Joins `results`, one for each document of `settings`.
fn joined<T>(settings: &Settings, results: Vec<Result<Vec<One<T>>>>) -> Result<Each<T>> {
    let mut failures = Vec::new();
    let (mut unmatched, mut matched, mut near) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
    let mut documents: BTreeSet<ServiceName> = BTreeSet::new();
    let mut services: BTreeMap<String, (&Spec, Came<T>)> = BTreeMap::new();
    let (mut dropped, mut fragments) = (Vec::new(), Vec::new());
    let ones = settings.specs.iter().zip(results).flat_map(|(spec, result)| match result {
        Ok(ones) => ones.into_iter().map(|one| Ok((spec, one))).collect(),
        Err(failure) => vec![Err(failure)],
    });
    for one in ones {
        let (spec, one) = match one {
            Ok(one) => one,
            Err(failure) if is_fragment(&failure) => {
                fragments.push(failure);
                continue;
            }
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        let is_part = one.part_of.is_some();
        documents.insert(one.part_of.unwrap_or_else(|| one.name.clone()));
        if let Came::Dropped(excluded) = one.came {
            dropped.push(excluded);
        } else if let Some((other, _)) = services.get(&key(&one.name)) {
            failures.push(two_documents(&one.name, other, spec, is_part).into());
            continue;
        } else {
            services.insert(key(&one.name), (spec, one.came));
        }
        unmatched.push((one.name, one.overrides));
        matched.extend(one.matched);
        near.extend(one.near);
    }
    // A file that others refer to is nothing to fail at, unless there are no others.
    let mut notes = Vec::new();
    if services.is_empty() && dropped.is_empty() && failures.is_empty() {
        failures.append(&mut fragments);
    }
    notes.extend(fragments.into_iter().flat_map(|failure| failure.problems).map(as_warning));
    // If a document is broken, the patterns that it would have matched aren't known.
    if failures.is_empty() {
        failures.extend(settings.unmatched(&unmatched, &documents, &matched, &near));
        notes.extend(settings.unmatched_names(&matched, &near));
    }
    let mut each = Each { made: Vec::new(), excluded: dropped, notes };
    for (_, came) in services.into_values() {
        match came {
            Came::Service(value) => each.made.push(value),
            Came::Excluded(excluded) => each.excluded.push(excluded),
            Came::Dropped(_) | Came::Twin => {}
        }
    }
    each.excluded
        .sort_by(|one, other| (key(&one.name), &one.document).cmp(&(key(&other.name), &other.document)));
    if failures.is_empty() && each.made.is_empty() && !each.excluded.is_empty() {
        failures.push(nothing_left(settings).into());
    }
    if failures.is_empty() { Ok(each) } else { Err(Failure::join(failures)) }
}

/// Whether the only problem of a file is that other documents refer to it.
pub(super) fn is_fragment(failure: &Failure) -> bool {
    matches!(failure.problems.as_slice(), [problem] if problem.code == FRAGMENT) && failure.omitted == 0
}

fn as_warning(problem: Diagnostic) -> Diagnostic {
    let message = format!("{}; it is passed over", problem.message);
    Diagnostic { severity: DiagnosticSeverity::Warning, message, ..problem }
}

/// Maps each document, and returns the results of `make` for the services, by name.
///
/// # Errors
/// The problems of all documents together; two documents for one service; parts of the configuration that
/// match nothing; errors of `make`.
pub fn each_service<T: Send>(
    settings: &Settings,
    make: impl Fn(&Spec, Service) -> Result<T> + Sync,
) -> Result<Each<T>> {
    each_source(settings, |spec, service, _| make(spec, service))
}

/// As [`each_service`]; `make` also gets the tree of a document that is a manifest to be written anew.
///
/// # Errors
/// As [`each_service`].
pub fn each_source<T: Send>(
    settings: &Settings,
    make: impl Fn(&Spec, Service, Option<&Manifest<'_>>) -> Result<T> + Sync,
) -> Result<Each<T>> {
    let one = |spec: &Spec, claim: Claim<'_>| {
        let text = spec.read()?;
        mapped(settings, spec, text, claim, |service, source| {
            make(spec, service, source.map(|source| &source.manifest))
        })
    };
    each_document(settings, one, |_| {})
}

/// A document that is a manifest already.
#[derive(Debug)]
pub(super) struct Source<'t> {
    pub(super) manifest: Manifest<'t>,
    pub(super) text: &'t str,
}

/// The results of `make` for the services that the document `text` of `spec` describes, of which each is dropped before
/// the next one is mapped; `make` also gets the tree of a document that is a manifest to be written anew.
pub(super) fn mapped<T>(
    settings: &Settings,
    spec: &Spec,
    text: String,
    claim: Claim<'_>,
    mut make: impl FnMut(Service, Option<&Source<'_>>) -> Result<T>,
) -> Result<Vec<One<T>>> {
    if spec.reading == Reading::Document && input::is_manifest(&text) {
        let manifest = manifest::parse_with_repeats(&text, &spec.file)?;
        let document = ApiDocument::of_manifest(spec, &manifest.document, &text, settings.purpose())?;
        let source = Source { manifest, text: &text };
        return finished(settings, spec, document.parts(Some(settings))?, claim, |mut service| {
            // A document may have the words somewhere else.
            let is_manifest = service.api.annotated.is_some();
            let own = settings.services.get(&service.name).and_then(|own| own.overlays.first());
            service.notes.extend(own.map(|overlay| unused(&overlay.file, spec)));
            make(service, Some(&source).filter(|_| is_manifest))
        });
    }
    let document = ApiDocument::of_spec(settings, spec, &text)?;
    // The mapping doesn't need the text any more, which would only take memory.
    drop(text);
    finished(settings, spec, document.parts(Some(settings))?, claim, |service| make(service, None))
}

/// The results of `make` for the services of the document of `spec`, and those that are left out.
///
/// # Errors
/// The problems of all of them.
fn finished<T>(
    settings: &Settings,
    spec: &Spec,
    mut parts: Parts<'_>,
    claim: Claim<'_>,
    mut make: impl FnMut(Service) -> Result<T>,
) -> Result<Vec<One<T>>> {
    let (mut all, mut failures) = (Vec::new(), Vec::new());
    let mut notes = match &mut parts {
        Parts::One(_) => Vec::new(),
        Parts::Several(several) => several.split.other_notes(),
    };
    for name in parts.names() {
        let Some(part) = parts.take(&name) else { continue };
        let with_notes = |mut service: Service| {
            service.notes.append(&mut notes);
            if spec.location == SpecLocation::Outside {
                service.notes.iter_mut().for_each(hide_source);
                if service.api.annotated.is_none() {
                    hide_mistakes(&mut service.notes);
                }
            }
            make(service)
        };
        match one(settings, spec, part, claim, with_notes) {
            Ok(one) => all.push(one),
            Err(failure) => failures.push(failure),
        }
    }
    if let Parts::Several(several) = parts {
        let SplitDocument { document, split, .. } = *several;
        all.extend(split.dropped.into_iter().map(|part| dropped(spec, &document, part)));
        if let Some(first) = all.first_mut() {
            first.matched.extend(split.matched);
            first.near.extend(split.near);
        }
    }
    if failures.is_empty() { Ok(all) } else { Err(Failure::join(failures)) }
}

/// The result of a part of `document` that the configuration leaves out.
fn dropped<T>(spec: &Spec, document: &ServiceName, part: DroppedPart) -> One<T> {
    let DroppedPart { name, reason, ledger } = part;
    let excluded = ExcludedService { name: name.clone(), document: spec.file.clone(), reason, ledger };
    let (overrides, matched, near) = Default::default();
    One { name, part_of: Some(document.clone()), came: Came::Dropped(excluded), overrides, matched, near }
}

/// The result of `make` for the service that `document` of `spec` describes.
fn one<T>(
    settings: &Settings,
    spec: &Spec,
    document: ApiDocument<'_>,
    claim: Claim<'_>,
    make: impl FnOnce(Service) -> Result<T>,
) -> Result<One<T>> {
    let (name, part_of) = (document.name.clone(), document.part_of.clone());
    if !claim.holds(&name) {
        let (overrides, matched, near) = Default::default();
        return Ok(One { name, part_of, came: Came::Twin, overrides, matched, near });
    }
    let Loaded { part, overrides, matched, near } = document.map(settings)?;
    let came = match part {
        Inclusion::Service(service) => Came::Service(make(*service)?),
        Inclusion::Excluded { reason, ledger } => {
            let document = spec.file.clone();
            Came::Excluded(ExcludedService { name: name.clone(), document, reason, ledger })
        }
    };
    Ok(One { name, part_of, came, overrides, matched, near })
}

/// The warning about the overlay `file` of a document that is a manifest already.
fn unused(file: &str, spec: &Spec) -> Diagnostic {
    let message = format!("`{file}` changes nothing: the document is a manifest already");
    Diagnostic::warning("input::overlay-unused", message)
        .help("change the manifest itself, or the overlay of the document that it was made of")
        .at(&spec.file, "")
}

/// Takes the quoted line out of a note on a document that lies outside of the project.
pub(super) fn hide_source(note: &mut Diagnostic) {
    let position = note.origin.as_mut().and_then(|origin| origin.position.as_mut());
    if let Some(position) = position {
        position.source.clear();
    }
}

/// Takes what messages quote out of warnings about mistakes of a document that lies outside of the project.
fn hide_mistakes(notes: &mut Vec<Diagnostic>) {
    let (mistakes, others): (Vec<_>, Vec<_>) =
        std::mem::take(notes).into_iter().partition(|note| note.code.starts_with("input::"));
    let mistakes = unquoted(Failure { problems: mistakes, omitted: 0 }, |_| true);
    notes.extend(mistakes.problems);
    notes.extend(others);
}

fn nothing_left(settings: &Settings) -> Diagnostic {
    let keys =
        if settings.has_split() { "`select`, `exclude` and `split`" } else { "`select` and `exclude`" };
    let problem = Diagnostic::error("config::nothing-left", format!("{keys} leave no service"))
        .help("a provider needs at least one service: take an entry out");
    match settings.origin() {
        Some(file) => problem.at(file, ""),
        None => problem,
    }
}

/// The error for the service `name` of two documents; `is_part` says whether it is a part of the second one.
fn two_documents(name: &ServiceName, first: &Spec, second: &Spec, is_part: bool) -> Diagnostic {
    let (key, set) = match is_part {
        true => (
            input::stem(&second.path),
            format!("spec: {}, split: {{ …, rename: {{ {name}: … }} }}", second.file),
        ),
        false => ("another_name", format!("spec: {}", second.file)),
    };
    let help = format!(
        "{} does too; name one of them in provgen.yaml: `services: {{ {key}: {{ {set} }} }}`",
        first.file
    );
    Diagnostic::error("config::two-documents", format!("two documents describe the service `{name}`"))
        .help(help)
        .at(&second.file, "")
}
