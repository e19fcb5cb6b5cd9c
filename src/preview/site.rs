//! A provider's pages as they are previewed, before any of them is HTML.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::provider::Counts;

/// What all pages need beside themselves, by file name. No provider can be named like one: its name has no
/// dot.
pub(super) const ASSETS: [(&str, &str); 2] =
    [("preview.css", include_str!("assets/preview.css")), ("preview.js", include_str!("assets/preview.js"))];

/// File name of the index that `preview.js` searches.
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
    /// How many there are of everything.
    pub(crate) counts: Counts,
    /// Of all pages and the index.
    pub(crate) digest: String,
}

/// What a page is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageSource {
    /// As `generate` writes it.
    pub(crate) markdown: String,
    /// The pages above it, the provider's first, and itself.
    pub(crate) trail: Vec<PageLink>,
    /// The pages beside it, or for a page that has some, those below it.
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

/// Whether a page is one of a running server, and so may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Liveness {
    /// It is a file.
    Still,
    /// It is served.
    Live {
        /// Stands for all that is served: open pages are loaded again when it is another.
        revision: String,
        /// Why a later build failed.
        problem: Option<String>,
    },
}

/// A text that is another one whenever one of `texts` is.
pub(crate) fn digest<'t>(texts: impl Iterator<Item = &'t String>) -> String {
    let mut sum = Sha256::new();
    for text in texts {
        sum.update(text.len().to_le_bytes());
        sum.update(text);
    }
    sum.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Site {
    /// How many services, resources and methods there are.
    #[must_use]
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many pages there are.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Size of the search index, in bytes.
    #[must_use]
    pub fn index_bytes(&self) -> usize {
        self.index.len()
    }

    /// A file that isn't a page.
    pub(crate) fn asset(&self, name: &str) -> Option<&str> {
        let fixed = ASSETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        fixed.or_else(|| (name == INDEX).then_some(self.index.as_str()))
    }
}
