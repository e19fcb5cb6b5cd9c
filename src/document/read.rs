//! Reading a text file.
//!
//! In: a path, and what messages call the file. Out: its text, within [`MAX_DOCUMENT_BYTES`].

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Result;
use crate::document::file;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The size in bytes of the document at `path`, as the system tells it; 0 where it can't be told.
#[must_use]
pub fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |metadata| metadata.len())
}

/// Reads a text file whole, within [`MAX_DOCUMENT_BYTES`].
pub(crate) fn read(path: &Path, file: &str) -> Result<String> {
    text(file::open(path), file)
}

/// As [`read`], for a path that the user gave on the command line: it may be what a shell hands over, `<(…)`
/// for example.
pub(crate) fn read_named(path: &Path, file: &str) -> Result<String> {
    text(file::open_named(path), file)
}

/// The text of a file that was opened, or why it wasn't.
pub(super) fn text(opened: std::io::Result<File>, file: &str) -> Result<String> {
    let cannot = |error: &std::io::Error| {
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => {
                "check the path; relative ones start at the configuration's folder, or at the current folder"
            }
            std::io::ErrorKind::PermissionDenied => "check who may read the file",
            std::io::ErrorKind::IsADirectory => "name the files in it",
            std::io::ErrorKind::InvalidInput => {
                "name a file; a pipe is read where the command line names it as the shell does, /dev/stdin or <(…)"
            }
            _ => "check the file and the disk",
        };
        Diagnostic::error(
            "input::unreadable",
            format!("can't read the document: {}", crate::diagnostic::plain(error)),
        )
        .help(help)
        .at(file, "")
    };
    let opened = opened.map_err(|error| cannot(&error))?;
    let metadata = opened.metadata().ok();
    // The size as the system tells it is a hint, that a text of megabytes needn't grow step by step.
    let size = metadata.map_or(0, |metadata| metadata.len().min(MAX_DOCUMENT_BYTES));
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    let mut limited = opened.take(MAX_DOCUMENT_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    if bytes.len() as u64 > MAX_DOCUMENT_BYTES {
        return Err(Diagnostic::error("input::too-large", "the document is too large")
            .help(format!("at most {} MiB are read", MAX_DOCUMENT_BYTES >> 20))
            .at(file, "")
            .into());
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Diagnostic::error("input::not-utf8", "the document is UTF-16")
            .help("save it as UTF-8")
            .at(file, "")
            .into());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Diagnostic::error("input::not-utf8", format!("the document is not UTF-8 (first at byte {at})"))
            .help("save it as UTF-8")
            .at(file, "")
            .into()
    })
}

/// Largest document that is read, in bytes. The largest of Google's has 8 MB.
pub const MAX_DOCUMENT_BYTES: u64 = 128 << 20;
