//! Bounds for reading archives, which may be hostile.

/// Largest archive that is read, in bytes. The archive of all of Google's services has 6 MB.
pub const MAX_ARCHIVE_BYTES: u64 = 256 << 20;

/// Most bytes that an archive may unpack to.
pub const MAX_UNPACKED_BYTES: u64 = 1 << 30;

/// Most bytes that one byte of an archive may unpack to. Manifests give some 10; an archive made to fill a
/// disk gives 1000.
pub const MAX_RATIO: u64 = 200;

/// An archive of any size may unpack to this many bytes: a small one may well repeat one word.
pub(super) const RATIO_FROM_BYTES: u64 = 4 << 20;

/// Most entries of an archive.
pub const MAX_ENTRIES: usize = 20_000;
