//! Versions side by side in a folder: packages, or folders of a provider's versions.
//!
//! In: a folder. Out: the releases in it, with their versions, the oldest first.

use std::path::{Path, PathBuf};

use super::tree::may_be_document;
use crate::diagnostic::{Diagnostic, Failure, Result, plain};
use crate::manifest::layout::PROVIDER;
use crate::package::{INDEX_FILE, Version};

/// A version, its name, and its path.
pub(super) type Numbered = (Option<Version>, String, PathBuf);

/// The entries of a folder, by name.
fn entries(folder: &Path) -> Result<Vec<walkdir::DirEntry>> {
    let walk = walkdir::WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name();
    let entries = walk.into_iter().collect::<std::result::Result<Vec<_>, _>>();
    let failed = |error: walkdir::Error| {
        let why = error.io_error().map_or_else(|| error.to_string(), plain);
        Diagnostic::error("diff::unreadable", format!("the folder can't be read: {why}"))
            .help("check who may read it")
            .at(folder.display().to_string(), "")
    };
    Ok(entries.map_err(failed)?)
}

/// The packages in a folder, the oldest first; of a registry's folder, those of its one provider.
pub(super) fn packages(folder: &Path) -> Result<Vec<Numbered>> {
    let mut found = Vec::new();
    let mut folders = Vec::new();
    for entry in entries(folder)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().is_dir() {
            folders.push(entry.into_path());
        } else if is_package(&name) {
            let label = name.trim_end_matches(".tgz").trim_end_matches(".tar.gz").to_string();
            found.push((version_key(&label), label, entry.into_path()));
        }
    }
    found.sort();
    if !found.is_empty() || !folder.join(INDEX_FILE).is_file() {
        return Ok(found);
    }
    let mut providers = Vec::new();
    for folder in folders {
        let packages = packages(&folder)?;
        if !packages.is_empty() {
            providers.push((folder.display().to_string(), packages));
        }
    }
    if providers.len() > 1 {
        let names: Vec<&str> = providers.iter().map(|(name, _)| name.as_str()).collect();
        return Err(several(&folder.display().to_string(), &names));
    }
    Ok(providers.pop().map(|(_, packages)| packages).unwrap_or_default())
}

/// The folders in a folder that are releases, the oldest first: providers' version folders, or folders of
/// documents.
pub(super) fn folders(folder: &Path) -> Result<Vec<Numbered>> {
    let mut found = Vec::new();
    let mut has_documents = false;
    for entry in entries(folder)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().is_dir() && !name.starts_with('.') {
            let path = entry.into_path();
            let is_release = path.join(PROVIDER).is_file()
                || entries(&path)?.iter().any(|entry| {
                    entry.file_type().is_file() && may_be_document(&entry.file_name().to_string_lossy())
                });
            if is_release {
                found.push((version_key(&name), name, path));
            }
        } else {
            has_documents |= may_be_document(&name);
        }
    }
    found.sort();
    // Documents beside folders are the releases themselves.
    Ok(if has_documents { Vec::new() } else { found })
}

/// A version to compare by; texts that aren't versions come first.
pub(super) fn version_key(version: &str) -> Option<Version> {
    Version::parse(version).ok()
}

/// Whether a path is a package's, by its name.
pub(super) fn is_package(text: &str) -> bool {
    [".tgz", ".tar.gz"].iter().any(|end| text.to_ascii_lowercase().ends_with(end))
}

/// The error for a folder with several providers below it.
pub(super) fn several(name: &str, folders: &[&str]) -> Failure {
    Diagnostic::error("diff::several-providers", "there are several providers below the folder")
        .help(format!("name one of {}", folders.join(", ")))
        .at(name, "")
        .into()
}
