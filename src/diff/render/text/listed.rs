//! The causes that change statements, as many as a screen holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::fit::{Cut, fitted, plain};
use super::line::{INDENT, header, room, statement, styled};
use crate::diff::cause::Cause;
use crate::diff::render::causes::{SERIOUS, more, of, places, tally};
use crate::diff::report::DiffReport;
use crate::rules::rule::{RuleId, Severity};
use crate::text::counted;

/// Most causes that are all shown with a statement.
const MAX_WHOLE: usize = 8;

/// Most causes with a statement, where there are more.
const MAX_STATEMENTS: usize = 5;

/// Most causes that are listed; more are counted.
const MAX_LISTED: usize = 16;

/// Fewest risky causes that are listed, however many break statements.
const MIN_RISKY: usize = 4;

/// Most resources that are named for a cause.
const MAX_NAMES: usize = 6;

/// What is shown of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Line,
    Statement,
}

/// Lists the causes that change statements.
pub(super) fn listed(text: &mut String, report: &DiffReport, width: Option<usize>) {
    let [breaking, risky] = SERIOUS.map(|severity| of(report, severity).collect::<Vec<_>>());
    let all = breaking.len() + risky.len();
    let for_risky = MIN_RISKY.min(risky.len());
    let of_breaking = breaking.len().min(MAX_LISTED - for_risky);
    let of_risky = risky.len().min(MAX_LISTED - of_breaking);
    let mut statements = if all <= MAX_WHOLE { MAX_WHOLE } else { MAX_STATEMENTS };
    for (severity, causes, room) in
        [(Severity::Breaking, breaking, of_breaking), (Severity::Risky, risky, of_risky)]
    {
        if causes.is_empty() {
            continue;
        }
        // Where only the worst are shown with a statement, the others are one block of lines.
        text.push('\n');
        // Where statements are few, those that break something have them.
        if severity == Severity::Risky && all > MAX_WHOLE && of_breaking > 0 {
            statements = 0;
        }
        let (listed, rest) = chosen(&causes, room);
        for cause in listed {
            let shown = if statements > 0 { Shown::Statement } else { Shown::Line };
            statements = statements.saturating_sub(1);
            one(text, cause, shown, width);
        }
        if !rest.is_empty() {
            let rest = tally(rest);
            let word = styled(&format!("{:<10}", severity.as_str()), severity);
            let (causes, findings) = (counted(rest.causes, "more cause"), counted(rest.findings, "finding"));
            let _ = writeln!(text, "{word}  … {causes}, {findings}");
        }
    }
}

/// The causes that are listed in `room`, and the others. Where there isn't room for all, each rule has about
/// as many as others have, so that many causes of a rule hide none of another.
fn chosen<'c>(causes: &[&'c Cause], room: usize) -> (Vec<&'c Cause>, Vec<&'c Cause>) {
    let mut of_rule: BTreeMap<RuleId, usize> = BTreeMap::new();
    // The number of a cause among those of its rule: the first ones of all rules come first.
    let ranked = causes.iter().enumerate().map(|(place, cause)| {
        let rank = of_rule.entry(cause.rule()).or_default();
        *rank += 1;
        (*rank, place)
    });
    let mut ranked: Vec<(usize, usize)> = ranked.collect();
    ranked.sort_unstable();
    let listed: BTreeSet<usize> = ranked.into_iter().take(room).map(|(_, place)| place).collect();
    let (listed, rest): (Vec<_>, Vec<_>) =
        causes.iter().copied().enumerate().partition(|(place, _)| listed.contains(place));
    let causes = |list: Vec<(usize, &'c Cause)>| list.into_iter().map(|(_, cause)| cause).collect();
    (causes(listed), causes(rest))
}

fn one(text: &mut String, cause: &Cause, shown: Shown, width: Option<usize>) {
    header(text, cause, width);
    if shown == Shown::Line {
        return;
    }
    statement(text, cause, width);
    if cause.reach.len() > 1 {
        let dim = Style::new().dimmed();
        let _ = writeln!(text, "{:INDENT$}{dim}{}{dim:#}", "", reached(cause, room(width)));
    }
}

/// The first resources that a cause reaches, as many as there is room for: `in google.compute: addresses,
/// disks and 88 more`.
fn reached(cause: &Cause, room: Option<usize>) -> String {
    let (within, names) = places(cause);
    let names: Vec<String> = names.into_iter().map(plain).collect();
    let line = |count: usize| {
        let listed = names.get(..count).unwrap_or_default().join(", ");
        format!("in {}: {listed}{}", plain(within), more(names.len() - count))
    };
    let most = names.len().min(MAX_NAMES);
    let fits = |count: &usize| room.is_none_or(|room| line(*count).width() <= room);
    let count = (1..=most).rev().find(fits).unwrap_or(1);
    fitted(&line(count), room, Cut::End)
}
