//! A report as a page of HTML: one file that loads nothing.
//!
//! In: a [`DiffReport`]. Out: all findings, by resource, and filters over them. Without scripts it shows
//! everything; the script hides findings that the filters exclude.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Tera};

use super::wording::{change, groups, member, wording};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::finding::Finding;
use crate::diff::report::{DiffReport, SeverityCounts, Unreadable};
use crate::rules::rule::Severity;
use crate::text::{counted, one_line};

const TEMPLATE: &str = "report.html";

/// The page.
#[derive(Debug, Serialize)]
struct View<'r> {
    style: &'static str,
    script: &'static str,
    title: &'static str,
    impact: &'static str,
    counts: String,
    nothing: Option<String>,
    errors: &'r [Unreadable],
    more_errors: Option<String>,
    provider: &'r str,
    old: &'r str,
    new: &'r str,
    compared: String,
    severities: Vec<Choice<'r>>,
    rules: Vec<Choice<'r>>,
    services: Vec<Choice<'r>>,
    groups: Vec<Group<'r>>,
    accepted: Vec<Accepted<'r>>,
}

/// One of the values that a filter offers.
#[derive(Debug, Serialize)]
struct Choice<'r> {
    value: &'r str,
    label: &'r str,
    count: usize,
    /// Whether the choice is selected at first.
    is_first: bool,
}

/// A resource, or a service as a whole.
#[derive(Debug, Serialize)]
struct Group<'r> {
    name: String,
    service: &'r str,
    worst: &'static str,
    counts: String,
    entries: Vec<Entry<'r>>,
}

#[derive(Debug, Serialize)]
struct Entry<'r> {
    severity: &'static str,
    /// The severity in words.
    label: &'static str,
    rule: &'static str,
    summary: &'r str,
    member: String,
    change: String,
    methods: Vec<&'r str>,
    also: Vec<String>,
    witness: Option<String>,
    effect: Option<String>,
    wording: Option<(String, String)>,
    fingerprint: &'r str,
}

#[derive(Debug, Serialize)]
struct Accepted<'r> {
    entry: Entry<'r>,
    name: String,
    reason: &'r str,
}

/// The report as a page.
///
/// # Errors
/// The template has a mistake, which is a bug of provgen.
pub fn html(report: &DiffReport) -> Result<String> {
    let mut tera = Tera::default();
    tera.autoescape_on(vec![".html"]);
    tera.add_raw_template(TEMPLATE, include_str!("assets/report.html")).map_err(|error| mistake(&error))?;
    let context = Context::from_serialize(&view(report)).map_err(|error| mistake(&error))?;
    tera.render(TEMPLATE, &context).map_err(|error| mistake(&error))
}

fn mistake(error: &tera::Error) -> Failure {
    Diagnostic::error("diff::page", format!("the page can't be rendered: {error}"))
        .help("this is a bug of provgen: please report it")
        .into()
}

fn view(report: &DiffReport) -> View<'_> {
    let nothing = report.findings.is_empty().then(|| report.nothing());
    View {
        style: include_str!("assets/report.css"),
        script: include_str!("assets/report.js"),
        title: report.title(),
        impact: report.impact.as_str(),
        counts: report.counts.words(),
        nothing,
        errors: &report.errors,
        more_errors: report.more_errors.map(|count| counted(count, "problem")),
        provider: &report.provider,
        old: &report.old,
        new: &report.new,
        compared: counted(report.services, "service"),
        severities: severities(&report.counts),
        rules: choices(report, |finding| Some(finding.rule.as_str())),
        services: choices(report, |finding| finding.place.service.as_deref()),
        groups: groups(report, |_| true).into_iter().map(|(name, found)| group(name, &found)).collect(),
        accepted: report
            .accepted
            .iter()
            .map(|accepted| {
                let finding = &accepted.finding;
                Accepted { entry: entry(finding), name: one_line(&finding.name), reason: &accepted.reason }
            })
            .collect(),
    }
}

fn severities(counts: &SeverityCounts) -> Vec<Choice<'static>> {
    let present = Severity::ALL.into_iter().filter(|severity| counts.of(*severity) > 0);
    let is_worst_docs = counts.breaking + counts.risky + counts.additive == 0;
    present
        .map(|severity| Choice {
            value: severity.as_str(),
            label: label(severity),
            count: counts.of(severity),
            is_first: severity != Severity::Docs || is_worst_docs,
        })
        .collect()
}

const fn label(severity: Severity) -> &'static str {
    match severity {
        Severity::Docs => "wording",
        other => other.as_str(),
    }
}

/// The choices of a filter, by name, with the number of findings for each.
fn choices<'r>(report: &'r DiffReport, value: impl Fn(&'r Finding) -> Option<&'r str>) -> Vec<Choice<'r>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in report.findings.iter().filter_map(value) {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().map(|(value, count)| Choice { value, label: value, count, is_first: true }).collect()
}

fn group<'r>(name: String, found: &[&'r Finding]) -> Group<'r> {
    let mut counts = SeverityCounts::default();
    for finding in found {
        counts.add(finding.severity, 1);
    }
    let first = found.first();
    Group {
        name: one_line(&name),
        service: first.and_then(|finding| finding.place.service.as_deref()).unwrap_or_default(),
        worst: first.map_or("docs", |finding| finding.severity.as_str()),
        counts: counts.words(),
        entries: found.iter().map(|finding| entry(finding)).collect(),
    }
}

fn entry<'r>(finding: &'r Finding) -> Entry<'r> {
    Entry {
        severity: finding.severity.as_str(),
        label: label(finding.severity),
        rule: finding.rule.as_str(),
        summary: &finding.rule.rule().summary,
        member: one_line(&member(finding)),
        change: change(finding),
        methods: finding.methods.iter().map(String::as_str).collect(),
        also: finding.also.iter().map(|path| one_line(path)).collect(),
        witness: finding.witness.as_deref().map(one_line),
        effect: finding.effect.as_deref().map(one_line),
        wording: wording(finding),
        fingerprint: &finding.fingerprint,
    }
}
