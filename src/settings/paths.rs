//! Paths that `provgen.yaml` names.
//!
//! In: the value of a key. Out: where it leads, below the configuration's folder; what may not be read is
//! reported there.

use std::path::Path;

use crate::document::cursor::Cursor;
use crate::document::project::{Inside, Project, leads_to, of_git};
use crate::names::leads_into_git;

/// A path or a pattern as it is written; one that is git's is reported.
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

/// The folder that output goes to, which needn't be there yet.
pub(super) fn out(at: &Cursor<'_, '_>, folder: &Path, project: &Project) -> Option<String> {
    let named = text(at)?;
    if project.is_of_git(&leads_to(&folder.join(&named))) {
        at.report(of_git(&named));
        return None;
    }
    Some(named)
}
