//! Paths that `provgen.yaml` names.
//!
//! In: the value of a key. Out: the path that it leads to, below the configuration's folder; paths that may
//! not be read are reported at the key.

use std::path::Path;

use crate::document::cursor::Cursor;
use crate::document::project::{Inside, Project, leads_to, of_git};
use crate::names::leads_into_git;

/// A path or a pattern as written; a path into git's own folder is reported.
pub(super) fn text(at: &Cursor<'_, '_>) -> Option<String> {
    let text = at.string()?;
    if leads_into_git(&text) {
        at.report(of_git(&text));
        return None;
    }
    Some(text)
}

/// A file or a folder of the project.
pub(super) fn inside(at: &Cursor<'_, '_>, folder: &Path, project: &Project) -> Option<Inside> {
    let named = text(at)?;
    let path = folder.join(&named);
    if let Some(problem) = project.trouble(&path, &named) {
        at.report(problem);
        return None;
    }
    Some(Inside::new(path, project))
}

/// The output folder, which needn't exist yet.
pub(super) fn out(at: &Cursor<'_, '_>, folder: &Path, project: &Project) -> Option<String> {
    let named = text(at)?;
    if project.is_of_git(&leads_to(&folder.join(&named))) {
        at.report(of_git(&named));
        return None;
    }
    Some(named)
}
