//! The text that `provgen generate` prints for people.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use crate::cli::common::{duration, folder};
use crate::cli::terminal::Terminal;
use crate::diagnostic::printable;
use crate::mapping::pins::Unsettled;
use crate::output::{ChangeKind, FileChange, OutputReport};
use crate::pipeline::report::Totals;
use crate::pipeline::{ExcludedService, Generated};
use crate::provider::ledger::Entry;
use crate::settings::{Settings, Undecided};
use crate::text::counted;

/// The figures of a run.
pub(super) fn summary(generated: &Generated, settings: &Settings, elapsed: Duration) -> String {
    let counts = generated.counts();
    let report = &generated.report;
    let written = report.changes.iter().filter(|change| !change.kind.is_left_over());
    let pages = written.clone().filter(|change| change.path.ends_with(".md")).count();
    let manifests = written.clone().filter(|change| change.path.ends_with(".yaml")).count();
    let others = written.count() - pages - manifests;
    let kinds = [(pages, "page"), (manifests, "manifest"), (others, "other file")];
    let kinds: Vec<String> =
        kinds.into_iter().filter(|(count, _)| *count > 0).map(|(count, kind)| counted(count, kind)).collect();
    let detail = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    format!(
        "{}   {}   {}   {}   {}\n{}wrote {} to {}{detail}, {} unchanged, {} removed   {}\n",
        settings.provider.name,
        counted(counts.services, "service"),
        counted(counts.resources, "resource"),
        counted(counts.methods(), "method"),
        counts.verb_figures(),
        ledger(&Totals::new(generated)),
        counted(report.written, "file"),
        folder(&settings.out),
        report.unchanged,
        report.removed,
        duration(elapsed),
    )
}

/// One line that counts the operations that the plain rules don't settle; empty if there are none.
pub(super) fn ledger(totals: &Totals) -> String {
    let mut figures: Vec<String> = Vec::new();
    for kind in Entry::KINDS {
        match totals.ledger.get(kind.key).copied().unwrap_or_default() {
            0 => {}
            1 => figures.push(format!("1 {}", kind.one)),
            count => figures.push(format!("{count} {}", kind.many)),
        }
        if kind.key == "excluded" && totals.excluded_services > 0 {
            let whole = counted(totals.excluded_services, "whole service");
            match figures.last_mut() {
                Some(figure) if totals.operations.excluded > 0 => figure.push_str(&format!(" ({whole})")),
                _ => figures.push(format!("{whole} excluded")),
            }
        }
    }
    if figures.is_empty() {
        return String::new();
    }
    format!("ledger   {}   (-v lists them)\n", figures.join(", "))
}

/// The words for files in a list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Words {
    /// Words for what a run would do: missing, stale, orphan.
    Due,
    /// Words for what a run has done: new, changed, removed.
    Done,
}

/// One line for each file that is, or was, different from the expected one; below it the difference, where
/// that is known.
pub(super) fn changes(report: &OutputReport, out: &Path, words: Words) -> String {
    let out = folder(out);
    let width = report.changes.iter().map(|change| change.path.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for FileChange { path, kind, diff } in &report.changes {
        // Warnings report the files that stayed.
        if let (Words::Done, ChangeKind::Kept(_)) = (words, kind) {
            continue;
        }
        let word = match (words, kind) {
            (Words::Due, ChangeKind::Missing) => "missing",
            (Words::Due, ChangeKind::Stale { .. }) => "stale",
            (_, ChangeKind::Kept(_)) | (Words::Due, ChangeKind::Orphan) => "orphan",
            (Words::Done, ChangeKind::Missing) => "new",
            (Words::Done, ChangeKind::Stale { .. }) => "changed",
            (Words::Done, ChangeKind::Orphan) => "removed",
        };
        let (style, detail) = match kind {
            ChangeKind::Missing => (anstyle::AnsiColor::Green, String::new()),
            ChangeKind::Orphan => (anstyle::AnsiColor::Red, String::new()),
            ChangeKind::Kept(why) => (anstyle::AnsiColor::Red, format!("   ({})", why.of(1))),
            ChangeKind::Stale { lines } => {
                let plural = if *lines == 1 { "line differs" } else { "lines differ" };
                (anstyle::AnsiColor::Yellow, format!("   ({lines} {plural})"))
            }
        };
        let style = style.on_default();
        let pad = if detail.is_empty() { 0 } else { width };
        // Writing to a string can't fail.
        let _ = writeln!(text, "{style}{word:<8}{style:#} {out}{path:<pad$}{detail}");
        if let Some(diff) = diff {
            text.push_str(&colored(diff));
        }
    }
    text
}

fn colored(diff: &str) -> String {
    let mut text = String::new();
    for line in diff.lines() {
        let line = printable(line);
        let style = match line.chars().next() {
            Some('+') => anstyle::AnsiColor::Green.on_default(),
            Some('-') => anstyle::AnsiColor::Red.on_default(),
            Some('@') => anstyle::AnsiColor::Cyan.on_default(),
            _ => anstyle::Style::new(),
        };
        let _ = writeln!(text, "{style}{line}{style:#}");
    }
    text
}

/// Prints what a run would do.
pub(super) fn check(report: &OutputReport, out: &Path, terminal: &Terminal) {
    let count =
        |is_so: fn(ChangeKind) -> bool| report.changes.iter().filter(|change| is_so(change.kind)).count();
    let kept = count(|kind| matches!(kind, ChangeKind::Kept(_)));
    let stale = report.changes.len() - kept;
    let orphans = count(|kind| kind == ChangeKind::Orphan);
    let total = report.unchanged + stale - orphans;
    if report.changes.is_empty() {
        let plural = if total == 1 { "file is" } else { "files are" };
        terminal.summary(&format!("{total} {plural} up to date in {}\n", folder(out)));
        return;
    }
    terminal.result(&changes(report, out, Words::Due));
    if stale > 0 {
        let verb = if stale == 1 { "is" } else { "are" };
        terminal.remark(&format!(
            "{stale} of {} files {verb} not what the specs and templates give.  Run `provgen generate`; `--diff` shows the lines.\n",
            total + orphans
        ));
    }
    if kept > 0 {
        let stay = if kept == 1 {
            "stays until you delete it, or take its line"
        } else {
            "stay until you delete them, or take their lines"
        };
        let list = out.join(crate::output::LIST_FILE);
        terminal.remark(&format!("{} {stay} out of {}.\n", counted(kept, "file"), list.display()));
    }
}

/// What `mapping.yaml`, the file at `path`, doesn't hold of the names, and what it leaves open; empty if all is settled.
pub(super) fn unsettled(unsettled: &Unsettled, undecided: Undecided, path: &Path) -> String {
    let (file, mut text) = (path.display(), String::new());
    if !unsettled.is_current() {
        text.push_str(&format!(
            "{file} is stale: {} new, {} gone.  `provgen map` takes them in, `provgen map --check` lists them.\n",
            counted(unsettled.new.len(), "method"),
            unsettled.gone.len()
        ));
    }
    let open = counted(unsettled.undecided.len(), "method");
    match (unsettled.undecided.as_slice(), undecided) {
        ([], _) => {}
        (_, Undecided::Allow) => {
            text.push_str(&format!("{file} leaves {open} undecided: each has a `?`.\n"));
        }
        (lines, Undecided::Refuse) => {
            for line in lines {
                text.push_str(&format!("undecided {}\n", printable(line)));
            }
            text.push_str(&format!(
                "{open} of {file} {} undecided.  Take each `?` off once you agree, or choose otherwise.\n",
                if lines.len() == 1 { "is" } else { "are" }
            ));
        }
    }
    text
}

/// A line for each fact of the ledger that isn't a warning, and for each service that the configuration
/// leaves out.
pub(super) fn facts(generated: &Generated) -> String {
    let facts = generated.services.iter().flat_map(|service| &service.ledger).filter_map(Entry::fact);
    let mut text: String = facts.map(|fact| format!("{}\n", printable(&fact))).collect();
    text.push_str(&excluded(&generated.excluded));
    text
}

fn excluded(services: &[ExcludedService]) -> String {
    let mut text = String::new();
    for service in services {
        let operations = counted(service.ledger.len(), "operation");
        let reason = printable(&service.reason);
        // Writing to a string can't fail.
        let _ = writeln!(text, "excluded   {}, {operations}: {reason}", service.name);
        for entry in service.ledger.iter().filter(|entry| entry.reason() != Some(&service.reason)) {
            let _ = writeln!(text, "{}", printable(&entry.fact().unwrap_or_default()));
        }
    }
    text
}
