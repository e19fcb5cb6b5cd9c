//! Everything that a trial needs: the registry, the mock, the engine.
//!
//! In: the settings of the provider. Out: a [`Stage`] on which statements are asked, one after the other. It
//! is taken down when it is dropped: the engine ends, and the registry is removed.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;

use super::asked::Asked;
use super::engine::{Engine, EngineSettings};
use super::mock::{Answers, Mock};
use super::one::One;
use super::plan::ServicePlan;
use super::statement;
use crate::diagnostic::{Diagnostic, Result, plain};
use crate::docs::Pages;
use crate::document::manifest::Manifest;
use crate::lint;
use crate::manifest;
use crate::manifest::options::ServerUrl;
use crate::output::{NewFiles, Readers, scratch};
use crate::pipeline::{Each, each_source};
use crate::provider::{Service, ServiceOutline};
use crate::settings::{Settings, Spec};
use crate::threads;

/// The folder of the provider's documents below that of the trial; `src/` is in it.
const PROVIDERS: &str = "providers";

/// How a provider is tried.
#[derive(Debug, Clone)]
pub struct StageSettings {
    /// The program of the engine.
    pub program: PathBuf,
    /// The part of the provider that is tried.
    pub asked: Asked,
    /// The answers of the mock.
    pub answers: Answers,
    /// The longest time for a statement, and for the engine's start.
    pub limit: Duration,
    /// The flag that an interrupt sets.
    pub interrupted: Arc<AtomicBool>,
}

/// A registry, a mock, and an engine that uses both.
#[derive(Debug)]
pub struct Stage {
    // The engine ends before its files are removed: fields are dropped in this order.
    engine: Engine,
    mock: Mock,
    pub(super) plans: Vec<ServicePlan>,
    pub(super) provider: String,
    pub(super) answers: Answers,
    /// The user's statement with values for its placeholders, if it has any.
    filled: Option<String>,
    _registry: NewFiles,
    _folder: TempDir,
}

impl Stage {
    /// Writes a registry of what `settings` give, and starts the mock and the engine.
    ///
    /// # Errors
    /// All problems of the documents and the configuration; names that don't exist; placeholders without a
    /// value; an engine that can't be started.
    pub fn set(settings: &Settings, how: &StageSettings) -> Result<Self> {
        let folder = scratch().map_err(|error| no_folder(&error))?;
        let (server, address) = Mock::bind()?;
        let registry = Mutex::new(NewFiles::default());
        let Made { plans: made, filled } = made(settings, how, &address, folder.path(), &registry)?;
        statement::check(filled.as_deref().or(how.asked.statement()).unwrap_or_default())?;
        let mut registry = registry.into_inner().unwrap_or_default();
        let outlines: Vec<&ServiceOutline> = made.iter().map(|plan| &plan.outline).collect();
        let provider = &settings.provider;
        let text = manifest::provider(provider, &outlines)?;
        write(&mut registry, folder.path(), &manifest::provider_path(provider), &text)?;

        let mut plans = made;
        let operations = plans.iter_mut().map(|plan| {
            // The mock alone needs them from now on.
            (plan.name().to_string(), std::mem::take(&mut plan.operations))
        });
        let mock = Mock::start(server, operations.collect(), how.answers);
        let home = folder.path().join("engine");
        registry.folder(&home)?;
        let engine = EngineSettings {
            program: how.program.clone(),
            registry: folder.path().join(PROVIDERS),
            home,
            provider: provider.name.to_string(),
            limit: how.limit,
            interrupted: Arc::clone(&how.interrupted),
        };
        let engine = Engine::start(engine)?;
        let (provider, answers) = (provider.name.to_string(), how.answers);
        Ok(Self { engine, mock, plans, provider, answers, filled, _registry: registry, _folder: folder })
    }

    /// Asks one statement.
    ///
    /// # Errors
    /// The user interrupted the run; an engine that can't be started anew after a crash.
    pub fn ask(&mut self, sql: &str) -> Result<One> {
        self.ask_for(sql, None)
    }

    /// As [`Stage::ask`], for the user's statement: its placeholders have values.
    ///
    /// # Errors
    /// As [`Stage::ask`].
    pub fn ask_own(&mut self, sql: &str) -> Result<One> {
        let filled = self.filled.clone();
        let one = self.ask(filled.as_deref().unwrap_or(sql))?;
        Ok(One { filled, ..one })
    }

    /// As [`Stage::ask`], for a statement that should call the operation `current`: its service and place.
    pub(super) fn ask_for(&mut self, sql: &str, current: Option<(&str, usize)>) -> Result<One> {
        self.mock.begin(current);
        let answer = self.engine.ask(sql)?;
        Ok(One { filled: None, answer, requests: self.mock.received() })
    }

    /// The number of services that are tried.
    #[must_use]
    pub fn services(&self) -> usize {
        self.plans.len()
    }

    /// How often the engine was started anew.
    #[must_use]
    pub const fn restarts(&self) -> usize {
        self.engine.restarts()
    }
}

/// What the documents of a provider give.
struct Made {
    /// The plans of the services that are asked for.
    plans: Vec<ServicePlan>,
    /// The user's statement with values for its placeholders, if it has any.
    filled: Option<String>,
}

/// Maps the documents, writes the manifests of the services that are asked for, and plans their trial.
fn made(
    settings: &Settings,
    how: &StageSettings,
    address: &str,
    folder: &Path,
    registry: &Mutex<NewFiles>,
) -> Result<Made> {
    let address = ServerUrl::new(&format!("{address}/{{service}}"))
        .map_err(|error| Diagnostic::error("try::address", format!("{address}: {error}")))?;
    let mut manifests = settings.manifest.clone();
    manifests.server_url = Some(address);
    let pages = Pages::new(&settings.provider, &settings.docs)?;
    let make = |spec: &Spec, service: Service, tree: Option<&Manifest<'_>>| {
        let names: Vec<String> = service.resources.iter().map(|resource| resource.name.to_string()).collect();
        let plan = if how.asked.has_service(&service.name) {
            let text = match tree {
                Some(tree) => {
                    let repairs = lint::repairs(&tree.document, &spec.file).repairs;
                    manifest::kept(&settings.provider, &manifests, &service, &tree.document, &repairs)?.0
                }
                None => manifest::service(&settings.provider, &manifests, &service)?,
            };
            let path = manifest::service_path(&settings.provider, &service.name);
            write(&mut threads::lock(registry), folder, &path, &text)?;
            let is_asked = |resource: &_| how.asked.has_resource(&service.name, resource);
            let provider = settings.provider.name.as_str();
            let filled = how.asked.statement().and_then(|sql| statement::filled(provider, &service, sql));
            Some((ServicePlan::new(&pages, &service, is_asked), filled))
        } else {
            None
        };
        Ok(((service.name, names), plan))
    };
    let Each { made, excluded, .. } = each_source(settings, make)?;
    let (names, plans): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    how.asked.check(settings.provider.name.as_str(), &names, &excluded)?;
    let (plans, filled): (Vec<_>, Vec<_>) = plans.into_iter().flatten().unzip();
    Ok(Made { plans, filled: filled.into_iter().flatten().next() })
}

/// Writes a file of the registry.
fn write(registry: &mut NewFiles, folder: &Path, path: &str, text: &str) -> Result<()> {
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        registry.folder(parent)?;
    }
    registry.file(path, text.as_bytes(), Readers::Owner)
}

fn no_folder(error: &std::io::Error) -> Diagnostic {
    let message = format!("there is no place for temporary files: {}", plain(error));
    Diagnostic::error("try::no-folder", message).help("make room, or name another folder in TMPDIR")
}
