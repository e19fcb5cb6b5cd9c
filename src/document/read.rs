//! Reading a text file.
//!
//! In: a path, and the file's name in messages. Out: its text, within [`MAX_DOCUMENT_BYTES`].

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Result};
use crate::document::file;

/// Largest text that is read, in bytes. Google's largest document has 8 MB.
pub const MAX_DOCUMENT_BYTES: u64 = 128 << 20;

/// The purpose of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// A discovery or OpenAPI document, or a manifest.
    Document,
    /// `provgen.yaml`.
    Configuration,
    /// `mapping.yaml`.
    Mapping,
    /// `provgen.lock`, which came before it.
    LockFile,
    /// A mapping as CSV.
    Table,
    /// A template of the user's own.
    Template,
    /// A text that the provider's page begins with.
    Header,
    /// A generated page.
    Page,
    /// The findings of `diff` that a file accepts.
    Accepted,
    /// A list of a registry's providers.
    Index,
    /// The signature beside a file.
    Signature,
    /// The record beside a package.
    Record,
    /// Changes to documents.
    Overlay,
    /// The notes of `fetch` about the documents that it brought.
    Notes,
}

impl TextKind {
    /// The name of the kind in messages.
    const fn name(self) -> &'static str {
        match self {
            Self::Document => "the document",
            Self::Configuration => "the configuration",
            Self::Mapping => "the mapping",
            Self::LockFile => "the lock file",
            Self::Table => "the table",
            Self::Template => "the template",
            Self::Header => "the header",
            Self::Page => "the page",
            Self::Accepted => "the file of accepted findings",
            Self::Index => "the list of providers",
            Self::Signature => "the signature",
            Self::Record => "the record",
            Self::Overlay => "the overlay",
            Self::Notes => "the notes",
        }
    }

    /// Where relative paths to such a file start.
    const fn start(self) -> &'static str {
        match self {
            Self::Document | Self::Template | Self::Header | Self::Accepted => {
                "check the path; relative ones start at the configuration's folder, or at the current folder"
            }
            _ => "check the path",
        }
    }
}

/// The size in bytes of the document at `path` according to the system; 0 if the system doesn't tell.
#[must_use]
pub fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |metadata| metadata.len())
}

/// Reads a text file whole, within [`MAX_DOCUMENT_BYTES`].
pub(crate) fn read(path: &Path, file: &str, kind: TextKind) -> Result<String> {
    text(file::open(path), file, kind)
}

/// As [`read`], for a path that the user gave on the command line: the shell may hand over the file, for
/// example for `<(…)`.
pub(crate) fn read_named(path: &Path, file: &str, kind: TextKind) -> Result<String> {
    text(file::open_named(path), file, kind)
}

/// The text of a file that was opened, or the error about opening it.
pub(super) fn text(opened: std::io::Result<File>, file: &str, kind: TextKind) -> Result<String> {
    let cannot = |error: &std::io::Error| {
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => kind.start(),
            std::io::ErrorKind::PermissionDenied => "check who may read the file",
            std::io::ErrorKind::IsADirectory => "name the files in it",
            std::io::ErrorKind::InvalidInput => {
                "name a file; a pipe is read where the command line names it as the shell does, /dev/stdin or <(…)"
            }
            _ => "check the file and the disk",
        };
        Diagnostic::error(
            "input::unreadable",
            format!("can't read {}: {}", kind.name(), crate::diagnostic::plain(error)),
        )
        .help(help)
        .at(file, "")
    };
    let opened = opened.map_err(|error| cannot(&error))?;
    let metadata = opened.metadata().ok();
    // The system's size is a hint, so that a text of megabytes needn't grow step by step.
    let size = metadata.map_or(0, |metadata| metadata.len().min(MAX_DOCUMENT_BYTES));
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    let mut limited = opened.take(MAX_DOCUMENT_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    if bytes.len() as u64 > MAX_DOCUMENT_BYTES {
        return Err(Diagnostic::error("input::too-large", format!("{} is too large", kind.name()))
            .help(format!("at most {} MiB are read", MAX_DOCUMENT_BYTES >> 20))
            .at(file, "")
            .into());
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Diagnostic::error("input::not-utf8", format!("{} is UTF-16", kind.name()))
            .help("save it as UTF-8")
            .at(file, "")
            .into());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Diagnostic::error("input::not-utf8", format!("{} is not UTF-8 (first at byte {at})", kind.name()))
            .help("save it as UTF-8")
            .at(file, "")
            .into()
    })
}
