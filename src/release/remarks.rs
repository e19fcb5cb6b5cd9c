//! What a release tells beside its findings: nothing that stops it, and all of it what its maker may not have meant.
//!
//! In: a release, the one before it, and what was compared. Out: warnings and notes.

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::diff::DiffReport;
use crate::package::{Origin, Predecessor, PublicKey, Version};

/// The remarks on a release made from `origin` and signed with `key`, after the version `last`, which `predecessor` tells
/// of; `report` has what changed since then.
pub(super) fn remarks(
    origin: &Origin,
    key: Option<&PublicKey>,
    (last, predecessor): (&Version, &Predecessor),
    report: &DiffReport,
) -> Vec<Diagnostic> {
    let signature = predecessor.signature_remark(last, key);
    let is_gone = predecessor.origin().mapping.is_some() && origin.mapping.is_none();
    let mapping = is_gone.then(|| {
        let message = format!("{last} had its names from a mapping.yaml, and there is none any more");
        Diagnostic::warning("release::mapping-gone", message)
            .help("bring it back, so that names stay: `provgen lock --from` starts one from a release")
    });
    let is_same = report.findings.is_empty() && report.accepted.is_empty() && report.hidden == 0;
    let nothing = is_same.then(|| {
        let message = format!("nothing has changed for users since {last}");
        let remark = Diagnostic::warning("release::nothing-new", message)
            .help("a version is for what users see: this one may wait");
        Diagnostic { severity: DiagnosticSeverity::Note, ..remark }
    });
    signature.into_iter().chain(mapping).chain(nothing).collect()
}
