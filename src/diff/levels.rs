//! How bad a finding counts: what the configuration says of rules, for all services or for one.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::rule::{self, RuleId, Severity};
use crate::diagnostic::Result;
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

impl Levels {
    fn of(&self, finding: &Finding) -> Option<Level> {
        let service = finding.place.service.as_deref();
        let own = service.and_then(|service| self.services.get(service)?.get(&finding.rule));
        own.or_else(|| self.all.get(&finding.rule)).copied()
    }

    /// Gives each finding its severity, its effect where it has none of its own, and its fingerprint; drops those that are
    /// switched off. What was deprecated, or isn't stable, is one step milder, unless the configuration says how bad it is.
    ///
    /// # Errors
    /// When the embedded rules can't be read, which a test rules out.
    pub(super) fn grade(&self, found: Vec<Finding>) -> Result<Vec<Finding>> {
        let rules = rule::all()?;
        let graded = found.into_iter().filter_map(|mut finding| {
            let rule = rules.get(&finding.rule)?;
            finding.severity = match self.of(&finding) {
                Some(Level::Off) => return None,
                Some(Level::Severity(severity)) => severity,
                None if finding.was_deprecated || finding.is_unstable => rule.severity.milder(),
                None => rule.severity,
            };
            if finding.witness.is_some() && finding.effect.is_none() {
                finding.effect = Some(rule.effect.clone());
            }
            Some(finding.fingerprinted())
        });
        Ok(graded.collect())
    }
}
