//! The ETags of the documents on disk, so that servers send only documents that have changed.
//!
//! In and out: `.provgen-etags` beside the documents, a line a document, sorted: file, sha256, address, ETag.
//! An ETag counts only for the address that it came from, and only while the file has the sha256 noted with
//! it: a document that was edited, or came from elsewhere, is fetched in full. The file is a cache; without
//! it servers send everything once more.

use std::collections::BTreeMap;
use std::path::Path;

use super::address::Address;
use crate::diagnostic::Result;
use crate::document::project::read_found;
use crate::document::read::TextKind;
use crate::output::{replace, sha256};

/// The name of the file with ETags.
pub const FILE: &str = ".provgen-etags";

/// Longest ETag that is kept.
const MAX_BYTES: usize = 256;

/// The notes of a folder's documents, by file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ETags(BTreeMap<String, Note>);

/// The note about one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    sha256: String,
    address: String,
    etag: String,
}

/// What a run does to the note of a document.
pub(super) enum NoteChange {
    /// The note stays as it is: nothing was sent.
    Kept,
    /// The document has another note.
    Set(Note),
    /// The server gave no ETag that can be kept.
    Forgotten,
}

/// Whether an ETag can be kept: lines are split at spaces, so it can't have one.
pub(super) fn is_kept(etag: &str) -> bool {
    (1..=MAX_BYTES).contains(&etag.len()) && etag.chars().all(|c| c.is_ascii_graphic())
}

impl Note {
    /// The note about a file that now has `content`, which came from `address` with `etag`.
    fn new(content: &[u8], address: &Address, etag: String) -> Self {
        Self { sha256: sha256(content), address: address.to_string(), etag }
    }
}

impl NoteChange {
    /// The file that now has `content` came from `address`, where it is called `etag`, if anything.
    pub(super) fn new(content: &[u8], address: &Address, etag: Option<String>) -> Self {
        etag.map_or(Self::Forgotten, |etag| Self::Set(Note::new(content, address, etag)))
    }
}

impl ETags {
    /// The notes of `folder`; empty if there is no such file. Lines that can't be read don't count.
    pub(super) fn read(folder: &Path) -> Self {
        let text = read_found(&folder.join(FILE), FILE, TextKind::Notes).unwrap_or_default();
        let line = |line: &str| {
            let mut words = line.split(' ').map(String::from);
            let (file, sha256, address) = (words.next()?, words.next()?, words.next()?);
            let etag = words.next().filter(|etag| is_kept(etag))?;
            words.next().is_none().then_some((file, Note { sha256, address, etag }))
        };
        Self(text.lines().filter_map(line).collect())
    }

    /// The ETag of `file`, which has `content`, at `address`.
    pub(super) fn of(&self, file: &str, content: &[u8], address: &Address) -> Option<&str> {
        let note = self.0.get(file).filter(|note| note.address == address.to_string())?;
        (note.sha256 == sha256(content)).then_some(note.etag.as_str())
    }

    /// Replaces the note about `file`.
    pub(super) fn change(&mut self, file: &str, note: NoteChange) {
        match note {
            NoteChange::Kept => {}
            NoteChange::Set(note) => {
                self.0.insert(file.to_string(), note);
            }
            NoteChange::Forgotten => {
                self.0.remove(file);
            }
        }
    }

    /// Writes the file, if it has changed. Notes about missing documents are dropped.
    ///
    /// # Errors
    /// The file can't be written.
    pub(super) fn write(mut self, folder: &Path) -> Result<()> {
        let before = Self::read(folder);
        self.0.retain(|file, _| folder.join(file).is_file());
        if self == before {
            return Ok(());
        }
        let lines = self
            .0
            .iter()
            .map(|(file, note)| format!("{file} {} {} {}\n", note.sha256, note.address, note.etag));
        replace(&folder.join(FILE), lines.collect::<String>().as_bytes())
    }
}
