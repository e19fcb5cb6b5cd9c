//! What a provider.yaml says of the documents beside it.
//!
//! In: the documents of a configuration. Out: the same; those that are services of a published provider have its words
//! for them, which differ from the documents' own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::spec::{Spec, SpecLocation};
use crate::document::manifest;
use crate::document::project::{Project, read_found};
use crate::document::read::TextKind;
use crate::manifest::layout::{PROVIDER, SERVICES};
use crate::manifest::published::Published;
use crate::provider::Listing;

/// Listings by the file of the service below the provider's folder: `services/compute.yaml`.
type Listings = BTreeMap<String, Listing>;

/// Gives `specs` what the provider.yaml of their folder says of them. One that can't be read says nothing: it isn't among
/// the documents.
pub(super) fn fill(specs: &mut [Spec]) {
    let mut known: BTreeMap<PathBuf, Listings> = BTreeMap::new();
    for spec in specs {
        let Some((folder, path)) = place(&spec.path) else { continue };
        let listings = known.entry(folder).or_insert_with_key(|folder| read(folder, &spec.location));
        if let Some(listing) = listings.get(&path) {
            spec.listing = listing.clone();
        }
    }
}

/// The provider's folder around a document, and the document's path below it.
fn place(document: &Path) -> Option<(PathBuf, String)> {
    let services = document.parent().filter(|folder| folder.ends_with(SERVICES))?;
    let path = format!("{SERVICES}/{}", document.file_name()?.to_str()?);
    Some((services.parent()?.to_path_buf(), path))
}

fn read(folder: &Path, location: &SpecLocation) -> Listings {
    let path = folder.join(PROVIDER);
    let text = match location {
        SpecLocation::Inside(project) => inside(project, &path),
        _ => read_found(&path, PROVIDER, TextKind::Document).ok(),
    };
    let Some(text) = text else { return Listings::new() };
    let Ok(read) = manifest::parse_with_repeats(&text, PROVIDER) else { return Listings::new() };
    let services = match read.document.get("providerServices") {
        Some(services) => Published::listed(services),
        None => Vec::new(),
    };
    services.into_iter().collect()
}

fn inside(project: &Project, path: &Path) -> Option<String> {
    path.is_file().then(|| project.read(path, PROVIDER, TextKind::Document).ok()).flatten()
}
