//! `provgen lock` pins the names of a release in `mapping.yaml`.

use std::path::PathBuf;

use clap::Args;

use super::json::ResultFormat;
use super::map::{Update, file_of, named, update};
use super::terminal::Terminal;
use crate::cli::common::{Outcome, pool, published};
use crate::cli::config::load;
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Result};
use crate::mapping::pins::Policy;
use crate::pipeline::names;

/// Arguments of `provgen lock`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Start from a published provider: its folder, or that of a version with provider.yaml and services/
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Write nothing; list what would change, and exit with 1 if anything would
    #[arg(long)]
    check: bool,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ResultFormat::Text)]
    format: ResultFormat,
}

/// Pins the current names, or those of a published provider.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let (_, mut settings) = load(arguments.config.as_deref(), env)?;
    terminal.warnings(&settings.notes);
    let file = file_of(&settings)?;
    let now = match &arguments.from {
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
            pool(None)?.install(|| names(&published))?.0
        }
        None => {
            let asked = settings.pinned().cloned().unwrap_or_default();
            named(&mut settings, asked, terminal)?
        }
    };
    let (is_check, format) = (arguments.check, arguments.format);
    let policy = Policy::Follow;
    update(&Update { file: &file, now: &now, policy, is_check, command: "lock", format }, terminal)
}

/// # Errors
/// A manifest of the release is missing: its names would be taken for gone.
fn all_there(notes: &[Diagnostic]) -> Result<()> {
    let missing = notes.iter().filter(|note| note.code == "manifest::no-service").cloned();
    let error = |note| Diagnostic { severity: DiagnosticSeverity::Error, ..note };
    let problems: Vec<Diagnostic> = missing.map(error).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}
