//! `provgen release` checks everything, and packs a version.

mod report;

use std::path::PathBuf;

use clap::Args;
pub(super) use report::ReleaseReport;

use super::common::{Outcome, duration, pool, state};
use super::config::load;
use super::diff::{accepted, today};
use super::env::Env;
use super::json::{ResultFormat, rows};
use super::origin::origin;
use super::package::{Signing, dist, figures, generated, left_out, shelf, version, wrote};
use super::terminal::Terminal;
use super::{cache, generate, lint, verify};
use crate::diagnostic::Result;
use crate::diff::DiffReport;
use crate::diff::render;
use crate::diff::render::text::Detail;
use crate::package::Version;
use crate::release::{ReleaseEvent, ReleaseRequest, Released, release};

/// Arguments of `provgen release`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The version, for example v26.11.00001, or semver; higher than that of the last release
    #[arg(long, value_name = "VERSION", value_parser = version)]
    version: Version,
    /// Folder of packages [default: dist beside the configuration]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    signing: Signing,
    /// A file of accepted findings of `diff` [default: `diff.accept` of the configuration]
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ResultFormat::Text)]
    format: ResultFormat,
}

/// Runs the steps of a release in order. The first step that finds something ends the release, and nothing is
/// written.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let start = env.instant();
    let interrupted = env.interruptible();
    let (config, settings) = load(arguments.config.as_deref(), env)?;
    terminal.warnings(&settings.notes);
    let signing = arguments.signing.read(env)?;
    let state = state(env);
    let shelf = shelf(&dist(arguments.out.as_deref(), Some(&config), env)?, &state, terminal)?;
    let acceptance = accepted(arguments.accept.as_deref(), Some(&settings))?;
    let (origin, uncommitted) = origin(&settings);
    let is_text = arguments.format == ResultFormat::Text;
    if is_text {
        terminal.warnings(uncommitted.as_slice());
    }
    let mut report = ReleaseReport::new(arguments.version.as_str(), rows(uncommitted.as_slice()));
    let request = ReleaseRequest {
        settings: &settings,
        manifests: &generated(&settings, &config)?,
        pages: &lint::pages(&settings, &config)?,
        shelf: &shelf,
        state: &state,
        version: &arguments.version,
        signing: signing.as_ref().map(|(key, time)| (key, *time)),
        origin: &origin,
        acceptance: acceptance.as_ref(),
        today: &today(env),
    };
    let cache = cache::open(std::slice::from_ref(&config), &settings, env);
    let tell = |told: ReleaseEvent<'_>| match arguments.format {
        ResultFormat::Text => tell(&told, &request, terminal),
        ResultFormat::Json => report.add(&told),
    };
    let released = pool(None)?.install(|| release(&request, cache, &interrupted, tell))?;
    let outcome = match released {
        Released::Stopped(_) => Outcome::Findings,
        Released::Placed(..) => Outcome::Clean,
    };
    if !is_text {
        terminal.result(&crate::diagnostic::json(&report.ended(&released))?);
        return Ok(outcome);
    }
    match &released {
        Released::Stopped(step) => {
            let step = step.as_str();
            terminal.remark(&format!("The release stopped at its step `{step}`; nothing was written.\n"));
        }
        Released::Placed(package, placed) => {
            terminal.summary(&figures(package));
            let elapsed = duration(start.elapsed());
            terminal.summary(&format!("{}   {elapsed}\n", wrote(package, placed)));
        }
    }
    Ok(outcome)
}

/// What changed since the last release, in a line.
fn compared(report: &DiffReport, old: &str, new: &str) -> String {
    let accepted = match report.accepted.len() {
        0 => String::new(),
        count => format!("{count} accepted"),
    };
    let figures = [report.counts.words(), accepted];
    let figures: Vec<&str> = figures.iter().map(String::as_str).filter(|figure| !figure.is_empty()).collect();
    if figures.is_empty() {
        return String::new();
    }
    format!("since {old}   {}   (`provgen diff {old} {new}` lists them)\n", figures.join(", "))
}

/// Prints what a step found.
fn tell(told: &ReleaseEvent<'_>, request: &ReleaseRequest<'_>, terminal: &Terminal) {
    match told {
        ReleaseEvent::Checked(checked) => generate::checked(checked, request.settings, terminal),
        ReleaseEvent::Linted(linted) => lint::tell(linted, request.pages.path(), terminal),
        ReleaseEvent::Unused(remarks) | ReleaseEvent::Remarks(remarks) => terminal.warnings(remarks),
        ReleaseEvent::Compared { report, old, new } => terminal.summary(&compared(report, old, new)),
        ReleaseEvent::Breaking { report, old, new } => {
            terminal.result(&render::text::text(report, terminal.width(), Detail::Normal));
            terminal.remark(&format!(
                "help: fix the release, or accept what may pass: `provgen diff {old} {new} --write-accept FILE`, then --accept FILE\n"
            ));
        }
        ReleaseEvent::Packed(package, absent) => left_out(package, absent, terminal),
        ReleaseEvent::Unsound(verdict) => verify::tell(verdict, terminal),
    }
}
