//! Levels of rules: the severities that a configuration sets, for all services or for a single one.

use std::collections::BTreeMap;

use super::rule::{RuleId, Severity};
use crate::document::project::Inside;

/// The level of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The findings have this severity.
    Severity(Severity),
    /// The findings are not reported.
    Off,
}

/// Levels of rules that the configuration sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// Levels for all services.
    pub all: BTreeMap<RuleId, Level>,
    /// Levels for single services, which win.
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
