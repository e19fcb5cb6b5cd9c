//! `provgen generate` writes a provider's manifests and pages, or checks them.

mod report_file;
mod stream;
mod text;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use report_file::ReportFile;
pub(super) use stream::GenerateLine;
use stream::Stream;

use super::progress::Bar;
use super::terminal::Terminal;
use super::{cache, complete, events};
use crate::cli::common::{EventFormat, Outcome, jobs, pool, settings, state};
use crate::cli::config::config_path;
use crate::cli::env::Env;
use crate::diagnostic::Result;
use crate::output::{Lines, Mode, Output};
use crate::pipeline::cache::Cache;
use crate::pipeline::mapped::Mapped;
use crate::pipeline::report::{FailureReport, GenerateReport, Totals};
use crate::pipeline::{GenerateEvent, Generated, area, generate};
use crate::settings::Settings;

/// Arguments of `provgen generate`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Services to write [default: all of the provider's]
    #[arg(value_name = "SERVICE", add = ArgValueCompleter::new(complete::services))]
    services: Vec<String>,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with = "spec")]
    config: Option<PathBuf>,
    /// A discovery or OpenAPI document, instead of a configuration; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "provider")]
    spec: Vec<PathBuf>,
    /// The provider's name, first part of every resource's id
    #[arg(long, value_name = "NAME", requires = "spec")]
    provider: Option<String>,
    /// Folder to write to [default: the configuration's `out`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing; list what is missing, stale or orphaned, and exit with 1 if anything is
    #[arg(long)]
    check: bool,
    /// Refuse documents that would be repaired, and those of which an operation would be left out
    #[arg(long)]
    strict: bool,
    /// Show the lines that differ
    #[arg(long)]
    diff: bool,
    /// Write what the run did to a JSON file: counts, the ledger, exclusions, warnings, files
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Format of the events: for people, or as JSON with one event a line
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = EventFormat::Text)]
    format: EventFormat,
    /// Map and render every service, even if its document hasn't changed
    #[arg(long)]
    no_cache: bool,
    /// Number of threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<usize>,
}

/// Generates, or checks, and prints the outcome.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let report = arguments.report.as_deref().map(ReportFile::open).transpose();
    let outcome = match report {
        Ok(report) => try_run(arguments, report.as_ref(), terminal, env).inspect_err(|failure| {
            if let Some(report) = &report {
                // If the report can't be written either, the run's own failure is the one to report.
                drop(report.write(&FailureReport::new(failure)));
            }
        }),
        Err(failure) => Err(failure),
    };
    if let (Err(failure), EventFormat::Json) = (&outcome, arguments.format) {
        events::failed(failure, terminal);
    }
    outcome
}

fn try_run(
    arguments: &Arguments,
    report: Option<&ReportFile>,
    terminal: &Terminal,
    env: &Env,
) -> Result<Outcome> {
    let start = env.instant();
    let interrupted = env.interruptible();
    let mut settings = settings(
        arguments.config.as_deref(),
        &arguments.spec,
        arguments.provider.as_deref(),
        arguments.out.clone(),
        env,
    )?;
    settings.is_strict |= arguments.strict;
    terminal.warnings(&settings.notes);
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    let lines = if arguments.diff { Lines::Shown } else { Lines::Counted };
    let output = Output::open(area(&settings, state(env))?, mode, lines, interrupted.clone())?;
    let stream = match arguments.format {
        EventFormat::Json => Some(Stream::new(&settings, terminal)),
        EventFormat::Text => None,
    };
    let cache = if arguments.no_cache {
        Cache::none()
    } else {
        cache::open(&sources(arguments, env), &settings, env)
    };
    let what = if settings.has_split() { "documents" } else { "services" };
    let bar = Bar::new(settings.specs.len(), what, arguments.format, terminal, start);
    let is_asked_for = |made: &Mapped| {
        let name = made.outline.name.as_str();
        arguments.services.is_empty() || arguments.services.iter().any(|wanted| wanted == name)
    };
    let watch = |event: GenerateEvent<'_>| match event {
        GenerateEvent::Begin { document, .. } => bar.begin(&stem(document)),
        GenerateEvent::End { index, document, made } => {
            bar.end(&stem(document), made.iter().map(|made| made.notes.len()).sum());
            if let Some(stream) = &stream {
                let asked_for: Vec<&Mapped> =
                    made.iter().map(|made| &***made).filter(|made| is_asked_for(made)).collect();
                stream.end(index, &asked_for);
            }
        }
    };
    let generated = pool(arguments.jobs)?
        .install(|| generate(&settings, &arguments.services, output, cache, &interrupted, watch));
    bar.clear();
    let generated = generated?;
    let is_settled = generated.is_settled(settings.undecided);
    let outcome = if arguments.check && !is_settled { Outcome::Findings } else { Outcome::Clean };
    if let Some(file) = report {
        file.write(&GenerateReport::new(&settings, &generated, outcome.exit_code()))?;
    }
    match &stream {
        Some(stream) => stream.done(&settings, &generated, outcome),
        None => tell(arguments, &settings, &generated, start.elapsed(), terminal),
    }
    Ok(outcome)
}

/// Prints what a check found in the output of `settings`, and in its `mapping.yaml`.
pub(super) fn checked(generated: &Generated, settings: &Settings, terminal: &Terminal) {
    text::check(&generated.report, &settings.out, terminal);
    tell_unsettled(generated, settings, terminal);
}

fn tell_unsettled(generated: &Generated, settings: &Settings, terminal: &Terminal) {
    if let Some((unsettled, file)) = generated.unsettled.as_ref().zip(settings.mapping.as_ref()) {
        terminal.remark(&text::unsettled(unsettled, settings.undecided, &file.path));
    }
}

/// The files that the run's settings came from.
fn sources(arguments: &Arguments, env: &Env) -> Vec<PathBuf> {
    if arguments.spec.is_empty() {
        config_path(arguments.config.as_deref(), env).into_iter().collect()
    } else {
        arguments.spec.clone()
    }
}

/// Prints the outcome for people.
fn tell(
    arguments: &Arguments,
    settings: &Settings,
    generated: &Generated,
    elapsed: Duration,
    terminal: &Terminal,
) {
    let notes = generated.services.iter().flat_map(|service| &service.notes);
    terminal.notes(&notes.collect::<Vec<_>>());
    if terminal.is_verbose() {
        let of_ledger = generated.services.iter().flat_map(|service| &service.ledger_warnings);
        terminal.notes(&of_ledger.collect::<Vec<_>>());
        terminal.remark(&text::facts(generated));
    }
    terminal.warnings(&generated.notes);
    terminal.warnings(&generated.report.warnings);
    if arguments.check {
        terminal.remark(&text::ledger(&Totals::new(generated)));
        text::check(&generated.report, &settings.out, terminal);
    } else {
        if arguments.diff || terminal.is_verbose() {
            terminal.result(&text::changes(&generated.report, &settings.out, text::Words::Done));
        }
        terminal.summary(&text::summary(generated, settings, elapsed));
    }
    tell_unsettled(generated, settings, terminal);
}

/// A document's name as the bar shows it: `dataproc.v1`.
fn stem(document: &str) -> String {
    Path::new(document).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
