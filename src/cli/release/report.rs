//! What `release` did, for machines.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::json::{PackageReport, ProblemRow, rows};
use crate::cli::lint::LintReport;
use crate::cli::verify::VerifyReport;
use crate::diff::DiffReport;
use crate::mapping::pins::Unsettled;
use crate::output::ChangeKind;
use crate::pipeline::Generated;
use crate::release::{ReleaseEvent, ReleaseStep, Released};

/// A release: what each step found, as far as it went.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct ReleaseReport {
    /// The version.
    version: String,
    /// Whether the package is in its place; if not, nothing was written.
    is_released: bool,
    /// The step that stopped the release; none if it was made.
    stopped_at: Option<Stop>,
    /// The files that aren't what the documents and templates give.
    stale: Vec<StaleFile>,
    /// What `mapping.yaml` lacks; none if it lacks nothing, or if there is none.
    mapping: Option<Unnamed>,
    /// The mistakes in the pages; none if the release ended before.
    lint: Option<LintReport>,
    /// The name of the last release in messages; none for the first one.
    last: Option<String>,
    /// What changed since the last release, as `provgen diff --format json` has it. None for the first release, and where the release ended
    /// before.
    changes: Option<DiffReport>,
    /// What the maker of the release may not have meant.
    remarks: Vec<ProblemRow>,
    /// The package; none if the release ended before.
    package: Option<PackageReport>,
    /// The problems of the package; none if it has none.
    verify: Option<VerifyReport>,
}

/// A step that stops a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Stop {
    /// The output isn't up to date.
    Check,
    /// The pages have mistakes.
    Lint,
    /// SQL breaks.
    Diff,
    /// The package isn't as it should be.
    Verify,
}

/// A file of the output.
#[derive(Debug, Serialize, JsonSchema)]
struct StaleFile {
    /// The path below the output folder.
    path: String,
    /// What is wrong with it.
    state: FileState,
}

/// What `mapping.yaml` lacks, by full names of methods.
#[derive(Debug, Serialize, JsonSchema)]
struct Unnamed {
    /// Methods that have no line.
    new: Vec<String>,
    /// Lines whose method has gone.
    gone: Vec<String>,
    /// Methods that the rules doubt, and that nobody has decided on.
    undecided: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum FileState {
    /// It isn't there.
    Missing,
    /// It has another content.
    Stale,
    /// Nothing makes it any more.
    Orphan,
}

impl ReleaseReport {
    /// The report of a release that hasn't begun, with the `remarks` on what it is made from.
    pub(super) fn new(version: &str, remarks: Vec<ProblemRow>) -> Self {
        Self {
            version: version.to_string(),
            is_released: false,
            stopped_at: None,
            stale: Vec::new(),
            mapping: None,
            lint: None,
            last: None,
            changes: None,
            remarks,
            package: None,
            verify: None,
        }
    }

    /// Takes in what a step found.
    pub(super) fn add(&mut self, told: &ReleaseEvent<'_>) {
        match told {
            ReleaseEvent::Checked(checked) => {
                (self.stale, self.mapping) = (stale(checked), unnamed(checked));
            }
            ReleaseEvent::Linted(linted) => self.lint = Some(LintReport::new(&linted.problems)),
            ReleaseEvent::Unused(remarks) | ReleaseEvent::Remarks(remarks) => {
                self.remarks.extend(rows(remarks))
            }
            ReleaseEvent::Compared { report, old, .. } | ReleaseEvent::Breaking { report, old, .. } => {
                self.last = Some((*old).to_string());
                self.changes = Some((*report).clone());
            }
            ReleaseEvent::Packed(package, absent) => self.package = Some(PackageReport::new(package, absent)),
            ReleaseEvent::Unsound(verdict) => self.verify = Some(VerifyReport::new(verdict)),
        }
    }

    /// The report of the release that ended so.
    pub(super) fn ended(self, released: &Released) -> Self {
        match released {
            Released::Stopped(step) => Self { stopped_at: Some(Stop::of(*step)), ..self },
            Released::Placed(_, placed) => {
                let package = self.package.map(|package| package.placed(placed));
                Self { is_released: true, package, ..self }
            }
        }
    }
}

impl Stop {
    const fn of(step: ReleaseStep) -> Self {
        match step {
            ReleaseStep::Check => Self::Check,
            ReleaseStep::Lint => Self::Lint,
            ReleaseStep::Diff => Self::Diff,
            ReleaseStep::Verify => Self::Verify,
        }
    }
}

fn stale(checked: &Generated) -> Vec<StaleFile> {
    let state = |kind| match kind {
        ChangeKind::Missing => FileState::Missing,
        ChangeKind::Stale { .. } => FileState::Stale,
        ChangeKind::Orphan | ChangeKind::Kept(_) => FileState::Orphan,
    };
    let changes = checked.report.changes.iter();
    changes.map(|change| StaleFile { path: change.path.clone(), state: state(change.kind) }).collect()
}

fn unnamed(checked: &Generated) -> Option<Unnamed> {
    let Unsettled { new, gone, undecided } = checked.unsettled.clone()?;
    let is_empty = new.is_empty() && gone.is_empty() && undecided.is_empty();
    (!is_empty).then_some(Unnamed { new, gone, undecided })
}
