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

pub mod bounds;
mod read;
mod tar_entries;
mod write;

pub(in crate::package) use crate::manifest::layout::is_of_package;
pub(in crate::package) use read::{TOO_LARGE, bytes};
pub use read::{Unpacked, read, unpack};
pub use write::pack;
