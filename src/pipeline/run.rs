//! One run: making the files of each document, and of the provider as a whole.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::asked::Asked;
use super::cache::{Cache, CacheRecord, ServiceRecord};
use super::each::{Came, One, Source, hide_source, mapped};
use super::mapped::Mapped;
use crate::api::FileBeside;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Result};
use crate::docs::Pages;
use crate::document::locate;
use crate::document::manifest::parse_with_repeats as manifest_of;
use crate::history::Earlier;
use crate::lint::Repairs;
use crate::output::{Digest, Output};
use crate::pipeline::claim::Claim;
use crate::provider::identity::ProviderSettings;
use crate::provider::ledger::Entry;
use crate::provider::{Service, ServiceOutline};
use crate::settings::{Settings, Spec, SpecLocation};
use crate::{lint, manifest};

/// What is added to the message about a part that is repaired.
const REPAIRED: &str = "; it is written so that StackQL can load the service";

/// A service whose files are staged.
#[derive(Debug)]
struct Rendered {
    mapped: Arc<Mapped>,
    /// The service's files with their digests; none for a service that the run wasn't asked for.
    files: Option<Vec<(String, Digest)>>,
    /// The files that the document's references lead to.
    beside: Vec<FileBeside>,
}

/// The input that the services of a run share.
pub(super) struct Run<'r> {
    pub(super) settings: &'r Settings,
    pub(super) asked: Asked<'r>,
    pub(super) pages: Pages<'r>,
    pub(super) output: Output,
    pub(super) cache: Cache,
}

impl Run<'_> {
    /// Stages the files of the services that `spec` describes. The result of an earlier run for the same
    /// document is reused.
    ///
    /// # Errors
    /// All problems of the document; operations that are left out without a reason; errors of the output.
    pub(super) fn document(&self, spec: &Spec, claim: Claim<'_>) -> Result<Vec<One<Arc<Mapped>>>> {
        let text = spec.read()?;
        let digest = self.cache.is_used().then(|| Cache::document(spec, &text));
        if let Some(known) = digest.map(|digest| self.recalled(spec, digest, claim)).transpose()?.flatten() {
            return Ok(known);
        }
        let mut earlier = Earlier::of(self.settings, spec);
        let made = mapped(self.settings, spec, text, claim, |service, source| {
            self.render(spec, service, source, &mut earlier)
        })?;
        if let Some(document) = digest {
            self.remember(spec, document, &made);
        }
        Ok(made.into_iter().map(|one| one.map(|rendered| rendered.mapped)).collect())
    }

    /// The result of an earlier run for the document of `digest`, if its files are unchanged.
    fn recalled(
        &self,
        spec: &Spec,
        digest: Digest,
        claim: Claim<'_>,
    ) -> Result<Option<Vec<One<Arc<Mapped>>>>> {
        let Some(record) = self.cache.recall(spec, digest) else { return Ok(None) };
        let mut known = Vec::with_capacity(record.services.len());
        for service in &record.services {
            let name = service.name().clone();
            let came = match service {
                ServiceRecord::Dropped(excluded) => Came::Dropped(excluded.clone()),
                _ if !claim.holds(&name) => Came::Twin,
                ServiceRecord::Excluded(excluded) => Came::Excluded(excluded.clone()),
                ServiceRecord::Made { mapped, files } => {
                    if self.asked.has(&name) && !self.output.stage_unchanged(files)? {
                        return Ok(None);
                    }
                    Came::Service(Arc::clone(mapped))
                }
            };
            let (overrides, matched, near) = Default::default();
            known.push(One { name, part_of: record.part_of.clone(), came, overrides, matched, near });
        }
        if let Some(first) = known.first_mut() {
            first.matched.clone_from(&record.matched);
        }
        Ok(Some(known))
    }

    /// Keeps what became of a document for the next run, unless it is the result of a run for some of its services.
    fn remember(&self, spec: &Spec, document: Digest, made: &[One<Rendered>]) {
        let mut record = CacheRecord {
            document,
            part_of: made.first().and_then(|one| one.part_of.clone()),
            beside: Vec::new(),
            matched: made.iter().flat_map(|one| one.matched.iter().cloned()).collect(),
            services: Vec::with_capacity(made.len()),
        };
        for one in made {
            record.services.push(match &one.came {
                Came::Service(Rendered { mapped, files: Some(files), beside }) => {
                    record.beside.clone_from(beside);
                    ServiceRecord::Made { mapped: Arc::clone(mapped), files: files.clone() }
                }
                Came::Excluded(excluded) => ServiceRecord::Excluded(excluded.clone()),
                Came::Dropped(excluded) => ServiceRecord::Dropped(excluded.clone()),
                Came::Service(Rendered { files: None, .. }) | Came::Twin => return,
            });
        }
        // What other files say of a service that is left out isn't known.
        if made.iter().any(|one| matches!(one.came, Came::Service(_))) {
            self.cache.remember(spec, record);
        }
    }

    /// Stages the manifest and the pages of a service.
    fn render(
        &self,
        spec: &Spec,
        mut service: Service,
        source: Option<&Source<'_>>,
        earlier: &mut Earlier<'_>,
    ) -> Result<Rendered> {
        if !self.asked.has(&service.name) {
            let mapped = Arc::new(Mapped::new(spec, service, self.settings));
            return Ok(Rendered { mapped, files: None, beside: Vec::new() });
        }
        let provider = &self.settings.provider;
        let timeline = earlier.timeline(&service)?;
        let is_cached = self.cache.is_used();
        let mut files = Vec::new();
        let mut stage = |(path, text): (String, String)| -> Result<()> {
            let staged = self.output.stage(&path, text.as_bytes())?;
            if is_cached {
                files.push((path, staged.unwrap_or_else(|| Digest::of(text.as_bytes()))));
            }
            Ok(())
        };
        let path = manifest::service_path(provider, &service.name);
        let text = match source {
            Some(source) => self.kept(spec, &mut service, source)?,
            None => {
                let text = manifest::service(provider, &self.settings.manifest, &service)?;
                // A manifest that is there already was looked at when it was written.
                if !self.output.has(&path, text.as_bytes()) {
                    lint::accept(&text, &path)?;
                }
                text
            }
        };
        stage((path, text))?;
        stage(self.pages.service(&service)?)?;
        let of_resources = self.pages.of(&service);
        for resource in &service.resources {
            of_resources.resource(resource, &timeline)?.into_iter().try_for_each(&mut stage)?;
        }
        let beside = std::mem::take(&mut service.api.beside);
        let mapped = Arc::new(Mapped::new(spec, service, self.settings));
        Ok(Rendered { mapped, files: Some(files), beside })
    }

    /// The text of a manifest that is written anew, and the warnings about what is repaired in it.
    fn kept(
        &self,
        spec: &Spec,
        service: &mut Service,
        Source { manifest, text }: &Source<'_>,
    ) -> Result<String> {
        let Settings { provider, manifest: settings, .. } = self.settings;
        let Repairs { repairs, repaired, left } = lint::repairs(&manifest.document, &spec.file);
        if self.settings.is_strict && !repaired.is_empty() {
            let problems = repaired.into_iter().map(as_error).collect();
            return Err(locate::positions(Failure { problems, omitted: 0 }, text, &spec.file));
        }
        let (written, dropped) = manifest::kept(provider, settings, service, &manifest.document, &repairs)?;
        still_loads(service, &written, !dropped.is_empty(), &spec.file)?;
        service.notes.extend(dropped);
        service.notes.extend(manifest.warnings.iter().cloned());
        // The reader has told of some of them.
        let place = |note: &Diagnostic| note.origin.as_ref().map(|origin| origin.pointer.clone());
        let of_reading = service.notes.iter().filter(|note| note.code.starts_with("input::"));
        let known: BTreeSet<Option<String>> = of_reading.map(place).collect();
        let is_new = |note: &Diagnostic| !known.contains(&place(note));
        let mut repaired: Vec<Diagnostic> = repaired.into_iter().filter(is_new).collect();
        for note in &mut repaired {
            note.message.push_str(REPAIRED);
        }
        let mut told = locate::notes(repaired, text, &spec.file);
        // Finding the lines of those that stay takes time, and `lint` tells them.
        told.extend(left.into_iter().filter(is_new));
        if spec.location == SpecLocation::Outside {
            told.iter_mut().for_each(hide_source);
        }
        service.notes.extend(told);
        Ok(written)
    }

    /// Stages the provider's own files; `provider` has what was derived from all services.
    pub(super) fn provider(&self, provider: &ProviderSettings, services: &[&ServiceOutline]) -> Result<()> {
        let manifest = manifest::provider(provider, services)?;
        self.output.stage(&manifest::provider_path(provider), manifest.as_bytes())?;
        for (path, text) in self.pages.provider(provider, services)? {
            self.output.stage(&path, text.as_bytes())?;
        }
        Ok(())
    }
}

fn as_error(problem: Diagnostic) -> Diagnostic {
    Diagnostic { severity: DiagnosticSeverity::Error, ..problem }
}

/// # Errors
/// Something that the configuration leaves out of the manifest `written` is referred to elsewhere in it: StackQL couldn't
/// load it any more. Messages call the document `file`.
fn still_loads(service: &Service, written: &str, is_dropped: bool, file: &str) -> Result<()> {
    let is_excluded = service.ledger.iter().any(|entry| matches!(entry, Entry::Excluded { .. }));
    if !is_excluded && !is_dropped {
        return Ok(());
    }
    let manifest = manifest_of(written, file)?;
    let problems = lint::repairs(&manifest.document, file).repaired;
    let help = "take the entry of `exclude` or `drop_extensions` out that leaves out what it leads to";
    let problems: Vec<Diagnostic> =
        problems.into_iter().map(|problem| as_error(problem).help(help)).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}
