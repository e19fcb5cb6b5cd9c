//! The whole story on one screen: documents in, a provider's files out.

mod each;

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

pub use each::{Each, ExcludedService, Fresh, Known, Progress, Recall, each_service};

use crate::cache::{Cache, Record};
use crate::diagnostic::{Diagnostic, Failure, Result, Severity};
use crate::docs::Pages;
use crate::mapping::ledger::Entry;
use crate::mapping::lock::{Lock, LockChanges};
use crate::names::ServiceName;
use crate::output::{Output, Report};
use crate::provider::{Counts, Service, ServiceOutline};
use crate::settings::{Settings, Spec};
use crate::{docs, manifest};

/// What a run made.
#[derive(Debug)]
pub struct Generated {
    /// The services that were asked for, by name.
    pub services: Vec<Mapped>,
    /// Those of the documents that the configuration leaves out, by name.
    pub excluded: Vec<ExcludedService>,
    /// What became of the files.
    pub report: Report,
    /// How the lock file differs from the names that came out; none where there is no lock file.
    pub lock: Option<LockChanges>,
}

/// What is known of a service when its files are staged and the rest of it is gone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mapped {
    /// What the provider's own files say of it.
    pub outline: ServiceOutline,
    /// Its document as the user named it.
    pub document: String,
    /// Operations that it was mapped from.
    pub operations: usize,
    /// What became of the operations that the plain rules don't settle.
    pub ledger: Vec<Entry>,
    /// The warnings that tell of these.
    pub ledger_warnings: Vec<Diagnostic>,
    /// All other warnings.
    pub notes: Vec<Diagnostic>,
    /// Its names, where there is a lock file.
    names: Lock,
}

/// How far a run is.
pub type Event<'e> = Progress<'e, Mapped>;

/// Renders manifests and pages into `output`: those of the services that `selection` names (all, where it names none),
/// and those of the provider. What `cache` knows isn't made again. `watch` is told how far the run is.
///
/// # Errors
/// All problems of the documents and the configuration; operations that nothing says are to be left out; those of the
/// output. Nothing is written then.
pub fn generate(
    settings: &Settings,
    selection: &[String],
    output: Output,
    cache: Cache,
    interrupted: &AtomicBool,
    watch: impl Fn(Event<'_>) + Sync,
) -> Result<Generated> {
    let provider = &settings.provider;
    let pages = Pages::new(provider, &settings.docs)?;
    let is_selected = |name: &str| selection.is_empty() || selection.iter().any(|wanted| wanted == name);

    let know = |spec: &Spec, text: &str| {
        if !cache.is_used() {
            return Ok(Recall::Unknown(None));
        }
        let document = Cache::document(spec, text);
        let Some(record) = cache.recall(spec, document) else { return Ok(Recall::Unknown(Some(document))) };
        let name = record.mapped.outline.name.clone();
        if is_selected(name.as_str()) && !output.stage_unchanged(&record.files)? {
            return Ok(Recall::Unknown(Some(document)));
        }
        Ok(Recall::Known(Known { name, matched: record.matched.clone(), made: record.mapped.clone() }))
    };
    let make = |Fresh { spec, document, service, matched }: Fresh<'_>| {
        nothing_is_lost(&service)?;
        if !is_selected(service.name.as_str()) {
            return Ok(Mapped::new(spec, service, settings));
        }
        let mut files = Vec::new();
        let mut stage = |path: String, text: &str| -> Result<()> {
            let digest = output.stage(&path, text.as_bytes())?;
            files.push((path, digest));
            Ok(())
        };
        stage(manifest::service_path(provider, &service.name), &manifest::service(provider, &service)?)?;
        let (path, text) = pages.service(&service)?;
        stage(path, &text)?;
        for resource in &service.resources {
            let (path, text) = pages.resource(&service, resource)?;
            stage(path, &text)?;
        }
        let mapped = Mapped::new(spec, service, settings);
        if let Some(document) = document {
            cache
                .remember(spec, Record { document, matched: matched.clone(), files, mapped: mapped.clone() });
        }
        Ok(mapped)
    };
    let Each { made: mut services, excluded } = each_service(settings, know, make, watch)?;
    let outlines: Vec<ServiceOutline> = services.iter().map(|service| service.outline.clone()).collect();
    check_selection(selection, &outlines, &excluded)?;

    output.stage(&manifest::provider_path(provider), manifest::provider(provider, &outlines)?.as_bytes())?;
    let (path, text) = pages.provider(&outlines)?;
    output.stage(&path, text.as_bytes())?;

    let owned =
        |path: &str| selection.is_empty() || selection.iter().any(|name| belongs(settings, name, path));
    let report = output.commit(owned, interrupted)?;
    cache.save(&settings.specs);
    let names = Lock::join(services.iter_mut().map(|service| std::mem::take(&mut service.names)));
    let lock = settings.lock.as_ref().map(|lock| lock.changes(&names));
    services.retain(|service| is_selected(service.outline.name.as_str()));
    Ok(Generated { services, excluded, report, lock })
}

/// The names of all services as they are now: what a lock file should hold.
///
/// # Errors
/// All problems of the documents and the configuration.
pub fn names(settings: &Settings) -> Result<Lock> {
    let know = |_: &Spec, _: &str| Ok(Recall::Unknown(None));
    let pin = |fresh: Fresh<'_>| Ok(Lock::of(&fresh.service));
    Ok(Lock::join(each_service(settings, know, pin, |_| {})?.made))
}

impl Generated {
    /// How many there are of everything.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for service in &self.services {
            counts.add(&service.outline.counts);
        }
        counts
    }
}

impl Mapped {
    /// All warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.notes.iter().chain(&self.ledger_warnings)
    }

    fn new(spec: &Spec, service: Service, settings: &Settings) -> Self {
        Self {
            names: settings.lock.as_ref().map_or_else(Lock::default, |_| Lock::of(&service)),
            outline: service.outline(),
            document: spec.file.clone(),
            operations: service.api.operations.len(),
            ledger_warnings: service.ledger_warnings(),
            ledger: service.ledger,
            notes: service.notes,
        }
    }
}

/// # Errors
/// All operations of `service` that are in no resource: whoever wants that has to say so.
fn nothing_is_lost(service: &Service) -> Result<()> {
    let is_left_out = |entry: &&Entry| matches!(entry, Entry::LeftOut { .. });
    let lost = service.ledger.iter().filter(is_left_out).filter_map(|entry| entry.warning(&service.api));
    let problems: Vec<Diagnostic> =
        lost.map(|warning| Diagnostic { severity: Severity::Error, ..warning }).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}

/// Whether the file at `path` is one of the service `name`.
fn belongs(settings: &Settings, name: &str, path: &str) -> bool {
    let pages = docs::service_folder(&settings.provider, name);
    let manifest = ServiceName::new(name).map(|name| manifest::service_path(&settings.provider, &name));
    path.starts_with(&pages) || manifest.is_ok_and(|manifest| manifest == path)
}

fn check_selection(
    selection: &[String],
    services: &[ServiceOutline],
    excluded: &[ExcludedService],
) -> Result<()> {
    let names = || services.iter().map(|service| service.name.as_str());
    let unknown = selection.iter().filter(|wanted| names().all(|name| name != wanted.as_str()));
    let problem = |wanted: &String| match excluded.iter().find(|service| service.name.as_str() == wanted) {
        Some(service) => Diagnostic::error(
            "cli::excluded",
            format!("the configuration leaves `{wanted}` out: {}", service.reason),
        )
        .help("`select` and `exclude` of provgen.yaml say what is generated"),
        None => Diagnostic::unknown_name("service", wanted, "the provider", names()),
    };
    let problems: Vec<Diagnostic> = unknown.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}
