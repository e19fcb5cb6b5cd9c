//! The archive of a package: tar within gzip.
//!
//! In: a version's files by path, or the bytes that somebody says are such an archive. Out: bytes, the same
//! for the same files wherever and whenever they are made; or the files, which [`read()`] takes from nothing
//! but a plain archive.
//!
//! ```text
//! <version>/
//! <version>/services/
//! <version>/provider.yaml
//! <version>/provider.yaml.sig          where the package is signed
//! <version>/services/<service>.yaml    sorted, each followed by its .sig
//! ```

mod read;
mod tar_entries;
mod write;

use std::collections::BTreeMap;

pub(in crate::package) use read::{TOO_LARGE, bytes, is_of_package};
pub use read::{Unpacked, read, unpack};
pub use write::pack;

/// Ending of the file that holds another one's signature.
pub const SIGNATURE: &str = ".sig";

/// Path of the manifest that names a provider's services.
pub const PROVIDER: &str = "provider.yaml";

/// Folder of the services' manifests.
pub const SERVICES: &str = "services";

/// Largest archive that is read, in bytes. That of all of Google's services has 6 MB.
pub const MAX_ARCHIVE_BYTES: u64 = 256 << 20;

/// Most bytes that an archive may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 1 << 30;

/// Most bytes that one byte of an archive may unpack to. Manifests give some 10; what is made to fill a disk
/// gives 1000.
pub const MAX_RATIO: u64 = 200;

/// What an archive may unpack to whatever its size is: a small one may well be of one word.
const RATIO_FROM_BYTES: u64 = 4 << 20;

/// Most entries of an archive.
pub const MAX_ENTRIES: usize = 20_000;

/// `files` in the order of an archive.
#[must_use]
pub fn sorted(files: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    let mut sorted: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    sorted.sort_by_key(|(path, _)| order(path));
    sorted
}

/// The order of a package's files: the provider's first, each before its signature.
fn order(path: &str) -> (bool, &str, bool) {
    let file = path.strip_suffix(SIGNATURE).unwrap_or(path);
    (file != PROVIDER, file, file.len() != path.len())
}
