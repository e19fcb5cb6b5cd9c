//! The history of a service, from earlier revisions of its document that the configuration names.
//!
//! In: the current services of a document, and its earlier revisions. Out: a [`Timeline`] of each.

use crate::diagnostic::Result;
use crate::diff::finding::Finding;
use crate::diff::report::changelog::timeline;
use crate::diff::resolve;
use crate::diff::source::document::{Content, ReleaseDocument};
use crate::docs::options::Style;
use crate::document::project::Inside;
use crate::document::read::TextKind;
use crate::load::Parts;
use crate::provider::Service;
use crate::provider::timeline::Timeline;
use crate::settings::{Settings, Spec};

/// The earlier revisions of one document, read when the first of its services asks for them.
#[derive(Debug)]
pub(crate) struct Earlier<'e> {
    settings: &'e Settings,
    spec: &'e Spec,
    documents: Option<Vec<Parts<'static>>>,
}

impl<'e> Earlier<'e> {
    /// The earlier revisions of the document of `spec`.
    pub(crate) fn of(settings: &'e Settings, spec: &'e Spec) -> Self {
        Self { settings, spec, documents: None }
    }

    /// The dates of the parts of `service`, one of the document's; empty without earlier revisions. Each service asks once:
    /// what the earlier documents say of it is dropped then.
    ///
    /// # Errors
    /// All problems of the earlier documents.
    pub(crate) fn timeline(&mut self, service: &Service) -> Result<Timeline> {
        // Only pages of this style show dates.
        if self.settings.docs.style != Style::Registry || self.settings.docs.history.is_empty() {
            return Ok(Timeline::default());
        }
        let documents = match &mut self.documents {
            Some(documents) => documents,
            none => none.insert(read(self.settings, self.spec, service)?),
        };
        let mut earlier: Vec<(String, Service)> = Vec::new();
        for document in documents {
            if let Some(before) = document.map_release(&service.name, Some(self.settings), None)? {
                earlier.push((label(&before), before));
            }
        }
        if earlier.is_empty() {
            return Ok(Timeline::default());
        }
        earlier.sort_by(|(a, _), (b, _)| a.cmp(b));
        let provider = self.settings.provider.name.as_str();
        let now = label(service);
        let last = std::iter::once((now.as_str(), service));
        let all: Vec<(&str, &Service)> =
            earlier.iter().map(|(label, service)| (label.as_str(), service)).chain(last).collect();
        let found: Vec<(&str, Vec<Finding>)> = all
            .windows(2)
            .filter_map(|pair| match pair {
                [(_, before), (label, after)] => Some((*label, resolve::of_service(provider, before, after))),
                _ => None,
            })
            .collect();
        Ok(timeline(found.iter().map(|(label, findings)| (*label, findings.as_slice()))))
    }
}

/// The earlier revisions of the document of `spec`, whose service is `service`, or has it as a part.
fn read(settings: &Settings, spec: &Spec, service: &Service) -> Result<Vec<Parts<'static>>> {
    let name = service.part_of.as_ref().unwrap_or(&service.name);
    let files = settings.docs.history.iter().filter(|file| spec.is_earlier(file.path()));
    let read = |file: &Inside| {
        let document = ReleaseDocument::new(file.shown(), Content::File(file.path().to_path_buf()));
        document.parts_named(&file.read(TextKind::Document)?, settings, name)
    };
    files.map(read).collect()
}

/// The name of a release of a service: its document's revision, else the API's version.
fn label(service: &Service) -> String {
    service.api.revision.clone().unwrap_or_else(|| service.api.version.clone())
}
