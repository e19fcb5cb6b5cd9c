//! Reading a document of any supported kind into the API that it describes.
//!
//! In: a file's path. Out: an [`Api`], or all problems of the document, with positions.

mod bundle;
mod check;
mod compose;
pub mod discovery;
mod kind;
pub mod openapi;
mod origins;
mod overlay;
mod problems;
mod purpose;
mod stranger;
mod swagger;
mod tree;

use std::borrow::Cow;
use std::path::Path;

pub use bundle::Folder;
pub use compose::Beside;
pub(crate) use kind::FRAGMENT;
use kind::Kind;
pub use overlay::Overlay;
pub use purpose::Purpose;
pub use stranger::Stranger;

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
    let folder = Folder::of(path);
    parse_with(&text, file, stem(path), Beside { folder: folder.as_ref(), overlays: &[] })
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
    parse_with(text, file, stem, Beside::default())
}

/// As [`parse`], for a document that may be made of more than its text.
///
/// # Errors
/// As [`parse`].
pub fn parse_with(text: &str, file: &str, stem: &str, beside: Beside<'_>) -> Result<Api> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = tree(text, file)?;
    let described = Described { file, stem, beside };
    let api = api(Cow::Owned(document), text, described, Purpose::Writing)?;
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

/// As [`parse_with`], for a document of which a service is made.
///
/// # Errors
/// As [`parse`]; a plain document has no operation that can be read; for [`Purpose::Strict`] also what would be repaired or
/// left out else.
pub fn parse_for(text: &str, file: &str, stem: &str, purpose: Purpose, beside: Beside<'_>) -> Result<Api> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = tree(text, file)?;
    let api = api(Cow::Owned(document), text, Described { file, stem, beside }, purpose)?;
    has_operations(api).map_err(|failure| locate::positions(failure, text, file))
}

/// The tree of the document `text`.
///
/// # Errors
/// The text can't be read, or is no document at all.
fn tree<'t>(text: &'t str, file: &str) -> Result<Node<'t>> {
    known(text, file)?;
    Ok(crate::document::parse::parse(text, file)?)
}

/// Checks that a text isn't a thing of another kind with a name, such as an HTML page.
///
/// # Errors
/// It is one. A parser of JSON or YAML would complain about its first character.
fn known(text: &str, file: &str) -> Result<()> {
    Stranger::of_text(text).map_or(Ok(()), |stranger| Err(stranger.problem(file).into()))
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
    known(text, file)?;
    let Manifest { document, warnings } = manifest::parse_with_repeats(text, file)?;
    let described = Described { file, stem, beside: Beside::default() };
    let mut api = api(Cow::Owned(document), text, described, Purpose::Reading)?;
    api.notes.splice(..0, warnings);
    Ok(api)
}

/// Reads the tree `document` of a manifest whose `text` messages call `file`, so that it can be written anew.
///
/// # Errors
/// All problems of the annotations, and why the document isn't one.
pub fn of_manifest(document: &Node<'_>, text: &str, file: &str, stem: &str, purpose: Purpose) -> Result<Api> {
    api(Cow::Borrowed(document), text, Described { file, stem, beside: Beside::default() }, purpose)
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

/// What is known of a document beside its text.
#[derive(Clone, Copy)]
struct Described<'d> {
    file: &'d str,
    stem: &'d str,
    beside: Beside<'d>,
}

/// The API that a document describes.
fn api(
    document: Cow<'_, Node<'_>>,
    text: &str,
    Described { file, stem, beside }: Described<'_>,
    purpose: Purpose,
) -> Result<Api> {
    let composed = compose::composed(document, file, beside)
        .map_err(|failure| locate::positions(failure, text, file))?;
    let api = match composed.kind {
        Kind::Discovery => discovery::read(&composed.document, file),
        Kind::OpenApi | Kind::Swagger => openapi::read(&composed.document, file, stem, purpose),
    };
    // Notes of a document that was made of others have their places already.
    let is_placed = composed.is_moved();
    let mut api = composed.told(api, text, file)?;
    if !is_placed && (api.annotated.is_some() || api.format == Format::OpenApi && !api.notes.is_empty()) {
        api.notes = locate::notes(std::mem::take(&mut api.notes), text, file);
    }
    Ok(api)
}
