//! Finding a release: a document, a folder, a package, a revision in git.
//!
//! In: the user's text for OLD or NEW. Out: a [`Release`]: the documents of the services, and the facts of
//! its `provider.yaml`. Only `provider.yaml` is parsed at this point, so that memory grows with the services
//! in work.

mod command;
pub mod document;
mod git;
mod packages;
mod release;
mod revision;
pub mod series;
mod tree;
mod worktree;

use crate::diagnostic::Result;

pub use release::Release;
pub use worktree::{Commit, commit, is_addable};

/// The text of a file in a revision of git; none if the revision doesn't have it.
///
/// # Errors
/// Git fails.
pub fn file_at(revision: &str, path: &str) -> Result<Option<String>> {
    revision::file(revision, path)
}
