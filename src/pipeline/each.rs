//! Each document of a provider: read, selected from, mapped, and handed on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::report::history;
use crate::docs::options::Style;
use crate::document::project::unquoted;
use crate::document::read;
use crate::mapping::selection::{Part, Selected};
use crate::mapping::{self, UnmatchedOverride};
use crate::names::ServiceName;
use crate::output::Digest;
use crate::provider::Service;
use crate::provider::ledger::Entry;
use crate::settings::{Location, Reading, Settings, Spec};
use crate::{input, threads};

/// What was made of each service, by name, and which services were left out.
#[derive(Debug)]
pub struct Each<T> {
    /// What the caller made of each service that is part of the provider.
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

/// A document that has just been mapped.
#[derive(Debug)]
pub struct Fresh<'d> {
    /// Where it is.
    pub spec: &'d Spec,
    /// The digest by which it can be known the next time, where `know` gave one.
    pub document: Option<Digest>,
    /// What it is mapped to.
    pub service: Service,
    /// Pointers of the patterns of `select` and `exclude` that matched.
    pub matched: &'d BTreeSet<String>,
}

/// What is known of a document before it is mapped.
#[derive(Debug)]
pub enum Recall<T> {
    /// What would be made of it.
    Known(Known<T>),
    /// Nothing but the digest by which it can be known the next time.
    Unknown(Option<Digest>),
}

/// A document that needn't be mapped, since what would be made of it is known.
#[derive(Debug)]
pub struct Known<T> {
    /// The service's name.
    pub name: ServiceName,
    /// Pointers of the patterns of `select` and `exclude` that matched.
    pub matched: BTreeSet<String>,
    /// What was made of it.
    pub made: T,
}

/// What became of one document.
struct Document<T> {
    name: ServiceName,
    overrides: Vec<UnmatchedOverride>,
    matched: BTreeSet<String>,
    near: BTreeMap<String, String>,
    made: Made<T>,
}

/// What was made of one document.
enum Made<T> {
    Service(T),
    Excluded(ExcludedService),
    /// Nothing: another document describes the same service.
    Twin,
}

/// Whether a document is the one that its service is made of; there may be another of the same name.
pub type Owns<'o> = &'o dyn Fn(&ServiceName) -> bool;

/// The services that documents were found to describe, each with the place of its document among them.
type Owners = Mutex<BTreeMap<String, usize>>;

/// Reads and maps each document, hands the service to `make`, and returns what that makes of them, by
/// service. A document whose text `know` knows isn't mapped.
///
/// A service is dropped before the next one of its thread is read, so that memory follows the largest, not
/// the sum.
///
/// # Errors
/// The problems of all documents together; two documents for one service; parts of the configuration that
/// match nothing; those of `know` and `make`.
pub fn each_service<T: Send>(
    settings: &Settings,
    know: impl Fn(&Spec, &str, Owns<'_>) -> Result<Recall<T>> + Sync,
    make: impl Fn(Fresh<'_>) -> Result<T> + Sync,
    watch: impl Fn(Progress<'_, T>) + Sync,
) -> Result<Each<T>> {
    let owners = Owners::default();
    let specs: Vec<(usize, &Spec)> = settings.specs.iter().enumerate().collect();
    let one = |&(index, spec): &(usize, &Spec)| {
        watch(Progress::Begin { index, document: &spec.file });
        let owns = |name: &ServiceName| {
            let mut owners = threads::lock(&owners);
            *owners.entry(key(name)).or_insert(index) == index
        };
        let document = read(settings, spec, &owns, &know, &make);
        let made = match &document {
            Ok(Document { made: Made::Service(made), .. }) => Some(made),
            _ => None,
        };
        watch(Progress::End { index, document: &spec.file, made });
        document
    };
    let size = |(_, spec): &(usize, &Spec)| read::size(&spec.path);
    let results = threads::largest_first(&specs, size, one);

    let mut failures = Vec::new();
    let (mut unmatched, mut matched, mut near) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
    let mut services: BTreeMap<String, (&Spec, Made<T>)> = BTreeMap::new();
    for (spec, result) in settings.specs.iter().zip(results) {
        match result {
            Err(failure) => failures.push(failure),
            Ok(document) => {
                if let Some((other, _)) = services.get(&key(&document.name)) {
                    failures.push(two_documents(&document.name, other, spec).into());
                } else {
                    services.insert(key(&document.name), (spec, document.made));
                    unmatched.push((document.name, document.overrides));
                    matched.extend(document.matched);
                    near.extend(document.near);
                }
            }
        }
    }
    // What a broken document would have matched isn't known.
    if failures.is_empty() {
        failures.extend(settings.unmatched(&unmatched, &matched, &near));
    }
    let mut each = Each { made: Vec::new(), excluded: Vec::new() };
    for (_, made) in services.into_values() {
        match made {
            Made::Service(value) => each.made.push(value),
            Made::Excluded(excluded) => each.excluded.push(excluded),
            Made::Twin => {}
        }
    }
    if failures.is_empty() && each.made.is_empty() && !each.excluded.is_empty() {
        failures.push(nothing_left(settings).into());
    }
    if failures.is_empty() {
        return Ok(each);
    }
    let outside: BTreeSet<&str> = settings
        .specs
        .iter()
        .filter(|spec| spec.location == Location::Outside)
        .map(|spec| spec.file.as_str())
        .collect();
    Err(unquoted(Failure::join(failures), |file| outside.contains(file)))
}

/// As [`each_service`], and every document is mapped.
///
/// # Errors
/// As [`each_service`].
pub fn each_fresh<T: Send>(
    settings: &Settings,
    make: impl Fn(Fresh<'_>) -> Result<T> + Sync,
) -> Result<Each<T>> {
    each_service(settings, |_, _, _| Ok(Recall::Unknown(None)), make, |_| {})
}

/// What tells services apart: names that differ in case alone would be one folder on some systems.
fn key(name: &ServiceName) -> String {
    name.as_str().to_ascii_lowercase()
}

/// One document.
fn read<T>(
    settings: &Settings,
    spec: &Spec,
    owns: Owns<'_>,
    know: &impl Fn(&Spec, &str, Owns<'_>) -> Result<Recall<T>>,
    make: &impl Fn(Fresh<'_>) -> Result<T>,
) -> Result<Document<T>> {
    let text = spec.read()?;
    let document = match know(spec, &text, owns)? {
        Recall::Known(Known { name, matched, made }) => {
            let made = if owns(&name) { Made::Service(made) } else { Made::Twin };
            return Ok(Document { name, overrides: Vec::new(), matched, near: BTreeMap::new(), made });
        }
        Recall::Unknown(document) => document,
    };
    let read = match spec.reading {
        Reading::Document => input::parse,
        Reading::Manifest => input::parse_manifest,
    };
    let mut api = read(&text, &spec.file, input::stem(&spec.path))?;
    // The mapping works on the API; the text would only take room meanwhile.
    drop(text);
    let located = |failure| input::locate_in(spec.read(), &spec.file, failure);
    let name = mapping::service_name(&api, spec.service.as_ref()).map_err(located)?;
    let Selected { part, matched, near } = settings.selection.apply(&mut api, &name);
    let without =
        |name, made, matched, near| Ok(Document { name, overrides: Vec::new(), matched, near, made });
    if !owns(&name) {
        return without(name, Made::Twin, matched, near);
    }
    let entries = match part {
        Part::Operations(entries) => entries,
        Part::Nothing { reason, operations: ledger } => {
            let excluded =
                ExcludedService { name: name.clone(), document: spec.file.clone(), reason, ledger };
            return without(name, Made::Excluded(excluded), matched, near);
        }
    };
    let mut rules = settings.rules_for(&name);
    rules.leave_out(&entries);
    let overrides = mapping::unmatched_overrides(&api, &rules, &entries);
    let mut service = mapping::apply(api, name.clone(), &rules).map_err(located)?;
    service.ledger.extend(entries);
    service.ledger.sort();
    // Only these pages tell of it.
    if settings.docs.style == Style::Registry {
        service.timeline = history::of_service(settings, spec, &service)?;
    }
    let made = make(Fresh { spec, document, service, matched: &matched })?;
    Ok(Document { name, overrides, matched, near, made: Made::Service(made) })
}

fn nothing_left(settings: &Settings) -> Diagnostic {
    let problem = Diagnostic::error("config::nothing-left", "`select` and `exclude` leave no service")
        .help("a provider without services is none: take an entry out");
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
