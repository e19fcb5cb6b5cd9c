//! Everything that a run's output depends on beside its documents, as one text: a cache with another text
//! counts as empty.

use sha2::{Digest as _, Sha256};

use crate::diagnostic::Result;
use crate::docs::own_sources;
use crate::document::read::TextKind;
use crate::settings::Settings;

/// A text that differs if the output may differ: all settings except the documents and the output folder.
///
/// # Errors
/// Templates that can't be read.
pub fn fingerprint(settings: &Settings) -> Result<String> {
    // Each field is named, so that a new one can't be forgotten.
    let Settings {
        provider,
        specs: _,
        patterns: _,
        services,
        overlays,
        is_strict,
        selection,
        naming,
        acronyms,
        docs,
        manifest,
        needs,
        diff: _,
        out: _,
        out_bound: _,
        mapping: _,
        undecided: _,
        notes: _,
        origin: _,
    } = settings;
    let templates = own_sources(docs)?;
    let mut history = Sha256::new();
    for file in &docs.history {
        history.update(file.read(TextKind::Document)?);
    }
    let history = history.finalize();
    // Its comments change nothing.
    let pinned = settings.pinned();
    Ok(format!(
        "{provider:?} {services:?} {overlays:?} {is_strict} {selection:?} {naming:?} {acronyms:?} {docs:?} {manifest:?} {needs:?} {templates:?} {pinned:?} {history:?}"
    ))
}
