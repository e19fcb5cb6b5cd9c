//! A provider's pages for the preview, still as Markdown.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::html::BASE_STYLE;
use crate::provider::Counts;

/// The files that all pages use, by name. No provider can have such a name: a provider's name has no dot.
pub(super) const ASSETS: [(&str, &str); 9] = [
    ("base.css", BASE_STYLE),
    ("preview.css", include_str!("assets/preview.css")),
    ("contents.css", include_str!("assets/contents.css")),
    ("search.css", include_str!("assets/search.css")),
    ("find.js", include_str!("assets/find.js")),
    ("search.js", include_str!("assets/search.js")),
    ("contents.js", include_str!("assets/contents.js")),
    ("copy.js", include_str!("assets/copy.js")),
    ("preview.js", include_str!("assets/preview.js")),
];

/// File name of the index that `search.js` loads.
pub(super) const INDEX: &str = "search-index.js";

/// A provider's pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The provider's name.
    pub(crate) provider: String,
    /// Pages by address: `google/dataproc/sessions/index.html`.
    pub(crate) pages: BTreeMap<String, PageSource>,
    /// Address of the provider's page, the first to be read.
    pub(crate) front: String,
    /// Text of [`INDEX`].
    pub(crate) index: String,
    /// Counts of services, resources and methods.
    pub(crate) counts: Counts,
    /// The digest of all pages and the index.
    pub(crate) digest: String,
}

/// The source of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageSource {
    /// The Markdown that `generate` writes.
    pub(crate) markdown: String,
    /// The pages above the page, the provider's first, and the page itself.
    pub(crate) trail: Vec<PageLink>,
    /// The pages beside the page; or, if it has some, those below it.
    pub(crate) around: Arc<Around>,
}

/// A page that another one leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageLink {
    pub(crate) name: String,
    pub(crate) address: String,
}

/// A list of pages that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Around {
    /// `Services` or `Resources`.
    pub(crate) title: &'static str,
    pub(crate) places: Vec<PageLink>,
}

/// Whether a page is served and may change, or is a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Liveness {
    /// The page is a file.
    Still,
    /// The page is served.
    Live {
        /// Identifies the served site: open pages reload when it changes.
        revision: String,
        /// Why a later build failed.
        problem: Option<String>,
    },
}

/// A text that changes whenever one of `texts` changes.
pub(crate) fn digest<'t>(texts: impl Iterator<Item = &'t String>) -> String {
    let mut sum = Sha256::new();
    for text in texts {
        sum.update(text.len().to_le_bytes());
        sum.update(text);
    }
    sum.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Site {
    /// The counts of services, resources and methods.
    #[must_use]
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The number of pages.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Size of the search index, in bytes.
    #[must_use]
    pub fn index_bytes(&self) -> usize {
        self.index.len()
    }

    /// The content of a file that isn't a page.
    pub(crate) fn asset(&self, name: &str) -> Option<&str> {
        let fixed = ASSETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        fixed.or_else(|| (name == INDEX).then_some(self.index.as_str()))
    }
}
