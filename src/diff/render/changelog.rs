//! A changelog for people.
//!
//! In: a [`Changelog`] of a series of releases, or the [`DiffReport`] of one. Out: text for a terminal, or
//! Markdown for a file or a release's notes: the newest release first, its causes by the fate of names, and
//! what is new by resource.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;

use super::additions::{Additions, is_addition, words};
use super::markdown::spell::sentence;
use crate::diagnostic::printable;
use crate::diff::cause::{Cause, Part, by_cause};
use crate::diff::finding::Finding;
use crate::diff::report::DiffReport;
use crate::diff::report::changelog::{Changelog, ChangelogEvent};
use crate::rules::rule::Severity;
use crate::text::{code, counted, one_line};

/// Most resources that are named for a cause.
const MAX_NAMES: usize = 10;

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
            numbers(&release.causes)
        );
        for (event, lines) in events(&changelog.provider, &release.causes, &release.findings) {
            for line in lines {
                let told: String = line.parts.iter().map(Part::text).collect();
                let head = event.as_str().to_lowercase();
                let _ = writeln!(text, "  {head:<10}  {}", printable(&told));
            }
        }
    }
    if changelog.releases.is_empty() {
        text.push_str("No changes: there is no release to tell of.\n");
    }
    text
}

/// The Markdown for a file or a page: a heading for each release, with lists of what is removed, changed,
/// deprecated and added.
#[must_use]
pub fn markdown(changelog: &Changelog) -> String {
    let mut text = format!("# Changes of {}\n", code(&changelog.provider));
    for release in changelog.releases.iter().rev() {
        let (name, since) = (plain(&release.release), plain(&release.since));
        let _ = write!(text, "\n## {name}\n\nSince {since}: {}.\n", numbers(&release.causes));
        text.push_str(&sections(&changelog.provider, &release.causes, &release.findings));
    }
    text
}

/// The changes of a release since the one called `since`, accepted ones included, as Markdown for release
/// notes.
#[must_use]
pub fn notes(report: &DiffReport, since: &str) -> String {
    let accepted = report.accepted.iter().map(|accepted| &accepted.finding);
    let findings: Vec<&Finding> = report.findings.iter().chain(accepted).collect();
    let causes = report.all_causes();
    let mut text = format!("Since {}: {}.\n", plain(since), numbers(&causes));
    text.push_str(&sections(&report.provider, &causes, findings));
    if !report.accepted.is_empty() {
        text.push_str("\n### Why that is accepted\n\n");
        for accepted in report.accepted_causes() {
            let _ = writeln!(text, "- {}: {}", sentence(&accepted.cause.parts), plain(&accepted.reason));
        }
    }
    text
}

/// A section for each kind of event.
fn sections<'f>(provider: &str, causes: &[Cause], findings: impl IntoIterator<Item = &'f Finding>) -> String {
    let mut text = String::new();
    for (event, lines) in events(provider, causes, findings) {
        let _ = write!(text, "\n### {}\n\n", event.as_str());
        for Line { parts, reach } in lines {
            let _ = writeln!(text, "- {}", sentence(&parts));
            if reach.len() > 1 {
                let names: Vec<String> = reach.iter().take(MAX_NAMES).map(|name| code(name)).collect();
                let more = super::causes::more(reach.len() - names.len());
                let _ = writeln!(text, "  in {}{more}", names.join(", "));
            }
        }
    }
    text
}

fn numbers(causes: &[Cause]) -> String {
    let words = super::causes::all(causes);
    if words.is_empty() { "no changes".into() } else { words }
}

/// An entry of a section.
struct Line<'c> {
    parts: Vec<Part>,
    /// Full names of what it reaches, if the entry doesn't name them.
    reach: &'c [String],
}

/// The entries of each section: causes by what happened to their names, and what is new by resource.
fn events<'c, 'f>(
    provider: &str,
    causes: &'c [Cause],
    findings: impl IntoIterator<Item = &'f Finding>,
) -> BTreeMap<ChangelogEvent, Vec<Line<'c>>> {
    let mut events: BTreeMap<ChangelogEvent, Vec<Line<'_>>> = BTreeMap::new();
    let findings = by_cause(findings);
    let mut new: Vec<&Finding> = Vec::new();
    for cause in causes {
        if cause.severity == Severity::Additive && is_addition(cause.rule()) {
            new.extend(findings.get(cause.fingerprint.as_str()).into_iter().flatten().copied());
        } else if let Some(event) = ChangelogEvent::of(cause.rule()) {
            let line = Line { parts: cause.parts.clone(), reach: &cause.reach };
            events.entry(event).or_default().push(line);
        }
    }
    let additions = Additions::of(provider, new);
    let whole = additions.whole().map(|name| (name, vec![Part::Words(" is new".into())]));
    let within = additions.within.iter().map(|(name, kinds)| {
        let colon = std::iter::once(Part::Words(": ".into()));
        (name.as_str(), colon.chain(words(kinds)).collect::<Vec<_>>())
    });
    for (name, rest) in whole.chain(within) {
        let parts = std::iter::once(Part::Name(one_line(name))).chain(rest).collect();
        events.entry(ChangelogEvent::Added).or_default().push(Line { parts, reach: &[] });
    }
    events
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
