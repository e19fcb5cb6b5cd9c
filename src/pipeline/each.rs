//! Running over all documents of a provider, and the checks that need all of them.
//!
//! In: a function for one document. Out: its results by service; or all problems: of documents, of two
//! documents that describe one service, of parts of the configuration that match no document.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::document::manifest::{self, Manifest};
use crate::document::project::unquoted;
use crate::document::read;
use crate::input;
use crate::load::{ApiDocument, Inclusion, Loaded};
use crate::mapping::UnmatchedOverride;
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
        /// The result; none for a document that failed or is left out.
        made: Option<&'e T>,
    },
}

/// The result of one document, with facts for the checks.
#[derive(Debug)]
pub(super) struct One<T> {
    /// The service that the document describes.
    pub(super) name: ServiceName,
    /// The result of the service.
    pub(super) came: Came<T>,
    /// Overrides that match no operation of the service.
    pub(super) overrides: Vec<UnmatchedOverride>,
    /// Pointers of the patterns of `select` and `exclude` that matched.
    pub(super) matched: BTreeSet<String>,
    /// The probable intent of patterns that matched nothing, by their pointers.
    pub(super) near: BTreeMap<String, String>,
}

/// The result of one service.
#[derive(Debug)]
pub(super) enum Came<T> {
    Service(T),
    Excluded(ExcludedService),
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
    one: impl Fn(&Spec, Claim<'_>) -> Result<One<T>> + Sync,
    watch: impl Fn(Progress<'_, T>) + Sync,
) -> Result<Each<T>> {
    let owners = Owners::default();
    let specs: Vec<(usize, &Spec)> = settings.specs.iter().enumerate().collect();
    let run = |&(index, spec): &(usize, &Spec)| {
        watch(Progress::Begin { index, document: &spec.file });
        let came = one(spec, Claim { owners: &owners, index });
        let made = match &came {
            Ok(One { came: Came::Service(made), .. }) => Some(made),
            _ => None,
        };
        watch(Progress::End { index, document: &spec.file, made });
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
fn joined<T>(settings: &Settings, results: Vec<Result<One<T>>>) -> Result<Each<T>> {
    let mut failures = Vec::new();
    let (mut unmatched, mut matched, mut near) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
    let mut services: BTreeMap<String, (&Spec, Came<T>)> = BTreeMap::new();
    for (spec, result) in settings.specs.iter().zip(results) {
        match result {
            Err(failure) => failures.push(failure),
            Ok(one) => {
                if let Some((other, _)) = services.get(&key(&one.name)) {
                    failures.push(two_documents(&one.name, other, spec).into());
                } else {
                    services.insert(key(&one.name), (spec, one.came));
                    unmatched.push((one.name, one.overrides));
                    matched.extend(one.matched);
                    near.extend(one.near);
                }
            }
        }
    }
    // If a document is broken, the patterns that it would have matched aren't known.
    if failures.is_empty() {
        failures.extend(settings.unmatched(&unmatched, &matched, &near));
    }
    let mut each = Each { made: Vec::new(), excluded: Vec::new() };
    for (_, came) in services.into_values() {
        match came {
            Came::Service(value) => each.made.push(value),
            Came::Excluded(excluded) => each.excluded.push(excluded),
            Came::Twin => {}
        }
    }
    if failures.is_empty() && each.made.is_empty() && !each.excluded.is_empty() {
        failures.push(nothing_left(settings).into());
    }
    if failures.is_empty() { Ok(each) } else { Err(Failure::join(failures)) }
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
        mapped(settings, spec, text, claim, |service, _, source| {
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

/// The result of `make` for the service that the document `text` of `spec` describes; `make` also gets the
/// patterns that matched, and the tree of a document that is a manifest to be written anew.
pub(super) fn mapped<T>(
    settings: &Settings,
    spec: &Spec,
    text: String,
    claim: Claim<'_>,
    make: impl FnOnce(Service, &BTreeSet<String>, Option<&Source<'_>>) -> Result<T>,
) -> Result<One<T>> {
    if spec.reading == Reading::Document && input::is_manifest(&text) {
        let manifest = manifest::parse_with_repeats(&text, &spec.file)?;
        let document = ApiDocument::of_manifest(spec, &manifest.document, &text, settings.purpose())?;
        let source = Source { manifest, text: &text };
        return finished(settings, spec, document, claim, |mut service, matched| {
            // A document may have the words somewhere else.
            let is_manifest = service.api.annotated.is_some();
            let own = settings.services.get(&service.name).and_then(|own| own.overlays.first());
            service.notes.extend(own.map(|overlay| unused(&overlay.file, spec)));
            make(service, matched, Some(&source).filter(|_| is_manifest))
        });
    }
    let document = ApiDocument::of_spec(settings, spec, &text)?;
    // The mapping doesn't need the text any more, which would only take memory.
    drop(text);
    finished(settings, spec, document, claim, |service, matched| make(service, matched, None))
}

/// The result of `make` for the service that `document` of `spec` describes.
fn finished<T>(
    settings: &Settings,
    spec: &Spec,
    document: ApiDocument<'_>,
    claim: Claim<'_>,
    make: impl FnOnce(Service, &BTreeSet<String>) -> Result<T>,
) -> Result<One<T>> {
    let name = document.name.clone();
    if !claim.holds(&name) {
        let (overrides, matched, near) = Default::default();
        return Ok(One { name, came: Came::Twin, overrides, matched, near });
    }
    let Loaded { part, overrides, matched, near } = document.map(settings)?;
    let came = match part {
        Inclusion::Service(mut service) => {
            if spec.location == SpecLocation::Outside {
                service.notes.iter_mut().for_each(hide_source);
                if service.api.annotated.is_none() {
                    hide_mistakes(&mut service.notes);
                }
            }
            Came::Service(make(*service, &matched)?)
        }
        Inclusion::Excluded { reason, ledger } => {
            let document = spec.file.clone();
            Came::Excluded(ExcludedService { name: name.clone(), document, reason, ledger })
        }
    };
    Ok(One { name, came, overrides, matched, near })
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
    let problem = Diagnostic::error("config::nothing-left", "`select` and `exclude` leave no service")
        .help("a provider needs at least one service: take an entry out");
    match settings.origin() {
        Some(file) => problem.at(file, ""),
        None => problem,
    }
}

fn two_documents(name: &ServiceName, first: &Spec, second: &Spec) -> Diagnostic {
    Diagnostic::error("config::two-documents", format!("two documents describe the service `{name}`"))
        .help(format!(
            "{} does too; name one of them in provgen.yaml: `services: {{ another_name: {{ spec: {} }} }}`",
            first.file, second.file
        ))
        .at(&second.file, "")
}
