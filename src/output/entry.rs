//! A staged file, until the commit.

use std::collections::BTreeSet;

use crate::output::digest::Digest;
use crate::output::disk::PathState;

/// One staged file.
#[derive(Debug)]
pub(super) struct StagedFile {
    /// The number of the file in the staging folder, by order of arrival: no output depends on it.
    pub(super) slot: usize,
    /// `None` while a thread looks at the disk.
    pub(super) place: Option<PathState>,
    /// The digest of the content; with [`Mode::Check`](super::report::Mode::Check) only if the content can't
    /// be read from
    /// the disk.
    pub(super) digest: Option<Digest>,
    /// Digests of other contents that were staged for the same path later; hardly ever any.
    pub(super) later: BTreeSet<Digest>,
}
