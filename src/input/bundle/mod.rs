//! Documents of several files as one.
//!
//! In: the tree of a document, and its folder. Out: the same tree with the parts of other files that its references lead
//! to among its own: each a component with a name, in the same place whatever the order of keys. Nothing outside of the
//! folder is read, and no address.
//!
//! ```text
//! tree ─ grammar.rs ─► references ─ target.rs ─► files.rs ─► parts, in which there may be more
//!      ─ names.rs ─► components
//! ```
//!
//! A reference that can't be followed stays: the reader reports it if anything needs it, and [`Bundled`] has the reason.

mod files;
mod grammar;
mod names;
mod parts;
mod rewriting;
mod sections;
mod target;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use files::Files;
pub use files::Folder;
pub(super) use grammar::PATH_ITEMS_OF_SWAGGER;
use grammar::Part;
use parts::Bundle;
use target::{Refusal, is_external};

use super::origins::{Moves, SourceFile};
use crate::api::FileBeside;
use crate::diagnostic::Diagnostic;
use crate::document::node::Node;

/// What a message about a reference that isn't followed says of it.
const UNFOLLOWED: &str = "` refers to another document";

/// What came of a document.
#[derive(Default)]
pub(super) struct Bundled {
    /// Where its parts come from.
    pub(super) moves: Moves,
    /// The texts of the files.
    pub(super) sources: Vec<SourceFile>,
    /// The files, with digests of what was read.
    pub(super) beside: Vec<FileBeside>,
    refusals: BTreeMap<String, Refusal>,
}

impl Bundled {
    /// `problem` with the reason why a reference isn't followed, if it is about one.
    pub(super) fn explained(&self, problem: Diagnostic) -> Diagnostic {
        if problem.code != "input::external-ref" {
            return problem;
        }
        let told = problem.message.strip_prefix('`').and_then(|rest| rest.split_once(UNFOLLOWED));
        let Some((text, rest)) = told else { return problem };
        match self.refusals.get(text) {
            Some(Refusal { message, help }) => {
                let message = format!("{message}{rest}");
                Diagnostic { message, ..problem }.help(help)
            }
            None => problem,
        }
    }
}

/// Whether a document has references that may lead to other files.
pub(super) fn has_external(document: &Node<'_>) -> bool {
    let mut is_there = false;
    sections::places(document).for_each(|(_, node)| is_there |= rewriting::reference(node).is_some());
    grammar::visit(document, Part::Document, &mut |_, text| is_there |= is_external(text));
    is_there
}

/// Brings the parts of other files into `document`, whose `folder` they are in; `first` other files are known already.
pub(super) fn bundle(document: &mut Node<'_>, folder: &Folder, first: usize) -> Bundled {
    let mut bundle = Bundle::new(document.get("swagger").is_some(), Files::new(folder, first));
    bundle.whole_sections(document);
    bundle.gather(document);
    bundle.write(document);
    let Bundle { files, moves, refusals, .. } = bundle;
    Bundled { moves, sources: files.sources, beside: files.beside, refusals }
}
