//! Two releases to compare, and the configuration of each.

use crate::api::Format;
use crate::diagnostic::Failure;
use crate::diff::source::Release;
use crate::diff::source::document::ReleaseDocument;
use crate::document::project::unquoted;
use crate::settings::Settings;

/// Two releases to compare, and the rules to map them by.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'c> {
    /// The older release.
    pub old: &'c Release,
    /// The newer release.
    pub new: &'c Release,
    /// The configuration by which documents without annotations are mapped; the defaults if there is none.
    pub settings: Option<&'c Settings>,
    /// The configuration of the older release, which may differ.
    pub old_settings: Option<&'c Settings>,
    /// The provider's name, if neither release nor configuration has one, or if the user overrules them.
    pub provider: Option<&'c str>,
}

impl Comparison<'_> {
    /// The provider's name: the user's, the configuration's, or a release's.
    pub(super) fn provider_name(self) -> String {
        let Self { old, new, settings, provider, .. } = self;
        let facts = || [new, old].into_iter().find_map(|source| source.provider.as_ref());
        provider
            .map(str::to_string)
            .or_else(|| facts().map(|facts| facts.name.to_string()))
            .or_else(|| settings.map(|settings| settings.provider.name.to_string()))
            .or_else(|| self.documented_name())
            .unwrap_or_else(|| "provider".into())
    }

    /// The name in the smallest document, which is as good as any. Problems of the document are reported when
    /// it is compared.
    fn documented_name(self) -> Option<String> {
        let mut documents: Vec<&ReleaseDocument> =
            self.new.documents.iter().chain(&self.old.documents).collect();
        documents.sort_by_key(|document| document.content.size());
        let mut apis = documents.into_iter().filter_map(|document| {
            let text = document.content.text(&document.file).ok()?;
            document.api(&text, document.stem()).ok()
        });
        let api = apis.next()?;
        let own = api.annotated.and_then(|annotated| annotated.provider);
        Some(own.unwrap_or_else(|| match api.format {
            Format::Discovery => "google".into(),
            Format::OpenApi => "provider".into(),
        }))
    }

    /// Whether both releases are mapped by the same configuration.
    pub(super) fn is_mapped_alike(self) -> bool {
        match (self.settings, self.old_settings) {
            (None, None) => true,
            (Some(new), Some(old)) => std::ptr::eq(new, old),
            _ => false,
        }
    }

    /// All of `failures`, without the text of documents that lie outside of their project.
    pub(super) fn quotable(self, failures: Vec<Failure>) -> Failure {
        let all = || self.old.documents.iter().chain(&self.new.documents);
        unquoted(Failure::join(failures), |file| all().any(|found| found.is_outside() && found.file == file))
    }
}
