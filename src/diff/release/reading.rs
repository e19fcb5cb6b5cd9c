//! Reading the services of a release, and comparing two of them.
//!
//! In: documents. Out: services, and the findings for one that both releases have.

use std::borrow::Cow;

use crate::diagnostic::Result;
use crate::diff::compare::services::stability;
use crate::diff::finding::Finding;
use crate::diff::resolve;
use crate::diff::source::document::ReleaseDocument;
use crate::load::Parts;
use crate::provider::Service;
use crate::settings::Settings;

/// The text of a document, if there is one.
///
/// # Errors
/// It can't be read.
pub(super) fn text(document: Option<&ReleaseDocument>) -> Result<Option<String>> {
    document.map(|found| found.content.text(&found.file).map(Cow::into_owned)).transpose()
}

/// Reads a document, if there is one; `stem` is the name for a service whose document has none.
///
/// # Errors
/// All problems of the document.
pub(super) fn read(
    document: Option<&ReleaseDocument>,
    text: Option<String>,
    stem: &str,
    settings: Option<&Settings>,
) -> Result<Parts<'static>> {
    match document.zip(text) {
        Some((document, text)) => document.parts(&text, stem, settings),
        None => Ok(Parts::One(None)),
    }
}

/// The findings for a service, marked if its old release isn't stable.
pub(super) fn of_service(provider: &str, old: &Service, new: &Service) -> Vec<Finding> {
    let is_unstable = is_unstable(old);
    let found = resolve::of_service(provider, old, new).into_iter();
    found.map(|finding| Finding { is_unstable, ..finding }).collect()
}

/// Whether a service isn't stable, by its version.
pub(super) fn is_unstable(service: &Service) -> bool {
    stability(&service.api.version) != "stable"
}
