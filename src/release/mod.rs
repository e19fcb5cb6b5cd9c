//! The steps of a release, one after the other: the first step that finds something ends the release, and
//! nothing is written.
//!
//! In: a [`ReleaseRequest`]: a configuration, a version, the folder of packages. Out: the package in its place, or
//! the step that stopped the release. The caller gets the findings of each step as [`ReleaseEvent`].
//!
//! ```text
//! check ─► lint ─► diff against the last release ─► pack ─► verify ─► put in place
//! ```

mod remarks;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use remarks::remarks;

use crate::diagnostic::{Diagnostic, Result, plain};
use crate::diff::report::accept::Acceptance;
use crate::diff::source::Release;
use crate::diff::{Comparison, DiffReport, Finding, compare, render};
use crate::docs::lint::{Linted, lint};
use crate::document::project::{Inside, is_strange};
use crate::output::{Lines, Mode, Output, State, scratch};
use crate::package::{
    self, Origin, Package, Placed, Predecessor, PrivateKey, Shelf, SignTime, Verdict, Version, notes, verify,
};
use crate::pipeline::cache::Cache;
use crate::pipeline::{Generated, area, generate};
use crate::settings::Settings;

/// A release to make.
#[derive(Debug)]
pub struct ReleaseRequest<'r> {
    /// The configuration.
    pub settings: &'r Settings,
    /// The folder of the manifests that `generate` writes.
    pub manifests: &'r Inside,
    /// The folder of the pages that `generate` writes.
    pub pages: &'r Inside,
    /// The folder of packages.
    pub shelf: &'r Shelf,
    /// The place of notes about interrupted runs.
    pub state: &'r State,
    /// The version.
    pub version: &'r Version,
    /// The key that files are signed with, and the time of signing.
    pub signing: Option<(&'r PrivateKey, SignTime)>,
    /// What the manifests were made from, as far as it is known.
    pub origin: &'r Origin,
    /// The accepted findings of `diff`, which don't stop a release.
    pub acceptance: Option<&'r Acceptance>,
    /// The day, `2027-06-30`: acceptances may end on a day.
    pub today: &'r str,
}

/// The steps that may stop a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseStep {
    /// The output is up to date with specs and templates.
    Check,
    /// Links and ids of the pages lead somewhere.
    Lint,
    /// The release breaks no SQL, except where that was accepted.
    Diff,
    /// The package is valid for those who will pull it.
    Verify,
}

impl ReleaseStep {
    /// The step's name for users.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Lint => "lint",
            Self::Diff => "diff",
            Self::Verify => "verify",
        }
    }
}

/// The result of a step, in the order of the steps.
#[derive(Debug)]
pub enum ReleaseEvent<'t> {
    /// The output was compared with the expected one.
    Checked(&'t Generated),
    /// The pages were checked.
    Linted(&'t Linted),
    /// Entries of the accept file that accept no finding, have expired, or accept more than they did.
    Unused(&'t [Diagnostic]),
    /// What changed since the last release, none of which stops this one; the releases by their names in messages.
    Compared {
        /// The changes.
        report: &'t DiffReport,
        /// The last release.
        old: &'t str,
        /// The new release.
        new: &'t str,
    },
    /// What the maker of the release may not have meant.
    Remarks(&'t [Diagnostic]),
    /// The breaking changes since the last release that nobody accepted; the releases by their names in
    /// messages.
    Breaking {
        /// The changes.
        report: &'t DiffReport,
        /// The last release.
        old: &'t str,
        /// The new release.
        new: &'t str,
    },
    /// The package was made; the files of the folder that aren't in it, and why.
    Packed(&'t Package, &'t [(String, &'static str)]),
    /// The package has problems.
    Unsound(&'t Verdict),
}

/// The end of a release.
#[derive(Debug)]
pub enum Released {
    /// A step found something; nothing was written.
    Stopped(ReleaseStep),
    /// The package is in its place.
    Placed(Box<Package>, Placed),
}

/// Takes the steps of `request`. `cache` has the results of earlier runs; setting `interrupted` ends the
/// release, until files are moved to their places.
///
/// # Errors
/// The version is taken, or lower than another; or a step fails in another way than by its findings.
pub fn release(
    request: &ReleaseRequest<'_>,
    cache: Cache,
    interrupted: &Arc<AtomicBool>,
    mut tell: impl FnMut(ReleaseEvent<'_>) + Send,
) -> Result<Released> {
    let ReleaseRequest { settings, manifests, shelf, version, .. } = *request;
    let last = last_release(shelf, settings, version)?;

    let area = area(settings, State::none())?;
    let output = Output::open(area, Mode::Check, Lines::Counted, Arc::clone(interrupted))?;
    let generated = generate(settings, &[], output, cache, interrupted, |_| {})?;
    tell(ReleaseEvent::Checked(&generated));
    if !generated.is_settled(settings.undecided) {
        return Ok(Released::Stopped(ReleaseStep::Check));
    }

    let linted = lint(request.pages)?;
    tell(ReleaseEvent::Linted(&linted));
    if !linted.problems.is_empty() {
        return Ok(Released::Stopped(ReleaseStep::Lint));
    }

    // Links are checked before anything is read.
    manifests.check_links()?;
    let changes = match &last {
        None => Some("The first release.".to_string()),
        Some((last, archive)) => compare_with(last, archive, request, &mut tell)?,
    };
    let Some(changes) = changes else { return Ok(Released::Stopped(ReleaseStep::Diff)) };

    let mut source = package::VersionFolder::read(manifests)?;
    source.unsigned();
    let package = package::make(&source, manifests.path(), version, request.signing, request.origin)?;
    tell(ReleaseEvent::Packed(&package, &source.left_out));
    let text = notes(&package, &changes);

    let key = request.signing.map(|(key, _)| key.public());
    let staged = stage(&package, &text)?;
    let verdict = verify(staged.path(), key.as_ref())?;
    if !verdict.problems.problems.is_empty() {
        tell(ReleaseEvent::Unsound(&verdict));
        return Ok(Released::Stopped(ReleaseStep::Verify));
    }
    let placed = shelf.put(&package, &[(".md", &text)], request.state)?;
    Ok(Released::Placed(Box::new(package), placed))
}

/// The last release and its archive, if there is one.
///
/// # Errors
/// The version is taken, or lower than another one; or the last release is a link to elsewhere.
fn last_release(shelf: &Shelf, settings: &Settings, version: &Version) -> Result<Option<(Version, PathBuf)>> {
    let (name, directory) = (settings.provider.name.as_str(), settings.provider.directory.as_str());
    shelf.is_free(name, directory, version)?;
    let there = shelf.versions(name, directory);
    let Some(last) = there.last() else { return Ok(None) };
    if version < last {
        let message = format!("{last} is there already, and {version} comes before it");
        return Err(Diagnostic::error("release::not-the-latest", message)
            .help(format!(
                "StackQL takes the highest: release {}, for example, or pack a version between others with `provgen package`",
                last.next_free(&there)
            ))
            .into());
    }
    let archive = shelf.archive(directory, last);
    if is_strange(&archive) {
        let message = "the last release is a link that leads out of the project";
        return Err(Diagnostic::error("release::link", message)
            .help("replace the link with what it leads to")
            .at(archive.display().to_string(), "")
            .into());
    }
    Ok(Some((last.clone(), archive)))
}

/// The changes of the new manifests for users of the version `last`, which is in `archive`, as Markdown for the release notes; none
/// if something breaks, which is reported.
///
/// # Errors
/// A manifest that can't be compared.
fn compare_with(
    last: &Version,
    archive: &Path,
    request: &ReleaseRequest<'_>,
    tell: &mut impl FnMut(ReleaseEvent<'_>),
) -> Result<Option<String>> {
    let settings = Some(request.settings);
    let old = Release::find(&archive.display().to_string())?;
    let new = Release::find(&request.manifests.path().display().to_string())?;
    let comparison = Comparison { old: &old, new: &new, settings, old_settings: settings, provider: None };
    let mut report = compare(comparison)?;
    if !report.failure.problems.is_empty() {
        return Err(report.failure);
    }
    if let Some(acceptance) = request.acceptance {
        let findings: Vec<&Finding> = report.findings.iter().collect();
        tell(ReleaseEvent::Unused(&acceptance.unused(&findings, request.today)));
        report.accept(|finding| acceptance.reason(finding, request.today));
    }
    if report.counts.breaking > 0 {
        tell(ReleaseEvent::Breaking { report: &report, old: &old.name, new: &new.name });
        return Ok(None);
    }
    tell(ReleaseEvent::Compared { report: &report, old: &old.name, new: &new.name });
    let (key, before) = (request.signing.map(|(key, _)| key.public()), Predecessor::of(archive));
    tell(ReleaseEvent::Remarks(&remarks(request.origin, key.as_ref(), (last, &before), &report)));
    let since = old.name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".tgz");
    Ok(Some(render::changelog::notes(&report, since)))
}

/// The package in a folder of its own, to be checked in the form in which others will find it.
fn stage(package: &Package, notes: &str) -> Result<tempfile::TempDir> {
    let folder = scratch().map_err(|error| {
        Diagnostic::error(
            "release::stage",
            format!("there is no place for temporary files: {}", plain(&error)),
        )
        .help("make room, or name another folder in TMPDIR")
    })?;
    Shelf::open(folder.path())?.put(package, &[(".md", notes)], &State::none())?;
    Ok(folder)
}
