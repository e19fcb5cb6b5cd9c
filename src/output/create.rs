//! New files that never replace other files: packages, keys.
//!
//! In: paths and bytes. Out: all of the files, or none: they are removed again unless the caller keeps them.
//! Files of a killed run are removed by the next run that has a note of them.

#![expect(clippy::disallowed_methods, reason = "this is `output`: it writes")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::temporary::{self, Readers, Temporary};
use super::{disk, trouble};
use crate::diagnostic::{Failure, Result};

/// The files and folders made so far.
#[derive(Debug, Default)]
pub struct NewFiles {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    /// Folders from which the files of killed runs were removed.
    cleared: BTreeSet<PathBuf>,
}

impl NewFiles {
    /// Makes `folder` and the missing folders above it.
    ///
    /// # Errors
    /// - `output::git`: the folder is git's own
    /// - `output::not-writable`, `output::not-a-folder`, `output::io`: the system refuses
    pub fn folder(&mut self, folder: &Path) -> Result<()> {
        disk::check_git(folder)?;
        let above = folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists());
        let missing: Vec<PathBuf> = above.map(Path::to_path_buf).collect();
        for path in missing.into_iter().rev() {
            match fs::create_dir(&path) {
                Ok(()) => self.folders.push(path),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(&path, &error)),
            }
        }
        Ok(())
    }

    /// Writes a file with `content` to `path`: whole or not at all, even if the machine stops. Files of
    /// killed runs beside it are removed.
    ///
    /// # Errors
    /// - `output::git`: the file is in a folder of git's own
    /// - `output::exists`: something is there
    /// - `output::not-writable`, `output::not-a-folder`, `output::io`: the system refuses
    pub fn file(&mut self, path: PathBuf, content: &[u8], readers: Readers) -> Result<()> {
        let folder = temporary::folder_of(&path);
        disk::check_git(folder)?;
        if self.cleared.insert(folder.to_path_buf()) {
            temporary::clear(folder);
        }
        Temporary::write(folder, content, readers)
            .and_then(|file| file.create(&path))
            .map_err(|error| failed(&path, &error))?;
        self.files.push(path);
        Ok(())
    }

    /// Keeps all files; returns their paths in the order of creation.
    #[must_use]
    pub fn keep(mut self) -> Vec<PathBuf> {
        self.folders.clear();
        std::mem::take(&mut self.files)
    }
}

impl Drop for NewFiles {
    fn drop(&mut self) {
        for file in &self.files {
            drop(fs::remove_file(file));
        }
        // A folder that has got other files meanwhile stays.
        for folder in self.folders.iter().rev() {
            drop(fs::remove_dir(folder));
        }
    }
}

/// A file that a run is about to make, noted in case that the run is killed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The file's name, or the ending of it.
    pub name: String,
    bytes: u64,
    digest: Digest,
}

impl Made {
    /// A note of the file `name` with `content`.
    #[must_use]
    pub fn new(name: &str, content: &[u8]) -> Self {
        Self { name: name.into(), bytes: content.len() as u64, digest: Digest::of(content) }
    }
}

/// The outcome for a file that a killed run may have made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// The file was removed.
    Removed(PathBuf),
    /// Another file is in its place, and stays.
    Other(PathBuf),
    /// The system refused to remove the file.
    Stuck(PathBuf),
}

/// Removes the files of `folder` that a killed run made: plain files that still have the noted content, and
/// nothing at all if `folder` is a link. Missing files are not mentioned.
#[must_use]
pub fn undo(folder: &Path, files: &[Made]) -> Vec<Undone> {
    if !fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return Vec::new();
    }
    temporary::clear(folder);
    let mut undone = Vec::new();
    for file in files {
        let path = folder.join(&file.name);
        let size = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata.is_file().then_some(metadata.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(_) => None,
        };
        undone.push(match (size == Some(file.bytes)).then(|| fs::read(&path)) {
            Some(Err(_)) => Undone::Stuck(path),
            Some(Ok(content)) if Digest::of(&content) == file.digest => match fs::remove_file(&path) {
                Ok(()) => Undone::Removed(path),
                Err(_) => Undone::Stuck(path),
            },
            _ => Undone::Other(path),
        });
    }
    undone
}

fn failed(path: &Path, error: &Error) -> Failure {
    let shown = path.display();
    let problem = match error.kind() {
        ErrorKind::AlreadyExists => trouble::new(
            "output::exists",
            format!("can't write `{shown}`: something is there already"),
            "nothing is written over it: move it away, or choose another name",
        ),
        ErrorKind::NotFound => trouble::new(
            "output::io",
            format!("can't write `{shown}`: there is no such folder"),
            "make the folder first, or choose another one",
        ),
        _ => trouble::io(&format!("write `{shown}`"), error),
    };
    (*problem).into()
}
