//! The trust in signatures, and the result of a check.

use std::time::Duration;

use crate::diagnostic::{Diagnostic, Failure};
use crate::package::key::PublicKey;
use crate::package::signature::FileSignature;
use crate::package::time::SignTime;
use crate::provider::Counts;

/// The trust in signatures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trust<'k> {
    /// The key that must have made each signature; none if signatures are only compared with each other.
    pub key: Option<&'k PublicKey>,
    /// How long after provider.yaml the other files of a package may have been signed. `provgen` signs all of
    /// them at one time; a signer that takes one after the other doesn't. Only a user who knows the signer
    /// can tell that from an attack.
    pub span: Duration,
}

impl<'k> From<Option<&'k PublicKey>> for Trust<'k> {
    fn from(key: Option<&'k PublicKey>) -> Self {
        Self { key, span: Duration::ZERO }
    }
}

impl Trust<'_> {
    /// Whether `signature` counts as a signature of `text`.
    pub(super) fn accepts(&self, signature: &FileSignature, text: &str) -> bool {
        self.key.is_none_or(|key| signature.is_of(key, text.as_bytes()))
    }
}

/// The result of a check.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The packages, in the order of their places.
    pub packages: Vec<Verified>,
    /// All problems; empty if there are none.
    pub problems: Failure,
    /// Warnings that are not problems.
    pub notes: Vec<Diagnostic>,
}

/// A package that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The path of the package.
    pub place: String,
    /// The provider's name, if it can be read.
    pub provider: Option<String>,
    /// The version that the package itself names.
    pub version: Option<String>,
    /// The provider's folder in a registry.
    pub directory: Option<String>,
    /// The counts of the parts that could be read.
    pub counts: Counts,
    /// Whether the package is signed.
    pub signed: Signed,
    /// Whether the package has no problems.
    pub is_sound: bool,
}

/// Whether the files of a package are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// No file is signed, or some signature is invalid.
    No,
    /// All files are signed, and the user named no key to check with.
    Unchecked(SignTime),
    /// All files are signed by the given key.
    Checked(SignTime),
}

impl Verdict {
    /// The results of two checks together.
    pub(super) fn join(self, other: Self) -> Self {
        Self {
            packages: [self.packages, other.packages].concat(),
            problems: Failure::join([self.problems, other.problems]),
            notes: [self.notes, other.notes].concat(),
        }
    }
}
