//! The parts that commands share: how they end, how much they print, how they find their input.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;

use crate::cli::config::load;
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::names::ProviderName;
use crate::output::State;
use crate::package::version_below;
use crate::settings::{OutBound, Settings, from_folder};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is as it should be.
    Clean,
    /// The command worked and found something: stale output, a package with problems.
    Findings,
    /// The command failed: bad arguments, bad input, I/O.
    Failed,
}

impl Outcome {
    /// The exit code of the process; every command uses the same ones.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

/// How much to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

/// A pool of `jobs` threads, or of one thread a core if `jobs` is none. Each stack holds the deepest document
/// that provgen reads.
pub(super) fn pool(jobs: Option<usize>) -> Result<rayon::ThreadPool> {
    const STACK_BYTES: usize = 16 << 20;
    rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).stack_size(STACK_BYTES).build().map_err(
        |error| {
            Failure::from(
                Diagnostic::error("cli::threads", format!("can't start threads: {error}"))
                    .help("try --jobs 1"),
            )
        },
    )
}

/// How a command reports progress and results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EventFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

pub(super) fn jobs(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1024) => Ok(count),
        _ => Err("expected a number from 1 to 1024".into()),
    }
}

/// The settings from the configuration `config`, or from the documents `spec` of `provider`.
pub(super) fn settings(
    config: Option<&Path>,
    spec: &[PathBuf],
    provider: Option<&str>,
    out: Option<PathBuf>,
    env: &Env,
) -> Result<Settings> {
    if spec.is_empty() {
        let (_, mut settings) = load(config, env)?;
        if let Some(out) = out {
            settings.out = out;
            settings.out_bound = OutBound::Anywhere;
        }
        return Ok(settings);
    }
    let name = provider.unwrap_or_default();
    let name = ProviderName::new(name).map_err(|error| {
        Diagnostic::error("cli::provider", format!("{name:?} can't be the provider's name: {error}"))
            .help("it is the first part of every resource's id, for example `google`")
    })?;
    Ok(Settings::for_specs(name, spec, out))
}

/// The settings of the published provider in `folder`: a version's folder, or the one around the versions, of which
/// the highest counts.
///
/// # Errors
/// As [`from_folder`].
pub(super) fn published(folder: &Path) -> Result<Settings> {
    match version_below(folder) {
        Some(version) => from_folder(&folder.join(version)),
        None => from_folder(folder),
    }
}

/// The path of a folder as messages show it: with a `/` at its end.
pub(super) fn folder(path: &Path) -> String {
    let shown = path.display().to_string();
    if shown.ends_with('/') { shown } else { format!("{shown}/") }
}

pub(super) fn duration(elapsed: Duration) -> String {
    match elapsed.as_millis() {
        millis @ 0..10_000 => format!("{millis} ms"),
        millis => format!("{} s", millis / 1000),
    }
}

/// The user's state folder, for notes of interrupted runs; none where the user has no home.
pub(super) fn state(env: &Env) -> State {
    env.state_folder().map_or_else(State::none, State::at)
}
