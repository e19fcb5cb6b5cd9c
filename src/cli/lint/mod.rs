//! `provgen lint` checks manifests, and the links and ids of pages.

mod other;
mod render;
mod report;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

pub(super) use self::report::LintReport;
use super::package::generated;
use super::terminal::Terminal;
use crate::cli::common::{Outcome, pool};
use crate::cli::config::{load, project_of};
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Result};
use crate::docs;
use crate::document::project::Inside;
use crate::document::read::{TextKind, read_named};
use crate::lint::{provider, service};
use crate::manifest::layout::PROVIDER;
use crate::package::{VersionFolder, archive};
use crate::settings::Settings;
use crate::text::counted;

/// Arguments of `provgen lint`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A provider's folder (of several versions the highest), a service's manifest, a package (.tgz), a folder of
    /// pages [default: the configuration's output folder]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with = "path")]
    config: Option<PathBuf>,
    /// Format of the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 1 where something at least as bad was found
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Never,
}

impl FailOn {
    const fn outcome(self, report: &LintReport) -> Outcome {
        let count = match self {
            Self::Error => report.errors,
            Self::Warning => report.errors + report.warnings,
            Self::Never => 0,
        };
        if count == 0 { Outcome::Clean } else { Outcome::Findings }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the terminal
    Text,
    /// For machines: `provgen schema lint` is its schema
    Json,
    /// Annotations of a pull request
    Github,
}

/// What was checked, and what was found.
#[derive(Debug, Default)]
struct Checked {
    /// The number of services' manifests; none if no manifests were looked at.
    services: Option<usize>,
    /// The number of pages; none if no pages were looked at.
    pages: Option<usize>,
    /// The folder of the version that was chosen among several.
    version: Option<String>,
    problems: Vec<Diagnostic>,
}

/// Checks manifests and pages, and lists all mistakes.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let (checked, place) = match &arguments.path {
        Some(path) => (pool(None)?.install(|| check(path))?, path.display().to_string()),
        None => {
            let (config, settings) = load(arguments.config.as_deref(), env)?;
            let (manifests, pages) = (generated(&settings, &config)?, pages(&settings, &config)?);
            let place = settings.out.display().to_string();
            (pool(None)?.install(|| output(&manifests, &pages))?, place)
        }
    };
    let report = LintReport::new(&checked.problems);
    match arguments.format {
        Format::Text => render::text(&checked.problems, terminal),
        Format::Json => terminal.result(&crate::diagnostic::json(&report)?),
        Format::Github => terminal.result(&render::github(&report)),
    }
    let is_text = arguments.format == Format::Text;
    let line = summary(&checked, &report, checked.version.as_deref().unwrap_or(&place));
    // What a machine reads stays alone.
    if is_text && checked.problems.is_empty() {
        terminal.summary(&line)
    } else {
        terminal.remark(&line)
    }
    Ok(arguments.fail_on.outcome(&report))
}

/// Checks what is at `path`, whatever it is.
fn check(path: &Path) -> Result<Checked> {
    let shown = path.display().to_string();
    if path.is_dir() {
        return folder(&Inside::named(path));
    }
    if path.extension().is_some_and(|extension| extension == "tgz") {
        let files = archive::read(path)?.into_iter().collect();
        return Ok(of_manifests(provider(&files, &shown)));
    }
    if path.file_name().is_some_and(|name| name == PROVIDER) {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        return folder(&Inside::named(parent.unwrap_or(Path::new("."))));
    }
    let text = read_named(path, &shown, TextKind::Document)?;
    let problems = service(&text, &shown);
    // Only what has mistakes may be something else than a manifest.
    if let Some(other) = (!problems.is_empty()).then(|| other::kind(path, &text, &shown)).flatten() {
        return Err(other.into());
    }
    Ok(Checked { services: Some(1), problems, ..Checked::default() })
}

/// Checks a folder: the provider that it is or has, in its highest version, else its pages.
fn folder(inside: &Inside) -> Result<Checked> {
    let version = VersionFolder::latest(inside)?;
    if version.path() == inside.path() && !version.path().join(PROVIDER).exists() {
        let pages = of_pages(inside)?;
        return if pages.pages == Some(0) { Err(nothing(inside).into()) } else { Ok(pages) };
    }
    let pages = inside.path().join("docs");
    if version.path() == inside.path() || !pages.is_dir() {
        let is_below = version.path().parent() == Some(inside.path());
        let checked = manifests(&version)?;
        return Ok(Checked { version: is_below.then(|| version.shown()), ..checked });
    }
    output(&version, &inside.join(Path::new("docs")))
}

/// Checks the manifests and the pages that `generate` wrote.
fn output(version: &Inside, pages: &Inside) -> Result<Checked> {
    // The pages' own message is the better one where nothing was generated.
    let pages = of_linted(docs::lint::lint(pages)?);
    let mut checked = manifests(version)?;
    checked.problems.extend(pages.problems);
    Ok(Checked { pages: pages.pages, ..checked })
}

fn manifests(version: &Inside) -> Result<Checked> {
    let files = VersionFolder::read(version)?.files;
    Ok(of_manifests(provider(&files, &version.shown())))
}

fn of_manifests(linted: crate::lint::Linted) -> Checked {
    Checked { services: Some(linted.services), problems: linted.problems, ..Checked::default() }
}

fn of_pages(inside: &Inside) -> Result<Checked> {
    Ok(of_linted(docs::lint::any(inside)?))
}

fn of_linted(linted: docs::lint::Linted) -> Checked {
    Checked { pages: Some(linted.pages), problems: linted.problems, ..Checked::default() }
}

/// The error about a folder without anything to check.
fn nothing(inside: &Inside) -> Diagnostic {
    Diagnostic::error("cli::nothing-to-check", "there are neither manifests nor pages in the folder")
        .help("name a provider's folder, a version of it, or a folder that `provgen generate` wrote pages to")
        .at(inside.shown(), "")
}

/// The folder with the pages of `settings`, which come from the configuration at `config`.
///
/// # Errors
/// As [`Settings::checked_out`].
pub(super) fn pages(settings: &Settings, config: &Path) -> Result<Inside> {
    Ok(Inside::new(settings.checked_out()?.join("docs"), &project_of(config)))
}

/// Prints what a release found in the pages in `folder`.
pub(super) fn tell(linted: &docs::lint::Linted, folder: &Path, terminal: &Terminal) {
    render::text(&linted.problems, terminal);
    let report = LintReport::new(&linted.problems);
    let checked = Checked { pages: Some(linted.pages), ..Checked::default() };
    let line = summary(&checked, &report, &folder.display().to_string());
    if linted.problems.is_empty() { terminal.summary(&line) } else { terminal.remark(&line) }
}

/// What was checked in `place`, and how much was found, in one line.
fn summary(checked: &Checked, report: &LintReport, place: &str) -> String {
    let parts = [(checked.services, "service"), (checked.pages, "page")];
    let parts: Vec<String> =
        parts.into_iter().filter_map(|(count, noun)| Some(counted(count?, noun))).collect();
    let found = match (report.errors, report.warnings) {
        (0, 0) => "no mistakes".to_string(),
        (errors, 0) => counted(errors, "error"),
        (0, warnings) => counted(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    format!("{} in {place}: {found}\n", parts.join(" and "))
}
