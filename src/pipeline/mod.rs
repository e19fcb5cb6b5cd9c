//! The whole story on one screen: documents in, a provider's files out.

pub mod cache;
mod each;
pub mod fingerprint;
pub(crate) mod mapped;
pub mod report;

use std::sync::atomic::AtomicBool;

pub use each::{Each, ExcludedService, Fresh, Known, Owns, Progress, Recall, each_fresh, each_service};

use crate::diagnostic::{Diagnostic, Failure, Result, Severity};
use crate::docs::Pages;
use crate::mapping::lock::{Lock, LockChanges};
use crate::names::ServiceName;
use crate::output::{Area, Digest, Output, Report, State};
use crate::pipeline::cache::{Cache, Record};
use crate::pipeline::mapped::Mapped;
use crate::provider::ledger::Entry;
use crate::provider::{Counts, Service, ServiceOutline};
use crate::settings::{Settings, Spec};
use crate::{docs, manifest};

/// What a run made.
#[derive(Debug)]
pub struct Generated {
    /// The services that were asked for, by name.
    pub services: Vec<Mapped>,
    /// The services that the configuration leaves out, by name; none where services were asked for.
    pub excluded: Vec<ExcludedService>,
    /// What became of the files.
    pub report: Report,
    /// How the lock file differs from the names that came out; none where there is no lock file.
    pub lock: Option<LockChanges>,
}

/// How far a run is.
pub type Event<'e> = Progress<'e, Mapped>;

/// What a run by `settings` writes to: the provider's manifests and its pages, in the output folder.
///
/// # Errors
/// As [`Settings::checked_out`].
pub fn area(settings: &Settings, state: State) -> Result<Area> {
    let folders = vec![manifest::folder(&settings.provider), docs::folder(&settings.provider)];
    let root = settings.checked_out()?.to_path_buf();
    Ok(Area { root, folders, files: Vec::new(), inputs: settings.inputs(), state })
}

/// Renders manifests and pages into `output`, whose area is that of `settings` ([`area`]): those of the
/// services that `selection` names (all, where it names none), and those of the provider. What `cache` knows
/// isn't made again. `watch` is told how far the run is.
///
/// # Errors
/// All problems of the documents and the configuration; operations that nothing says are to be left out;
/// those of the output. Nothing is written then.
pub fn generate(
    settings: &Settings,
    selection: &[String],
    output: Output,
    cache: Cache,
    interrupted: &AtomicBool,
    watch: impl Fn(Event<'_>) + Sync,
) -> Result<Generated> {
    let pages = Pages::new(&settings.provider, &settings.docs)?;
    let run = Run { settings, selection, pages, output, cache };
    let Each { made: mut services, excluded } = each_service(
        settings,
        |spec, text, owns| run.recall(spec, text, owns),
        |fresh| run.render(fresh),
        watch,
    )?;
    let outlines: Vec<ServiceOutline> = services.iter().map(|service| service.outline.clone()).collect();
    check_selection(selection, &outlines, &excluded)?;
    run.render_provider(&outlines)?;

    let report = run.output.commit(|path| owns(settings, selection, path), interrupted)?;
    run.cache.save(&settings.specs);
    let names = Lock::join(services.iter_mut().map(|service| std::mem::take(&mut service.names)));
    let lock = settings.lock.as_ref().map(|lock| lock.changes(&names));
    services.retain(|service| is_selected(selection, &service.outline.name));
    // Who names services doesn't ask for those that are left out.
    let excluded = if selection.is_empty() { excluded } else { Vec::new() };
    Ok(Generated { services, excluded, report, lock })
}

/// What the services of a run have in common.
struct Run<'r> {
    settings: &'r Settings,
    selection: &'r [String],
    pages: Pages<'r>,
    output: Output,
    cache: Cache,
}

impl Run<'_> {
    /// What an earlier run made of the document `text`, where document and files are still as they were.
    fn recall(&self, spec: &Spec, text: &str, owns: Owns<'_>) -> Result<Recall<Mapped>> {
        if !self.cache.is_used() {
            return Ok(Recall::Unknown(None));
        }
        let document = Cache::document(spec, text);
        let Some(record) = self.cache.recall(spec, document) else {
            return Ok(Recall::Unknown(Some(document)));
        };
        let name = record.mapped.outline.name.clone();
        if owns(&name) && is_selected(self.selection, &name) && !self.output.stage_unchanged(&record.files)? {
            return Ok(Recall::Unknown(Some(document)));
        }
        Ok(Recall::Known(Known { name, matched: record.matched.clone(), made: record.mapped.clone() }))
    }

    /// Stages the manifest and the pages of a service.
    fn render(&self, Fresh { spec, document, service, matched }: Fresh<'_>) -> Result<Mapped> {
        nothing_is_lost(&service)?;
        if !is_selected(self.selection, &service.name) {
            return Ok(Mapped::new(spec, service, self.settings));
        }
        let provider = &self.settings.provider;
        let mut files = Vec::new();
        let mut stage = |(path, text): (String, String)| -> Result<()> {
            let digest = self.output.stage(&path, text.as_bytes())?;
            if document.is_some() {
                files.push((path, digest.unwrap_or_else(|| Digest::of(text.as_bytes()))));
            }
            Ok(())
        };
        stage((manifest::service_path(provider, &service.name), manifest::service(provider, &service)?))?;
        stage(self.pages.service(&service)?)?;
        for resource in &service.resources {
            self.pages.resource(&service, resource)?.into_iter().try_for_each(&mut stage)?;
        }
        let mapped = Mapped::new(spec, service, self.settings);
        if let Some(document) = document {
            let record = Record { document, matched: matched.clone(), files, mapped: mapped.clone() };
            self.cache.remember(spec, record);
        }
        Ok(mapped)
    }

    /// Stages what the provider has beside its services.
    fn render_provider(&self, services: &[ServiceOutline]) -> Result<()> {
        let provider = &self.settings.provider;
        let manifest = manifest::provider(provider, services)?;
        self.output.stage(&manifest::provider_path(provider), manifest.as_bytes())?;
        for (path, text) in self.pages.provider(services)? {
            self.output.stage(&path, text.as_bytes())?;
        }
        Ok(())
    }
}

/// The names of all services as they are now: what a lock file should hold.
///
/// # Errors
/// All problems of the documents and the configuration.
pub fn names(settings: &Settings) -> Result<Lock> {
    let pin = |fresh: Fresh<'_>| {
        nothing_is_lost(&fresh.service)?;
        Ok(Lock::of(&fresh.service))
    };
    Ok(Lock::join(each_fresh(settings, pin)?.made))
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

    /// The entries of all services, those that are left out among them, each with its service.
    pub fn ledger(&self) -> impl Iterator<Item = (&str, &Entry)> {
        let mapped = self.services.iter().map(|service| (service.outline.name.as_str(), &service.ledger));
        let excluded = self.excluded.iter().map(|service| (service.name.as_str(), &service.ledger));
        mapped.chain(excluded).flat_map(|(name, ledger)| ledger.iter().map(move |entry| (name, entry)))
    }
}

/// # Errors
/// All operations of `service` that are in no resource: whoever wants that has to say so.
fn nothing_is_lost(service: &Service) -> Result<()> {
    let error = |warning: Diagnostic| Diagnostic { severity: Severity::Error, ..warning };
    let problems: Vec<Diagnostic> = service.left_out().into_iter().map(error).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}

/// Whether the service `name` was asked for: all are where `selection` names none.
fn is_selected(selection: &[String], name: &ServiceName) -> bool {
    selection.is_empty() || selection.iter().any(|wanted| wanted == name.as_str())
}

/// Whether a run for `selection` is responsible for the file at `path`.
fn owns(settings: &Settings, selection: &[String], path: &str) -> bool {
    let belongs = |name: &String| {
        let manifest = ServiceName::new(name).map(|name| manifest::service_path(&settings.provider, &name));
        path.starts_with(&docs::service_folder(&settings.provider, &settings.docs, name))
            || manifest.is_ok_and(|manifest| manifest == path)
    };
    selection.is_empty() || selection.iter().any(belongs)
}

fn check_selection(
    selection: &[String],
    services: &[ServiceOutline],
    excluded: &[ExcludedService],
) -> Result<()> {
    let names = || services.iter().map(|service| service.name.as_str());
    let unknown = selection.iter().filter(|wanted| names().all(|name| name != wanted.as_str()));
    let problem = |wanted: &String| {
        if let Some(service) = excluded.iter().find(|service| service.name.as_str() == wanted) {
            return service.asked_for();
        }
        let problem = Diagnostic::unknown_name("service", wanted, "the provider", names());
        match wanted.rsplit_once('.') {
            Some((_, last)) if names().any(|name| name == last) => problem.help(format!("write `{last}`")),
            _ if wanted.contains(['*', '?']) => {
                problem.help("services are named one by one here; `select` in provgen.yaml takes globs")
            }
            _ => problem,
        }
    };
    let problems: Vec<Diagnostic> = unknown.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}
