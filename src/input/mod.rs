//! Reading a document: which kind is it, and what API does it describe?
//!
//! In: a file's path. Out: an [`Api`], or all that is wrong with the document, with positions.

mod check;
pub(crate) mod cursor;
pub mod discovery;
pub mod fetch;
pub(crate) mod locate;
pub mod manifest;
pub mod node;
pub mod openapi;
pub mod project;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::api::Api;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::file;
use manifest::Manifest;
use node::Node;

/// Largest document that is read, in bytes. The largest of Google's has 8 MB.
pub const MAX_DOCUMENT_BYTES: u64 = 128 << 20;

/// Reads the document at `path`; messages call it `file`.
///
/// # Errors
/// All problems of the document: it can't be opened, it isn't UTF-8, JSON or YAML, it is neither a discovery nor an
/// OpenAPI document, keys have wrong types, references lead nowhere.
pub fn load(path: &Path, file: &str) -> Result<Api> {
    let text = read(path, file)?;
    parse(&text, file, stem(path))
}

/// What a document is called that doesn't say so itself.
#[must_use]
pub fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("api")
}

/// Gives the problems that a later stage found in the document `text`, which messages call `file`, their positions.
pub fn locate_in(text: Result<String>, file: &str, failure: Failure) -> Failure {
    match text {
        Ok(text) => locate::positions(failure, text.strip_prefix('\u{feff}').unwrap_or(&text), file),
        Err(_) => failure,
    }
}

/// Reads the document `text`; messages call it `file`, and `stem` is its name where the document has none.
///
/// # Errors
/// All problems of the document but those of opening it.
pub fn parse(text: &str, file: &str, stem: &str) -> Result<Api> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = node::parse(text, file).map_err(|problem| *problem)?;
    api(&document, text, file, stem)
}

/// As [`parse`], for a manifest that StackQL loads: read as StackQL does, which the notes of the [`Api`] tell of.
///
/// # Errors
/// As [`parse`]; and what StackQL refuses.
pub fn parse_manifest(text: &str, file: &str, stem: &str) -> Result<Api> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Manifest { document, warnings } = manifest::parse(text, file).map_err(|problem| *problem)?;
    let mut api = api(&document, text, file, stem)?;
    api.notes.splice(..0, warnings);
    Ok(api)
}

/// The API that a document describes.
fn api(document: &Node<'_>, text: &str, file: &str, stem: &str) -> Result<Api> {
    let api = kind(document, file).and_then(|kind| match kind {
        Kind::Discovery => discovery::read(document, file),
        Kind::OpenApi => openapi::read(document, file, stem),
    });
    api.map_err(|failure| locate::positions(failure, text, file))
}

enum Kind {
    Discovery,
    OpenApi,
}

/// Tells the kind of a document by its content; a file's name says nothing.
fn kind(document: &Node<'_>, file: &str) -> Result<Kind> {
    let neither = |message: String, help: &str| {
        Err(Diagnostic::error("input::unknown-format", message).help(help).at(file, "").into())
    };
    let expected = "expected a Google discovery document (`kind: discovery#restDescription`) or an OpenAPI document (`openapi: 3.0.x`)";
    if !matches!(document, Node::Map(_)) {
        return neither(format!("the document is {}, not an object", document.describe()), expected);
    }
    match document.get("kind").and_then(Node::as_str) {
        Some("discovery#restDescription") => return Ok(Kind::Discovery),
        Some("discovery#directoryList") => {
            return neither(
                "this is the list of Google's documents, not one of them".into(),
                "use a document that the list names in `discoveryRestUrl`",
            );
        }
        _ => {}
    }
    if let Some(version) = document.get("openapi") {
        let version = version.as_str().map_or_else(|| version.describe(), str::to_string);
        let minor = version.splitn(3, '.').take(2).collect::<Vec<_>>();
        return match minor.as_slice() {
            ["3", "0" | "1"] => Ok(Kind::OpenApi),
            _ => Err(Diagnostic::error(
                "input::openapi-version",
                format!("OpenAPI {version} is not supported"),
            )
            .help("3.0 and 3.1 documents are read")
            .at(file, "/openapi")
            .into()),
        };
    }
    if let Some(version) = document.get("swagger") {
        let version = version.as_str().map_or_else(|| version.describe(), str::to_string);
        return Err(Diagnostic::error("input::swagger", format!("this is a Swagger {version} document"))
            .help("convert it to OpenAPI 3.0 first, with swagger2openapi for one")
            .at(file, "/swagger")
            .into());
    }
    // Old discovery documents have no `kind`.
    if document.get("rootUrl").is_some()
        && (document.get("resources").is_some() || document.get("methods").is_some())
    {
        return Ok(Kind::Discovery);
    }
    neither("this is neither a discovery document nor an OpenAPI document".into(), expected)
}

/// The size in bytes of the document at `path`, as the system tells it; 0 where it can't be told.
#[must_use]
pub fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |metadata| metadata.len())
}

/// Reads a text file whole, within [`MAX_DOCUMENT_BYTES`].
pub(crate) fn read(path: &Path, file: &str) -> Result<String> {
    text(file::open(path), file)
}

/// As [`read`], for a path that the user gave on the command line: it may be what a shell hands over, `<(…)` for example.
pub(crate) fn read_named(path: &Path, file: &str) -> Result<String> {
    text(file::open_named(path), file)
}

/// The text of a file that was opened, or why it wasn't.
fn text(opened: std::io::Result<File>, file: &str) -> Result<String> {
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
