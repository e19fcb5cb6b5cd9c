//! The area of a run: the output folder, and the files in it that belong to the run.
//!
//! In: the folders and files that a configuration writes. Out: whether a path is one of them. The disk, a
//! list of files or a note of moves can name any path; outside of this area nothing is written, moved or
//! removed because of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::state::State;

/// An output folder, and the part of it that a run works on.
#[derive(Debug, Clone)]
pub struct Area {
    /// The output folder; made if it doesn't exist.
    pub root: PathBuf,
    /// Folders below the output folder, each with a `/` at its end: all files in them are the run's.
    pub folders: Vec<String>,
    /// Files outside of these folders that belong to the run, too.
    pub files: Vec<String>,
    /// Files and folders that the run reads, anywhere: these are never removed or replaced.
    pub inputs: Vec<PathBuf>,
    /// The place of the notes for the run after an interrupted one.
    pub state: State,
}

impl Area {
    /// Whether the file or folder at `path` is in the area.
    pub(super) fn has(&self, path: &str) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder.as_str()))
            || self.files.iter().any(|file| file == path)
    }

    /// Whether the folder at `path` is in the area, or contains a part of it.
    pub(super) fn has_folder(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        self.has(&inside) || self.folders.iter().chain(&self.files).any(|own| own.starts_with(&inside))
    }

    /// The inputs' paths, with links followed.
    pub(super) fn found_inputs(&self) -> BTreeSet<PathBuf> {
        self.inputs.iter().filter_map(|path| fs::canonicalize(path).ok()).collect()
    }

    /// The folders and files for a message.
    pub(super) fn named(&self) -> String {
        let names = self.folders.iter().chain(&self.files).map(|name| format!("`{name}`"));
        names.collect::<Vec<_>>().join(", ")
    }
}
