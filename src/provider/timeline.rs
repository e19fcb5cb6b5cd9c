//! When the parts of a service came and changed, where a history of releases is given.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// Dates by what they are of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline(BTreeMap<DatedPart, Dates>);

/// A part of a service that has dates of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DatedPart {
    /// The resource.
    pub resource: String,
    /// What of it.
    pub member: Member,
}

/// A resource, or something of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Member {
    /// The resource itself, and all that is in it.
    Whole,
    /// A method.
    Method(String),
    /// A column.
    Column(String),
}

/// Releases in which something happened to a name; each is called as its history calls it: by an API's
/// revision, a version, a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dates {
    /// The first that has it; none where the oldest release of the history does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The last that changed it in more than wording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_changed: Option<String>,
    /// The first that advises against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The first that hasn't got it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<String>,
}

impl Timeline {
    /// The dates of a part, made where it has none yet.
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
