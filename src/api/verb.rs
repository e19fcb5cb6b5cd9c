//! Verbs of SQL, by which users call operations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A verb of SQL as StackQL knows it, in the order of SHOW METHODS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "SQL's own words; EXEC calls what no verb fits")]
pub enum SqlVerb {
    Select,
    Insert,
    Delete,
    Update,
    Replace,
    Exec,
}

impl SqlVerb {
    /// All verbs, in the order of SHOW METHODS.
    pub const ALL: [Self; 6] =
        [Self::Select, Self::Insert, Self::Delete, Self::Update, Self::Replace, Self::Exec];

    /// `SELECT`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Delete => "DELETE",
            Self::Update => "UPDATE",
            Self::Replace => "REPLACE",
            Self::Exec => "EXEC",
        }
    }

    /// `select`: its key in a manifest.
    #[must_use]
    pub fn key(self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// The verb that `text` names, in upper or lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str().eq_ignore_ascii_case(text))
    }
}
