//! How far a run may go: the output folder, and what of it is the run's.
//!
//! In: the folders and files that a configuration writes. Out: whether a path is one of them. What stands on
//! disk, a list of files or a note of moves, can name any path; outside of this area nothing is written,
//! moved or removed for it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::state::State;

/// An output folder, and the part of it that a run works on.
#[derive(Debug, Clone)]
pub struct Area {
    /// The output folder; made if it isn't there.
    pub root: PathBuf,
    /// Folders below it, each with a `/` at its end: all that is in them is the run's.
    pub folders: Vec<String>,
    /// Files outside of these folders that are the run's, too.
    pub files: Vec<String>,
    /// Files and folders that the run reads, wherever they are: they are never removed or replaced.
    pub inputs: Vec<PathBuf>,
    /// Where it is noted what an interrupted run leaves.
    pub state: State,
}

impl Area {
    /// Whether the file or folder at `path` is in it.
    pub(super) fn has(&self, path: &str) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder.as_str()))
            || self.files.iter().any(|file| file == path)
    }

    /// Whether the folder at `path` is in it, or is a folder above what is.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        self.has(&inside) || self.folders.iter().chain(&self.files).any(|own| own.starts_with(&inside))
    }

    /// Where the inputs are, without links.
    pub(super) fn found_inputs(&self) -> BTreeSet<PathBuf> {
        self.inputs.iter().filter_map(|path| fs::canonicalize(path).ok()).collect()
    }

    /// The folders and files as people read them.
    pub(super) fn named(&self) -> String {
        let names = self.folders.iter().chain(&self.files).map(|name| format!("`{name}`"));
        names.collect::<Vec<_>>().join(", ")
    }
}
