//! The version before a new one, as far as its record tells of it.
//!
//! In: the record beside its archive, and the record's signature. Out: whether it was signed, by whom, and what it was
//! made from. Both files may be anybody's: a text that isn't as provgen writes it tells nothing.

use std::path::Path;

use serde_json::Value;

use super::key::PublicKey;
use super::origin::Origin;
use super::signature::FileSignature;
use super::version::Version;
use crate::diagnostic::Diagnostic;
use crate::document::project::read_found;
use crate::document::read::TextKind;
use crate::manifest::layout::SIGNATURE;

/// The version before a new one.
#[derive(Debug, Default)]
pub struct Predecessor {
    record: String,
    signature: Option<FileSignature>,
    is_signed: bool,
    origin: Origin,
}

impl Predecessor {
    /// Reads what stands beside the `archive`.
    #[must_use]
    pub fn of(archive: &Path) -> Self {
        let beside = archive.with_extension("json");
        let text = |path: &Path, kind| read_found(path, &path.display().to_string(), kind).ok();
        let Some(record) = text(&beside, TextKind::Record) else { return Self::default() };
        let value: Value = serde_json::from_str(&record).unwrap_or_default();
        let signature = beside.with_extension(format!("json{SIGNATURE}"));
        let signature = text(&signature, TextKind::Signature);
        Self {
            is_signed: value.get("signed").is_some(),
            origin: super::record::origin(&record).ok().unwrap_or_default(),
            signature: signature.and_then(|text| FileSignature::parse(&text).ok()),
            record,
        }
    }

    /// What somebody who checks signatures would notice of a version that is signed with `key`, or not at all, after this one,
    /// which is `last`; none if they would notice nothing.
    #[must_use]
    pub fn signature_remark(&self, last: &Version, key: Option<&PublicKey>) -> Option<Diagnostic> {
        match (key, &self.signature) {
            (None, _) if self.is_signed => {
                let message = format!("{last} is signed, and this version isn't");
                Some(Diagnostic::warning("package::unsigned", message).help(
                    "--sign-key-env names the variable that holds the key: who checks signatures refuses this version",
                ))
            }
            (Some(key), Some(signature)) if !signature.is_of(key, self.record.as_bytes()) => {
                let message = format!("{last} was signed with another key");
                Some(Diagnostic::warning("package::other-key", message).help(
                    "give those who check signatures the new public key, or sign with the key of before",
                ))
            }
            _ => None,
        }
    }

    /// What it was made from.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }
}
