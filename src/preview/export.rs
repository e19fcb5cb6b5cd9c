//! Exporting the pages as files, which a browser can open.
//!
//! In: a [`Site`] and a folder. Out: the folder with all pages, or unchanged: the files go through
//! [`Output`]. A folder with other files than those of an earlier export is left alone.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::page::Frame;
use super::site::{ASSETS, INDEX, Liveness, Site};
use crate::diagnostic::{Diagnostic, Result};
use crate::output::{Area, Lines, Mode, Output, OutputReport, State};

/// The page that a browser opens first.
const ENTRANCE: &str = "index.html";

/// Writes `site` into `folder`; `state` has the notes about interrupted runs. Setting `interrupted` stops the
/// export, and the folder stays unchanged.
///
/// # Errors
/// The folder has other files; errors of [`Output`].
pub fn export(
    site: &Site,
    folder: &Path,
    state: State,
    interrupted: &Arc<AtomicBool>,
) -> Result<OutputReport> {
    let files = ASSETS.iter().map(|(name, _)| *name).chain([INDEX, ENTRANCE]).map(str::to_string).collect();
    let folders = vec![format!("{}/", site.provider)];
    let area = Area { root: folder.to_path_buf(), folders, files, inputs: Vec::new(), state };
    let output = Output::open(area, Mode::Write, Lines::Counted, Arc::clone(interrupted))?;
    let refused = |message: String| {
        Diagnostic::error("preview::not-empty", message)
            .help("name a folder that is empty, not there yet, or an earlier export")
    };
    let shown = folder.display();
    if let Some(other) = output.first_foreign()? {
        return Err(refused(format!("`{shown}` holds other files: {other}")).into());
    }
    if output.has_written() && !output.wrote(INDEX) {
        return Err(refused(format!("`{shown}` holds other files: those of `provgen generate`")).into());
    }
    let frame = Frame::new()?;
    site.pages.par_iter().try_for_each(|(address, _)| {
        let html = frame.page(site, address, &Liveness::Still)?;
        output.stage(address, html.unwrap_or_default().as_bytes()).map(drop)
    })?;
    for name in ASSETS.iter().map(|(name, _)| *name).chain([INDEX]) {
        output.stage(name, site.asset(name).unwrap_or_default().as_bytes())?;
    }
    output.stage(ENTRANCE, frame.entrance(site)?.as_bytes())?;
    output.commit(|_| true, interrupted)
}
