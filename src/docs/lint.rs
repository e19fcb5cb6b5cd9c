//! Checking the pages in a folder.
//!
//! In: a folder. Out: the number of pages, and each link and id that leads nowhere.

use std::collections::BTreeMap;

use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Result};
use crate::docs::links;
use crate::document::project::Inside;
use crate::document::read::TextKind;

/// The result of a check.
#[derive(Debug)]
pub struct Linted {
    /// The number of pages.
    pub pages: usize,
    /// Links and ids that lead nowhere, in the order of the pages.
    pub problems: Vec<Diagnostic>,
}

/// Checks the pages below `inside`.
///
/// # Errors
/// There is no page, or one can't be read.
pub fn lint(inside: &Inside) -> Result<Linted> {
    let linted = any(inside)?;
    if linted.pages == 0 {
        return Err(Diagnostic::error("docs::no-pages", "there are no pages in the folder")
            .help("name a folder that `provgen generate` wrote pages to, or generate them first")
            .at(inside.path().display().to_string(), "")
            .into());
    }
    Ok(linted)
}

/// As [`lint`], for a folder that may have no pages.
///
/// # Errors
/// A page can't be read.
pub fn any(inside: &Inside) -> Result<Linted> {
    let files = read(inside)?;
    let folder = inside.path();
    let pages = files.keys().filter(|path| path.ends_with(".md")).count();
    let mut problems = links::check(&files);
    for problem in &mut problems {
        if let Some(origin) = &mut problem.origin {
            origin.file = folder.join(&origin.file).display().to_string();
        }
    }
    Ok(Linted { pages, problems })
}

/// The files below `inside`, by their paths below it, with `/`. Files without links count only by name, and
/// have an empty text.
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
