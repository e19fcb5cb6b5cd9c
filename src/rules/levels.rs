//! How bad a rule's findings count: what the configuration says of it, for all services or for one.

use std::collections::BTreeMap;

use super::rule::{RuleId, Severity};
use crate::document::project::Inside;

/// What a rule's findings count as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As bad as this.
    Severity(Severity),
    /// Not at all: they aren't told.
    Off,
}

/// Levels of rules, where they aren't the rules' own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// For all services.
    pub all: BTreeMap<RuleId, Level>,
    /// For one; this wins.
    pub services: BTreeMap<String, BTreeMap<RuleId, Level>>,
}

/// The key `diff` of the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiffSettings {
    /// Levels of rules.
    pub levels: Levels,
    /// The file of accepted findings.
    pub accept: Option<Inside>,
}
