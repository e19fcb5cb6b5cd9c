//! New files that stand for themselves and take no other's place: packages, keys.
//!
//! In: paths and bytes. Out: all of the files, or none: what was made is removed again unless it is kept.
//! What a killed run made is removed by whoever has a note of it.

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

/// Files and folders that were made so far.
#[derive(Debug, Default)]
pub struct NewFiles {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    /// Folders where what killed runs left is gone.
    cleared: BTreeSet<PathBuf>,
}

impl NewFiles {
    /// Makes `folder` and those above it, as far as they aren't there.
    ///
    /// # Errors
    /// - `output::git`: it is a folder of git's own
    /// - `output::not-writable`, `output::not-a-folder`, `output::io`: the system said no
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

    /// Puts a file with `content` at `path`: whole or not at all, even if the machine stops. What killed runs
    /// left beside it is cleared.
    ///
    /// # Errors
    /// - `output::git`: it is in a folder of git's own
    /// - `output::exists`: something is there
    /// - `output::not-writable`, `output::not-a-folder`, `output::io`: the system said no
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

    /// Keeps all that was made; its files, in the order of their making.
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
        // One that somebody else has put something into stays.
        for folder in self.folders.iter().rev() {
            drop(fs::remove_dir(folder));
        }
    }
}

/// A file that a run is about to make, as it is noted in case that the run is killed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Its name, or the ending of it.
    pub name: String,
    bytes: u64,
    digest: Digest,
}

impl Made {
    /// The file `name` with `content`.
    #[must_use]
    pub fn new(name: &str, content: &[u8]) -> Self {
        Self { name: name.into(), bytes: content.len() as u64, digest: Digest::of(content) }
    }
}

/// What became of a file that a killed run may have made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// It is removed.
    Removed(PathBuf),
    /// Something else is in its place, and stays there.
    Other(PathBuf),
    /// The system said no.
    Stuck(PathBuf),
}

/// Removes the files of `folder` that a killed run made: plain ones that still have the content that was
/// noted, and nothing at all where `folder` is a link. What isn't there isn't told of.
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
