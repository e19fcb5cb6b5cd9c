//! The words of `paging.toml`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

/// The lists, whose comments explain each.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) parents: Vec<String>,
    pub(super) token: Vec<TokenWords>,
    pub(super) address: Vec<AddressWords>,
    pub(super) number: Vec<NumberWords>,
    pub(super) headers: Headers,
    pub(super) addresses: Addresses,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenWords {
    pub(super) parameters: Vec<String>,
    pub(super) leaves: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressWords {
    pub(super) leaves: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberWords {
    pub(super) parameters: Vec<String>,
    pub(super) leaves: Vec<String>,
    pub(super) last: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Headers {
    pub(super) link: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Addresses {
    pub(super) parents: Vec<String>,
    pub(super) formats: Vec<String>,
    pub(super) words: Vec<String>,
}

/// The embedded words; a test reads them, so that the empty ones are never had.
static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("paging.toml")).unwrap_or_default());

/// All words.
pub(super) fn words() -> &'static Words {
    &WORDS
}

/// All names of values, and all that may stand above them.
static NAMES: LazyLock<(BTreeSet<&str>, BTreeSet<&str>)> = LazyLock::new(|| {
    let leaves = words().token.iter().flat_map(|token| &token.leaves);
    let leaves = leaves.chain(words().address.iter().flat_map(|address| &address.leaves));
    let leaves =
        leaves.chain(words().number.iter().flat_map(|number| number.leaves.iter().chain(&number.last)));
    (words().parents.iter().map(String::as_str).collect(), leaves.map(String::as_str).collect())
});

/// Whether the words know a value of the name `leaf` below `parents`.
pub(super) fn is_known(parents: &str, leaf: &str) -> bool {
    NAMES.0.contains(parents) && NAMES.1.contains(leaf)
}

/// A name as it is compared.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | '[' | ']' | '.')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_can_be_read() {
        let words: Words = toml::from_str(include_str!("paging.toml")).unwrap();
        assert!(words.token.len() == 4 && words.address.len() == 1 && words.number.len() == 1);
        let lists = words.token.iter().flat_map(|token| [&token.parameters, &token.leaves]);
        for word in lists.flatten().chain(&words.parents) {
            assert_eq!(*word, plain(word));
        }
    }
}
