//! Notes from an interrupted run for the next one, in a folder of the user.
//!
//! In: notes about the changes that a run is about to make to a folder. Out: the notes that earlier runs left
//! about the same folder. A checkout can bring along files that look like the leftovers of a run, so files in
//! a checkout are not trusted, only the notes that this user's provgen made outside of it.
//!
//! ```text
//! <state folder>/
//!   staging/<digest of the folder's path>/<name of a staging folder>
//!   shelf/<digest of the folder's path>/<version>
//! ```

#![expect(clippy::disallowed_methods, reason = "this is `output`: it writes")]

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::digest::Digest;

/// Largest note that is read, in bytes; the moves of the largest possible list of files take less.
const MAX_BYTES: u64 = 256 << 20;

/// The user's state folder, or none.
#[derive(Debug, Clone, Default)]
pub struct State {
    folder: Option<PathBuf>,
}

/// The notes of one kind about one folder.
#[derive(Debug, Clone)]
pub(crate) struct Notes {
    folder: PathBuf,
}

impl State {
    /// Keeps notes in `folder`, which is made on the first request for notes.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// Keeps no notes: the next run can't clean up after a killed one.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The notes of the kind `kind` about the existing folder `about`. None if there is no place for them: no
    /// folder of the user, or only one in the same git work tree as `about`, whose notes anybody may have
    /// committed.
    pub(crate) fn notes(&self, kind: &str, about: &Path) -> Option<Notes> {
        let folder = self.folder.as_deref()?;
        let about = fs::canonicalize(about).ok()?;
        make_private(folder).ok()?;
        let folder = fs::canonicalize(folder).ok()?;
        // A submodule is a work tree of its own within that of its checkout.
        let is_shared = work_tree(&about).is_some_and(|top| folder.starts_with(top));
        if is_shared || folder.starts_with(&about) {
            return None;
        }
        let name = Digest::of(about.as_os_str().as_encoded_bytes()).to_string();
        Some(Notes { folder: folder.join(kind).join(name) })
    }
}

impl Notes {
    /// The names of the existing notes, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.retain(|name| !name.starts_with(BEGUN));
        names.sort();
        names
    }

    /// The text of a note.
    ///
    /// # Errors
    /// The note can't be read, or is too large.
    pub(crate) fn read(&self, name: &str) -> io::Result<String> {
        let path = self.folder.join(name);
        if fs::symlink_metadata(&path)?.len() > MAX_BYTES {
            return Err(io::Error::new(ErrorKind::FileTooLarge, "it is too large"));
        }
        fs::read_to_string(path)
    }

    /// Writes or replaces a note: whole or not at all. `name` is a file's name.
    ///
    /// # Errors
    /// The note can't be written.
    pub(crate) fn write(&self, name: &str, text: &str) -> io::Result<()> {
        make_private(&self.folder)?;
        let mut file = tempfile::Builder::new().prefix(BEGUN).tempfile_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(self.folder.join(name)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes a note; a missing note is fine.
    ///
    /// # Errors
    /// The note can't be removed.
    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.folder.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        // The folder is removed with its last note; while there are others, removing it fails.
        drop(fs::remove_dir(&self.folder));
        Ok(())
    }
}

/// The prefix of a note's name until it is complete.
const BEGUN: &str = ".begun-";

/// Makes `folder` and its parents, accessible to the user alone.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// The top of the git work tree that the folder `path` is in.
fn work_tree(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_again_by_the_folder_they_are_about() {
        let (home, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let state = State::at(home.path().join("state/provgen"));
        let notes = state.notes("staging", place.path()).unwrap();
        assert!(notes.names().is_empty());
        notes.write("a", "1").unwrap();
        notes.write("a", "2").unwrap();
        let again = state.notes("staging", &place.path().join(".")).unwrap();
        assert_eq!((again.names(), again.read("a").unwrap()), (vec!["a".to_string()], "2".to_string()));
        assert!(state.notes("shelf", place.path()).unwrap().names().is_empty());
        assert!(state.notes("staging", home.path()).is_none(), "a folder above the notes");
        again.remove("a").unwrap();
        again.remove("a").unwrap();
        assert!(notes.names().is_empty());
        assert!(State::none().notes("staging", place.path()).is_none());
    }

    #[test]
    fn notes_that_a_checkout_could_bring_along_are_none() {
        let home = tempfile::tempdir().unwrap();
        let checkout = home.path().join("checkout");
        fs::create_dir_all(checkout.join(".git")).unwrap();
        fs::create_dir_all(checkout.join("out")).unwrap();
        assert!(State::at(checkout.join(".state")).notes("staging", &checkout.join("out")).is_none());
        // A user whose home is a work tree has the checkouts in it.
        fs::create_dir(home.path().join(".git")).unwrap();
        let state = State::at(home.path().join(".state"));
        assert!(state.notes("staging", &checkout.join("out")).is_some());
        assert!(state.notes("staging", &home.path().join("checkout/../out")).is_none());
    }
}
