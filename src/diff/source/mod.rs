//! Where a release is: a document, a folder, a package, a revision in git.
//!
//! In: what the user typed for OLD or NEW. Out: a [`Release`]: the documents of the services, and what the
//! provider says of itself. Nothing is parsed yet but `provider.yaml`, so that memory follows the services in
//! work.

mod command;
pub mod document;
mod git;
mod packages;
mod release;
mod revision;
pub mod series;
mod tree;

use crate::diagnostic::Result;

pub use release::Release;

/// The text of a file in a revision of git; none where the revision hasn't got it.
///
/// # Errors
/// Git fails.
pub fn file_at(revision: &str, path: &str) -> Result<Option<String>> {
    revision::file(revision, path)
}
