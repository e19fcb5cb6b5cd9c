//! New files that stand for themselves, and take no other's place: packages, keys.

use std::io::{Error, Write as _};
use std::path::Path;

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Those whom the umask lets.
    All,
    /// Its owner.
    Owner,
}

/// Puts a file with `content` at `path`, where nothing is yet: whole or not at all, even if the machine stops.
///
/// # Errors
/// Something is there ([`ErrorKind::AlreadyExists`](std::io::ErrorKind::AlreadyExists)), or the system said no.
pub fn create(path: &Path, content: &[u8], readers: Readers) -> Result<(), Error> {
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
