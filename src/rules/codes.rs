//! What the codes of messages mean.
//!
//! In: `codes.toml`, a table a code. Out: [`Code`]s by name. Codes of rules aren't among them: a rule explains itself.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The meaning of a code.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    /// What is wrong, in one line without a full stop.
    pub(crate) summary: String,
    /// The way out, in one line.
    pub(crate) help: String,
}

static CODES: LazyLock<BTreeMap<String, Code>> =
    LazyLock::new(|| toml::from_str(include_str!("codes.toml")).unwrap_or_default());

/// All codes, by name.
#[must_use]
pub(crate) fn all() -> &'static BTreeMap<String, Code> {
    &CODES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_says_what_is_wrong_and_the_way_out() {
        toml::from_str::<BTreeMap<String, Code>>(include_str!("codes.toml")).unwrap();
        assert!(!all().is_empty());
        for (name, Code { summary, help }) in all() {
            assert!(name.split("::").count() == 2, "{name}");
            assert!(!summary.is_empty() && !summary.ends_with('.'), "{name}");
            assert!(!help.is_empty() && !help.ends_with('.'), "{name}");
        }
    }
}
