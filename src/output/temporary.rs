//! A temporary file: it is written beside its place and moved there when it is complete.
//!
//! In: a folder and bytes. Out: a [`Temporary`], to be moved. The file is locked as long as the run lives:
//! the system drops the lock of a killed run, and the next run that writes to the folder removes the
//! leftover. Other files in the folder may be anybody's: only plain files with these names that no run holds
//! are removed.

#![expect(clippy::disallowed_methods, reason = "this is `output`: it writes")]

use std::fs::{self, File, TryLockError};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::document::file::{self, is_same};

/// The prefix of the names.
const PREFIX: &str = ".provgen-new-";

/// The number of random letters and digits after the prefix.
const RANDOM: usize = 6;

/// How often another run may remove a file before it is locked, until something else must be wrong.
const MAX_TRIES: usize = 100;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Everybody whom the umask allows.
    All,
    /// The file's owner alone.
    Owner,
}

/// A complete file, not yet in its place. Dropping it removes it.
#[derive(Debug)]
pub(super) struct Temporary(NamedTempFile);

impl Temporary {
    /// Writes `content` to a file in `folder`.
    pub(super) fn write(folder: &Path, content: &[u8], readers: Readers) -> Result<Self> {
        Self::write_by(folder, readers, |out| out.write_all(content))
    }

    /// Writes what `content` writes to a file in `folder`.
    pub(super) fn write_by(
        folder: &Path,
        readers: Readers,
        content: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<Self> {
        let mut file = Self::claim(folder, readers)?;
        content(&mut file)?;
        file.as_file().sync_all()?;
        Ok(Self(file))
    }

    /// Makes an empty file, and locks it.
    fn claim(folder: &Path, readers: Readers) -> Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).rand_bytes(RANDOM);
        // A temporary file is readable by its owner alone; a file for all gets the rights that the umask
        // allows.
        #[cfg(unix)]
        if readers == Readers::All {
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        for _ in 0..MAX_TRIES {
            let file = builder.tempfile_in(folder)?;
            match file.as_file().try_lock() {
                // Until the file was locked, another run may have taken it for a killed run's, and removed
                // it.
                Ok(()) if is_at(file.as_file(), file.path()) => return Ok(file),
                // Where files can't be locked, none are removed either.
                Err(TryLockError::Error(_)) => return Ok(file),
                Ok(()) | Err(TryLockError::WouldBlock) => {}
            }
        }
        Err(Error::new(ErrorKind::ResourceBusy, "another run removes each new file"))
    }

    /// Moves the file to `path`, in place of an earlier one.
    pub(super) fn replace(self, path: &Path) -> Result<()> {
        self.0.persist(path).map(drop).map_err(|error| error.error)
    }

    /// Moves the file to `path`, where nothing is.
    pub(super) fn create(self, path: &Path) -> Result<()> {
        self.0.persist_noclobber(path).map(drop).map_err(|error| error.error)
    }

    /// Leaves the file the way a kill does.
    #[cfg(test)]
    pub(super) fn kill(self) -> std::path::PathBuf {
        self.0.into_temp_path().keep().unwrap()
    }
}

/// Removes files of killed runs in `folder`. Files that can't be looked at or removed stay: no run needs them
/// gone.
pub(super) fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_named) {
            clear_one(&entry.path());
        }
    }
}

/// The folder of the file `path`.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn is_named(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == RANDOM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn clear_one(path: &Path) {
    // Links and pipes are never opened, not even one that has just replaced a file.
    if !fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        return;
    }
    let Ok(file) = file::open_itself(path) else { return };
    // The lock is held until the file is removed, so that no run goes on to use the file.
    if file.try_lock().is_ok() && is_at(&file, path) {
        drop(fs::remove_file(path));
    }
}

/// Whether the plain file `file` is the one at `path`.
fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(there)) => open.is_file() && there.is_file() && is_same(&open, &there),
        _ => false,
    }
}

/// A folder that is removed when this value is dropped.
///
/// # Errors
/// The system has no place for temporary files.
pub fn scratch() -> Result<tempfile::TempDir> {
    tempfile::tempdir()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Read as _;
    use std::path::PathBuf;

    use super::*;

    fn names(folder: &Path) -> BTreeSet<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    }

    fn write(folder: &Path) -> Temporary {
        Temporary::write(folder, b"new", Readers::All).unwrap()
    }

    #[test]
    fn what_a_killed_run_left_goes_and_a_live_ones_stays() {
        let folder = tempfile::tempdir().unwrap();
        let live = write(folder.path());
        let dead: Vec<PathBuf> = (0..3).map(|_| write(folder.path()).kill()).collect();
        assert!(dead.iter().all(|path| is_named(path.file_name().unwrap().to_str().unwrap())), "{dead:?}");
        clear(folder.path());
        assert_eq!(names(folder.path()).len(), 1);
        live.create(&folder.path().join("file")).unwrap();
        clear(folder.path());
        assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"new");
        assert_eq!(names(folder.path()).len(), 1);
    }

    #[test]
    fn a_file_that_was_taken_away_before_it_was_locked_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder.path()).unwrap();
        assert!(is_at(file.as_file(), file.path()));
        clear(folder.path());
        assert!(names(folder.path()).is_empty());
        assert!(!is_at(file.as_file(), file.path()));
        // Nor does another one in its place count.
        fs::write(file.path(), "theirs").unwrap();
        assert_eq!(is_at(file.as_file(), file.path()), cfg!(not(unix)));
    }

    /// Many runs write and clear at the same time: each must get its file, whole.
    #[test]
    fn runs_at_once_take_nothing_from_each_other() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for number in 0..8 {
                let path = folder.path().join(number.to_string());
                scope.spawn(move || {
                    for round in 0..50 {
                        clear(folder_of(&path));
                        let content = format!("{number} {round}");
                        let file = Temporary::write(folder_of(&path), content.as_bytes(), Readers::All);
                        file.unwrap().replace(&path).unwrap();
                        let mut text = String::new();
                        File::open(&path).unwrap().read_to_string(&mut text).unwrap();
                        assert_eq!(text, content);
                    }
                });
            }
        });
        assert_eq!(names(folder.path()).len(), 8);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_checkout_brings_along_stays_but_for_plain_files() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("precious"), "mine").unwrap();
        symlink("precious", at(".provgen-new-link00")).unwrap();
        symlink("nowhere", at(".provgen-new-link01")).unwrap();
        fs::create_dir_all(at(".provgen-new-folder/sub")).unwrap();
        fs::create_dir(at(".provgen-new-empty0")).unwrap();
        // Opening the pipe would wait for somebody to write.
        assert!(
            std::process::Command::new("mkfifo").arg(at(".provgen-new-pipe00")).status().unwrap().success()
        );
        drop(std::os::unix::net::UnixListener::bind(at(".provgen-new-socket")).unwrap());
        for name in [
            ".provgen-new-",
            ".provgen-new-12345",
            ".provgen-new-1234567",
            ".provgen-new-12345.",
            ".provgen-New-123456",
            "x.provgen-new-123456",
            ".provgen-new-\u{e9}1234",
        ] {
            fs::write(at(name), "mine").unwrap();
        }
        let before = names(folder.path());
        fs::write(at(".provgen-new-123456"), "left").unwrap();
        fs::hard_link(at("precious"), at(".provgen-new-abcDEF")).unwrap();
        clear(folder.path());
        assert_eq!(names(folder.path()), before);
        assert_eq!(fs::read_to_string(at("precious")).unwrap(), "mine");
        // A missing folder, or a path that isn't a folder, doesn't make clearing fail.
        clear(&at("nowhere"));
        clear(&at("precious"));
    }
}
