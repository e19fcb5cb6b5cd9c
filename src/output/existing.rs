//! The output folder as a run finds it.
//!
//! In: the run's area. Out: the list of earlier files, the state of the disk, and which files the run itself
//! reads.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::diagnostic::Result;
use crate::output::area::Area;
use crate::output::disk::Folders;
use crate::output::list::List;

/// The output folder, before the run moves anything into it.
#[derive(Debug)]
pub(super) struct Existing {
    /// The area that the run may touch.
    pub(super) area: Area,
    /// The files that earlier runs wrote.
    pub(super) list: List,
    /// Folders looked at so far.
    pub(super) folders: Folders,
    /// The inputs' paths, found on the first request.
    inputs: OnceLock<BTreeSet<PathBuf>>,
}

impl Existing {
    /// Reads the list of earlier files.
    ///
    /// # Errors
    /// As [`List::read`].
    pub(super) fn read(area: Area) -> Result<Self> {
        let list = List::read(&area.root)?;
        Ok(Self { area, list, folders: Folders::default(), inputs: OnceLock::new() })
    }

    /// Whether the run reads the file at `path`, directly or as part of a folder.
    pub(super) fn is_input(&self, path: &str) -> bool {
        let inputs = self.inputs.get_or_init(|| self.area.found_inputs());
        let found = std::fs::canonicalize(self.area.root.join(path));
        found.is_ok_and(|found| found.ancestors().any(|above| inputs.contains(above)))
    }
}
