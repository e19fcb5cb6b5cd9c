//! Whether a package, or a whole registry, is as it should be.
//!
//! In: an archive, a version folder, or a folder that a registry is served from; hostile, all of it. Out:
//! what was found, and everything that is wrong with it. Nothing is unpacked.

mod one;
mod shelf;
mod signatures;

use std::path::Path;
use std::time::Duration;

use super::index;
use super::key::PublicKey;
use super::signature::Signature;
use super::source::Source;
use super::time::SignTime;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::document::project::Inside;
use crate::manifest::layout::PROVIDER;
use crate::provider::Counts;

/// Which signatures count.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trust<'k> {
    /// The key that each must be made with; none, where they are only held against each other.
    pub key: Option<&'k PublicKey>,
    /// How long after provider.yaml the other files of a package may have been signed. `provgen` signs all of
    /// them at one time; a signer that takes one after the other doesn't, and only who knows it can tell that
    /// from an attack.
    pub span: Duration,
}

impl<'k> From<Option<&'k PublicKey>> for Trust<'k> {
    fn from(key: Option<&'k PublicKey>) -> Self {
        Self { key, span: Duration::ZERO }
    }
}

impl Trust<'_> {
    /// Whether `signature` counts as one of `text`.
    fn accepts(&self, signature: &Signature, text: &str) -> bool {
        self.key.is_none_or(|key| signature.is_of(key, text.as_bytes()))
    }
}

/// What was looked at, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The packages, in the order of their places.
    pub packages: Vec<Verified>,
    /// All that is wrong; nothing, where they are as they should be.
    pub problems: Failure,
    /// What isn't wrong, and worth knowing.
    pub notes: Vec<Diagnostic>,
}

/// A package that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Where it is.
    pub place: String,
    /// Its provider's name; none, where it can't be told.
    pub provider: Option<String>,
    /// Its version as it says itself.
    pub version: Option<String>,
    /// The provider's folder in a registry.
    pub directory: Option<String>,
    /// How many there are of everything that could be read.
    pub counts: Counts,
    /// Whether it is signed.
    pub signed: Signed,
    /// Whether nothing is wrong in it.
    pub is_sound: bool,
}

/// Whether the files of a package are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// None of them is, or not all as they should be.
    No,
    /// All are, and nobody said by which key they should be.
    Unchecked(SignTime),
    /// All are, by the key that was given.
    Checked(SignTime),
}

impl Verdict {
    /// What two lookings found.
    fn join(self, other: Self) -> Self {
        Self {
            packages: [self.packages, other.packages].concat(),
            problems: Failure::join([self.problems, other.problems]),
            notes: [self.notes, other.notes].concat(),
        }
    }
}

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
    let version_folder = Source::locate(&Inside::named(path))?;
    if version_folder.path().join(PROVIDER).exists() {
        return one::folder(&version_folder, trust);
    }
    if path.join(index::FILE).exists() {
        return shelf::registry(path, trust);
    }
    let archives = shelf::archives(path)?;
    if archives.is_empty() {
        let help = match path.join("dist").join(index::FILE).exists() {
            true => format!("did you mean {}?", path.join("dist").display()),
            false => {
                "name a .tgz, a folder with providers.yaml, or one with provider.yaml and services/".into()
            }
        };
        return Err(Diagnostic::error("package::nothing", "there is no package in the folder")
            .help(help)
            .at(path.display().to_string(), "")
            .into());
    }
    archives.iter().try_fold(Verdict::default(), |all, path| Ok(all.join(shelf::archive(path, trust)?)))
}
