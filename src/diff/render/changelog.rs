//! A changelog for people.
//!
//! In: a [`Changelog`] of a series of releases, or the [`DiffReport`] of one. Out: text for a terminal, or
//! Markdown for a file or a release's notes: the newest release first, its findings by the fate of names,
//! then by name.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;

use super::wording::change;
use crate::diagnostic::printable;
use crate::diff::finding::Finding;
use crate::diff::report::changelog::{Changelog, ChangelogEvent};
use crate::diff::report::{DiffReport, SeverityCounts};
use crate::text::{code, counted, one_line};

/// The text for a terminal.
#[must_use]
pub fn text(changelog: &Changelog) -> String {
    let bold = Style::new().bold();
    let mut text = String::new();
    for release in changelog.releases.iter().rev() {
        let _ = writeln!(
            text,
            "{bold}{}{bold:#}   since {}   {}",
            printable(&release.release),
            printable(&release.since),
            words(&release.counts)
        );
        for (event, findings) in events(&release.findings) {
            for finding in findings {
                let change = printable(&change(finding));
                let rule = if event == ChangelogEvent::Changed { finding.rule.as_str() } else { "" };
                let line = [event.as_str().to_lowercase(), finding.name.clone(), rule.to_string(), change];
                let parts: Vec<&str> =
                    line.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
                let (head, rest) = parts.split_first().unwrap_or((&"", &[]));
                let _ = writeln!(text, "  {head:<10}  {}", printable(&rest.join("  ")));
            }
        }
    }
    if changelog.releases.is_empty() {
        text.push_str("No changes: there is no release to tell of.\n");
    }
    text
}

/// The Markdown for a file or a page: a heading for each release, with lists of removed, changed, deprecated
/// and added names.
#[must_use]
pub fn markdown(changelog: &Changelog) -> String {
    let mut text = format!("# Changes of {}\n", code(&changelog.provider));
    for release in changelog.releases.iter().rev() {
        let (name, since) = (plain(&release.release), plain(&release.since));
        let _ = write!(text, "\n## {name}\n\nSince {since}: {}.\n", words(&release.counts));
        text.push_str(&sections(&release.findings));
    }
    text
}

/// The changes of a release since the one called `since`, accepted ones included, as Markdown for release
/// notes.
#[must_use]
pub fn notes(report: &DiffReport, since: &str) -> String {
    let accepted = report.accepted.iter().map(|accepted| &accepted.finding);
    let findings: Vec<&Finding> = report.findings.iter().chain(accepted).collect();
    let counts = SeverityCounts::from_iter(findings.iter().map(|finding| finding.severity));
    let mut text = format!("Since {}: {}.\n{}", plain(since), words(&counts), sections(findings));
    if !report.accepted.is_empty() {
        text.push_str("\n### Why that is accepted\n\n");
        for accepted in &report.accepted {
            let _ = writeln!(text, "- {}: {}", code(&accepted.finding.name), plain(&accepted.reason));
        }
    }
    text
}

/// A section for each kind of event.
fn sections<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> String {
    let mut text = String::new();
    for (event, findings) in events(findings) {
        let _ = write!(text, "\n### {}\n\n", event.as_str());
        for finding in findings {
            let change = change(finding);
            let change = if change.is_empty() { change } else { format!(" {}", code(&change)) };
            let rule =
                if event == ChangelogEvent::Changed { format!(", {}", finding.rule) } else { String::new() };
            let _ = writeln!(text, "- {}{rule}{change}", code(&finding.name));
        }
    }
    text
}

fn words(counts: &SeverityCounts) -> String {
    let words = counts.words();
    if words.is_empty() { "no changes".into() } else { words }
}

/// Findings by the fate of their names, by name.
fn events<'f>(all: impl IntoIterator<Item = &'f Finding>) -> Vec<(ChangelogEvent, Vec<&'f Finding>)> {
    let mut events: BTreeMap<ChangelogEvent, Vec<&Finding>> = BTreeMap::new();
    for finding in all {
        if let Some(event) = ChangelogEvent::of(finding.rule) {
            events.entry(event).or_default().push(finding);
        }
    }
    for findings in events.values_mut() {
        findings.sort_by(|a, b| (&a.name, a.rule).cmp(&(&b.name, b.rule)));
    }
    events.into_iter().collect()
}

/// Text without Markdown.
fn plain(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | ':' | '/');
    one_line(text).chars().flat_map(|c| (!is_plain(c)).then_some('\\').into_iter().chain([c])).collect()
}

/// The number of releases, in words.
#[must_use]
pub fn summary(changelog: &Changelog) -> String {
    let names = counted(changelog.names.len(), "name");
    format!("{}, {names} that changed\n", counted(changelog.releases.len(), "step"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_is_no_markdown() {
        assert_eq!(plain("v1 *b* <i>"), "v1 \\*b\\* \\<i\\>");
    }
}
