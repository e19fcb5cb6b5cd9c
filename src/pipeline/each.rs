//! All documents of a provider, each by itself, and what shows only when all are known.
//!
//! In: what to do with one document. Out: what came of each, by service; or everything that is wrong: with a document,
//! with two of them that describe one service, with parts of the configuration that no document matches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::document::project::unquoted;
use crate::document::read;
use crate::load::{Document, Loaded, Made};
use crate::mapping::UnmatchedOverride;
use crate::names::ServiceName;
use crate::provider::Service;
use crate::provider::ledger::Entry;
use crate::settings::{Location, Settings, Spec};
use crate::threads;

/// What was made of each service, by name, and which services were left out.
#[derive(Debug)]
pub struct Each<T> {
    /// What was made of each service that is part of the provider.
    pub made: Vec<T>,
    /// The others.
    pub excluded: Vec<ExcludedService>,
}

/// A service that the configuration leaves out whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedService {
    /// What it would be called.
    pub name: ServiceName,
    /// Its document as the user named it.
    pub document: String,
    /// In the words of the configuration.
    pub reason: String,
    /// Its operations, by id: each is an [`Entry::Excluded`].
    pub ledger: Vec<Entry>,
}

impl ExcludedService {
    /// The error for whoever asks for it.
    #[must_use]
    pub fn asked_for(&self) -> Diagnostic {
        Diagnostic::error(
            "cli::excluded",
            format!("the configuration leaves `{}` out: {}", self.name, self.reason),
        )
        .help("`select` and `exclude` of provgen.yaml say what is generated")
    }
}

/// How far a run over the documents is. Events come from several threads, in the order in which things
/// happen.
#[derive(Debug)]
pub enum Progress<'e, T> {
    /// A document is about to be read.
    Begin {
        /// Its place among the documents of the settings.
        index: usize,
        /// Its file as the user named it.
        document: &'e str,
    },
    /// A document is done with.
    End {
        /// Its place among the documents of the settings.
        index: usize,
        /// Its file as the user named it.
        document: &'e str,
        /// What was made of it; none for one that failed or is left out.
        made: Option<&'e T>,
    },
}

/// What came of one document.
#[derive(Debug)]
pub(super) struct One<T> {
    /// The service that it describes.
    pub(super) name: ServiceName,
    /// What was made of it.
    pub(super) came: Came<T>,
    /// Overrides that match no operation of it.
    pub(super) overrides: Vec<UnmatchedOverride>,
    /// Pointers of the patterns of `select` and `exclude` that matched.
    pub(super) matched: BTreeSet<String>,
    /// What patterns that matched nothing probably mean, by their pointers.
    pub(super) near: BTreeMap<String, String>,
}

/// What was made of one document.
#[derive(Debug)]
pub(super) enum Came<T> {
    Service(T),
    Excluded(ExcludedService),
    /// Nothing: another document describes the same service.
    Twin,
}

/// The services that documents were found to describe, each with the place of its document among them: a service is
/// made once, of the document that was first to describe it.
#[derive(Debug, Default)]
struct Owners(Mutex<BTreeMap<String, usize>>);

/// A document's claim to the service that it describes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'o> {
    owners: &'o Owners,
    index: usize,
}

impl Claim<'_> {
    /// Whether the service `name` is this document's.
    pub(super) fn holds(self, name: &ServiceName) -> bool {
        *threads::lock(&self.owners.0).entry(key(name)).or_insert(self.index) == self.index
    }
}

/// Does `one` with each document of `settings`, and returns what came of them, by service. A service is dropped before
/// the next one of its thread is read, so that memory follows the largest, not the sum.
///
/// # Errors
/// The problems of all documents together; two documents for one service; parts of the configuration that
/// match nothing; those of `one`.
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
            settings.specs.iter().any(|spec| spec.location == Location::Outside && spec.file == file)
        };
        unquoted(failure, outside)
    })
}

/// What `results`, one for each document of `settings`, come to together.
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
    // What a broken document would have matched isn't known.
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

/// Maps each document, and returns what `make` makes of the services, by name.
///
/// # Errors
/// The problems of all documents together; two documents for one service; parts of the configuration that
/// match nothing; those of `make`.
pub fn each_service<T: Send>(
    settings: &Settings,
    make: impl Fn(&Spec, Service) -> Result<T> + Sync,
) -> Result<Each<T>> {
    let one = |spec: &Spec, claim: Claim<'_>| {
        let text = spec.read()?;
        mapped(settings, spec, text, claim, |service, _| make(spec, service))
    };
    each_document(settings, one, |_| {})
}

/// What `make` makes of the service that the document `text` of `spec` describes; it is handed the patterns that
/// matched, too.
pub(super) fn mapped<T>(
    settings: &Settings,
    spec: &Spec,
    text: String,
    claim: Claim<'_>,
    make: impl FnOnce(Service, &BTreeSet<String>) -> Result<T>,
) -> Result<One<T>> {
    let document = Document::of_spec(spec, &text)?;
    // The mapping works on what was read; the text would only take room meanwhile.
    drop(text);
    let name = document.name.clone();
    if !claim.holds(&name) {
        let (overrides, matched, near) = Default::default();
        return Ok(One { name, came: Came::Twin, overrides, matched, near });
    }
    let Loaded { part, overrides, matched, near } = document.map(settings)?;
    let came = match part {
        Made::Service(service) => Came::Service(make(*service, &matched)?),
        Made::Excluded { reason, ledger } => {
            let document = spec.file.clone();
            Came::Excluded(ExcludedService { name: name.clone(), document, reason, ledger })
        }
    };
    Ok(One { name, came, overrides, matched, near })
}

/// What tells services apart: names that differ in case alone would be one folder on some systems.
fn key(name: &ServiceName) -> String {
    name.as_str().to_ascii_lowercase()
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
