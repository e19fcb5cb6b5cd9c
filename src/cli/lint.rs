//! `provgen lint`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use walkdir::WalkDir;

use super::terminal::Terminal;
use super::{Outcome, config_path, project_of};
use crate::diagnostic::{Diagnostic, Result};
use crate::docs::links;
use crate::document::project::Inside;
use crate::settings::Settings;
use crate::text::counted;

/// Arguments of `provgen lint`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A folder of pages; else `docs` in the configuration's output folder
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The configuration; else provgen.yaml in the current folder or one above
    #[arg(long, value_name = "FILE", conflicts_with = "path")]
    config: Option<PathBuf>,
}

/// Checks that each link and id of the pages leads somewhere; lists those that don't.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let folder = match &arguments.path {
        Some(path) => Inside::named(path),
        None => {
            let config = config_path(arguments.config.as_deref())?;
            pages(&Settings::load(&config)?, &config)?
        }
    };
    check(&folder, terminal)
}

/// The folder of the pages of `settings`, which the configuration at `config` says.
///
/// # Errors
/// As [`Settings::checked_out`].
pub(super) fn pages(settings: &Settings, config: &Path) -> Result<Inside> {
    Ok(Inside::new(settings.checked_out()?.join("docs"), &project_of(config)))
}

/// Checks the pages below `inside`.
pub(super) fn check(inside: &Inside, terminal: &Terminal) -> Result<Outcome> {
    let files = read(inside)?;
    let folder = inside.path();
    let pages = files.keys().filter(|path| path.ends_with(".md")).count();
    let shown = folder.display();
    if pages == 0 {
        return Err(Diagnostic::error("cli::no-pages", "there are no pages in the folder")
            .help("name a folder that `provgen generate` wrote pages to, or generate them first")
            .at(shown.to_string(), "")
            .into());
    }
    let mut problems = links::check(&files);
    for problem in &mut problems {
        if let Some(origin) = &mut problem.origin {
            origin.file = folder.join(&origin.file).display().to_string();
        }
    }
    let mut text = String::new();
    for problem in &problems {
        // Writing to a string can't fail.
        let _ = problem.write_styled(&mut text);
    }
    terminal.result(&text);
    let checked = counted(pages, "page");
    if problems.is_empty() {
        terminal.summary(&format!("{checked} in {shown}: every link and id leads somewhere\n"));
        return Ok(Outcome::Clean);
    }
    terminal.remark(&format!("{} in {checked} below {shown}\n", counted(problems.len(), "problem")));
    Ok(Outcome::Findings)
}

/// The files below `folder`, by their paths below it, with `/`. Of those that no link is read from only the
/// name counts.
fn read(inside: &Inside) -> Result<BTreeMap<String, String>> {
    inside.check_links()?;
    let folder = inside.path();
    let mut files = BTreeMap::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            Diagnostic::error("cli::no-pages", format!("the pages can't be read: {error}"))
                .help("name a folder that `provgen generate` wrote pages to")
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        let is_page = name.ends_with(".md") || name.ends_with(".txt");
        let text = match is_page {
            true => inside.join(below).read()?,
            false => String::new(),
        };
        files.insert(name, text);
    }
    Ok(files)
}
