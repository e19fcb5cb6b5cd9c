//! The history of a service, from earlier revisions of its document that the configuration names.
//!
//! In: the current service, and its earlier documents. Out: its [`Timeline`].

use crate::diagnostic::Result;
use crate::diff::finding::Finding;
use crate::diff::report::changelog::timeline;
use crate::diff::resolve;
use crate::diff::source::document::{Content, ReleaseDocument};
use crate::docs::options::Style;
use crate::document::read::TextKind;
use crate::provider::Service;
use crate::provider::timeline::Timeline;
use crate::settings::{Settings, Spec};

/// The dates of the parts of `service`, whose document is `spec`; empty without earlier revisions.
///
/// # Errors
/// All problems of the earlier documents.
pub(crate) fn of_service(settings: &Settings, spec: &Spec, service: &Service) -> Result<Timeline> {
    // Only pages of this style show dates.
    if settings.docs.style != Style::Registry {
        return Ok(Timeline::default());
    }
    let mut earlier: Vec<(String, Service)> = Vec::new();
    for file in settings.docs.history.iter().filter(|file| spec.is_earlier(file.path())) {
        let document = ReleaseDocument::new(file.shown(), Content::File(file.path().to_path_buf()));
        let text = file.read(TextKind::Document)?;
        if let Some(before) = document.service_named(&text, settings, &service.name)? {
            earlier.push((label(&before), before));
        }
    }
    if earlier.is_empty() {
        return Ok(Timeline::default());
    }
    earlier.sort_by(|(a, _), (b, _)| a.cmp(b));
    let provider = settings.provider.name.as_str();
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

/// The name of a release of a service: its document's revision, else the API's version.
fn label(service: &Service) -> String {
    service.api.revision.clone().unwrap_or_else(|| service.api.version.clone())
}
