//! A series of releases, each compared with the one before it.
//!
//! In: a [`Series`]. Out: a [`Changelog`]. A release is found when it is compared, and dropped after the next
//! comparison.

use super::compare::compare;
use super::comparison::Comparison;
use crate::diagnostic::{Failure, Result};
use crate::diff::report::DiffReport;
use crate::diff::report::changelog::Changelog;
use crate::diff::source::Release;
use crate::diff::source::series::{ReleaseOrigin, Series};
use crate::settings::Settings;

/// Compares each release of a series with the one before it.
///
/// # Errors
/// All problems of the documents.
pub fn changelog(series: Series, settings: Option<&Settings>, provider: Option<&str>) -> Result<Changelog> {
    let mut all = Changelog::default();
    for points in series.threads {
        let mut before: Option<(String, Release)> = None;
        for point in points {
            let old = before.as_ref().map(|(_, source)| source);
            match compared(point.origin, old, settings, provider) {
                Ok((source, report)) => {
                    if let Some(((since, _), report)) = before.as_ref().zip(report) {
                        all.add(&point.label, since, report);
                    }
                    before = Some((point.label, source));
                }
                // A published release can't be fixed: the next one is compared with the last that could be
                // read.
                Err(failure) => all.unread(&point.label, failure),
            }
        }
    }
    if all.releases.is_empty() && !all.unread.is_empty() {
        return Err(Failure { problems: all.unread, omitted: 0 });
    }
    if series.is_ordered_by_label {
        // Several services of one folder may have revisions with the same date.
        all.join();
    }
    all.date();
    Ok(all)
}

/// A release, and its changes since `old`, if there is one.
fn compared(
    origin: ReleaseOrigin,
    old: Option<&Release>,
    settings: Option<&Settings>,
    provider: Option<&str>,
) -> Result<(Release, Option<DiffReport>)> {
    let new = origin.find()?;
    let Some(old) = old else { return Ok((new, None)) };
    let report = compare(Comparison { old, new: &new, settings, old_settings: settings, provider })?;
    if report.failure.problems.is_empty() { Ok((new, Some(report))) } else { Err(report.failure) }
}
