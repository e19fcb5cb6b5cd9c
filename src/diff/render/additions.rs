//! What is new, by resource: `google.dataproc.clusters: 17 new settings, new method repair`.
//!
//! In: findings. Out: new services and resources by name, and for each other resource how much of what is new
//! in it, in parts, so that each format can mark names.

use std::collections::BTreeMap;

use super::wording::{group, subject};
use crate::diff::cause::{Cause, Part, by_cause};
use crate::diff::finding::Finding;
use crate::diff::report::DiffReport;
use crate::rules::rule::RuleId;
use crate::text::counted;

/// Most names of a kind that are listed; more are counted.
const MAX_NAMES: usize = 3;

/// Longest name that is listed, in characters.
const MAX_NAME: usize = 40;

/// A kind of thing that is new in a resource, in the order in which kinds are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Noun {
    Method,
    Verb,
    Column,
    Field,
    Parameter,
    Setting,
    Values,
    Other,
}

impl Noun {
    const fn of(rule: RuleId) -> Self {
        match rule {
            RuleId::MethodAdded => Self::Method,
            RuleId::VerbAdded => Self::Verb,
            RuleId::ColumnAdded => Self::Column,
            RuleId::ColumnNestedAdded => Self::Field,
            RuleId::ParamOptionalAdded => Self::Parameter,
            RuleId::BodyFieldAdded => Self::Setting,
            RuleId::BodyEnumAdded | RuleId::ParamEnumAdded | RuleId::ColumnEnumAdded => Self::Values,
            _ => Self::Other,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Method => "method",
            Self::Verb => "verb",
            Self::Column => "column",
            Self::Field => "field",
            Self::Parameter => "parameter",
            Self::Setting => "setting",
            Self::Values => "value",
            Self::Other => "other change",
        }
    }

    /// `17 new settings`
    fn counted(self, count: usize) -> String {
        match self {
            Self::Values => format!("new values of {}", counted(count, "setting")),
            Self::Other => counted(count, self.as_str()),
            _ => counted(count, &format!("new {}", self.as_str())),
        }
    }

    /// `17 settings`
    fn number(self, count: usize) -> String {
        match self {
            Self::Values => self.counted(count),
            _ => counted(count, self.as_str()),
        }
    }
}

/// Whether findings of a rule are about something new, or about new values.
pub(super) fn is_addition(rule: RuleId) -> bool {
    matches!(rule, RuleId::ServiceAdded | RuleId::ResourceAdded) || Noun::of(rule) != Noun::Other
}

/// What is new.
#[derive(Debug, Default)]
pub(super) struct Additions<'f> {
    /// Full names of new services, sorted.
    services: Vec<&'f str>,
    /// Full names of new resources, sorted.
    resources: Vec<&'f str>,
    /// What is new in other resources, by their full names.
    pub(super) within: BTreeMap<String, BTreeMap<Noun, Vec<String>>>,
}

impl<'f> Additions<'f> {
    /// What is new by `findings`.
    pub(super) fn of(provider: &str, findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut additions = Self::default();
        for finding in findings {
            match finding.rule {
                RuleId::ServiceAdded => additions.services.push(&finding.name),
                RuleId::ResourceAdded => additions.resources.push(&finding.name),
                rule => {
                    let of_resource = additions.within.entry(group(provider, finding)).or_default();
                    of_resource.entry(Noun::of(rule)).or_default().push(subject(finding));
                }
            }
        }
        additions.services.sort_unstable();
        additions.resources.sort_unstable();
        additions
    }

    /// What is new by the findings of `causes`, which are some of the report's.
    pub(super) fn of_causes<'c>(report: &'f DiffReport, causes: impl IntoIterator<Item = &'c Cause>) -> Self {
        let findings = by_cause(&report.findings);
        let found = causes.into_iter().filter_map(|cause| findings.get(cause.fingerprint.as_str()));
        Self::of(&report.provider, found.flatten().copied())
    }

    /// Full names of what is new as a whole: services, then resources.
    pub(super) fn whole(&self) -> impl Iterator<Item = &'f str> {
        self.services.iter().chain(&self.resources).copied()
    }

    /// The numbers alone: `88 resources; in 90 other resources: 19 methods, 545 columns`.
    pub(super) fn totals(&self) -> String {
        let mut counts: BTreeMap<Noun, usize> = BTreeMap::new();
        for (noun, names) in self.within.values().flatten() {
            *counts.entry(*noun).or_default() += names.len();
        }
        let words: Vec<String> = counts.into_iter().map(|(noun, count)| noun.number(count)).collect();
        let whole = [(self.services.len(), "service"), (self.resources.len(), "resource")];
        let whole =
            whole.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun));
        let whole: Vec<String> = whole.collect();
        let mut parts = if whole.is_empty() { Vec::new() } else { vec![whole.join(", ")] };
        if !words.is_empty() {
            let place = if self.resources.is_empty() { "resource" } else { "other resource" };
            parts.push(format!("in {}: {}", counted(self.within.len(), place), words.join(", ")));
        }
        parts.join("; ")
    }
}

/// What is new in a resource: `17 new settings`, `new methods a, b`.
pub(super) fn words(kinds: &BTreeMap<Noun, Vec<String>>) -> Vec<Part> {
    let mut lists = Vec::new();
    for (noun, names) in kinds {
        let is_listed = *noun != Noun::Other
            && names.len() <= MAX_NAMES
            && names.iter().all(|name| !name.is_empty() && name.chars().count() <= MAX_NAME);
        let mut list = Vec::new();
        if is_listed {
            let word = noun.as_str();
            let ending = if names.len() == 1 { "" } else { "s" };
            list.push(Part::Words(match noun {
                Noun::Values => "new values of ".to_string(),
                _ => format!("new {word}{ending} "),
            }));
            for (place, name) in names.iter().enumerate() {
                if place > 0 {
                    list.push(Part::Words(", ".into()));
                }
                list.push(Part::Name(name.clone()));
            }
        } else {
            list.push(Part::Words(noun.counted(names.len())));
        }
        lists.push(list);
    }
    let mut parts = Vec::new();
    for (place, list) in lists.into_iter().enumerate() {
        if place > 0 {
            parts.push(Part::Words("; ".into()));
        }
        parts.extend(list);
    }
    parts
}
