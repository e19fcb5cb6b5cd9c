//! The whole story on one screen: documents in, a provider's files out.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::docs::Pages;
use crate::mapping::UnmatchedOverride;
use crate::mapping::lock::{Lock, LockChanges};
use crate::names::ServiceName;
use crate::output::{Output, Report};
use crate::provider::{Service, ServiceOutline};
use crate::settings::{Settings, Spec};
use crate::{docs, input, manifest, mapping};

/// What a run made.
#[derive(Debug)]
pub struct Generated {
    /// The services that were asked for, by name.
    pub services: Vec<ServiceOutline>,
    /// What is worth knowing of their mapping.
    pub notes: Vec<Diagnostic>,
    /// What became of the files.
    pub report: Report,
    /// How the lock file differs from the names that came out; none where there is no lock file.
    pub lock: Option<LockChanges>,
}

/// Renders manifests and pages into `output`: those of the services that `selection` names (all, where it names none),
/// and those of the provider.
///
/// # Errors
/// All problems of the documents and the configuration; of the output. Nothing is written then.
pub fn generate(
    settings: &Settings,
    selection: &[String],
    output: Output,
    interrupted: &AtomicBool,
) -> Result<Generated> {
    let provider = &settings.provider;
    let pages = Pages::new(provider, &settings.docs)?;
    let is_selected = |name: &str| selection.is_empty() || selection.iter().any(|wanted| wanted == name);

    let services = each_service(settings, |service| {
        if is_selected(service.name.as_str()) {
            output.stage(
                &manifest::service_path(provider, &service.name),
                manifest::service(provider, &service)?.as_bytes(),
            )?;
            let (path, text) = pages.service(&service)?;
            output.stage(&path, text.as_bytes())?;
            for resource in &service.resources {
                let (path, text) = pages.resource(&service, resource)?;
                output.stage(&path, text.as_bytes())?;
            }
        }
        let outline = service.outline();
        let mut names = Lock::default();
        if settings.lock.is_some() {
            names.pin(&service);
        }
        let notes = if is_selected(service.name.as_str()) { service.notes } else { Vec::new() };
        Ok((outline, (notes, names)))
    })?;
    let (mut outlines, mut notes, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (outline, (of_service, pinned)) in services {
        outlines.push(outline);
        notes.extend(of_service);
        names.push(pinned);
    }
    let services = outlines;
    check_selection(selection, &services)?;

    output.stage(&manifest::provider_path(provider), manifest::provider(provider, &services)?.as_bytes())?;
    let (path, text) = pages.provider(&services)?;
    output.stage(&path, text.as_bytes())?;

    let owned =
        |path: &str| selection.is_empty() || selection.iter().any(|name| belongs(settings, name, path));
    let report = output.commit(owned, interrupted)?;
    let asked_for = services.into_iter().filter(|service| is_selected(service.name.as_str())).collect();
    let lock = settings.lock.as_ref().map(|lock| lock.changes(&Lock::join(names)));
    Ok(Generated { services: asked_for, notes, report, lock })
}

/// The names of all services as they are now: what a lock file should hold.
///
/// # Errors
/// All problems of the documents and the configuration.
pub fn names(settings: &Settings) -> Result<Lock> {
    let locks = each_service(settings, |service| {
        let mut lock = Lock::default();
        lock.pin(&service);
        Ok(lock)
    })?;
    Ok(Lock::join(locks))
}

/// Whether the file at `path` is one of the service `name`.
fn belongs(settings: &Settings, name: &str, path: &str) -> bool {
    let pages = docs::service_folder(&settings.provider, name);
    let manifest = ServiceName::new(name).map(|name| manifest::service_path(&settings.provider, &name));
    path.starts_with(&pages) || manifest.is_ok_and(|manifest| manifest == path)
}

fn check_selection(selection: &[String], services: &[ServiceOutline]) -> Result<()> {
    let names = || services.iter().map(|service| service.name.as_str());
    let unknown = selection.iter().filter(|wanted| names().all(|name| name != wanted.as_str()));
    let problems: Vec<Diagnostic> =
        unknown.map(|wanted| Diagnostic::unknown_name("service", wanted, "the provider", names())).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}

/// Reads and maps each document, hands the service to `then`, and returns what that makes of them, by service.
///
/// A service is dropped before the next one of its thread is read, so that memory follows the largest, not the sum.
///
/// # Errors
/// The problems of all documents together; two documents for one service; parts of the configuration that match
/// nothing; those of `then`.
pub fn each_service<T: Send>(
    settings: &Settings,
    then: impl Fn(Service) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let one = |spec: &Spec| -> Result<(ServiceName, Vec<UnmatchedOverride>, T)> {
        let api = input::load(&spec.path, &spec.file)?;
        let located = |failure| input::locate_in(&spec.path, &spec.file, failure);
        let name = mapping::service_name(&api, spec.service.as_ref()).map_err(located)?;
        let rules = settings.rules_for(&name);
        let unmatched = mapping::unmatched_overrides(&api, &rules);
        let service = mapping::apply(api, name.clone(), &rules).map_err(located)?;
        Ok((name, unmatched, then(service)?))
    };
    let results: Vec<Result<_>> = settings.specs.par_iter().map(one).collect();

    let mut failures = Vec::new();
    let mut unmatched = Vec::new();
    let mut made: BTreeMap<String, (&Spec, T)> = BTreeMap::new();
    for (spec, result) in settings.specs.iter().zip(results) {
        match result {
            Err(failure) => failures.push(failure),
            Ok((name, overrides, value)) => {
                // Names that differ in case alone would be one folder on some systems.
                let key = name.as_str().to_ascii_lowercase();
                if let Some((other, _)) = made.get(&key) {
                    failures.push(two_documents(&name, other, spec).into());
                } else {
                    unmatched.push((name, overrides));
                    made.insert(key, (spec, value));
                }
            }
        }
    }
    // What a broken document would have matched isn't known.
    if failures.is_empty() {
        failures.extend(settings.unmatched(&unmatched));
    }
    if failures.is_empty() {
        Ok(made.into_values().map(|(_, value)| value).collect())
    } else {
        Err(Failure::join(failures))
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
