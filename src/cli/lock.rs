//! `provgen lock` pins the names of a release.

use std::path::PathBuf;

use clap::Args;

use super::terminal::Terminal;
use crate::cli::common::{Outcome, pool, published};
use crate::cli::config::load;
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Result};
use crate::mapping::lock::LockChanges;
use crate::output::replace;
use crate::pipeline::names;
use crate::text::counted;

/// Arguments of `provgen lock`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Start from a published provider: its folder, or that of a version with provider.yaml and services/
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Write nothing; list what would change, and exit with 1 if anything would
    #[arg(long)]
    check: bool,
    /// The configuration [default: provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Pins the current names, or those of a published provider.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let (_, settings) = load(arguments.config.as_deref(), env)?;
    terminal.warnings(&settings.notes);
    let path = settings.lock_path.clone().ok_or_else(|| {
        Diagnostic::error("cli::no-config", "a lock file stands beside a configuration")
            .help("name one with --config")
    })?;
    let new = match &arguments.from {
        Some(folder) => {
            let published = published(folder)?;
            all_there(&published.notes)?;
            terminal.warnings(&published.notes);
            let provider = (&published.provider.name, &settings.provider.name);
            if provider.0 != provider.1 {
                return Err(Diagnostic::error(
                    "cli::other-provider",
                    format!("the folder holds the provider `{}`, not `{}`", provider.0, provider.1),
                )
                .help("name the folder of a release of this provider")
                .at(folder.display().to_string(), "")
                .into());
            }
            pool(None)?.install(|| names(&published))?
        }
        None => pool(None)?.install(|| names(&settings))?,
    };
    let old = settings.lock.unwrap_or_default();
    let changes = old.changes(&new);
    terminal.result(&lines(&changes));
    let file = path.display();
    let count =
        new.services.values().flat_map(|pins| pins.values()).map(std::collections::BTreeSet::len).sum();
    if arguments.check {
        let state = if changes.is_empty() { "is up to date" } else { "is stale.  Run `provgen lock`" };
        terminal.remark(&format!("{file} {state}\n"));
        return Ok(if changes.is_empty() { Outcome::Clean } else { Outcome::Findings });
    }
    // A lock file that is up to date isn't touched.
    if !changes.is_empty() || !path.exists() {
        replace(&path, new.to_text().as_bytes())?;
    }
    terminal.summary(&format!(
        "{} pinned in {file}, {} new, {} gone\n",
        counted(count, "method"),
        changes.new.len(),
        changes.gone.len()
    ));
    Ok(Outcome::Clean)
}

/// # Errors
/// A manifest of the release is missing: its names would be taken for gone.
fn all_there(notes: &[Diagnostic]) -> Result<()> {
    let missing = notes.iter().filter(|note| note.code == "manifest::no-service").cloned();
    let error = |note| Diagnostic { severity: DiagnosticSeverity::Error, ..note };
    let problems: Vec<Diagnostic> = missing.map(error).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}

/// The changes for people: one line a method, `+` and `-`.
fn lines(changes: &LockChanges) -> String {
    let line = |mark: char, line: &String, color: anstyle::AnsiColor| {
        let style = color.on_default();
        let columns = crate::diagnostic::printable(&line.replace('\t', "  "));
        format!("{style}{mark} {columns}{style:#}\n")
    };
    let gone = changes.gone.iter().map(|text| line('-', text, anstyle::AnsiColor::Red));
    let new = changes.new.iter().map(|text| line('+', text, anstyle::AnsiColor::Green));
    gone.chain(new).collect()
}
