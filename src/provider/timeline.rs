//! The dates of the parts of a service, from a history of releases.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// Dates by part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline(BTreeMap<DatedPart, Dates>);

/// A part of a service with dates of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DatedPart {
    /// The resource.
    pub resource: String,
    /// The part of the resource.
    pub member: Member,
}

/// A resource, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Member {
    /// The resource itself, with all of its parts.
    Whole,
    /// A method.
    Method(String),
    /// A column.
    Column(String),
}

/// The releases in which a name changed; each is called by its name in the history: an API's revision, a
/// version, a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dates {
    /// The first release with the name; none if the oldest release of the history has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last release that changed more than wording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_changed: Option<String>,
    /// The first release that advises against the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The first release without the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<String>,
}

impl Timeline {
    /// The dates of a part, added if it has none yet.
    pub fn entry(&mut self, part: DatedPart) -> &mut Dates {
        self.0.entry(part).or_default()
    }

    /// The dates of a resource.
    #[must_use]
    pub fn resource(&self, resource: &str) -> Option<&Dates> {
        self.get(resource, Member::Whole)
    }

    /// The dates of a method.
    #[must_use]
    pub fn method(&self, resource: &str, method: &str) -> Option<&Dates> {
        self.get(resource, Member::Method(method.to_string()))
    }

    /// The dates of a column.
    #[must_use]
    pub fn column(&self, resource: &str, column: &str) -> Option<&Dates> {
        self.get(resource, Member::Column(column.to_string()))
    }

    fn get(&self, resource: &str, member: Member) -> Option<&Dates> {
        self.0.get(&DatedPart { resource: resource.to_string(), member })
    }
}
