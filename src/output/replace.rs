//! One file that stands for itself: fetched documents, lock files, a job's summary.

use std::fs;
use std::io::{Error, Write as _};
use std::path::Path;

use super::trouble;
use crate::diagnostic::{Failure, Result};

/// Puts a file with `content` at `path`, in place of what is there: whole or not at all, even if the machine stops. The
/// folder is made if need be.
///
/// # Errors
/// The folder can't be made or the file can't be written; what was there is still there then.
pub fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let act = format!("write `{}`", path.display());
    let failed = |error: &Error| Failure::from(*trouble::io(&act, error));
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".provgen-new-");
    // A temporary file is for its owner alone; this one becomes a file like any other, as the umask has it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(|error| failed(&error))?;
    file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error.error))?;
    Ok(())
}

/// Adds `content` to the end of the file at `path`, which is made if need be.
///
/// # Errors
/// The file can't be written.
pub fn append(path: &Path, content: &[u8]) -> Result<()> {
    let file = fs::OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(content))
        .map_err(|error| Failure::from(*trouble::io(&format!("write `{}`", path.display()), &error)))
}
