//! The overlays that a configuration names.
//!
//! In: a list of files of the project. Out: the overlays in them; all of their problems come with those of the
//! configuration.

use std::path::Path;

use super::model::Documents;
use super::paths;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::cursor::Cursor;
use crate::document::project::Project;
use crate::document::read::TextKind;
use crate::input::Overlay;
use crate::settings::keys::place;

/// Reads the overlays that the list at `at` names; paths start at `folder`.
pub(super) fn read(
    at: &Cursor<'_, '_>,
    folder: &Path,
    project: &Project,
    documents: Documents,
    problems: &Problems,
) -> Vec<Overlay> {
    let mut overlays = Vec::new();
    for item in at.items() {
        let Some(file) = paths::inside(&item, folder, project) else { continue };
        if !file.path().is_file() {
            // A command that reads other documents goes by the rest of the configuration.
            if documents == Documents::Here {
                let named = item.node.as_str().unwrap_or_default();
                item.report(
                    Diagnostic::error("config::no-file", format!("there is no file `{named}`"))
                        .help(format!("paths start at {}", place(folder))),
                );
            }
            continue;
        }
        let name = file.shown().replace('\\', "/");
        match file.read(TextKind::Overlay).and_then(|text| Overlay::parse(&text, &name)) {
            Ok(overlay) => overlays.push(overlay),
            Err(failure) => failure.problems.into_iter().for_each(|problem| problems.add(problem)),
        }
    }
    overlays
}
