//! From files to the bytes of an archive.
//!
//! The bytes don't depend on who made them, when, or under which umask: owner, modes and times are fixed.

use std::collections::BTreeMap;
use std::io::Error;

use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use crate::diagnostic::{Diagnostic, Result};
use crate::manifest::layout::{SERVICES, sorted};
use crate::package::version::Version;

/// Time of each entry: 1 January 1980, the first that every system can represent.
const TIME: u64 = 315_532_800;

/// The system in gzip's header: unknown.
const UNKNOWN_SYSTEM: u8 = 255;

/// The archive of `files`, texts by path, as the version `version`.
///
/// # Errors
/// A name is too long for the plain form of tar.
pub fn pack(version: &Version, files: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    try_pack(version, files).map_err(|error| {
        Diagnostic::error("package::archive", format!("the archive can't be made: {error}"))
            .help("give the service a shorter name in provgen.yaml")
            .into()
    })
}

fn try_pack(version: &Version, files: &BTreeMap<String, String>) -> std::io::Result<Vec<u8>> {
    let gzip =
        GzBuilder::new().mtime(0).operating_system(UNKNOWN_SYSTEM).write(Vec::new(), Compression::best());
    let mut tar = Builder::new(gzip);
    for folder in [format!("{version}/"), format!("{version}/{SERVICES}/")] {
        tar.append(&header(&folder, EntryType::Directory, 0)?, &[][..])?;
    }
    for (path, text) in sorted(files) {
        let header = header(&format!("{version}/{path}"), EntryType::Regular, text.len() as u64)?;
        tar.append(&header, text.as_bytes())?;
    }
    tar.into_inner()?.finish()
}

fn header(path: &str, kind: EntryType, size: u64) -> std::io::Result<Header> {
    let mut header = Header::new_ustar();
    header.set_path(path).map_err(|error| Error::new(error.kind(), format!("`{path}`: {error}")))?;
    header.set_entry_type(kind);
    header.set_mode(if kind == EntryType::Directory { 0o755 } else { 0o644 });
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(TIME);
    header.set_size(size);
    header.set_cksum();
    Ok(header)
}
