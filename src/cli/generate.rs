//! `provgen generate`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use super::terminal::Terminal;
use super::{Outcome, config_path, interruptible, pool};
use crate::diagnostic::{Diagnostic, Result};
use crate::names::{ProviderName, counted};
use crate::output::{Change, ChangeKind, Lines, Mode, Output, Report};
use crate::pipeline::{Generated, generate};
use crate::provider::Counts;
use crate::settings::Settings;

/// Arguments of `provgen generate`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Services to write; all of the provider's where none is named
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// The configuration; else provgen.yaml in the current folder or one above
    #[arg(long, value_name = "FILE", conflicts_with = "spec")]
    config: Option<PathBuf>,
    /// A discovery or OpenAPI document, instead of a configuration; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "provider")]
    spec: Vec<PathBuf>,
    /// The provider's name, first part of every resource's id
    #[arg(long, value_name = "NAME", requires = "spec")]
    provider: Option<String>,
    /// Folder to write to, instead of the configuration's
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; list what is missing, stale or orphaned, and exit with 1 if anything is
    #[arg(long)]
    check: bool,
    /// Show the lines that differ
    #[arg(long)]
    diff: bool,
    /// Threads; one a core where nothing is said
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<usize>,
}

fn jobs(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1024) => Ok(count),
        _ => Err("expected a number from 1 to 1024".into()),
    }
}

/// The settings that `config`, or `spec` and `provider`, stand for.
pub(super) fn settings(
    config: Option<&Path>,
    spec: &[PathBuf],
    provider: Option<&str>,
    out: Option<PathBuf>,
) -> Result<Settings> {
    if spec.is_empty() {
        let mut settings = Settings::load(&config_path(config)?)?;
        settings.out = out.unwrap_or(settings.out);
        return Ok(settings);
    }
    let name = provider.unwrap_or_default();
    let name = ProviderName::new(name).map_err(|error| {
        Diagnostic::error("cli::provider", format!("{name:?} can't be the provider's name: {error}"))
            .help("it is the first part of every resource's id, `google` for one")
    })?;
    Ok(Settings::for_specs(name, spec, out))
}

/// Generates, or checks, and tells what became of it.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    #[expect(clippy::disallowed_methods, reason = "this is `cli`; the time is told, not written")]
    let start = Instant::now();
    let interrupted = interruptible();
    let settings = settings(
        arguments.config.as_deref(),
        &arguments.spec,
        arguments.provider.as_deref(),
        arguments.out.clone(),
    )?;
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    let lines = if arguments.diff { Lines::Shown } else { Lines::Counted };
    let output = Output::open(&settings.out, mode, lines, interrupted.clone())?;
    let generated =
        pool(arguments.jobs)?.install(|| generate(&settings, &arguments.services, output, &interrupted))?;
    terminal.notes(&generated.notes);
    if arguments.check {
        let files = check(&generated.report, &settings.out, terminal);
        return Ok(if check_lock(&generated, &settings, terminal) == Outcome::Clean {
            files
        } else {
            Outcome::Findings
        });
    }
    if arguments.diff || terminal.is_verbose() {
        terminal.result(&changes(&generated.report, &settings.out, Words::Done));
    }
    terminal.summary(&summary(&generated, &settings, start.elapsed()));
    check_lock(&generated, &settings, terminal);
    Ok(Outcome::Clean)
}

/// Tells whether the lock file holds the names that came out.
fn check_lock(generated: &Generated, settings: &Settings, terminal: &Terminal) -> Outcome {
    let (Some(changes), Some(path)) = (&generated.lock, &settings.lock_path) else { return Outcome::Clean };
    if changes.is_empty() {
        return Outcome::Clean;
    }
    terminal.remark(&format!(
        "{} is stale: {} new, {} gone.  `provgen lock` pins the names as they are now, `provgen lock --check` lists them.\n",
        path.display(),
        counted(changes.new.len(), "method"),
        changes.gone.len()
    ));
    Outcome::Findings
}

fn summary(generated: &Generated, settings: &Settings, elapsed: Duration) -> String {
    let mut counts = Counts::default();
    for service in &generated.services {
        counts.add(&service.counts);
    }
    let report = &generated.report;
    let written = report.changes.iter().filter(|change| change.kind != ChangeKind::Orphan);
    let pages = written.clone().filter(|change| change.path.starts_with("docs/")).count();
    let manifests = written.count().saturating_sub(pages);
    let detail = match (pages, manifests) {
        (0, 0) => String::new(),
        _ => format!(" ({}, {})", counted(pages, "page"), counted(manifests, "manifest")),
    };
    format!(
        "{}   {}   {}   {}   {}\nwrote {} to {}{detail}, {} unchanged, {} removed   {}\n",
        settings.provider.name,
        counted(counts.services, "service"),
        counted(counts.resources, "resource"),
        counted(counts.methods(), "method"),
        counts.verb_figures(),
        counted(report.written, "file"),
        folder(&settings.out),
        report.unchanged,
        report.removed,
        duration(elapsed),
    )
}

/// A folder as it is shown: with a `/` at its end.
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

/// How a list of files speaks of them.
#[derive(Debug, Clone, Copy)]
enum Words {
    /// What a run would do: missing, stale, orphan.
    Due,
    /// What a run has done: new, changed, removed.
    Done,
}

/// One line a file that is, or was, not what it should be; below it how, where that is known.
fn changes(report: &Report, out: &Path, words: Words) -> String {
    let out = folder(out);
    let width = report.changes.iter().map(|change| change.path.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for Change { path, kind, diff } in &report.changes {
        let word = match (words, kind) {
            (Words::Due, ChangeKind::Missing) => "missing",
            (Words::Due, ChangeKind::Stale { .. }) => "stale",
            (Words::Due, ChangeKind::Orphan) => "orphan",
            (Words::Done, ChangeKind::Missing) => "new",
            (Words::Done, ChangeKind::Stale { .. }) => "changed",
            (Words::Done, ChangeKind::Orphan) => "removed",
        };
        let (style, detail) = match kind {
            ChangeKind::Missing => (anstyle::AnsiColor::Green, String::new()),
            ChangeKind::Orphan => (anstyle::AnsiColor::Red, String::new()),
            ChangeKind::Stale { lines } => {
                let plural = if *lines == 1 { "line differs" } else { "lines differ" };
                (anstyle::AnsiColor::Yellow, format!("   ({lines} {plural})"))
            }
        };
        let style = style.on_default();
        let pad = if detail.is_empty() { 0 } else { width };
        // Writing to a string can't fail.
        let _ = writeln!(text, "{style}{word:<8}{style:#} {out}{path:<pad$}{detail}");
        if let Some(diff) = diff {
            text.push_str(&colored(diff));
        }
    }
    text
}

fn colored(diff: &str) -> String {
    let mut text = String::new();
    for line in diff.lines() {
        let line = crate::diagnostic::printable(line);
        let style = match line.chars().next() {
            Some('+') => anstyle::AnsiColor::Green.on_default(),
            Some('-') => anstyle::AnsiColor::Red.on_default(),
            Some('@') => anstyle::AnsiColor::Cyan.on_default(),
            _ => anstyle::Style::new(),
        };
        let _ = writeln!(text, "{style}{line}{style:#}");
    }
    text
}

fn check(report: &Report, out: &Path, terminal: &Terminal) -> Outcome {
    let stale = report.changes.len();
    let orphans = report.changes.iter().filter(|change| change.kind == ChangeKind::Orphan).count();
    let total = report.unchanged + stale - orphans;
    if stale == 0 {
        let plural = if total == 1 { "file is" } else { "files are" };
        terminal.summary(&format!("{total} {plural} up to date in {}\n", folder(out)));
        return Outcome::Clean;
    }
    terminal.result(&changes(report, out, Words::Due));
    let verb = if stale == 1 { "is" } else { "are" };
    terminal.remark(&format!(
        "{stale} of {} files {verb} not what the specs and templates give.  Run `provgen generate`; `--diff` shows the lines.\n",
        total + orphans
    ));
    Outcome::Findings
}
