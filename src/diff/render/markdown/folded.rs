//! The parts of a report that are folded away: what changes no statement, what is accepted, and all places.

use std::fmt::Write as _;

use super::room::Room;
use super::spell::{code, sentence};
use crate::diff::cause::{Cause, by_cause};
use crate::diff::finding::Finding;
use crate::diff::render::additions::{Additions, words};
use crate::diff::render::causes::{SERIOUS, of};
use crate::diff::render::wording::{group, member, shortened};
use crate::diff::report::{AcceptedCause, DiffReport};
use crate::rules::rule::Severity;
use crate::text::counted;

/// What is deprecated, a piece for each cause.
pub(super) fn deprecated(report: &DiffReport) -> Vec<String> {
    of(report, Severity::Deprecated).map(|cause| format!("\n- {}", sentence(&cause.parts))).collect()
}

/// What is new, a piece for each resource.
pub(super) fn additive(report: &DiffReport) -> Vec<String> {
    let additions = Additions::of_causes(report, of(report, Severity::Additive));
    let whole = additions.whole().map(|name| format!("\n- {} is new", code(name)));
    let within = additions
        .within
        .iter()
        .map(|(name, kinds)| format!("\n- {}: {}", code(name), sentence(&words(kinds))));
    whole.chain(within).collect()
}

/// The accepted findings by cause, and the reasons.
pub(super) fn accepted(report: &DiffReport) -> Vec<String> {
    let one = |AcceptedCause { cause, reason }: &AcceptedCause| {
        let (told, reason) = (sentence(&cause.parts), code(reason));
        format!("\n- **{}** {} {told}: {reason}", cause.severity, cause.rule())
    };
    report.accepted_causes().iter().map(one).collect()
}

/// All places of causes that change statements, a piece for each cause with several findings.
pub(super) fn places(report: &DiffReport) -> Vec<String> {
    let findings = by_cause(&report.findings);
    let is_serious = |cause: &&Cause| SERIOUS.contains(&cause.severity) && cause.counts.findings > 1;
    let piece = |cause: &Cause| {
        let found = findings.get(cause.fingerprint.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mut piece = format!("\n- {}: {}", sentence(&cause.parts), counted(found.len(), "finding"));
        for finding in found {
            let _ = write!(piece, "\n  - {} {}", finding.rule, code(&shortened(&name(report, finding))));
        }
        piece
    };
    report.causes.iter().filter(is_serious).map(piece).collect()
}

/// The full name of what a finding is about; not of one method, if it is about several.
fn name(report: &DiffReport, finding: &Finding) -> String {
    let (group, member) = (group(&report.provider, finding), member(finding));
    if member.is_empty() { group } else { format!("{group}.{member}") }
}

/// Writes folded pieces, as far as there is room. Returns the number of pieces without room.
pub(super) fn fold(room: &mut Room, summary: &str, pieces: &[String]) -> usize {
    let mut written = 0;
    for piece in pieces {
        let is_written = match written {
            0 => room.write(&format!("\n<details>\n<summary>{summary}</summary>\n{piece}")),
            _ => room.write(piece),
        };
        if !is_written {
            break;
        }
        written += 1;
    }
    if written > 0 {
        room.write_kept("\n\n</details>\n");
    }
    pieces.len() - written
}
