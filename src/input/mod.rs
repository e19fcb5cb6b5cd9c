//! Reading a document of any supported kind into the API that it describes.
//!
//! In: a file's path. Out: an [`Api`], or all problems of the document, with positions.

mod check;
pub mod discovery;
pub mod openapi;
mod problems;
mod purpose;

use std::path::Path;

pub use purpose::Purpose;

use crate::api::{Api, Format};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, MAX_LISTED, Result};
use crate::document::locate;
use crate::document::manifest::{self, Manifest};
use crate::document::node::Node;
use crate::document::read::{TextKind, read};

/// Reads the document at `path`; messages call it `file`.
///
/// # Errors
/// All problems of the document: it can't be opened, it isn't UTF-8, JSON or YAML, it is neither a discovery
/// nor an OpenAPI document, keys have wrong types, references lead nowhere.
pub fn load(path: &Path, file: &str) -> Result<Api> {
    let text = read(path, file, TextKind::Document)?;
    parse(&text, file, stem(path))
}

/// The name of a document that doesn't name itself: its file's name without the ending.
#[must_use]
pub fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("api")
}

/// Adds positions to the problems that a later stage found in the document `text`, which messages call
/// `file`.
pub fn locate_in(text: Result<String>, file: &str, failure: Failure) -> Failure {
    match text {
        Ok(text) => locate::positions(failure, text.strip_prefix('\u{feff}').unwrap_or(&text), file),
        Err(_) => failure,
    }
}

/// Reads the document `text`; messages call it `file`, and `stem` is its name if the document has none.
///
/// # Errors
/// All problems of the document but those of opening it.
pub fn parse(text: &str, file: &str, stem: &str) -> Result<Api> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = crate::document::parse::parse(text, file)?;
    let api = api(&document, text, file, stem, Purpose::Writing)?;
    // A document without operations is one; of one with mistakes in place of operations nothing would be known.
    if !api.notes.iter().any(is_mistake) {
        return Ok(api);
    }
    has_operations(api).map_err(|failure| locate::positions(failure, text, file))
}

/// Whether a warning is about a mistake of the document.
fn is_mistake(note: &Diagnostic) -> bool {
    !["input::relative-server", "input::webhooks"].contains(&note.code.as_ref())
}

/// As [`parse`], for a document of which a service is made.
///
/// # Errors
/// As [`parse`]; a plain document has no operation that can be read; for [`Purpose::Strict`] also what would be repaired or
/// left out else.
pub fn parse_for(text: &str, file: &str, stem: &str, purpose: Purpose) -> Result<Api> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = crate::document::parse::parse(text, file)?;
    let api = api(&document, text, file, stem, purpose)?;
    has_operations(api).map_err(|failure| locate::positions(failure, text, file))
}

/// Whether a document has StackQL's annotations of a whole service, so that it is a manifest already. The text is
/// searched, which costs less than reading it: a text that has the words elsewhere is read as a manifest, too.
#[must_use]
pub fn is_manifest(text: &str) -> bool {
    text.contains("x-stackQL-resources")
}

/// As [`parse`], for a manifest that StackQL loads: the text is read as StackQL reads it, and the notes of
/// the [`Api`] name surprising values.
///
/// # Errors
/// As [`parse`]; or StackQL refuses the text.
pub fn parse_manifest(text: &str, file: &str, stem: &str) -> Result<Api> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Manifest { document, warnings } = manifest::parse_with_repeats(text, file)?;
    let mut api = api(&document, text, file, stem, Purpose::Reading)?;
    api.notes.splice(..0, warnings);
    Ok(api)
}

/// Reads the tree `document` of a manifest whose `text` messages call `file`, so that it can be written anew.
///
/// # Errors
/// All problems of the annotations, and why the document isn't one.
pub fn of_manifest(document: &Node<'_>, text: &str, file: &str, stem: &str, purpose: Purpose) -> Result<Api> {
    api(document, text, file, stem, purpose)
}

/// # Errors
/// A plain document has no operation that can be read: its warnings are the reason.
fn has_operations(api: Api) -> Result<Api> {
    let is_plain = api.format == Format::OpenApi && api.annotated.is_none();
    if !is_plain || !api.operations.is_empty() {
        return Ok(api);
    }
    let (message, help) = if api.unreadable.is_empty() {
        ("the document has no operations", "`paths` has them by path and HTTP method")
    } else {
        ("no operation of the document can be read", "fix one of them")
    };
    let problem = Diagnostic::error("input::no-operations", message).help(help).at(&api.file, "/paths");
    let error = |problem| Diagnostic { severity: DiagnosticSeverity::Error, ..problem };
    let mut problems = vec![problem];
    problems.extend(api.notes.into_iter().filter(is_mistake).map(error));
    let omitted = problems.len().saturating_sub(MAX_LISTED);
    problems.truncate(MAX_LISTED);
    Err(Failure { problems, omitted })
}

/// The API that a document describes.
fn api(document: &Node<'_>, text: &str, file: &str, stem: &str, purpose: Purpose) -> Result<Api> {
    let api = kind(document, file).and_then(|kind| match kind {
        Kind::Discovery => discovery::read(document, file),
        Kind::OpenApi => openapi::read(document, file, stem, purpose),
    });
    let mut api = api.map_err(|failure| locate::positions(failure, text, file))?;
    if api.annotated.is_some() || api.format == Format::OpenApi && !api.notes.is_empty() {
        api.notes = locate::notes(std::mem::take(&mut api.notes), text, file);
    }
    Ok(api)
}

enum Kind {
    Discovery,
    OpenApi,
}

/// The kind of a document by its content; a file's name isn't looked at.
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
            ["3", "0" | "1" | "2"] => Ok(Kind::OpenApi),
            _ => Err(Diagnostic::error(
                "input::openapi-version",
                format!("OpenAPI {version} is not supported"),
            )
            .help("3.0, 3.1 and 3.2 documents are read")
            .at(file, "/openapi")
            .into()),
        };
    }
    if let Some(version) = document.get("swagger") {
        let version = version.as_str().map_or_else(|| version.describe(), str::to_string);
        return Err(Diagnostic::error("input::swagger", format!("this is a Swagger {version} document"))
            .help("convert it to OpenAPI 3.0 first, for example with swagger2openapi")
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
