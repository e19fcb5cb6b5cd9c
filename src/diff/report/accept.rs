//! Accepted findings: a file of fingerprints of findings and of causes, each with its reason.
//!
//! In: the text of the file. Out: an [`Acceptance`], which has the reason for each finding, and knows which
//! entries accept nothing any more.

mod entry;

use std::collections::{BTreeMap, BTreeSet};

use self::entry::{Entry, Reasons, read};
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::diff::cause::Cause;
use crate::diff::finding::Finding;
use crate::document::cursor::Cursor;
use crate::document::{locate, node, parse};
use crate::text::counted;

/// The lines at the top of a written file.
const HEADER: &str = "# Findings of `provgen diff` that are accepted, one by one, or all that have one cause. An entry without a reason
# accepts nothing: say in a few words why those who query can live with it. `expires: YYYY-MM-DD` is the last day on
# which an entry counts. A cause is accepted in the services that are listed, and `findings` is how many it had.
";

/// The entries of a file.
#[derive(Debug, Default)]
pub struct Acceptance {
    file: String,
    entries: Vec<Entry>,
}

/// A written file, and what is new in it.
#[derive(Debug)]
pub struct WrittenAcceptance {
    /// The text of the file.
    pub text: String,
    /// The number of its entries.
    pub entries: usize,
    /// The number of findings that they accept, once each has its reason.
    pub findings: usize,
}

impl Acceptance {
    /// Reads a file; messages call it `file`.
    ///
    /// # Errors
    /// All problems of the file, with lines; missing reasons are problems too.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        Self::read(text, file, Reasons::Needed)
    }

    /// As [`Acceptance::parse`], for a file that will be written again: reasons may still be missing.
    ///
    /// # Errors
    /// All other problems of the file.
    pub fn parse_unfinished(text: &str, file: &str) -> Result<Self> {
        Self::read(text, file, Reasons::Missing)
    }

    fn read(text: &str, file: &str, reasons: Reasons) -> Result<Self> {
        let document = parse::parse(text, file)?;
        let mut acceptance = Self { file: file.to_string(), entries: Vec::new() };
        if document == node::Node::Null {
            return Ok(acceptance);
        }
        let problems = Problems::default();
        for item in Cursor::root(&document, file, &problems).items() {
            acceptance.entries.extend(read(&item, reasons));
        }
        problems.or(acceptance).map_err(|failure| locate::positions(failure, text, file))
    }

    /// The reason for which `finding` is accepted on the day `today` (`YYYY-MM-DD`): that of its own entry,
    /// else that of its cause's.
    #[must_use]
    pub fn reason(&self, finding: &Finding, today: &str) -> Option<String> {
        let valid = || self.entries.iter().filter(|entry| entry.is_valid(today));
        let own = valid().find(|entry| entry.fingerprint == finding.fingerprint);
        let entry = own.or_else(|| valid().find(|entry| entry.covers(finding)))?;
        Some(entry.reason.clone())
    }

    /// Warnings for entries that accept none of the `findings`, for those that have expired, and for causes
    /// that have come to reach further than when they were accepted.
    #[must_use]
    pub fn unused(&self, findings: &[&Finding], today: &str) -> Vec<Diagnostic> {
        let warning = |entry: &Entry| {
            let found = findings.iter().filter(|finding| entry.covers(finding)).count();
            let what = entry.named();
            let (code, message, help) = match (found, entry.is_valid(today), entry.findings) {
                (0, ..) => (
                    "diff::unused",
                    format!("nothing is accepted by {what}"),
                    "take the entry out: `--write-accept` does",
                ),
                (_, false, _) => {
                    let day = entry.expires.as_deref().unwrap_or_default();
                    let message = format!("the acceptance of {what} expired on {day}");
                    ("diff::expired", message, "fix the release, or set a later day")
                }
                (_, true, Some(then)) if found > then => {
                    let now = counted(found, "finding");
                    let message = format!("{what} reaches {now} now, and had {then} when it was accepted");
                    (
                        "diff::grown",
                        message,
                        "if they may pass, too, set `findings` of the entry to their number",
                    )
                }
                (_, true, _) => return None,
            };
            Some(Diagnostic::warning(code, message).help(help).at(&self.file, ""))
        };
        self.entries.iter().filter_map(warning).collect()
    }

    /// The file that accepts `gated`. Entries that cover any of `all` keep their reasons and days; what they
    /// don't cover gets an entry with `reason`: that of its cause, where several findings have it.
    ///
    /// # Errors
    /// YAML can't be written.
    pub fn written(
        &self,
        gated: &[&Finding],
        all: &[&Finding],
        causes: &[Cause],
        reason: &str,
    ) -> Result<WrittenAcceptance> {
        let kept = self.entries.iter().filter(|entry| all.iter().any(|finding| entry.covers(finding)));
        let mut entries: Vec<Entry> = kept.cloned().collect();
        let mut by_cause: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in gated.iter().filter(|finding| !entries.iter().any(|entry| entry.covers(finding))) {
            by_cause.entry(&finding.cause).or_default().push(finding);
        }
        let is_open = |finding: &&&Finding| !entries.iter().any(|entry| entry.covers(finding));
        let open: Vec<&Finding> = all.iter().filter(is_open).copied().collect();
        for (print, findings) in by_cause {
            let is_of_several = open.iter().filter(|finding| finding.cause == print).count() > 1;
            match causes.iter().find(|cause| cause.fingerprint == print).filter(|_| is_of_several) {
                Some(cause) => entries.push(of_cause(cause, &findings, all, reason)),
                None => entries.extend(findings.iter().map(|finding| of_finding(finding, reason))),
            }
        }
        entries.sort_by(|a, b| a.order().cmp(&b.order()));
        entries.dedup_by(|a, b| a.fingerprint == b.fingerprint && a.services == b.services);
        let text = serde_yaml::to_string(&entries)
            .map_err(|error| Diagnostic::error("diff::accept", format!("can't write YAML: {error}")))?;
        let is_covered = |finding: &&&Finding| entries.iter().any(|entry| entry.covers(finding));
        Ok(WrittenAcceptance {
            text: format!("{HEADER}{text}"),
            entries: entries.len(),
            findings: all.iter().filter(is_covered).count(),
        })
    }
}

fn of_finding(finding: &Finding, reason: &str) -> Entry {
    Entry {
        fingerprint: finding.fingerprint.clone(),
        rule: finding.rule.to_string(),
        name: finding.name.clone(),
        reason: reason.to_string(),
        ..Entry::default()
    }
}

/// The entry of a cause, for the services that `findings` are in.
fn of_cause(cause: &Cause, findings: &[&Finding], all: &[&Finding], reason: &str) -> Entry {
    let services: BTreeSet<String> =
        findings.iter().filter_map(|finding| finding.place.service.clone()).collect();
    let entry = Entry {
        fingerprint: cause.fingerprint.clone(),
        rule: cause.rule().to_string(),
        cause: cause.summary.clone(),
        services: services.into_iter().collect(),
        reason: reason.to_string(),
        ..Entry::default()
    };
    let count = all.iter().filter(|finding| entry.covers(finding)).count();
    Entry { findings: Some(count), ..entry }
}
