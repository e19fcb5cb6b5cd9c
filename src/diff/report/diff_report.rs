//! A report: findings and their causes, sorted and counted.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::counts::{Impact, SeverityCounts};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::cause::{Cause, assign, gather};
use crate::diff::finding::Finding;
use crate::rules::rule::Severity;
use crate::text::counted;

/// The changes of a release. Its schema is published: `provgen schema diff`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub struct DiffReport {
    /// The worst severity of the findings that aren't accepted; `none` if there are none.
    pub impact: Impact,
    /// The number of findings that aren't accepted, each by its own severity. A headline counts them with their
    /// causes: by the severity of the worst.
    pub counts: SeverityCounts,
    /// The number of causes, by severity.
    pub cause_counts: SeverityCounts,
    /// First part of every resource's id.
    pub provider: String,
    /// The older release, as the user named it.
    pub old: String,
    /// The newer release, as the user named it.
    pub new: String,
    /// The number of compared services, including those that only one release has.
    pub services: usize,
    /// The causes of the findings that aren't accepted, the worst first.
    pub causes: Vec<Cause>,
    /// The findings, the worst first, then by service and resource.
    pub findings: Vec<Finding>,
    /// Accepted findings, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Accepted>,
    /// What entries of the accept file don't fit any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
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

/// What an entry of the accept file doesn't fit any more: a cause that reaches further, a day that has passed, nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Remark {
    /// `diff::grown`, `diff::expired` or `diff::unused`; `provgen explain` tells its meaning.
    pub code: String,
    /// The remark in a sentence.
    pub message: String,
}

/// Accepted findings with one cause and one reason.
#[derive(Debug, Clone)]
pub struct AcceptedCause {
    /// The cause, with those of its findings that are accepted for this reason.
    pub cause: Cause,
    /// The reason for accepting them.
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

impl DiffReport {
    /// Sorts and counts findings.
    #[must_use]
    pub fn new(provider: &str, old: &str, new: &str, services: usize, mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|a, b| order(a).cmp(&order(b)));
        assign(&mut findings);
        let mut report = Self {
            impact: Impact::None,
            counts: SeverityCounts::default(),
            cause_counts: SeverityCounts::default(),
            provider: provider.to_string(),
            old: old.to_string(),
            new: new.to_string(),
            services,
            causes: Vec::new(),
            findings,
            accepted: Vec::new(),
            remarks: Vec::new(),
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
            Impact::Deprecated => "Statements work as they did, and something is deprecated",
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

    /// The causes of all findings, accepted or not, the worst first.
    #[must_use]
    pub fn all_causes(&self) -> Vec<Cause> {
        let accepted = self.accepted.iter().map(|accepted| &accepted.finding);
        gather(&self.provider, self.findings.iter().chain(accepted))
    }

    /// The accepted findings by cause and reason, the worst first.
    #[must_use]
    pub fn accepted_causes(&self) -> Vec<AcceptedCause> {
        let mut reasons: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for Accepted { finding, reason } in &self.accepted {
            reasons.entry(reason).or_default().push(finding);
        }
        let of_reason = |(reason, findings): (&str, Vec<&Finding>)| {
            let causes = gather(&self.provider, findings).into_iter();
            causes.map(|cause| AcceptedCause { cause, reason: reason.to_string() }).collect::<Vec<_>>()
        };
        let mut causes: Vec<AcceptedCause> = reasons.into_iter().flat_map(of_reason).collect();
        causes.sort_by_key(|accepted| accepted.cause.severity);
        causes
    }

    fn count(&mut self) {
        self.counts = self.findings.iter().map(|finding| finding.severity).collect();
        self.impact = self.worst().into();
        self.causes = gather(&self.provider, &self.findings);
        self.cause_counts = self.causes.iter().map(|cause| cause.severity).collect();
    }

    /// The documents of the newer release that a cause's places are in; none for a place in no file.
    #[must_use]
    pub fn documents_of(&self, cause: &Cause) -> BTreeSet<Option<&str>> {
        cause.services.iter().map(|service| self.documents.get(service).map(String::as_str)).collect()
    }

    /// The worst severity, if there are findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).min()
    }

    /// The worst severity, for colours; that of wording, if there are no findings.
    pub(in crate::diff) fn impact_severity(&self) -> Severity {
        self.worst().unwrap_or(Severity::Docs)
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
