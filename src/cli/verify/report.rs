//! What `verify` found, for machines.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::json::{CountRow, ProblemRow, rows};
use crate::package::{Signed, Verdict, Verified};

/// The packages that were checked, and their problems.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct VerifyReport {
    /// Whether there are no problems: all packages are as they should be.
    is_sound: bool,
    /// The packages, in the order of their places.
    packages: Vec<PackageRow>,
    /// The problems of all packages.
    problems: Vec<ProblemRow>,
    /// The number of further problems, which aren't listed.
    omitted: usize,
    /// Warnings and notes, which make no package bad.
    notes: Vec<ProblemRow>,
}

/// A package.
#[derive(Debug, Serialize, JsonSchema)]
struct PackageRow {
    /// The archive or the folder.
    place: String,
    /// The provider's name; none if it can't be read.
    provider: Option<String>,
    /// The version that the package names; none if it can't be read.
    version: Option<String>,
    /// The provider's folder in a registry; none if it can't be read.
    directory: Option<String>,
    /// How much there is of the parts that could be read.
    counts: CountRow,
    /// Whether its files are signed.
    signed: SignedRow,
    /// When its files were signed, as they say, in UTC; none if they aren't.
    signed_at: Option<String>,
    /// Whether this package has no problems.
    is_sound: bool,
}

/// Whether the files of a package are signed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum SignedRow {
    /// No file is signed, or some signature is wrong.
    No,
    /// All files are signed, and no key was named to check with.
    Unchecked,
    /// All files are signed by the owner of the key.
    Checked,
}

impl VerifyReport {
    pub(in crate::cli) fn new(verdict: &Verdict) -> Self {
        Self {
            is_sound: verdict.problems.problems.is_empty(),
            packages: verdict.packages.iter().map(PackageRow::new).collect(),
            problems: rows(&verdict.problems.problems),
            omitted: verdict.problems.omitted,
            notes: rows(&verdict.notes),
        }
    }
}

impl PackageRow {
    fn new(package: &Verified) -> Self {
        let (signed, signed_at) = match package.signed {
            Signed::No => (SignedRow::No, None),
            Signed::Unchecked(time) => (SignedRow::Unchecked, Some(time.to_string())),
            Signed::Checked(time) => (SignedRow::Checked, Some(time.to_string())),
        };
        Self {
            place: package.place.clone(),
            provider: package.provider.clone(),
            version: package.version.clone(),
            directory: package.directory.clone(),
            counts: CountRow::new(&package.counts),
            signed,
            signed_at,
            is_sound: package.is_sound,
        }
    }
}
