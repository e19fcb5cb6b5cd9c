//! The archive of a package: tar within gzip.
//!
//! In: a version's files by path, or bytes that are said to be such an archive. Out: bytes, the same for the
//! same files on every machine at any time; or the files, which [`read()`] takes only from a plain archive.
//!
//! ```text
//! <version>/
//! <version>/services/
//! <version>/provider.yaml
//! <version>/provider.yaml.sig          where the package is signed
//! <version>/services/<service>.yaml    sorted, each followed by its .sig
//! ```

pub mod bounds;
mod read;
mod tar_entries;
mod write;

pub(in crate::package) use crate::manifest::layout::is_of_package;
pub(in crate::package) use read::{TOO_LARGE, bytes};
pub use read::{Unpacked, read, unpack};
pub use write::pack;
