//! An entry of a file of accepted findings.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::diff::finding::Finding;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::rules::rule::RuleId;

const KEYS: [&str; 8] = ["fingerprint", "rule", "name", "cause", "findings", "services", "reason", "expires"];

/// An entry: a finding, or all findings of a cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    pub(super) fingerprint: String,
    pub(super) rule: String,
    /// The full name of a finding; empty for a cause.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) name: String,
    /// A cause in a sentence, for people; empty for a finding.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) cause: String,
    /// The number of findings that a cause had when it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) findings: Option<usize>,
    /// The services in which a cause is accepted; all of them, if none is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) services: Vec<String>,
    pub(super) reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<String>,
}

/// Whether an entry may be without a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reasons {
    Needed,
    Missing,
}

impl Entry {
    /// Whether the entry is about `finding`, or about its cause.
    pub(super) fn covers(&self, finding: &Finding) -> bool {
        if self.fingerprint == finding.fingerprint {
            return true;
        }
        let is_in = |service: &String| self.services.is_empty() || self.services.contains(service);
        self.fingerprint == finding.cause && finding.place.service.as_ref().is_none_or(is_in)
    }

    /// Whether the entry has a reason, and counts on the day `today`.
    pub(super) fn is_valid(&self, today: &str) -> bool {
        // Days in this spelling are in the order of texts.
        !self.reason.trim().is_empty() && self.expires.as_deref().is_none_or(|day| today <= day)
    }

    /// The entry's name in messages.
    pub(super) fn named(&self) -> String {
        let name = if self.name.is_empty() { &self.cause } else { &self.name };
        let words = [self.rule.as_str(), name].into_iter().filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        format!("{} ({})", words.join(" "), self.fingerprint).trim_start().to_string()
    }

    /// The order in a file: causes first, then findings by name.
    pub(super) fn order(&self) -> impl Ord + '_ {
        (&self.name, &self.rule, &self.cause, &self.fingerprint, &self.services)
    }
}

/// An entry of the file; none if its finding can't be identified.
pub(super) fn read(at: &Cursor<'_, '_>, reasons: Reasons) -> Option<Entry> {
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    let (mut findings, mut services) = (None, Vec::new());
    for (key, value) in at.entries() {
        match KEYS.into_iter().find(|known| *known == key) {
            Some("findings") => findings = count(&value),
            Some("services") => services = value.strings(),
            Some(key) => values.extend(checked(key, &value).map(|text| (key, text))),
            None => at.report(
                Diagnostic::error("diff::unknown-key", format!("there is no key `{key}` here"))
                    .help(format!("allowed are {}", KEYS.join(", "))),
            ),
        }
    }
    if !matches!(at.node, Node::Map(_)) {
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
        cause: values.remove("cause").unwrap_or_default(),
        findings,
        services,
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

/// The number of a key, with mistakes reported.
fn count(value: &Cursor<'_, '_>) -> Option<usize> {
    let count = match value.node {
        Node::Number(number) => number.as_u64().and_then(|count| usize::try_from(count).ok()),
        _ => None,
    };
    if count.is_none() {
        value.wrong_type("a whole number");
    }
    count
}

/// Whether a text is a day of the calendar: `2027-06-30`.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}
