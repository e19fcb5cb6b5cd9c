//! The options by which a document is split into services.
//!
//! In: the key `split` of a configuration. Out: [`SplitOptions`].

use crate::names::ServiceName;

/// How a document is split into services.
#[derive(Debug, Clone)]
pub struct SplitOptions {
    /// What names the service of an operation.
    pub by: SplitBy,
    /// What becomes of single services, in the order of the configuration; each service is named once.
    pub changes: Vec<PartChange>,
}

/// What names the service of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SplitBy {
    /// The operation's first tag.
    Tag,
    /// The first name of the operation's path.
    Path,
}

impl SplitBy {
    /// All ways, by the names that the configuration gives them.
    pub const ALL: [(&'static str, Self); 2] = [("tag", Self::Tag), ("path", Self::Path)];
}

/// What becomes of one of the services that tags or paths name.
#[derive(Debug, Clone)]
pub struct PartChange {
    /// The service, as the configuration has it: the name that a tag or a path gives, or the tag itself.
    pub of: String,
    /// The place of the entry in the configuration: a JSON pointer.
    pub pointer: String,
    /// Whether the service's name is the key at this place, and not the value.
    pub is_key: bool,
    /// What becomes of the service.
    pub fate: Fate,
}

/// What becomes of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It has another name.
    Renamed(ServiceName),
    /// It is a part of this service.
    Merged(ServiceName),
    /// It is left out.
    Dropped,
}
