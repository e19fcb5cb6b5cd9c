//! A report: findings sorted and counted.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::finding::Finding;
use crate::rules::rule::Severity;
use crate::text::counted;

/// The changes of a release. Its schema is published: `provgen schema diff`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct DiffReport {
    /// The worst severity of the findings that aren't accepted; `none` if there are none.
    pub impact: Impact,
    /// The number of findings that aren't accepted, by severity.
    pub counts: SeverityCounts,
    /// First part of every resource's id.
    pub provider: String,
    /// The older release, as the user named it.
    pub old: String,
    /// The newer release, as the user named it.
    pub new: String,
    /// The number of compared services, including those that only one release has.
    pub services: usize,
    /// The findings, the worst first, then by service and resource.
    pub findings: Vec<Finding>,
    /// Accepted findings, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Accepted>,
    /// Services that couldn't be compared: nothing is known of their changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Unreadable>,
    /// The number of problems besides `errors`, if a document has many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_errors: Option<usize>,
    /// The errors, for people.
    #[serde(skip)]
    pub failure: Failure,
    /// Names of the services of both releases.
    #[serde(skip)]
    pub names: BTreeSet<String>,
    /// The number of documents that only one release has and that the configuration leaves out.
    #[serde(skip)]
    pub skipped: usize,
    /// The number of findings that a filter hides.
    #[serde(skip)]
    pub hidden: usize,
    /// The documents of the newer release by service, if they are files. Paths are as the user named them.
    #[serde(skip)]
    pub documents: BTreeMap<String, String>,
}

/// An accepted finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Accepted {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// The reason for accepting it.
    pub reason: String,
}

/// Why a document couldn't be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unreadable {
    /// The document.
    pub file: String,
    /// The problem.
    pub message: String,
    /// JSON pointer in the document.
    pub pointer: String,
}

/// The worst effect of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// SQL that worked fails, or silently means something else.
    Breaking,
    /// SQL that worked may fail, or may mean something else.
    Risky,
    /// Something new can be queried.
    Additive,
    /// Only the wording changed.
    Docs,
    /// Nothing changed.
    None,
}

impl Impact {
    /// `breaking`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => Severity::Breaking.as_str(),
            Self::Risky => Severity::Risky.as_str(),
            Self::Additive => Severity::Additive.as_str(),
            Self::Docs => Severity::Docs.as_str(),
            Self::None => "none",
        }
    }
}

impl From<Option<Severity>> for Impact {
    fn from(worst: Option<Severity>) -> Self {
        match worst {
            Some(Severity::Breaking) => Self::Breaking,
            Some(Severity::Risky) => Self::Risky,
            Some(Severity::Additive) => Self::Additive,
            Some(Severity::Docs) => Self::Docs,
            None => Self::None,
        }
    }
}

/// The number of findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Counts")]
pub struct SeverityCounts {
    /// SQL fails, or silently means something else.
    pub breaking: usize,
    /// SQL may fail, or may mean something else.
    pub risky: usize,
    /// Something new can be queried.
    pub additive: usize,
    /// Only the wording changed.
    pub docs: usize,
}

impl FromIterator<Severity> for SeverityCounts {
    fn from_iter<I: IntoIterator<Item = Severity>>(severities: I) -> Self {
        let mut counts = Self::default();
        for severity in severities {
            *match severity {
                Severity::Breaking => &mut counts.breaking,
                Severity::Risky => &mut counts.risky,
                Severity::Additive => &mut counts.additive,
                Severity::Docs => &mut counts.docs,
            } += 1;
        }
        counts
    }
}

impl SeverityCounts {
    /// The number of findings of `severity`.
    #[must_use]
    pub const fn of(&self, severity: Severity) -> usize {
        match severity {
            Severity::Breaking => self.breaking,
            Severity::Risky => self.risky,
            Severity::Additive => self.additive,
            Severity::Docs => self.docs,
        }
    }

    /// Adds `more` to the count of `severity`.
    pub const fn add(&mut self, severity: Severity, more: usize) {
        match severity {
            Severity::Breaking => self.breaking += more,
            Severity::Risky => self.risky += more,
            Severity::Additive => self.additive += more,
            Severity::Docs => self.docs += more,
        }
    }

    /// `1 breaking, 4 risky, 61 additive, 112 wording only`; counts of zero are left out.
    #[must_use]
    pub fn words(&self) -> String {
        let words = Severity::ALL.into_iter().filter(|severity| self.of(*severity) > 0).map(|severity| {
            let name = if severity == Severity::Docs { "wording only" } else { severity.as_str() };
            format!("{} {name}", self.of(severity))
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

impl DiffReport {
    /// Sorts and counts findings.
    #[must_use]
    pub fn new(provider: &str, old: &str, new: &str, services: usize, mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|a, b| order(a).cmp(&order(b)));
        let mut report = Self {
            impact: Impact::None,
            counts: SeverityCounts::default(),
            provider: provider.to_string(),
            old: old.to_string(),
            new: new.to_string(),
            services,
            findings,
            accepted: Vec::new(),
            errors: Vec::new(),
            more_errors: None,
            failure: Failure::default(),
            names: BTreeSet::new(),
            skipped: 0,
            hidden: 0,
            documents: BTreeMap::new(),
        };
        report.count();
        report
    }

    /// Adds documents that couldn't be read.
    pub fn fail(&mut self, failure: Failure) {
        let error = |problem: &Diagnostic| Unreadable {
            file: problem.origin.as_ref().map(|origin| origin.file.clone()).unwrap_or_default(),
            message: problem.message.clone(),
            pointer: problem.origin.as_ref().map(|origin| origin.pointer.clone()).unwrap_or_default(),
        };
        self.errors = failure.problems.iter().map(error).collect();
        self.more_errors = (failure.omitted > 0).then_some(failure.omitted);
        self.failure = failure;
    }

    /// The effect on those who query, in words.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self.impact {
            Impact::Breaking => "Statements that worked break",
            Impact::Risky => "Statements that worked may do something else",
            Impact::Additive => "Nothing breaks, and there is more to query",
            Impact::Docs => "Nothing but wording changes",
            Impact::None if !self.errors.is_empty() => "Not everything could be compared",
            Impact::None if self.hidden > 0 => "No changes of the kind that was asked for",
            Impact::None if !self.accepted.is_empty() => "No changes but those that are accepted",
            Impact::None => "No changes",
        }
    }

    /// The sentence for an empty report.
    #[must_use]
    pub fn nothing(&self) -> String {
        let compared = counted(self.services, "service");
        if self.hidden > 0 {
            let others = counted(self.hidden, "other finding");
            return format!("{}: {compared} compared, {others}.", self.title());
        }
        if !self.accepted.is_empty() {
            return format!("{}: {compared} compared.", self.title());
        }
        if !self.errors.is_empty() {
            return format!("No changes in what could be compared: {compared}.");
        }
        format!("No changes: {compared} compared, and every statement does what it did.")
    }

    /// Keeps only the findings that are `wanted`.
    pub fn retain(&mut self, wanted: impl Fn(&Finding) -> bool) {
        let all = self.findings.len();
        self.findings.retain(wanted);
        self.hidden += all - self.findings.len();
        self.count();
    }

    /// Moves the findings that `reason` has a reason for to the accepted ones.
    pub fn accept(&mut self, reason: impl Fn(&Finding) -> Option<String>) {
        let findings = std::mem::take(&mut self.findings);
        for finding in findings {
            match reason(&finding) {
                Some(reason) => self.accepted.push(Accepted { finding, reason }),
                None => self.findings.push(finding),
            }
        }
        self.count();
    }

    fn count(&mut self) {
        self.counts = self.findings.iter().map(|finding| finding.severity).collect();
        self.impact = self.worst().into();
    }

    /// The document of the newer release that a finding belongs to, if it is a file.
    #[must_use]
    pub fn document(&self, finding: &Finding) -> Option<&str> {
        self.documents.get(finding.place.service.as_deref()?).map(String::as_str)
    }

    /// The worst severity, if there are findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).min()
    }

    /// The report as JSON, for machines.
    ///
    /// # Errors
    /// Errors of serde, which these types don't cause.
    pub fn json(&self) -> Result<String> {
        crate::diagnostic::json(self)
    }
}

/// The order of findings: the worst first, then by place, then by content.
fn order(finding: &Finding) -> impl Ord + '_ {
    let place = &finding.place;
    (
        finding.severity,
        (&place.service, &place.resource),
        finding.rule,
        (&place.method, &place.column, &place.parameter),
        (&finding.old, &finding.new),
    )
}
