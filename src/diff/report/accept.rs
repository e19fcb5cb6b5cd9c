//! Accepted findings: a file of fingerprints, each with its reason.
//!
//! In: the text of the file. Out: an [`Acceptance`], which has the reason for each finding, and knows which
//! entries accept nothing any more.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::diff::finding::Finding;
use crate::document::cursor::Cursor;
use crate::document::{locate, node, parse};
use crate::rules::rule::RuleId;

const KEYS: [&str; 5] = ["fingerprint", "rule", "name", "reason", "expires"];

/// The lines at the top of a written file.
const HEADER: &str = "# Findings of `provgen diff` that are accepted, one by one. An entry without a reason accepts nothing: say in a
# few words why those who query can live with it. `expires: YYYY-MM-DD` is the last day on which an entry counts.
";

/// The entries of a file.
#[derive(Debug, Default)]
pub struct Acceptance {
    file: String,
    entries: Vec<Entry>,
}

/// An entry of the file.
#[derive(Debug, Clone, Serialize)]
struct Entry {
    fingerprint: String,
    rule: String,
    name: String,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
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
            acceptance.entries.extend(entry(&item, reasons));
        }
        problems.or(acceptance).map_err(|failure| locate::positions(failure, text, file))
    }

    /// The reason for which `finding` is accepted on the day `today` (`YYYY-MM-DD`).
    #[must_use]
    pub fn reason(&self, finding: &Finding, today: &str) -> Option<String> {
        let entry = self.entries.iter().find(|entry| entry.fingerprint == finding.fingerprint)?;
        entry.is_valid(today).then(|| entry.reason.clone())
    }

    /// Warnings for entries that accept none of the `findings`, and for those that have expired.
    #[must_use]
    pub fn unused(&self, findings: &[&Finding], today: &str) -> Vec<Diagnostic> {
        let is_found =
            |entry: &Entry| findings.iter().any(|finding| finding.fingerprint == entry.fingerprint);
        let warning = |entry: &Entry| {
            let what = format!("{} {} ({})", entry.rule, entry.name, entry.fingerprint);
            let (code, message, help) = match (is_found(entry), entry.is_valid(today)) {
                (true, true) => return None,
                (true, false) => {
                    let day = entry.expires.as_deref().unwrap_or_default();
                    let message = format!("the acceptance of {what} expired on {day}");
                    ("diff::expired", message, "fix the release, or set a later day")
                }
                (false, _) => (
                    "diff::unused",
                    format!("nothing is accepted by {what}"),
                    "take the entry out: `--write-accept` does",
                ),
            };
            Some(Diagnostic::warning(code, message).help(help).at(&self.file, ""))
        };
        self.entries.iter().filter_map(warning).collect()
    }

    /// The file that accepts `gated`. Entries that are accepted already and still among `all` keep their
    /// reasons and days, the others get `reason`.
    ///
    /// # Errors
    /// YAML can't be written.
    pub fn written(&self, gated: &[&Finding], all: &[&Finding], reason: &str) -> Result<String> {
        let there: BTreeSet<&str> = all.iter().map(|finding| finding.fingerprint.as_str()).collect();
        let kept = self.entries.iter().filter(|entry| there.contains(entry.fingerprint.as_str()));
        let known: BTreeSet<&str> = self.entries.iter().map(|entry| entry.fingerprint.as_str()).collect();
        let new = gated.iter().filter(|finding| !known.contains(finding.fingerprint.as_str()));
        let entry = |finding: &&Finding| Entry {
            fingerprint: finding.fingerprint.clone(),
            rule: finding.rule.to_string(),
            name: finding.name.clone(),
            reason: reason.to_string(),
            expires: None,
        };
        let mut entries: Vec<Entry> = kept.cloned().chain(new.map(entry)).collect();
        entries.sort_by(|a, b| (&a.name, &a.rule, &a.fingerprint).cmp(&(&b.name, &b.rule, &b.fingerprint)));
        entries.dedup_by(|a, b| a.fingerprint == b.fingerprint);
        let text = serde_yaml::to_string(&entries)
            .map_err(|error| Diagnostic::error("diff::accept", format!("can't write YAML: {error}")))?;
        Ok(format!("{HEADER}{text}"))
    }
}

impl Entry {
    fn is_valid(&self, today: &str) -> bool {
        // Days in this spelling are in the order of texts.
        !self.reason.trim().is_empty() && self.expires.as_deref().is_none_or(|day| today <= day)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reasons {
    Needed,
    Missing,
}

/// An entry of the file; none if its finding can't be identified.
fn entry(at: &Cursor<'_, '_>, reasons: Reasons) -> Option<Entry> {
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    for (key, value) in at.entries() {
        match KEYS.into_iter().find(|known| *known == key) {
            Some(key) => values.extend(checked(key, &value).map(|text| (key, text))),
            None => at.report(
                Diagnostic::error("diff::unknown-key", format!("there is no key `{key}` here"))
                    .help(format!("allowed are {}", KEYS.join(", "))),
            ),
        }
    }
    if !matches!(at.node, node::Node::Map(_)) {
        return None;
    }
    let reason = values.remove("reason").unwrap_or_default();
    if reasons == Reasons::Needed && reason.trim().is_empty() {
        at.report(
            Diagnostic::error("diff::no-reason", "the entry has no reason")
                .help("say in a few words why the provider's users can live with it"),
        );
    }
    let fingerprint = values.remove("fingerprint");
    if fingerprint.is_none() {
        at.report(
            Diagnostic::error("diff::no-fingerprint", "`fingerprint` is missing")
                .help("`provgen diff --write-accept FILE` writes entries"),
        );
    }
    Some(Entry {
        fingerprint: fingerprint?,
        rule: values.remove("rule").unwrap_or_default(),
        name: values.remove("name").unwrap_or_default(),
        reason,
        expires: values.remove("expires"),
    })
}

/// The text of a key, with mistakes reported.
fn checked(key: &str, value: &Cursor<'_, '_>) -> Option<String> {
    let text = value.string()?;
    if key == "rule" && RuleId::parse(&text).is_none() {
        value.report(
            Diagnostic::error("diff::unknown-rule", "there is no such rule")
                .help("`provgen rules` lists them"),
        );
    }
    if key == "expires" && !is_day(&text) {
        value.report(
            Diagnostic::error("diff::bad-day", "this is not a day").help("write `2027-06-30`, for example"),
        );
    }
    Some(text)
}

/// Whether a text is a day of the calendar: `2027-06-30`.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}
