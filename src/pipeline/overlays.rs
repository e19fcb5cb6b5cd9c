//! Warnings about overlays of every document.
//!
//! In: the services of a run, each with its own warnings. Out: the same without those about actions that match something
//! in another document.

use std::collections::{BTreeMap, BTreeSet};

use super::mapped::Mapped;
use crate::diagnostic::Diagnostic;
use crate::settings::Settings;

/// The code of a warning about an action that matches nothing.
const UNMATCHED: &str = "input::overlay-unmatched";

/// Leaves warnings about actions of the common overlays where no document has what the action is about, once each.
pub(super) fn settle(services: &mut [Mapped], settings: &Settings) {
    if settings.overlays.is_empty() {
        return;
    }
    let place = |note: &Diagnostic| {
        let origin = note.origin.as_ref().filter(|_| note.code == UNMATCHED)?;
        let is_common = settings.overlays.iter().any(|overlay| overlay.file == origin.file);
        is_common.then(|| (origin.file.clone(), origin.pointer.clone()))
    };
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for note in services.iter().flat_map(|service| &service.notes) {
        if let Some(place) = place(note) {
            *counts.entry(place).or_default() += 1;
        }
    }
    // A document that is split tells it with one of its services.
    let documents: BTreeSet<&str> = services.iter().map(|service| service.document.as_str()).collect();
    counts.retain(|_, count| *count == documents.len());
    for service in services {
        // What is told once is taken out, so that it isn't told again.
        service.notes.retain(|note| place(note).is_none_or(|place| counts.remove(&place).is_some()));
    }
}
