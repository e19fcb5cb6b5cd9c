//! `provgen changelog` shows what a series of releases changed.

use clap::{Args, ValueEnum};

use super::diff::Common;
use super::terminal::Terminal;
use crate::cli::common::{Outcome, pool};
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Result};
use crate::diff::report::changelog::Changelog;
use crate::diff::source::series::Series;
use crate::diff::{changelog, render};
use crate::text::did_you_mean;

/// Arguments of `provgen changelog`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A folder with documents of several revisions, or with providers or packages of several versions; or
    /// OLD..NEW:PATH of git, PATH in each commit that changed it
    #[arg(value_name = "SERIES")]
    series: String,
    /// Format of the changelog
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show only releases after this one
    #[arg(long, value_name = "RELEASE")]
    since: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the terminal
    Text,
    /// For a file or a page
    Markdown,
    /// For machines: `provgen schema changelog` is its schema
    Json,
}

/// Compares a series of releases, and tells what became of names.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let only = arguments.common.patterns()?;
    let settings = arguments.common.settings(env)?;
    let provider = arguments.common.provider()?;
    let series = Series::find(&arguments.series)?;
    let mut changes = pool(None)?.install(|| changelog(series, settings.as_ref(), provider.as_deref()))?;
    terminal.warnings(
        &changes
            .unread
            .iter()
            .map(|problem| Diagnostic { severity: DiagnosticSeverity::Warning, ..problem.clone() })
            .collect::<Vec<_>>(),
    );
    if !only.is_empty() {
        changes.retain(|finding| only.iter().any(|pattern| pattern.fits(finding)));
    }
    if let Some(since) = &arguments.since {
        let label = release(&changes, since)?;
        changes.after(&label);
    }
    let text = match arguments.format {
        Format::Text => render::changelog::text(&changes) + &render::changelog::summary(&changes),
        Format::Markdown => render::changelog::markdown(&changes),
        Format::Json => crate::diagnostic::json(&changes)?,
    };
    terminal.result(&text);
    Ok(Outcome::Clean)
}

/// The release that `wanted` means, by its name or by its commit.
fn release(changes: &Changelog, wanted: &str) -> Result<String> {
    let labels = || changes.releases.iter().flat_map(|release| [&release.since, &release.release]);
    let found = labels().find(|label| *label == wanted || label.split(' ').any(|word| word == wanted));
    if let Some(label) = found {
        return Ok(label.clone());
    }
    let problem = Diagnostic::error("cli::unknown-name", format!("there is no release `{wanted}`"));
    Err(match did_you_mean(wanted, labels().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => {
            let mut known: Vec<&str> = labels().map(String::as_str).collect();
            known.dedup();
            problem.help(format!("there are {}", known.join(", ")))
        }
    }
    .into())
}
