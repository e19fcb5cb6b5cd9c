//! Each document of a provider: read, selected from, mapped, and handed on.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::mapping::UnmatchedOverride;
use crate::mapping::selection::Part;
use crate::names::{OperationId, ServiceName};
use crate::output::Digest;
use crate::provider::Service;
use crate::settings::{Settings, Spec};
use crate::{input, mapping};

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
    /// Its operations, by id.
    pub operations: Vec<OperationId>,
    /// In the words of the configuration.
    pub reason: String,
}

/// How far a run over the documents is. Events come from several threads, in the order in which things happen.
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
    made: std::result::Result<T, ExcludedService>,
}

/// Reads and maps each document, hands the service to `make`, and returns what that makes of them, by service. A document
/// whose text `know` knows isn't mapped.
///
/// A service is dropped before the next one of its thread is read, so that memory follows the largest, not the sum.
///
/// # Errors
/// The problems of all documents together; two documents for one service; parts of the configuration that match
/// nothing; those of `know` and `make`.
pub fn each_service<T: Send>(
    settings: &Settings,
    know: impl Fn(&Spec, &str) -> Result<Recall<T>> + Sync,
    make: impl Fn(Fresh<'_>) -> Result<T> + Sync,
    watch: impl Fn(Progress<'_, T>) + Sync,
) -> Result<Each<T>> {
    let one = |(index, spec): (usize, &Spec)| {
        watch(Progress::Begin { index, document: &spec.file });
        let document = read(settings, spec, &know, &make);
        let made = document.as_ref().ok().and_then(|document| document.made.as_ref().ok());
        watch(Progress::End { index, document: &spec.file, made });
        document
    };
    let results: Vec<Result<Document<T>>> = settings.specs.par_iter().enumerate().map(one).collect();

    let mut failures = Vec::new();
    let mut matched = BTreeSet::new();
    let mut unmatched = Vec::new();
    let mut services: BTreeMap<String, (&Spec, std::result::Result<T, ExcludedService>)> = BTreeMap::new();
    for (spec, result) in settings.specs.iter().zip(results) {
        match result {
            Err(failure) => failures.push(failure),
            Ok(document) => {
                // Names that differ in case alone would be one folder on some systems.
                let key = document.name.as_str().to_ascii_lowercase();
                if let Some((other, _)) = services.get(&key) {
                    failures.push(two_documents(&document.name, other, spec).into());
                } else {
                    unmatched.push((document.name, document.overrides));
                    matched.extend(document.matched);
                    services.insert(key, (spec, document.made));
                }
            }
        }
    }
    // What a broken document would have matched isn't known.
    if failures.is_empty() {
        failures.extend(settings.unmatched(&unmatched, &matched));
    }
    if !failures.is_empty() {
        return Err(Failure::join(failures));
    }
    let mut each = Each { made: Vec::new(), excluded: Vec::new() };
    for (_, made) in services.into_values() {
        match made {
            Ok(value) => each.made.push(value),
            Err(excluded) => each.excluded.push(excluded),
        }
    }
    Ok(each)
}

/// One document.
fn read<T>(
    settings: &Settings,
    spec: &Spec,
    know: &impl Fn(&Spec, &str) -> Result<Recall<T>>,
    make: &impl Fn(Fresh<'_>) -> Result<T>,
) -> Result<Document<T>> {
    let text = input::read(&spec.path, &spec.file)?;
    let document = match know(spec, &text)? {
        Recall::Known(Known { name, matched, made }) => {
            return Ok(Document { name, overrides: Vec::new(), matched, made: Ok(made) });
        }
        Recall::Unknown(document) => document,
    };
    let mut api = input::parse(&text, &spec.file, input::stem(&spec.path))?;
    // The mapping works on the API; the text would only take room meanwhile.
    drop(text);
    let located = |failure| input::locate_in(&spec.path, &spec.file, failure);
    let name = mapping::service_name(&api, spec.service.as_ref()).map_err(located)?;
    let selected = settings.selection.apply(&mut api, &name);
    let entries = match selected.part {
        Part::Operations(entries) => entries,
        Part::Nothing(reason) => {
            let file = spec.file.clone();
            let operations = api.operations.into_iter().map(|operation| operation.id).collect();
            let excluded = ExcludedService { name: name.clone(), document: file, operations, reason };
            let matched = selected.matched;
            return Ok(Document { name, overrides: Vec::new(), matched, made: Err(excluded) });
        }
    };
    let mut rules = settings.rules_for(&name);
    rules.leave_out(&entries);
    let overrides = mapping::unmatched_overrides(&api, &rules, &entries);
    let mut service = mapping::apply(api, name.clone(), &rules).map_err(located)?;
    service.ledger.extend(entries);
    service.ledger.sort();
    let matched = selected.matched;
    let made = make(Fresh { spec, document, service, matched: &matched })?;
    Ok(Document { name, overrides, matched, made: Ok(made) })
}

fn two_documents(name: &ServiceName, first: &Spec, second: &Spec) -> Diagnostic {
    Diagnostic::error("config::two-documents", format!("two documents describe the service `{name}`"))
        .help(format!(
            "{} does too; name one of them in provgen.yaml: `services: {{ another_name: {{ spec: {} }} }}`",
            first.file, second.file
        ))
        .at(&second.file, "")
}
