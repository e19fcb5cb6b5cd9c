//! The pipeline on one screen: documents in, a provider's files out.
//!
//! ```text
//! each.rs: each document ─► run.rs ─┬─ known to cache.rs ─► as it was
//!                                   └─ load ─► history ─► manifest, pages ─► staged ─► committed together
//! ```

mod asked;
pub mod cache;
mod claim;
mod each;
mod excluded;
pub mod fingerprint;
mod generated;
pub mod mapped;
mod overlays;
mod pinned;
pub mod report;
mod run;
mod surveyed;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use asked::Asked;
use cache::Cache;
use each::each_document;
use mapped::Mapped;
use run::Run;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Result};
use crate::docs::{self, Pages};
use crate::mapping::pins::Mapping;
use crate::needs::auth::DerivedAuth;
use crate::provider::ServiceOutline;
use crate::settings::Settings;
use crate::{lint, manifest};

pub use crate::output::{Area, Lines, Mode, Output, OutputReport, State};
pub use crate::pipeline::excluded::ExcludedService;
pub use each::{Each, Progress, each_service, each_source};
pub use generated::Generated;
pub use surveyed::survey;

/// The progress of a run.
pub type GenerateEvent<'e> = Progress<'e, Arc<Mapped>>;

/// The area of a run by `settings`: the provider's manifests and pages, in the output folder.
///
/// # Errors
/// As [`Settings::checked_out`].
pub fn area(settings: &Settings, state: State) -> Result<Area> {
    let folders = vec![manifest::folder(&settings.provider), docs::folder(&settings.provider)];
    let root = settings.checked_out()?.to_path_buf();
    Ok(Area { root, folders, files: Vec::new(), inputs: settings.inputs(), state })
}

/// Renders manifests and pages into `output`, whose area is that of `settings` ([`area`]): those of the
/// services that `selection` names (all, if it names none), and those of the provider. Services that `cache`
/// knows aren't made again. `watch` is called with the progress.
///
/// # Errors
/// All problems of the documents and the configuration, credentials of an unknown kind among them; operations that are left
/// out without a reason; errors of the output. Nothing is written in these cases.
pub fn generate(
    settings: &Settings,
    selection: &[String],
    output: Output,
    cache: Cache,
    interrupted: &AtomicBool,
    watch: impl Fn(GenerateEvent<'_>) + Sync,
) -> Result<Generated> {
    let credentials = credentials(settings)?;
    let pages = Pages::new(&settings.provider, &settings.docs)?;
    let asked = Asked { services: selection };
    let run = Run { settings, asked, pages, output, cache };
    let Each { made: services, excluded, mut notes } =
        each_document(settings, |spec, claim| run.document(spec, claim), watch)?;

    let outlines: Vec<&ServiceOutline> = services.iter().map(|service| &service.outline).collect();
    asked.check(&outlines, &excluded)?;
    let auth = DerivedAuth::of(&settings.provider, services.iter().map(|service| service.auth.as_ref()));
    run.provider(&auth.set(&settings.provider), &outlines)?;
    let report = run.output.commit(|path| asked.owns(settings, path), interrupted)?;
    run.cache.save(&settings.specs);

    // The cache, which shared them, has gone.
    let mut services: Vec<Mapped> = services.into_iter().map(Arc::unwrap_or_clone).collect();
    overlays::settle(&mut services, settings);

    let names = Mapping::join(services.iter_mut().map(|service| std::mem::take(&mut service.names)));
    let known = names.services.keys().chain(excluded.iter().map(|service| &service.name)).collect();
    notes.extend(pinned::warnings(settings, &known, &mut services));
    let unsettled = settings.pinned().map(|file| file.changes(&names.with_doubts_of(file)).unsettled(file));
    services.retain(|service| asked.has(&service.outline.name));
    // A user who names services doesn't ask for those that are left out.
    let excluded = if selection.is_empty() { excluded } else { Vec::new() };
    notes.extend(auth.notes);
    notes.extend(credentials);
    Ok(Generated { services, excluded, report, notes, unsettled })
}

/// The warnings about `provider.config.auth`.
///
/// # Errors
/// A kind of credentials that StackQL doesn't know: no statement of the provider would run.
fn credentials(settings: &Settings) -> Result<Vec<Diagnostic>> {
    let told = settings.written().map(|(file, text)| lint::of_configuration(text, file)).unwrap_or_default();
    let (problems, warnings): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|told| told.severity == DiagnosticSeverity::Error);
    if problems.is_empty() { Ok(warnings) } else { Err(Failure { problems, omitted: 0 }) }
}

/// The current names of all services, for `mapping.yaml`, and the warnings about files that are parts of others.
///
/// # Errors
/// All problems of the documents and the configuration.
pub fn names(settings: &Settings) -> Result<(Mapping, Vec<Diagnostic>)> {
    let Each { made, notes, .. } =
        each_service(settings, |_, service| Ok(Mapping::of(&service, settings.pinned())))?;
    Ok((Mapping::join(made), notes))
}
