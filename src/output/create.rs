//! New files that stand for themselves and take no other's place: packages, keys.
//!
//! In: paths and bytes. Out: all of the files, or none: what was made is removed again unless it is kept.

use std::fs;
use std::io::{Error, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::trouble;
use crate::diagnostic::{Failure, Result};

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Those whom the umask lets.
    All,
    /// Its owner.
    Owner,
}

/// Files and folders that were made so far.
#[derive(Debug, Default)]
pub struct NewFiles {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl NewFiles {
    /// Makes `folder` and those above it, as far as they aren't there.
    ///
    /// # Errors
    /// `output::not-writable`, `output::not-a-folder`, `output::io`: the system said no.
    pub fn folder(&mut self, folder: &Path) -> Result<()> {
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

    /// Puts a file with `content` at `path`: whole or not at all, even if the machine stops.
    ///
    /// # Errors
    /// - `output::exists`: something is there
    /// - `output::not-writable`, `output::not-a-folder`, `output::io`: the system said no
    pub fn file(&mut self, path: PathBuf, content: &[u8], readers: Readers) -> Result<()> {
        create(&path, content, readers).map_err(|error| failed(&path, &error))?;
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

fn create(path: &Path, content: &[u8], readers: Readers) -> std::result::Result<(), Error> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".provgen-new-");
    // A temporary file is for its owner alone; one that is for all becomes a file like any other, as the umask has it.
    #[cfg(unix)]
    if readers == Readers::All {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
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
