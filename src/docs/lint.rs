//! Whether the pages in a folder hold together.
//!
//! In: a folder. Out: how many pages there are, and each link and id that leads nowhere.

use std::collections::BTreeMap;

use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Result};
use crate::docs::links;
use crate::document::project::Inside;
use crate::document::read::TextKind;

/// What was found of pages.
#[derive(Debug)]
pub struct Linted {
    /// How many pages there are.
    pub pages: usize,
    /// What leads nowhere, in the order of the pages.
    pub problems: Vec<Diagnostic>,
}

/// Checks the pages below `inside`.
///
/// # Errors
/// There is no page, or one can't be read.
pub fn lint(inside: &Inside) -> Result<Linted> {
    let files = read(inside)?;
    let folder = inside.path();
    let pages = files.keys().filter(|path| path.ends_with(".md")).count();
    if pages == 0 {
        return Err(Diagnostic::error("docs::no-pages", "there are no pages in the folder")
            .help("name a folder that `provgen generate` wrote pages to, or generate them first")
            .at(folder.display().to_string(), "")
            .into());
    }
    let mut problems = links::check(&files);
    for problem in &mut problems {
        if let Some(origin) = &mut problem.origin {
            origin.file = folder.join(&origin.file).display().to_string();
        }
    }
    Ok(Linted { pages, problems })
}

/// The files below `inside`, by their paths below it, with `/`. Of those that no link is read from only the
/// name counts.
fn read(inside: &Inside) -> Result<BTreeMap<String, String>> {
    inside.check_links()?;
    let folder = inside.path();
    let mut files = BTreeMap::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            Diagnostic::error("docs::no-pages", format!("the pages can't be read: {error}"))
                .help("name a folder that `provgen generate` wrote pages to")
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        let is_page = name.ends_with(".md") || name.ends_with(".txt");
        let text = if is_page { inside.join(below).read(TextKind::Page)? } else { String::new() };
        files.insert(name, text);
    }
    Ok(files)
}
