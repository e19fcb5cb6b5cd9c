//! What a shell offers after a Tab: commands and flags, and the names of the provider at hand.
//!
//! In: the words typed so far, and the configuration of the current folder. Out: words that may follow. Names come from
//! `mapping.yaml`, else from the folders of pages that were generated: no document is read while a user waits.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::Arc;

use clap::Command;
use clap_complete::engine::CompletionCandidate;
use clap_complete::env::Shells;

use super::config::optional_config;
use super::env::Env;
use super::io::Io;
use crate::cli::common::Outcome;
use crate::docs;
use crate::settings::Settings;

/// Names the shell that asks; its script sets it.
pub(super) const VARIABLE: &str = "PROVGEN_COMPLETE";

/// Comes before the words that were typed.
const SEPARATOR: &str = "--";

/// Most entries of a folder that are looked at: a folder may be anything.
const MAX_ENTRIES: usize = 20_000;

/// Answers the shell that `env` names; none if none asks.
pub(super) fn answer(arguments: &[OsString], command: Command, io: &Io, env: &Env) -> Option<Outcome> {
    let shell = env.text(VARIABLE)?;
    let words = arguments.iter().skip_while(|word| *word != SEPARATOR).skip(1).cloned().collect();
    let mut command = command;
    command.build();
    let mut text = Vec::new();
    let shells = Shells::builtins();
    let is_answered = shells.completer(&shell).is_some_and(|completer| {
        completer.write_complete(&mut command, words, env.folder().ok().as_deref(), &mut text).is_ok()
    });
    // Candidates are parted by control characters, which belong to the text.
    io.out.write(&String::from_utf8_lossy(&text), anstream::ColorChoice::AlwaysAnsi);
    Some(if is_answered { Outcome::Clean } else { Outcome::Failed })
}

/// Services of the provider.
pub(super) fn services(typed: &OsStr) -> Vec<CompletionCandidate> {
    let names = Names::here();
    let services = names.paths.iter().filter_map(|path| path.split('.').next().map(str::to_string));
    candidates(typed, services.collect())
}

/// Paths of the provider, its services and its resources.
pub(super) fn paths(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Names { provider, paths } = Names::here();
    let Some(provider) = provider else { return Vec::new() };
    let below = paths.iter().filter(|path| path.matches('.').count() < 2);
    let mut whole: BTreeSet<String> = below.map(|path| format!("{provider}.{path}")).collect();
    whole.insert(provider);
    candidates(typed, next(typed, whole))
}

/// Services, resources and methods as `mapping.yaml` names them.
pub(super) fn methods(typed: &OsStr) -> Vec<CompletionCandidate> {
    candidates(typed, next(typed, Names::here().paths))
}

/// The paths of up to one level below what is typed: all of a large provider would be thousands.
fn next(typed: &OsStr, paths: BTreeSet<String>) -> BTreeSet<String> {
    let level = typed.to_string_lossy().matches('.').count();
    paths.into_iter().filter(|path| path.matches('.').count() == level).collect()
}

fn candidates(typed: &OsStr, names: BTreeSet<String>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    names.into_iter().filter(|name| name.starts_with(&*typed)).map(CompletionCandidate::new).collect()
}

/// The names of the provider whose configuration is at hand.
#[derive(Default)]
struct Names {
    provider: Option<String>,
    /// Paths of services, resources and methods, without the provider.
    paths: BTreeSet<String>,
}

impl Names {
    /// The names of the provider of the current folder. What goes wrong is no matter for completions.
    fn here() -> Self {
        let env = Env::of_process(Arc::default);
        let path = optional_config(None, &env).ok().flatten();
        let settings = path.and_then(|path| Settings::load_rules(&path).ok());
        settings.map(|settings| Self::of(&settings)).unwrap_or_default()
    }

    fn of(settings: &Settings) -> Self {
        let mut paths: BTreeSet<String> = BTreeSet::new();
        if let Some(mapping) = settings.pinned() {
            for (path, _) in mapping.lines() {
                paths.insert(path.service.to_string());
                paths.insert(format!("{}.{}", path.service, path.resource));
                paths.insert(path.to_string());
            }
        } else {
            paths.extend(settings.services.keys().map(ToString::to_string));
            let service = docs::service_folder(&settings.provider, &settings.docs, "any");
            let services = Path::new(&service).parent().zip(settings.checked_out().ok());
            paths.extend(services.map(|(folder, out)| generated(&out.join(folder))).into_iter().flatten());
        }
        Self { provider: Some(settings.provider.name.to_string()), paths }
    }
}

/// The services and resources that have folders of pages.
fn generated(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for service in folders(folder) {
        let resources = folders(&folder.join(&service)).into_iter();
        found.extend(resources.map(|resource| format!("{service}.{resource}")));
        found.push(service);
    }
    found
}

fn folders(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(MAX_ENTRIES);
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
