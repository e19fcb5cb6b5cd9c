//! A package in memory, before it is written.

use super::version::Version;
use crate::diagnostic::Diagnostic;
use crate::manifest::published::ProviderManifest;
use crate::provider::{Counts, ServiceOutline};

/// A package in memory, before it is written.
#[derive(Debug)]
pub struct Package {
    /// The provider; its version is that of the source.
    pub provider: ProviderManifest,
    /// The version of the package.
    pub version: Version,
    /// The bytes of the archive.
    pub archive: Vec<u8>,
    /// The text of the record beside the archive.
    pub record: String,
    /// The text of the record's signature, if files are signed.
    pub record_signature: Option<String>,
    /// The services, by name.
    pub services: Vec<ServiceOutline>,
    /// The counts of services, resources and methods.
    pub counts: Counts,
    /// The number of files, without signatures.
    pub files: usize,
    /// Warnings about parts that load.
    pub notes: Vec<Diagnostic>,
}
