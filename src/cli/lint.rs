//! `provgen lint` checks the links and ids of pages.

use std::path::{Path, PathBuf};

use clap::Args;

use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::cli::config::{load, project_of};
use crate::cli::env::Env;
use crate::diagnostic::Result;
use crate::docs::lint::{Linted, lint};
use crate::document::project::Inside;
use crate::settings::Settings;
use crate::text::counted;

/// Arguments of `provgen lint`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A folder of pages [default: `docs` in the configuration's output folder]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The configuration [default: provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with = "path")]
    config: Option<PathBuf>,
}

/// Checks that each link and id of the pages leads somewhere, and lists the others.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let folder = match &arguments.path {
        Some(path) => Inside::named(path),
        None => {
            let (config, settings) = load(arguments.config.as_deref(), env)?;
            pages(&settings, &config)?
        }
    };
    Ok(tell(&lint(&folder)?, folder.path(), terminal))
}

/// The folder with the pages of `settings`, which come from the configuration at `config`.
///
/// # Errors
/// As [`Settings::checked_out`].
pub(super) fn pages(settings: &Settings, config: &Path) -> Result<Inside> {
    Ok(Inside::new(settings.checked_out()?.join("docs"), &project_of(config)))
}

/// Prints what the lint found in the pages in `folder`.
pub(super) fn tell(linted: &Linted, folder: &Path, terminal: &Terminal) -> Outcome {
    let Linted { pages, problems } = linted;
    let mut text = String::new();
    for problem in problems {
        // Writing to a string can't fail.
        let _ = problem.write_styled(&mut text);
    }
    terminal.result(&text);
    let (checked, shown) = (counted(*pages, "page"), folder.display());
    if problems.is_empty() {
        terminal.summary(&format!("{checked} in {shown}: every link and id leads somewhere\n"));
        return Outcome::Clean;
    }
    terminal.remark(&format!("{} in {checked} below {shown}\n", counted(problems.len(), "problem")));
    Outcome::Findings
}
