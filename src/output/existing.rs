//! The output folder as a run finds it.
//!
//! In: its area. Out: what earlier runs wrote there, what is on disk, and which files the run itself reads.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::diagnostic::Result;
use crate::output::area::Area;
use crate::output::disk::Folders;
use crate::output::list::List;

/// The output folder, before anything of the run is moved into it.
#[derive(Debug)]
pub(super) struct Existing {
    /// What the run may touch.
    pub(super) area: Area,
    /// What earlier runs wrote.
    pub(super) list: List,
    /// Folders that were looked at.
    pub(super) folders: Folders,
    /// The inputs, once somebody asks.
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

    /// Whether the run reads the file at `path`, by itself or as a part of a folder.
    pub(super) fn is_input(&self, path: &str) -> bool {
        let inputs = self.inputs.get_or_init(|| self.area.found_inputs());
        let found = std::fs::canonicalize(self.area.root.join(path));
        found.is_ok_and(|found| found.ancestors().any(|above| inputs.contains(above)))
    }
}
