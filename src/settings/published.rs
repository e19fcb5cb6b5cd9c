//! Settings of a provider that is generated or published already: its manifests are its documents.
//!
//! In: a version folder. Out: [`Settings`] whose documents are those of the services that its provider.yaml
//! names, as the engine finds them; notes name the other files in the folder, and manifests that are missing.

use std::path::Path;

use super::model::Settings;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Result, plain};
use crate::document::project::{is_strange, read_found};
use crate::document::read::TextKind;
use crate::document::{locate, manifest};
use crate::manifest::layout::{PROVIDER, SERVICES};
use crate::manifest::published::{FoundServices, ProviderManifest, Published};

/// The settings of the provider in `folder`.
///
/// # Errors
/// There is no provider.yaml, it can't be read, or it names no service of which there is a manifest.
pub fn from_folder(folder: &Path) -> Result<Settings> {
    let shown = folder.display().to_string();
    let path = folder.join(PROVIDER);
    let file = path.display().to_string();
    let text = read_found(&path, &file, TextKind::Document).map_err(|_| {
        let message = if folder.is_dir() {
            "there is no provider.yaml in the folder"
        } else {
            "there is no such folder"
        };
        no_provider(
            message,
            "name a version's folder, for example generated/providers/src/googleapis.com/v00.00.00000",
        )
        .at(&shown, "")
    })?;
    let read = manifest::parse(&text, &file)?;
    let files = manifests(folder).map_err(|problem| problem.at(&shown, ""))?;
    let published = Published::read(&read.document, &file, files.iter().map(String::as_str));
    let located = |failure: Failure| locate::positions(failure, &text, &file);
    let FoundServices { manifest, mut notes, missing } = published.found(&file).map_err(located)?;
    if manifest.services.is_empty() {
        let problems = missing.into_iter().map(|(_, problem)| problem).collect();
        return Err(located(Failure { problems, omitted: 0 }));
    }
    let warning = |problem| Diagnostic { severity: DiagnosticSeverity::Warning, ..problem };
    notes.extend(missing.into_iter().map(|(_, problem)| warning(problem)));
    let ProviderManifest { name, directory, title, description, config, services, mut listings, .. } =
        manifest;
    let services = services.into_iter().map(|(name, path)| {
        let listing = listings.remove(&name).unwrap_or_default();
        (name, folder.join(path), listing)
    });
    let mut settings = Settings::for_manifests(name, services);
    let own = &mut settings.provider;
    own.title = title.unwrap_or_else(|| own.title.clone());
    (own.directory, own.description, own.config) = (directory, description, config);
    settings.notes = located(Failure { problems: notes, omitted: 0 }).problems;
    Ok(settings)
}

/// Paths of the services' manifests below `folder`, sorted.
fn manifests(folder: &Path) -> std::result::Result<Vec<String>, Box<Diagnostic>> {
    let services = folder.join(SERVICES);
    if is_strange(&services) {
        return Err(Box::new(no_provider(
            "`services` is a link that leads out of the folder",
            "replace the link with what it leads to",
        )));
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(services).map_err(|error| unreadable(&error))? {
        let entry = entry.map_err(|error| unreadable(&error))?;
        // A link to a file counts as the file; none of it is quoted if it leads out of the project.
        let is_file = entry.path().is_file();
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_file {
            files.push(format!("{SERVICES}/{name}"));
        }
    }
    files.sort();
    Ok(files)
}

fn unreadable(error: &std::io::Error) -> Box<Diagnostic> {
    Box::new(no_provider(
        &format!("the services can't be read: {}", plain(error)),
        "a provider's folder has provider.yaml and services/",
    ))
}

fn no_provider(message: &str, help: &str) -> Diagnostic {
    Diagnostic::error("config::no-provider", message).help(help)
}
