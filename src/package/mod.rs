//! Making and checking packages, in the form that registries serve.
//!
//! In: a provider's version folder. Out: an archive, a record of its content, and a line in the list of
//! providers; each file signed, if there is a key. Or, for a package that somebody else made: all of its
//! problems.
//!
//! ```text
//! version folder ─ source ─ documents ─► Package ─ publish ─┬─► dist/<directory>/<version>.tgz   (archive/)
//!                                                           ├─► dist/<directory>/<version>.json  (record.rs)
//!                                                           ├─► its signature, <version>.json.sig
//!                                                           └─► dist/providers.yaml              (index.rs)
//! any of these ─ verify ─► problems
//! ```

pub mod archive;
mod documents;
mod index;
mod key;
mod notes;
mod origin;
mod packed;
mod predecessor;
mod publish;
mod record;
mod signature;
mod source;
mod stamp;
mod time;
mod unfinished;
mod verify;
mod version;

use std::collections::BTreeMap;
use std::path::Path;

use documents::PackageDocuments;

use crate::diagnostic::Result;
use crate::manifest::layout::{self, PROVIDER, SIGNATURE};

pub use index::FILE as INDEX_FILE;
pub use key::{PrivateKey, PublicKey};
pub use notes::notes;
pub use origin::Origin;
pub use packed::Package;
pub use predecessor::Predecessor;
pub use publish::{Placed, Shelf};
pub use source::{VersionFolder, version_below};
pub use time::SignTime;
pub use verify::{Signed, Trust, Verdict, Verified, verify};
pub use version::{HELP as VERSION_HELP, Version, VersionError};

/// Makes the package of the version `version` from `source`, which messages call `shown`; each file and the
/// record are signed if there is a key, all of them with the time beside the key. The record tells the `origin`.
///
/// # Errors
/// All that is wrong with the documents; an archive beyond the bounds of what is read.
pub fn make(
    source: &VersionFolder,
    shown: &Path,
    version: &Version,
    signing: Option<(&PrivateKey, SignTime)>,
    origin: &Origin,
) -> Result<Package> {
    let shown = shown.display().to_string();
    let documents = PackageDocuments::read(&source.files, &shown);
    let counts = documents.counts();
    let (provider, mut documents) = documents.whole()?;
    // Signatures of the source belong to another version.
    let unsigned = source.files.iter().filter(|(path, _)| !path.ends_with(SIGNATURE));
    let mut files: BTreeMap<String, String> =
        unsigned.map(|(path, text)| (path.clone(), text.clone())).collect();
    if let Some(manifest) = files.get_mut(PROVIDER) {
        *manifest =
            stamp::stamp(manifest, &format!("{shown}/{PROVIDER}"), &provider.version, version.as_str())?;
    }
    let count = files.len();
    if let Some((key, time)) = signing {
        let signatures: Vec<(String, String)> = files
            .iter()
            .map(|(path, text)| (format!("{path}{SIGNATURE}"), signature::sign(key, text.as_bytes(), time)))
            .collect();
        files.extend(signatures);
    }
    let archive = archive::pack(version, &files)?;
    // A package that is too large to be read again is refused before anyone gets it.
    let unpacked = archive::unpack(&archive, &format!("{version}.tgz"));
    if !unpacked.problems.problems.is_empty() {
        return Err(unpacked.problems);
    }
    let record = record::text(
        env!("CARGO_PKG_VERSION"),
        version,
        &provider,
        &archive,
        &layout::sorted(&files),
        &documents,
        origin,
    );
    let record_signature = signing.map(|(key, time)| signature::sign(key, record.as_bytes(), time));
    Ok(Package {
        provider,
        version: version.clone(),
        archive,
        record,
        record_signature,
        services: std::mem::take(&mut documents.services),
        counts,
        files: count,
        notes: documents.warnings(),
    })
}
