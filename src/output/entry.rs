//! A file that is staged, until the commit.

use std::collections::BTreeSet;

use crate::output::digest::Digest;
use crate::output::disk::PathState;

/// One staged file.
#[derive(Debug)]
pub(super) struct StagedFile {
    /// The number of its file in the staging folder. Arrival order: nothing that is seen depends on it.
    pub(super) slot: usize,
    /// `None` while a thread looks at the disk.
    pub(super) place: Option<PathState>,
    /// Of its content; with [`Mode::Check`](super::report::Mode::Check) only where that can't be read from
    /// the disk.
    pub(super) digest: Option<Digest>,
    /// Contents that were staged for the same path later; hardly ever any.
    pub(super) later: BTreeSet<Digest>,
}
