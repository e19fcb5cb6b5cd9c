//! The folder that documents are kept in.
//!
//! In: the folder's path. Out: which documents are there, and their text.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::directory::Directory;
use super::document::DiscoveryDocument;
use super::trouble::Cause;
use crate::diagnostic::{Diagnostic, Result, plain};
use crate::document::project::read_found;
use crate::document::read::TextKind;
use crate::output::Replacing;

/// A folder as it was when the run began.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    replacing: Replacing,
    /// The names of the folder's `.json` files.
    files: BTreeSet<String>,
}

impl Folder {
    /// Looks into the folder at `path`. A missing folder counts as empty, and is made before the first file
    /// is written.
    ///
    /// # Errors
    /// The path is not a folder, is git's own, or can't be read.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let mut files = BTreeSet::new();
        let cannot = |error: &std::io::Error| {
            let message = format!("can't read the folder `{}`: {}", path.display(), plain(error));
            Diagnostic::error("fetch::folder", message).help("choose another --out")
        };
        match fs::read_dir(path) {
            Ok(entries) => {
                for entry in entries {
                    let entry = entry.map_err(|error| cannot(&error))?;
                    // provgen writes only names in UTF-8.
                    let Ok(name) = entry.file_name().into_string() else { continue };
                    if name.ends_with(".json") && entry.path().is_file() {
                        files.insert(name);
                    }
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(cannot(&error).into()),
        }
        Ok(Self { path: path.to_path_buf(), replacing: Replacing::new(path)?, files })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether `file` was there.
    pub(super) fn has(&self, file: &str) -> bool {
        self.files.contains(file)
    }

    /// The files whose document the directory doesn't list. Other files of the folder don't count.
    pub(super) fn gone(&self, directory: &Directory) -> Vec<String> {
        let listed: BTreeSet<&str> =
            directory.items.iter().filter_map(|item| item.file.as_deref().ok()).collect();
        let is_ours = |file: &str| {
            let text = read_found(&self.path.join(file), file, TextKind::Document);
            text.and_then(|text| DiscoveryDocument::read(&text, file))
                .is_ok_and(|document| document.belongs_in(file))
        };
        let gone = self.files.iter().filter(|file| !listed.contains(file.as_str()) && is_ours(file));
        gone.cloned().collect()
    }

    /// The text of `file`, if the file was there.
    pub(super) fn read(&self, file: &str) -> std::result::Result<Option<String>, Cause> {
        if !self.has(file) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let read = crate::document::file::open(&self.path.join(file))
            .and_then(|mut file| file.read_to_end(&mut bytes));
        match read {
            // A file that isn't text is replaced, like any other document that can't be read.
            Ok(_) => Ok(Some(
                String::from_utf8(bytes)
                    .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
            )),
            Err(error) => {
                let message = format!("can't read `{}`: {}", self.path.join(file).display(), plain(&error));
                Err(Cause::File(Diagnostic::error("fetch::folder", message).into()))
            }
        }
    }

    /// Writes `text` to `file`, whole or not at all.
    pub(super) fn write(&self, file: &str, text: &str) -> std::result::Result<(), Cause> {
        self.replacing.put(file, text.as_bytes()).map_err(Cause::File)
    }
}
