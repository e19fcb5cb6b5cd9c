//! Whether a package, or a whole registry, is as it should be.
//!
//! In: an archive, a version folder, or a folder that a registry is served from; hostile, all of it. Out:
//! what was found, and everything that is wrong with it. Nothing is unpacked.

mod one;
mod shelf;
mod signatures;
mod verdict;

use std::path::Path;

use super::index;
use super::source::VersionFolder;
use crate::diagnostic::{Diagnostic, Result};
use crate::document::project::Inside;
use crate::manifest::layout::PROVIDER;

pub use verdict::{Signed, Trust, Verdict, Verified};

/// Looks at what is at `path`: an archive, a version folder (or the output folder that it is in), or a folder
/// of packages. With a key, each file must be signed by its owner.
///
/// # Errors
/// There is nothing there, nothing that could be looked at, or it can't be read.
pub fn verify<'k>(path: &Path, trust: impl Into<Trust<'k>>) -> Result<Verdict> {
    let trust = &trust.into();
    if !path.is_dir() {
        return one::archive(path, trust);
    }
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
