//! Where the manifests of a package come from, as its record tells it. Nothing of it can be read off the archive: who
//! trusts the record's signature may believe it.

use serde::{Deserialize, Serialize};

/// Where the manifests of a package come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The commit that the work tree stood at, in hexadecimal digits; none if that isn't known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub commit: Option<String>,
    /// The number of files that the manifests were made from, and that the commit has otherwise or not at all.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub uncommitted: usize,
    /// The SHA-256 of the `mapping.yaml` that the names come from; none if there was none, or none is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mapping: Option<String>,
}

impl Origin {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it could be the origin of a package: ids are hexadecimal digits, of the lengths that they have.
    pub(super) fn is_valid(&self) -> bool {
        let is_id = |id: &String, lengths: &[usize]| {
            lengths.contains(&id.len()) && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        self.commit.as_ref().is_none_or(|id| is_id(id, &[40, 64]))
            && self.mapping.as_ref().is_none_or(|id| is_id(id, &[64]))
            && (self.uncommitted == 0 || self.commit.is_some())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}
