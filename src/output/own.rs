//! Names of the files and folders that are provgen's own, below an output folder.

/// The list of the files that earlier runs wrote.
pub const LIST: &str = ".provgen-files";

/// What the name of a staging folder begins with; its run's own part follows.
pub(super) const STAGING: &str = ".provgen-staging-";
