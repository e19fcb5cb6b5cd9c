//! Bounds of what is read as an archive, which may be anybody's.

/// Largest archive that is read, in bytes. That of all of Google's services has 6 MB.
pub const MAX_ARCHIVE_BYTES: u64 = 256 << 20;

/// Most bytes that an archive may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 1 << 30;

/// Most bytes that one byte of an archive may unpack to. Manifests give some 10; what is made to fill a disk
/// gives 1000.
pub const MAX_RATIO: u64 = 200;

/// What an archive may unpack to whatever its size is: a small one may well be of one word.
pub(super) const RATIO_FROM_BYTES: u64 = 4 << 20;

/// Most entries of an archive.
pub const MAX_ENTRIES: usize = 20_000;
