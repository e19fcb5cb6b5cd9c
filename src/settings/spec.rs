//! A document to read: where it is, what it is called, and how far its text may be told of.
//!
//! In: a path of the configuration or of the command line. Out: a [`Spec`].

use std::path::{Path, PathBuf};

use crate::diagnostic::Result;
use crate::document::project::{Project, is_strange};
use crate::document::read::TextKind;
use crate::names::ServiceName;

/// A document to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spec {
    /// Where it is.
    pub path: PathBuf,
    /// What messages call it.
    pub file: String,
    /// The service that the configuration says it is.
    pub service: Option<ServiceName>,
    /// How it is read.
    pub reading: Reading,
    /// Where it lies.
    pub location: SpecLocation,
}

/// How a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// By what it says: it is written anew.
    Document,
    /// As StackQL does, which loads it.
    Manifest,
}

/// Where a document lies: what may be told of it in messages, which others than the user may read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpecLocation {
    /// Where the user says, on the command line.
    Named,
    /// In the project whose configuration names it.
    Inside(Project),
    /// Elsewhere, as the configuration or a link says: none of it is quoted.
    Outside,
}

impl Spec {
    /// The document at `path`, which messages call as it is written.
    #[must_use]
    pub fn new(path: PathBuf, service: Option<ServiceName>, location: SpecLocation) -> Self {
        let file = path.display().to_string().replace('\\', "/");
        Self { file, path, service, reading: Reading::Document, location }
    }

    /// The document at `path`, which the user names.
    #[must_use]
    pub fn named(path: PathBuf) -> Self {
        let location = if is_strange(&path) { SpecLocation::Outside } else { SpecLocation::Named };
        Self::new(path, None, location)
    }

    /// Its text.
    ///
    /// # Errors
    /// It can't be read, or isn't where it was.
    pub fn read(&self) -> Result<String> {
        match &self.location {
            SpecLocation::Named => {
                crate::document::read::read_named(&self.path, &self.file, TextKind::Document)
            }
            SpecLocation::Inside(project) => project.read(&self.path, &self.file, TextKind::Document),
            SpecLocation::Outside => crate::document::read::read(&self.path, &self.file, TextKind::Document),
        }
    }

    /// Whether the document at `path` is called like an earlier revision of this one:
    /// `dataproc.v1.20230830.json`, where this is `dataproc.v1.json`; or like this one, in another folder.
    #[must_use]
    pub fn is_earlier(&self, path: &Path) -> bool {
        let stem = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).map(str::to_string);
        let (Some(own), Some(other)) = (stem(&self.path), stem(path)) else { return false };
        path != self.path
            && (other == own || other.strip_prefix(&own).is_some_and(|rest| rest.starts_with('.')))
    }
}
