//! A document to read: where it is, its name in messages, and how much of its text messages may quote.
//!
//! In: a path of the configuration or of the command line. Out: a [`Spec`].

use std::path::{Path, PathBuf};

use crate::diagnostic::Result;
use crate::document::project::{Project, is_strange};
use crate::document::read::TextKind;
use crate::input::Folder;
use crate::names::ServiceName;
use crate::provider::Listing;

/// A document to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spec {
    /// The path of the document.
    pub path: PathBuf,
    /// The document's name in messages.
    pub file: String,
    /// The service that the configuration assigns to the document.
    pub service: Option<ServiceName>,
    /// How the document is read.
    pub reading: Reading,
    /// Where the document lies.
    pub location: SpecLocation,
    /// What the provider.yaml says to which the document belongs, if it belongs to one.
    pub listing: Listing,
}

/// How a document is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// The document is read by its own format, and written anew.
    Document,
    /// The document is read as StackQL reads a manifest.
    Manifest,
}

/// Where a document lies, which decides how much of it messages may quote: other people may read them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpecLocation {
    /// The user named the document on the command line.
    Named,
    /// The document is in the project whose configuration names it.
    Inside(Project),
    /// The configuration or a link leads elsewhere: messages quote nothing of the document.
    Outside,
}

impl Spec {
    /// The document at `path`; messages call it by `path` as written.
    #[must_use]
    pub fn new(path: PathBuf, service: Option<ServiceName>, location: SpecLocation) -> Self {
        let file = path.display().to_string().replace('\\', "/");
        Self { file, path, service, reading: Reading::Document, location, listing: Listing::default() }
    }

    /// The document at `path`, which the user named.
    #[must_use]
    pub fn named(path: PathBuf) -> Self {
        let location = if is_strange(&path) { SpecLocation::Outside } else { SpecLocation::Named };
        Self::new(path, None, location)
    }

    /// The text of the document.
    ///
    /// # Errors
    /// The document can't be read, or has been replaced since the configuration was read.
    pub fn read(&self) -> Result<String> {
        match &self.location {
            SpecLocation::Named => {
                crate::document::read::read_named(&self.path, &self.file, TextKind::Document)
            }
            SpecLocation::Inside(project) => project.read(&self.path, &self.file, TextKind::Document),
            SpecLocation::Outside => crate::document::read::read(&self.path, &self.file, TextKind::Document),
        }
    }

    /// The folder to whose files the document's references may lead; none for a document that messages quote nothing
    /// of: those files would be read for somebody who can't see them.
    #[must_use]
    pub fn folder(&self) -> Option<Folder> {
        (self.location != SpecLocation::Outside).then(|| Folder::of(&self.path)).flatten()
    }

    /// Whether the document at `path` has the name of an earlier revision of this one:
    /// `dataproc.v1.20230830.json`, where this is `dataproc.v1.json`; or like this one, in another folder.
    #[must_use]
    pub fn is_earlier(&self, path: &Path) -> bool {
        let stem = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).map(str::to_string);
        let (Some(own), Some(other)) = (stem(&self.path), stem(path)) else { return false };
        path != self.path
            && (other == own || other.strip_prefix(&own).is_some_and(|rest| rest.starts_with('.')))
    }
}
