//! The version before a new one, as far as its record tells of it.
//!
//! In: the record beside its archive, and the record's signature. Out: whether it was signed, by whom, and what it was
//! made from. Both files may be anybody's: a text that isn't as provgen writes it tells nothing.

use std::path::Path;

use serde_json::Value;

use super::key::PublicKey;
use super::origin::Origin;
use super::signature::FileSignature;
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

    /// Whether its files are signed.
    #[must_use]
    pub const fn is_signed(&self) -> bool {
        self.is_signed
    }

    /// Whether another key than `key` signed its record; false if nobody did.
    #[must_use]
    pub fn is_of_another(&self, key: &PublicKey) -> bool {
        self.signature.as_ref().is_some_and(|signature| !signature.is_of(key, self.record.as_bytes()))
    }

    /// What it was made from.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }
}
