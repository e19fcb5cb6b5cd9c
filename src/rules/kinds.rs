//! What the kinds mean that commands count: those of `try`, and those of the ledger of `generate`.
//!
//! In: `kinds.toml`, a table a kind. Out: [`Counted`]s by name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The meaning of a kind: a text of its own, or that of a message.
#[derive(Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Counted {
    /// The message of that code tells each case.
    Message {
        /// A code of `codes.toml`.
        code: String,
    },
    /// The kind is told by its name alone.
    Kind {
        /// The fact in one line, without a full stop.
        summary: String,
        /// The way out, in one line.
        help: String,
    },
}

/// The kinds by their names.
pub(crate) type Kinds = BTreeMap<String, Counted>;

/// The kinds of all commands.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllKinds {
    /// Differences that `try` finds.
    #[serde(rename = "try")]
    pub(crate) trial: Kinds,
    /// Entries of the ledger of `generate`.
    pub(crate) ledger: Kinds,
}

static KINDS: LazyLock<AllKinds> =
    LazyLock::new(|| toml::from_str(include_str!("kinds.toml")).unwrap_or_default());

/// All kinds.
#[must_use]
pub(crate) fn all() -> &'static AllKinds {
    &KINDS
}
