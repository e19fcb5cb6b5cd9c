//! Warnings about `mapping.yaml`, which a person has written: those that are few are told in full.

use std::collections::BTreeSet;

use super::mapped::Mapped;
use crate::diagnostic::Diagnostic;
use crate::document::locate;
use crate::names::ServiceName;
use crate::settings::Settings;

/// Warnings beyond this many are counted with all others: a new version of an API may change each line.
const FEW: usize = 12;

/// The warnings about the file of `settings`, with their lines: about services that aren't `known`, and those of `services`,
/// which are taken from there if they are few.
pub(super) fn warnings(
    settings: &Settings,
    known: &BTreeSet<&ServiceName>,
    services: &mut [Mapped],
) -> Vec<Diagnostic> {
    let Some((file, pinned)) = settings.mapping.as_ref().zip(settings.pinned()) else { return Vec::new() };
    let name = file.path.display().to_string();
    let is_about_it = |note: &Diagnostic| note.origin.as_ref().is_some_and(|origin| origin.file == name);
    let mut told = pinned.strange_services(known, &name);
    let count = services.iter().flat_map(|service| &service.notes).filter(|note| is_about_it(note)).count();
    if count <= FEW {
        for service in services {
            told.extend(service.notes.extract_if(.., |note| is_about_it(note)));
        }
    }
    match file.content.as_ref().and_then(|content| content.text.as_deref()) {
        Some(text) => locate::notes(told, text, &name),
        None => told,
    }
}
