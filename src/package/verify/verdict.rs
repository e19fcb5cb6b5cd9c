//! Which signatures count, and what was found of a package.

use std::time::Duration;

use crate::diagnostic::{Diagnostic, Failure};
use crate::package::key::PublicKey;
use crate::package::signature::FileSignature;
use crate::package::time::SignTime;
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
    pub(super) fn accepts(&self, signature: &FileSignature, text: &str) -> bool {
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
    pub(super) fn join(self, other: Self) -> Self {
        Self {
            packages: [self.packages, other.packages].concat(),
            problems: Failure::join([self.problems, other.problems]),
            notes: [self.notes, other.notes].concat(),
        }
    }
}
