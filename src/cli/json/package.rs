//! What `package` and `release` pack, for machines.

use schemars::JsonSchema;
use serde::Serialize;

use super::figures::{CountRow, FileRow};
use super::problem::{ProblemRow, rows};
use crate::package::{Package, Placed};

/// A package that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct PackageReport {
    /// The provider's name.
    provider: String,
    /// The provider's folder in a registry.
    directory: String,
    /// The version.
    version: String,
    /// How much there is in it.
    counts: CountRow,
    /// The size of the archive in bytes.
    archive_bytes: usize,
    /// Whether its files and its record are signed.
    is_signed: bool,
    /// The files that were written, the archive first; empty if nothing was.
    written: Vec<String>,
    /// The list of providers that names the version now; none if nothing was written.
    index: Option<String>,
    /// The files of the folder that aren't in the package.
    left_out: Vec<FileRow>,
    /// Warnings and notes on the documents.
    notes: Vec<ProblemRow>,
}

impl PackageReport {
    /// The report of `package`, which lacks the files `absent`, each with the reason.
    pub(in crate::cli) fn new(package: &Package, absent: &[(String, &'static str)]) -> Self {
        let left_out =
            absent.iter().map(|(path, why)| FileRow { path: path.clone(), why: (*why).to_string() });
        Self {
            provider: package.provider.name.to_string(),
            directory: package.provider.directory.to_string(),
            version: package.version.to_string(),
            counts: CountRow::new(&package.counts),
            archive_bytes: package.archive.len(),
            is_signed: package.record_signature.is_some(),
            written: Vec::new(),
            index: None,
            left_out: left_out.collect(),
            notes: rows(&package.notes),
        }
    }

    /// The same package, which is in its place now.
    pub(in crate::cli) fn placed(self, placed: &Placed) -> Self {
        let written = placed.files.iter().map(|file| file.display().to_string()).collect();
        Self { written, index: Some(placed.index.display().to_string()), ..self }
    }
}
