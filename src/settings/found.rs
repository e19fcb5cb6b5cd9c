//! The documents that a configuration names: by patterns, and one by one for services.
//!
//! In: the keys `specs` and `services`. Out: [`Spec`]s, each document once; notes on those that lie elsewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::model::Documents;
use super::spec::{Spec, SpecLocation};
use super::{paths, specs};
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::document::project::{Inside, Project};
use crate::names::ServiceName;

/// The documents found so far.
pub(super) struct Found<'f> {
    folder: &'f Path,
    project: &'f Project,
    documents: Documents,
    /// Warnings about documents that lie outside of the project.
    pub(super) notes: Problems,
    /// The patterns of `specs`, as they are written.
    pub(super) patterns: Vec<String>,
    has_specs: bool,
    by_pattern: BTreeSet<Spec>,
    by_service: Vec<Spec>,
}

impl<'f> Found<'f> {
    /// Nothing yet, for a configuration whose relative paths start at `folder`.
    pub(super) fn new(folder: &'f Path, project: &'f Project, documents: Documents) -> Self {
        Self {
            folder,
            project,
            documents,
            notes: Problems::default(),
            patterns: Vec::new(),
            has_specs: false,
            by_pattern: BTreeSet::new(),
            by_service: Vec::new(),
        }
    }

    /// Reads the key `specs`.
    pub(super) fn specs(&mut self, at: &Cursor<'_, '_>) {
        self.has_specs = true;
        for item in at.items() {
            let Some(pattern) = paths::text(&item) else { continue };
            match specs::matching(&pattern, self.folder, self.project) {
                Ok(matching) => {
                    self.note(specs::elsewhere(&pattern, &matching), &item);
                    self.by_pattern.extend(matching);
                }
                Err(problem)
                    if self.documents == Documents::Elsewhere && problem.code == "config::no-document" =>
                {
                    let location = SpecLocation::Inside(self.project.clone());
                    self.by_pattern.insert(Spec::new(self.folder.join(&pattern), None, location));
                }
                Err(problem) => item.report(*problem),
            }
            self.patterns.push(pattern);
        }
    }

    /// Adds the document that the key at `at` names for a service.
    pub(super) fn service(&mut self, service: &ServiceName, spec: &str, at: &Cursor<'_, '_>) {
        let path: PathBuf = self.folder.join(Path::new(spec).strip_prefix(".").unwrap_or(Path::new(spec)));
        if let Some(other) = self.by_service.iter().find(|other| other.path == path) {
            let first = other.service.as_ref().map(ServiceName::as_str).unwrap_or_default();
            let message = format!("`{spec}` is the document of `{first}` already");
            let help = "write `split: { by: tag }` or `split: { by: path }` beside the first `spec`: it makes several services of one document";
            at.report(Diagnostic::error("config::one-document", message).help(help));
            return;
        }
        match specs::document(path, Some(service.clone()), spec, self.project) {
            Ok(document) => {
                self.note(specs::elsewhere(spec, std::slice::from_ref(&document)), at);
                self.by_service.push(document);
            }
            Err(problem) => at.report(*problem),
        }
    }

    /// Reports a configuration without documents. `problems` are those of the whole configuration.
    pub(super) fn check(&self, root: &Cursor<'_, '_>, problems: &Problems) {
        let help = "for example, write `specs: [specs/*.json]`";
        if !self.by_service.is_empty() {
            return;
        }
        if self.has_specs && self.by_pattern.is_empty() && problems.is_empty() {
            root.report_at(
                "/specs",
                Diagnostic::error("config::no-document", "there are no documents").help(help),
            );
        }
        if !self.has_specs && matches!(root.node, Node::Map(_)) {
            root.report(Diagnostic::error("config::missing-key", "`specs` is missing").help(help));
        }
    }

    /// All documents, sorted. A document that a service names belongs to that service alone, even if a pattern
    /// matches it.
    pub(super) fn all(&self) -> Vec<Spec> {
        let owned: BTreeSet<&Path> = self.by_service.iter().map(|spec| spec.path.as_path()).collect();
        let others = self.by_pattern.iter().filter(|spec| !owned.contains(spec.path.as_path()));
        let mut all: Vec<Spec> = others.chain(&self.by_service).cloned().collect();
        all.sort();
        all
    }

    /// Reports a file of `docs.history` that isn't an earlier revision of one of the documents `all`.
    pub(super) fn check_history(&self, history: &[Inside], all: &[Spec], root: &Cursor<'_, '_>) {
        if self.documents == Documents::Elsewhere {
            return;
        }
        for file in history.iter().filter(|file| !all.iter().any(|spec| spec.is_earlier(file.path()))) {
            let message = format!("`{}` is not an earlier revision of any document", file.shown());
            root.report_at(
                "/docs/history",
                Diagnostic::error("config::unused-history", message)
                    .help("name the file after the document, with its revision: `dataproc.v1.20230830.json`"),
            );
        }
    }

    /// Adds a note on the value at `at`, if there is one.
    fn note(&self, note: Option<Diagnostic>, at: &Cursor<'_, '_>) {
        if let Some(note) = note {
            self.notes.add(at.place(note));
        }
    }
}
