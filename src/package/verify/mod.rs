//! Checking a package, or a whole registry.
//!
//! In: an archive, a version folder, or a folder that a registry is served from; all of it may be hostile.
//! Out: the packages found, and all of their problems. Nothing is unpacked.

mod one;
mod shelf;
mod signatures;
mod verdict;

use std::path::Path;

use super::index;
use super::source::{VersionFolder, version_below};
use crate::diagnostic::{Diagnostic, Result};
use crate::document::project::Inside;
use crate::manifest::layout::PROVIDER;

pub use verdict::{Signed, Trust, Verdict, Verified};

/// Checks the file or folder at `path`: an archive, a version folder (or the output folder around it), a provider's
/// folder, of whose versions the highest counts, or a folder of packages. With a key, each file must be signed by the key's owner.
///
/// # Errors
/// Nothing is at the path, or nothing that could be checked, or it can't be read.
pub fn verify<'k>(path: &Path, trust: impl Into<Trust<'k>>) -> Result<Verdict> {
    let trust = &trust.into();
    if !path.is_dir() {
        return one::archive(path, trust);
    }
    // A provider's folder has one for each version, of which StackQL takes the highest.
    let version = version_below(path).map(|version| path.join(version));
    let path = version.as_deref().unwrap_or(path);
    let version_folder = VersionFolder::locate(&Inside::named(path))?;
    if version_folder.path().join(PROVIDER).exists() {
        return one::folder(&version_folder, trust);
    }
    if path.join(index::FILE).exists() {
        return shelf::registry(path, trust);
    }
    let archives = shelf::archives(path)?;
    if archives.is_empty() {
        let help = if path.join("dist").join(index::FILE).exists() {
            format!("did you mean {}?", path.join("dist").display())
        } else {
            "name a .tgz, a folder with providers.yaml, or one with provider.yaml and services/".into()
        };
        return Err(Diagnostic::error("package::nothing", "there is no package in the folder")
            .help(help)
            .at(path.display().to_string(), "")
            .into());
    }
    archives.iter().try_fold(Verdict::default(), |all, path| Ok(all.join(shelf::archive(path, trust)?)))
}
