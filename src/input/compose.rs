//! What a document is made of, before it is read: its own text, overlays, files that it refers to.
//!
//! In: a document's tree. Out: the tree of one document of OpenAPI 3 or of a discovery document, and the way back to where
//! each part of it stands.
//!
//! ```text
//! tree ─ overlay/ ─► as it should be ─ bundle/ ─► with the parts of other files ─ swagger/ ─► as OpenAPI 3 has it
//! ```

use std::borrow::Cow;

use super::bundle::{Bundled, Folder, bundle, has_external};
use super::kind::{Kind, kind};
use super::origins::{Origins, SourceFile, below};
use super::overlay::{self, Overlay};
use super::swagger::{self, in_words_of_swagger};
use crate::api::Api;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::document::node::Node;

/// What a document may be made of, beside its own text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'b> {
    /// The folder to whose files its references may lead.
    pub folder: Option<&'b Folder>,
    /// The overlays that change it, one after the other.
    pub overlays: &'b [&'b Overlay],
}

/// A document that was made of others.
pub(super) struct Composed<'d, 'a> {
    pub(super) kind: Kind,
    pub(super) document: Cow<'d, Node<'a>>,
    origins: Origins,
    bundled: Bundled,
    /// Warnings about the steps, at places of the finished document or of its own.
    notes: Vec<Diagnostic>,
}

/// Makes `document`, which messages call `file`, of all that belongs to it.
///
/// # Errors
/// The document is of no kind that is known, or an overlay doesn't fit it.
pub(super) fn composed<'d, 'a>(
    document: Cow<'d, Node<'a>>,
    file: &str,
    beside: Beside<'_>,
) -> Result<Composed<'d, 'a>> {
    let (origins, bundled, notes) = Default::default();
    // An overlay may add what a document of its kind needs.
    let mut made = Composed { kind: Kind::Discovery, document, origins, bundled, notes };
    made.overlay(beside.overlays, file)?;
    made.kind = kind(&made.document, file).map_err(|failure| made.placed(failure, file))?;
    if made.kind == Kind::Discovery {
        return Ok(made);
    }
    if let Some(folder) = beside.folder.filter(|_| !is_annotated(&made.document)) {
        made.bundle(folder);
    }
    if made.kind == Kind::Swagger {
        made.convert(file);
    }
    Ok(made)
}

/// Whether a document is a manifest: StackQL follows no reference into another file.
fn is_annotated(document: &Node<'_>) -> bool {
    document.get("components").is_some_and(|components| components.get("x-stackQL-resources").is_some())
}

impl Composed<'_, '_> {
    /// # Errors
    /// An overlay doesn't fit the document.
    fn overlay(&mut self, overlays: &[&Overlay], file: &str) -> Result<()> {
        let was_annotated = is_annotated(&self.document);
        for overlay in overlays {
            let index = self.origins.files.len();
            let source = SourceFile { name: overlay.file.clone(), text: overlay.text().to_string() };
            self.origins.files.push(source);
            let applied = overlay::apply(self.document.to_mut(), overlay, index);
            let applied = applied.map_err(|failure| self.origins.located(failure, "", ""))?;
            self.origins.steps.extend(applied.steps);
            self.notes.extend(applied.notes);
        }
        if is_annotated(&self.document) && !was_annotated {
            let message = "an overlay makes the document a manifest, by `x-stackQL-resources`";
            let problem = Diagnostic::error("input::overlay-action", message)
                .help("overrides in provgen.yaml say how operations are named and mapped")
                .at(file, "/components/x-stackQL-resources");
            return Err(self.placed(problem.into(), file));
        }
        Ok(())
    }

    /// `failure`, which is about the document `file` as it is now, at the places of its files.
    fn placed(&self, failure: Failure, file: &str) -> Failure {
        let problems = failure.problems.into_iter().map(|problem| self.origins.placed(problem, file));
        let placed = Failure { problems: problems.collect(), ..failure };
        // The document's own text is the caller's.
        self.origins.located(placed, "", "")
    }

    fn bundle(&mut self, folder: &Folder) {
        if !has_external(&self.document) {
            return;
        }
        let mut bundled = bundle(self.document.to_mut(), folder, self.origins.files.len());
        self.origins.files.append(&mut bundled.sources);
        self.origins.steps.push(std::mem::take(&mut bundled.moves));
        self.bundled = bundled;
    }

    fn convert(&mut self, file: &str) {
        let converted = swagger::convert(&self.document, file);
        // These are about the document as it was before this step.
        self.notes.extend(converted.notes.into_iter().map(|note| self.origins.placed(note, file)));
        self.document = Cow::Owned(converted.document);
        self.origins.steps.push(converted.moves);
    }

    /// Whether parts of the document stand elsewhere than in its own text.
    pub(super) fn is_moved(&self) -> bool {
        !self.origins.is_empty()
    }

    /// `read`, the outcome of reading the document `file` whose text is `text`, as its author understands it: problems and
    /// operations at the places that they have in the files.
    ///
    /// # Errors
    /// Those of `read`.
    pub(super) fn told(self, read: Result<Api>, text: &str, file: &str) -> Result<Api> {
        let Self { kind, origins, bundled, notes, .. } = self;
        let told = |problem: Diagnostic| {
            let problem = bundled.explained(problem);
            let problem = if kind == Kind::Swagger { in_words_of_swagger(problem) } else { problem };
            origins.placed(problem, file)
        };
        let mut api = read.map_err(|failure| {
            let problems = failure.problems.into_iter().map(&told).collect();
            origins.located(Failure { problems, ..failure }, text, file)
        })?;
        if !origins.is_empty() {
            for operation in &mut api.operations {
                operation.pointer = origins
                    .in_document(&operation.pointer)
                    .unwrap_or_else(|| below("/paths", &operation.path));
            }
            let of_reader = std::mem::take(&mut api.notes).into_iter().map(told);
            let problems = notes.into_iter().chain(of_reader).collect();
            api.notes = origins.located(Failure { problems, omitted: 0 }, text, file).problems;
        }
        api.beside = bundled.beside;
        Ok(api)
    }
}
