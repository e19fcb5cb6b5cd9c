//! Names of provgen's own files and folders below an output folder.

/// The list of the files that earlier runs wrote.
pub const LIST: &str = ".provgen-files";

/// The prefix of a staging folder's name; each run adds its own part.
pub(super) const STAGING: &str = ".provgen-staging-";
