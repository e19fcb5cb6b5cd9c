//! A report as a page of HTML: one file that loads nothing.
//!
//! In: a [`DiffReport`]. Out: all causes, then all findings, by resource, and filters over them. Without
//! scripts it shows everything; the script hides findings that the filters exclude.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Tera};

use super::causes::{Row, SERIOUS, headline, quiet, table};
use super::wording::{change, groups, member, wording};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::cause::{Cause, Part};
use crate::diff::finding::Finding;
use crate::diff::report::{AcceptedCause, DiffReport, Remark, SeverityCounts, Unreadable};
use crate::html::{BASE_STYLE, escape, highlighted};
use crate::rules::rule::Severity;
use crate::text::{counted, one_line};

const TEMPLATE: &str = "report.html";

/// The page.
#[derive(Debug, Serialize)]
struct View<'r> {
    /// What all pages of HTML begin with, then the report's own.
    styles: [&'static str; 2],
    script: &'static str,
    title: &'static str,
    impact: &'static str,
    counts: String,
    quiet: String,
    nothing: Option<String>,
    errors: &'r [Unreadable],
    remarks: &'r [Remark],
    more_errors: Option<String>,
    provider: &'r str,
    old: &'r str,
    new: &'r str,
    compared: String,
    severities: Vec<Choice<'r>>,
    rules: Vec<Choice<'r>>,
    services: Vec<Choice<'r>>,
    rows: Vec<RowView>,
    causes: Vec<CauseView<'r>>,
    /// Causes that change no statement, where others do.
    quiet_causes: Vec<CauseView<'r>>,
    groups: Vec<Group<'r>>,
    accepted: Vec<Accepted<'r>>,
}

/// A line of the table by rule.
#[derive(Debug, Serialize)]
struct RowView {
    severity: &'static str,
    rule: &'static str,
    causes: usize,
    findings: usize,
    places: usize,
}

/// A cause.
#[derive(Debug, Serialize)]
struct CauseView<'r> {
    severity: &'static str,
    /// The severity in words.
    label: &'static str,
    rule: &'static str,
    rule_summary: &'r str,
    summary: &'r str,
    told: Vec<PartView<'r>>,
    /// Full names of what it reaches, if there are several.
    reach: Vec<String>,
    reached: String,
    /// A statement that worked, as HTML.
    witness: Option<String>,
    effect: Option<String>,
    fingerprint: &'r str,
    findings: usize,
}

/// A part of a sentence.
#[derive(Debug, Serialize)]
struct PartView<'r> {
    text: &'r str,
    is_name: bool,
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
    /// A statement that worked, as HTML.
    witness: Option<String>,
    effect: Option<String>,
    wording: Option<(String, String)>,
    fingerprint: &'r str,
    /// The fingerprint of the cause.
    cause: &'r str,
}

#[derive(Debug, Serialize)]
struct Accepted<'r> {
    cause: CauseView<'r>,
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
    let accepted = report.accepted_causes();
    let context = Context::from_serialize(&view(report, &accepted)).map_err(|error| mistake(&error))?;
    tera.render(TEMPLATE, &context).map_err(|error| mistake(&error))
}

fn mistake(error: &tera::Error) -> Failure {
    Diagnostic::error("diff::page", format!("the page can't be rendered: {error}"))
        .help("this is a bug of provgen: please report it")
        .into()
}

fn view<'r>(report: &'r DiffReport, accepted: &'r [AcceptedCause]) -> View<'r> {
    let is_serious = |cause: &&Cause| SERIOUS.contains(&cause.severity);
    let (mut causes, mut quiet_causes): (Vec<&Cause>, Vec<&Cause>) =
        report.causes.iter().partition(is_serious);
    if causes.is_empty() {
        std::mem::swap(&mut causes, &mut quiet_causes);
    }
    let nothing = report.findings.is_empty().then(|| report.nothing());
    View {
        styles: [BASE_STYLE, include_str!("assets/report.css")],
        script: include_str!("assets/report.js"),
        title: report.title(),
        impact: report.impact.as_str(),
        counts: headline(&report.causes),
        quiet: if quiet_causes.is_empty() { String::new() } else { quiet(&report.causes) },
        nothing,
        errors: &report.errors,
        remarks: &report.remarks,
        more_errors: report.more_errors.map(|count| counted(count, "problem")),
        provider: &report.provider,
        old: &report.old,
        new: &report.new,
        compared: counted(report.services, "service"),
        severities: severities(&report.counts),
        rules: choices(report, |finding| Some(finding.rule.as_str())),
        services: choices(report, |finding| finding.place.service.as_deref()),
        rows: table(report).into_iter().map(row).collect(),
        causes: causes.into_iter().map(cause).collect(),
        quiet_causes: quiet_causes.into_iter().map(cause).collect(),
        groups: groups(report, |_| true).into_iter().map(|(name, found)| group(name, &found)).collect(),
        accepted: accepted
            .iter()
            .map(|accepted| Accepted { cause: cause(&accepted.cause), reason: &accepted.reason })
            .collect(),
    }
}

fn row(row: Row) -> RowView {
    RowView {
        severity: row.severity.as_str(),
        rule: row.rule.as_str(),
        causes: row.causes,
        findings: row.findings,
        places: row.places,
    }
}

fn cause(cause: &Cause) -> CauseView<'_> {
    let reach = if cause.reach.len() > 1 { cause.reach.as_slice() } else { &[] };
    let part = |part: &Part| matches!(part, Part::Name(_));
    CauseView {
        severity: cause.severity.as_str(),
        label: label(cause.severity),
        rule: cause.rule().as_str(),
        rule_summary: &cause.rule().rule().summary,
        summary: &cause.summary,
        told: cause.parts.iter().map(|told| PartView { text: told.text(), is_name: part(told) }).collect(),
        reach: reach.iter().map(|name| one_line(name)).collect(),
        reached: counted(reach.len(), "place"),
        witness: cause.witness.as_deref().map(statement),
        effect: cause.effect.as_deref().map(one_line),
        fingerprint: &cause.fingerprint,
        findings: cause.counts.findings,
    }
}

fn severities(counts: &SeverityCounts) -> Vec<Choice<'static>> {
    let present = Severity::ALL.into_iter().filter(|severity| counts.of(*severity) > 0);
    let worst = present.clone().next();
    let is_quiet = |severity| matches!(severity, Severity::Deprecated | Severity::Docs);
    present
        .map(|severity| Choice {
            value: severity.as_str(),
            label: label(severity),
            count: counts.of(severity),
            is_first: !is_quiet(severity) || worst == Some(severity),
        })
        .collect()
}

/// A statement in one line, as HTML with its parts marked.
fn statement(sql: &str) -> String {
    let line = one_line(sql);
    highlighted("sql", &line).unwrap_or_else(|| escape(&line))
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
    let counts: SeverityCounts = found.iter().map(|finding| finding.severity).collect();
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
        witness: finding.witness.as_deref().map(statement),
        effect: finding.effect.as_deref().map(one_line),
        wording: wording(finding),
        fingerprint: &finding.fingerprint,
        cause: &finding.cause,
    }
}
