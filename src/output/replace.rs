//! Single files that replace earlier ones: fetched documents, `mapping.yaml`, a job's summary.

#![expect(clippy::disallowed_methods, reason = "this is `output`: it writes")]

use std::fs;
use std::io::{BufWriter, Error, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Once;

use super::create::NewFiles;
use super::temporary::{self, Readers, Temporary};
use super::{disk, trouble};
use crate::diagnostic::{Failure, Result};

/// A folder in which files replace others, one after the other and from any number of threads. Leftovers of
/// killed runs are removed once, before the first file.
#[derive(Debug)]
pub struct Replacing {
    folder: PathBuf,
    clear: Once,
}

impl Replacing {
    /// The folder at `folder`, which is made before its first file is written.
    ///
    /// # Errors
    /// The folder is git's own.
    pub fn new(folder: &Path) -> Result<Self> {
        disk::check_git(folder)?;
        Ok(Self { folder: folder.to_path_buf(), clear: Once::new() })
    }

    /// Writes a file `name` with `content`, as [`replace`] does.
    ///
    /// # Errors
    /// As [`replace`].
    pub fn put(&self, name: &str, content: &[u8]) -> Result<()> {
        let clear = || self.clear.call_once(|| temporary::clear(&self.folder));
        put(&self.folder, &self.folder.join(name), |out| out.write_all(content), clear)
    }
}

/// Writes a file with `content` to `path`, in place of an earlier file: whole or not at all, even if the
/// machine stops. The folder is made if needed, and leftovers of killed runs in it are removed.
///
/// # Errors
/// The folder is git's own or can't be made, or the file can't be written; the earlier file stays in these
/// cases.
pub fn replace(path: &Path, content: &[u8]) -> Result<()> {
    replace_by(path, |out| out.write_all(content))
}

/// Writes a file with what `content` writes to `path`, as [`replace`] does. Pieces are gathered, so they may be small.
///
/// # Errors
/// As [`replace`]; or an error of `content`.
pub fn replace_by(path: &Path, content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    let folder = temporary::folder_of(path);
    put(folder, path, content, || temporary::clear(folder))
}

fn put(
    folder: &Path,
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    clear: impl FnOnce(),
) -> Result<()> {
    let act = format!("write `{}`", path.display());
    let failed = |error: Error| Failure::from(trouble::io(&act, &error));
    // The folder may have been replaced by a link meanwhile.
    disk::check_git(folder)?;
    fs::create_dir_all(folder).map_err(failed)?;
    clear();
    let gathered = |out: &mut dyn Write| {
        let mut out = BufWriter::new(out);
        content(&mut out)?;
        out.flush()
    };
    let file = Temporary::write_by(folder, Readers::All, gathered).map_err(failed)?;
    file.replace(path).map_err(failed)
}

/// Writes texts to their paths, in place of earlier files: all of them, or none if one can't be written. Missing
/// folders are made.
///
/// # Errors
/// As [`replace`]; or there is a folder at one of the paths.
pub fn replace_all(files: &[(PathBuf, String)]) -> Result<()> {
    let mut made = NewFiles::default();
    let mut complete = Vec::new();
    let failed = |path: &Path, error: &Error| {
        Failure::from(trouble::io(&format!("write `{}`", path.display()), error))
    };
    for (path, text) in files {
        let folder = temporary::folder_of(path);
        made.folder(folder)?;
        temporary::clear(folder);
        if path.is_dir() {
            return Err(failed(path, &ErrorKind::IsADirectory.into()));
        }
        let file = Temporary::write(folder, text.as_bytes(), Readers::All);
        complete.push((path, file.map_err(|error| failed(path, &error))?));
    }
    // What is left are moves within a folder.
    for (path, file) in complete {
        file.replace(path).map_err(|error| failed(path, &error))?;
    }
    drop(made.keep());
    Ok(())
}

/// Takes the file at `path` away, whose content another file has by now.
///
/// # Errors
/// The file can't be removed.
pub fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path)
        .map_err(|error| Failure::from(trouble::io(&format!("remove `{}`", path.display()), &error)))
}

/// Adds `content` to the end of the file at `path`, which is made if needed.
///
/// # Errors
/// The file can't be written.
pub fn append(path: &Path, content: &[u8]) -> Result<()> {
    let file = fs::OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(content))
        .map_err(|error| Failure::from(trouble::io(&format!("write `{}`", path.display()), &error)))
}
