//! A package that nothing is written of yet.

use super::version::Version;
use crate::diagnostic::Diagnostic;
use crate::manifest::published::ProviderManifest;
use crate::provider::{Counts, ServiceOutline};

/// A package that nothing is written of yet.
#[derive(Debug)]
pub struct Package {
    /// Whose it is; the version in it is that of the source.
    pub provider: ProviderManifest,
    /// Its version.
    pub version: Version,
    /// Bytes of the archive.
    pub archive: Vec<u8>,
    /// Text of the record that stands beside it.
    pub record: String,
    /// Text of the record's signature, where files are signed.
    pub record_signature: Option<String>,
    /// Its services, by name.
    pub services: Vec<ServiceOutline>,
    /// How many there are of everything.
    pub counts: Counts,
    /// How many files there are in it, signatures aside.
    pub files: usize,
    /// What loads, and is worth knowing.
    pub notes: Vec<Diagnostic>,
}
