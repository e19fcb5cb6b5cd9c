//! The rules of `auth.toml`, whose comments explain each.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    way: Vec<Rule>,
    texts: Texts,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) credentials: String,
    pub(super) says: String,
    pub(super) auth: BTreeMap<String, String>,
    pub(super) variables: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    prefixes: Vec<String>,
    schemes: Vec<String>,
}

/// The embedded rules; a test reads them, so that the empty ones are never had.
static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("auth.toml")).unwrap_or_default());

/// All ways, the first of which counts.
pub(super) fn ways() -> &'static [Rule] {
    &RULES.way
}

/// Whether a scheme of HTTP is no more than a word before a token.
pub(super) fn is_token_scheme(word: &str) -> bool {
    RULES.texts.schemes.iter().any(|scheme| scheme == word)
}

/// The text before a key in the header `Authorization`, if the `description` of a scheme has it before something that
/// stands for the key.
pub(super) fn prefix(description: &str) -> Option<String> {
    let stands_for_key = |rest: &str| {
        let rest = rest.trim_start_matches(['"', '\'', '`', '*', '_']);
        let word: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
        let is_capital = word.len() > 2 && !word.contains(|c: char| c.is_ascii_lowercase());
        rest.starts_with(['<', '{', '[', '$', '(']) || is_capital || word.starts_with("xxx")
    };
    let has = |prefix: &&String| {
        description.match_indices(prefix.as_str()).any(|(at, found)| {
            let before = description.get(..at).and_then(|text| text.chars().next_back());
            let is_whole = before.is_none_or(|c| !c.is_alphanumeric());
            is_whole && description.get(at + found.len()..).is_some_and(stands_for_key)
        })
    };
    RULES.texts.prefixes.iter().find(has).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_can_be_read() {
        let rules: Rules = toml::from_str(include_str!("auth.toml")).unwrap();
        for kind in ["bearer", "basic", "prefixed", "header", "keys", "query", "client", "token"] {
            assert!(rules.way.iter().any(|rule| rule.credentials == kind), "{kind}");
        }
        assert_eq!(rules.way.len(), 8);
    }

    #[test]
    fn a_prefix_counts_before_what_stands_for_a_key() {
        for (description, expected) in [
            ("The API Key with format `Token token=<API_KEY>`", Some("Token token=")),
            ("Send `Bearer YOUR_TOKEN`.", Some("Bearer ")),
            ("Authorization: SSWS {api_token}", Some("SSWS ")),
            ("A Token is needed. Bearer tokens are no keys.", None),
            ("Your Monkey {x}", None),
            ("", None),
        ] {
            assert_eq!(prefix(description).as_deref(), expected, "{description}");
        }
    }
}
