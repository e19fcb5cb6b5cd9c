//! The changelog of a series of releases: when each name came, changed, was deprecated, went.
//!
//! In: releases, the oldest first. Out: a [`Changelog`], which has the comparison of each release with the
//! one before it, and the dates of all names.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::counts::{Impact, SeverityCounts};
use super::diff_report::DiffReport;
use crate::diagnostic::{Diagnostic, Failure};
use crate::diff::cause::{Cause, assign, gather};
use crate::diff::finding::Finding;
use crate::provider::timeline::{DatedPart, Dates, Member, Timeline};
use crate::rules::rule::RuleId;

/// The changes of a series of releases. Its schema is published: `provgen schema changelog`.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Changelog {
    /// First part of every resource's id.
    pub provider: String,
    /// The releases, the oldest first; releases without changes are included.
    pub releases: Vec<ReleaseChanges>,
    /// When each name came, changed, was deprecated, went, by its full name. Names that never changed have no
    /// entry.
    pub names: BTreeMap<String, Dates>,
    /// Problems of releases that couldn't be read, and are skipped.
    #[serde(skip)]
    pub unread: Vec<Diagnostic>,
}

/// The changes of one release.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReleaseChanges {
    /// An API's revision, a version, a commit.
    pub release: String,
    /// The release before it.
    pub since: String,
    /// The worst severity of its findings.
    pub impact: Impact,
    /// The number of findings, by severity.
    pub counts: SeverityCounts,
    /// The number of causes, by severity.
    pub cause_counts: SeverityCounts,
    /// The causes of the findings, the worst first.
    pub causes: Vec<Cause>,
    /// The findings, the worst first.
    pub findings: Vec<Finding>,
}

/// The fate of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangelogEvent {
    /// The name is gone.
    Removed,
    /// The thing has another name.
    Renamed,
    /// The thing behaves differently.
    Changed,
    /// The name shouldn't be used any more.
    Deprecated,
    /// The name is new.
    Added,
}

impl ChangelogEvent {
    /// All events, the worst first.
    pub const ALL: [Self; 5] = [Self::Removed, Self::Renamed, Self::Changed, Self::Deprecated, Self::Added];

    /// `Removed`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "Removed",
            Self::Renamed => "Renamed",
            Self::Changed => "Changed",
            Self::Deprecated => "Deprecated",
            Self::Added => "Added",
        }
    }

    /// The event that a finding means for its name; none for wording, and for a finding that repeats others.
    #[must_use]
    pub const fn of(rule: RuleId) -> Option<Self> {
        Some(match rule {
            RuleId::DocsOnly | RuleId::RemovedWithoutDeprecation => return None,
            RuleId::ServiceRemoved
            | RuleId::ResourceRemoved
            | RuleId::MethodRemoved
            | RuleId::ParamRemoved
            | RuleId::ColumnRemoved
            | RuleId::ColumnNestedRemoved
            | RuleId::BodyFieldRemoved => Self::Removed,
            RuleId::ServiceRenamed
            | RuleId::ServiceMerged
            | RuleId::ResourceRenamed
            | RuleId::ResourceMoved
            | RuleId::MethodRenamed
            | RuleId::ParamRenamed
            | RuleId::ColumnRenamed => Self::Renamed,
            RuleId::MethodDeprecated
            | RuleId::ParamDeprecated
            | RuleId::ColumnDeprecated
            | RuleId::BodyFieldDeprecated => Self::Deprecated,
            RuleId::ServiceAdded
            | RuleId::ResourceAdded
            | RuleId::MethodAdded
            | RuleId::ParamRequiredAdded
            | RuleId::ParamOptionalAdded
            | RuleId::ColumnAdded
            | RuleId::ColumnNestedAdded
            | RuleId::BodyFieldAdded => Self::Added,
            _ => Self::Changed,
        })
    }
}

impl Changelog {
    /// Adds the problems of a release that is skipped.
    pub(in crate::diff) fn unread(&mut self, release: &str, failure: Failure) {
        self.unread.extend(failure.problems.into_iter().map(|problem| Diagnostic {
            message: format!("{release} is passed over: {}", problem.message),
            ..problem
        }));
    }

    /// Adds the changes of a release since the one before it.
    pub(in crate::diff) fn add(&mut self, release: &str, since: &str, report: DiffReport) {
        let DiffReport { provider, impact, counts, cause_counts, causes, findings, .. } = report;
        self.provider = provider;
        self.releases.push(ReleaseChanges {
            release: release.to_string(),
            since: since.to_string(),
            impact,
            counts,
            cause_counts,
            causes,
            findings,
        });
    }

    /// Sorts the releases by name, and merges those with the same name and the same predecessor.
    pub(in crate::diff) fn join(&mut self) {
        self.releases.sort_by(|a, b| (&a.release, &a.since).cmp(&(&b.release, &b.since)));
        let mut joined: Vec<ReleaseChanges> = Vec::new();
        for release in std::mem::take(&mut self.releases) {
            match joined.last_mut() {
                Some(last) if last.release == release.release && last.since == release.since => {
                    last.findings.extend(release.findings);
                    assign(&mut last.findings);
                    last.recount(&self.provider);
                }
                _ => joined.push(release),
            }
        }
        self.releases = joined;
    }

    /// Keeps only the findings that are `wanted`.
    pub fn retain(&mut self, wanted: impl Fn(&Finding) -> bool) {
        for release in &mut self.releases {
            release.findings.retain(&wanted);
            release.recount(&self.provider);
        }
        self.date();
    }

    /// Keeps only the releases after the one called `label`.
    pub fn after(&mut self, label: &str) {
        let last = self.releases.iter().rposition(|release| release.release == label);
        let count = last.map_or(0, |place| place + 1);
        self.releases.drain(..count);
        self.date();
    }

    /// Finds the dates of all names.
    pub(in crate::diff) fn date(&mut self) {
        let mut names: BTreeMap<String, Dates> = BTreeMap::new();
        for release in &self.releases {
            for finding in &release.findings {
                let Some(event) = ChangelogEvent::of(finding.rule) else { continue };
                let dates = names.entry(finding.name.clone()).or_default();
                note(dates, event, &release.release);
                if let Some(new) = &finding.renamed {
                    note(names.entry(new.clone()).or_default(), ChangelogEvent::Added, &release.release);
                }
            }
        }
        self.names = names;
    }
}

impl ReleaseChanges {
    fn recount(&mut self, provider: &str) {
        self.counts = self.findings.iter().map(|finding| finding.severity).collect();
        self.causes = gather(provider, &self.findings);
        self.cause_counts = self.causes.iter().map(|cause| cause.severity).collect();
        self.impact = self.findings.iter().map(|finding| finding.severity).min().into();
    }
}

fn note(dates: &mut Dates, event: ChangelogEvent, release: &str) {
    let release = Some(release.to_string());
    match event {
        ChangelogEvent::Added => {
            // A name that went and came again has its date from then on.
            *dates = Dates { since: release, ..Dates::default() };
        }
        ChangelogEvent::Removed | ChangelogEvent::Renamed => dates.gone = release,
        ChangelogEvent::Deprecated => {
            dates.deprecated.clone_from(&release);
            dates.last_changed = release;
        }
        ChangelogEvent::Changed => dates.last_changed = release,
    }
}

/// The dates of a service's resources, methods and columns, by the findings of each release.
#[must_use]
pub fn timeline<'f>(releases: impl Iterator<Item = (&'f str, &'f [Finding])>) -> Timeline {
    let mut timeline = Timeline::default();
    for (release, findings) in releases {
        for finding in findings {
            let (Some(event), Some(resource)) = (ChangelogEvent::of(finding.rule), &finding.place.resource)
            else {
                continue;
            };
            let part = |member| DatedPart { resource: resource.clone(), member };
            let member = match (&finding.root, &finding.place.method) {
                (Some(column), _) => Member::Column(column.clone()),
                (None, Some(method)) => Member::Method(method.clone()),
                (None, None) => Member::Whole,
            };
            if member != Member::Whole {
                timeline.entry(part(Member::Whole)).last_changed = Some(release.to_string());
            }
            for method in &finding.methods {
                note(timeline.entry(part(Member::Method(method.clone()))), ChangelogEvent::Changed, release);
            }
            // A change within a resource, or of one of its methods alone, changes the resource.
            let is_itself = match &member {
                Member::Column(column) => {
                    finding.place.column.as_ref() == Some(column) && finding.place.method.is_none()
                }
                Member::Method(_) => finding.place.parameter.is_none(),
                Member::Whole => true,
            };
            let event = if is_itself { event } else { ChangelogEvent::Changed };
            note(timeline.entry(part(member)), event, release);
            if let Some(new) = finding.renamed.as_deref().filter(|_| is_itself)
                && let Some(part) = renamed_part(finding.rule, new)
            {
                note(timeline.entry(part), ChangelogEvent::Added, release);
            }
        }
    }
    timeline
}

/// The part of a service that a full name, `provider.service.resource.member`, means in findings of `rule`.
fn renamed_part(rule: RuleId, name: &str) -> Option<DatedPart> {
    let mut parts = name.splitn(4, '.').skip(2);
    let resource = parts.next()?.to_string();
    let last = parts.next().map(str::to_string);
    let member = match (rule, last) {
        (RuleId::ResourceRenamed, None) => Member::Whole,
        (RuleId::MethodRenamed, Some(method)) => Member::Method(method),
        (RuleId::ColumnRenamed, Some(column)) => Member::Column(column),
        _ => return None,
    };
    Some(DatedPart { resource, member })
}
