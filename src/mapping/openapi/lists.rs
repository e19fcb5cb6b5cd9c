//! The lists of `openapi.toml`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// The lists of `openapi.toml`; its comments explain each.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) envelope: BTreeSet<String>,
    pub(super) counting_starts: Vec<String>,
    pub(super) counting_ends: Vec<String>,
    pub(super) rows: Vec<String>,
    pub(super) nested_in: Vec<String>,
    pub(super) identities: Vec<String>,
    pub(super) path_prefixes: Vec<String>,
    pub(super) version_words: Vec<String>,
    pub(super) extensions: Vec<String>,
    pub(super) crud_segments: Vec<String>,
    pub(super) insert_words: Vec<String>,
    pub(super) update_words: Vec<String>,
    pub(super) update_segments: Vec<String>,
    pub(super) delete_segments: Vec<String>,
    pub(super) insert_segments: Vec<String>,
    pub(super) list_words: Vec<String>,
    pub(super) read_words: Vec<String>,
    pub(super) actions: BTreeSet<String>,
    pub(super) action_ends: Vec<String>,
    pub(super) action_groups: Vec<String>,
    pub(super) id_actions: BTreeSet<String>,
    pub(super) id_nouns: BTreeSet<String>,
    pub(super) id_verbs: BTreeSet<String>,
    pub(super) id_ends: BTreeSet<String>,
    pub(super) singular_nouns: BTreeSet<String>,
}

const OPENAPI_TOML: &str = include_str!("../openapi.toml");

/// A test reads the embedded file, so that lists without entries are never had.
static LISTS: LazyLock<Lists> = LazyLock::new(|| toml::from_str(OPENAPI_TOML).unwrap_or_default());

/// The lists by which operations of OpenAPI documents are named.
pub(super) fn lists() -> &'static Lists {
    &LISTS
}

/// Whether `list` has `word`.
pub(super) fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

impl Lists {
    /// Whether an operation id that begins with `word` says that something is done.
    pub(super) fn acts(&self, word: &str) -> bool {
        self.id_actions.contains(word) || self.actions.contains(word) && !self.id_nouns.contains(word)
    }

    /// Whether a property of that name, in lower case, is about the answer.
    pub(super) fn is_envelope(&self, name: &str) -> bool {
        self.envelope.contains(name)
            || self.counting_starts.iter().any(|start| name.starts_with(start.as_str()))
            || self.counting_ends.iter().any(|end| name.ends_with(end.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lists_can_be_read() {
        let lists: Lists = toml::from_str(OPENAPI_TOML).unwrap();
        let words = lists.actions.iter().chain(&lists.envelope).chain(&lists.id_verbs).chain(&lists.rows);
        for word in words {
            let is_plain = |b: u8| b.is_ascii_lowercase() || b == b'_';
            assert!(!word.is_empty() && word.bytes().all(is_plain), "{word}");
        }
        assert!(lists.id_nouns.is_subset(&lists.actions));
    }

    #[test]
    fn names_about_the_answer_are_told() {
        for name in ["errors", "total_count", "total_pages", "num_rows", "next_page_token"] {
            assert!(lists().is_envelope(name), "{name}");
        }
        for name in ["book", "books", "account", "schemas"] {
            assert!(!lists().is_envelope(name), "{name}");
        }
    }
}
