//! `provgen fetch --format json`: events as JSON, one a line, in the order in which they happen.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::common::Outcome;
use crate::cli::events::{End, line};
use crate::cli::fetch::counts::OutcomeCounts;
use crate::cli::terminal::Terminal;
use crate::fetch::{FetchEvent, FetchOutcome, FetchReport, Fetched, Scope};
use crate::pipeline::report::DiagnosticRow;

/// A line of `provgen fetch --format json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "its schema alone is asked for")]
pub(in crate::cli) enum FetchLine<'e> {
    /// A run that fetches documents.
    Run(Line<'e>),
    /// A run that failed.
    End(End<'e>),
}

/// An event, which is one line.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(in crate::cli) enum Line<'e> {
    /// The documents to fetch are known: those named, those in the folder or the configuration, or all
    /// preferred versions.
    Start { provgen: &'static str, scope: &'static str, documents: usize },
    /// A document is tried again after a wait.
    Retry { document: &'e str, cause: String, seconds: f64 },
    /// A try of a document ended, well or not; the event `document` tells the outcome.
    Tried { document: &'e str, done: usize, documents: usize },
    /// The outcome of a document: `new`, `changed`, `unchanged`, `kept`, `failed` or `gone`.
    Document {
        document: &'e str,
        file: &'e str,
        outcome: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<&'e str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        revision: Option<&'e str>,
        /// The server's revision, which is older than that of the file that was kept.
        #[serde(skip_serializing_if = "Option::is_none")]
        offered: Option<&'e str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<String>,
    },
    /// Something worth knowing about the directory.
    Warning {
        #[serde(flatten)]
        warning: DiagnosticRow<'e>,
    },
    /// The last line of a run that fetched anything.
    Done { new: usize, changed: usize, unchanged: usize, kept: usize, gone: usize, failed: usize, exit: u8 },
}

/// Prints an event while the run goes on.
pub(super) fn event(event: &FetchEvent<'_>, terminal: &Terminal) {
    let mut text = String::new();
    match event {
        FetchEvent::Start { scope, total } => {
            let scope = match scope {
                Scope::Named => "named",
                Scope::Present => "present",
                Scope::Preferred => "preferred",
            };
            let provgen = env!("CARGO_PKG_VERSION");
            line(&mut text, &Line::Start { provgen, scope, documents: *total });
        }
        FetchEvent::Retry { id, cause, wait } => line(
            &mut text,
            &Line::Retry { document: id, cause: cause.to_string(), seconds: wait.as_secs_f64() },
        ),
        FetchEvent::Done { id, done, total } => {
            line(&mut text, &Line::Tried { document: id, done: *done, documents: *total });
        }
        FetchEvent::Begin { .. } => return,
    }
    terminal.result(&text);
}

/// Prints the outcome of each document.
pub(super) fn report(report: &FetchReport, outcome: Outcome, terminal: &Terminal) {
    let mut text = String::new();
    for note in &report.notes {
        line(&mut text, &Line::Warning { warning: DiagnosticRow::new(note) });
    }
    for Fetched { id, file, outcome } in &report.documents {
        let (mut from, mut revision, mut offered, mut cause) = (None, None, None, None);
        match outcome {
            FetchOutcome::New { revision: new } => revision = new.as_deref(),
            FetchOutcome::Changed { from: old, to } => (from, revision) = (old.as_deref(), to.as_deref()),
            FetchOutcome::Unchanged => {}
            FetchOutcome::Kept { revision: kept, offered: older } => {
                (revision, offered) = (Some(kept.as_str()), Some(older.as_str()));
            }
            FetchOutcome::Failed(trouble) => cause = Some(trouble.to_string()),
        }
        let outcome = outcome.word();
        line(&mut text, &Line::Document { document: id, file, outcome, from, revision, offered, cause });
    }
    for file in &report.gone {
        // A file is named after its document, `dataproc:v1`; a service's name has no dots, a version may have
        // some.
        let document = &file.trim_end_matches(".json").replacen('.', ":", 1);
        let (from, revision, offered, cause) = (None, None, None, None);
        line(&mut text, &Line::Document { document, file, outcome: "gone", from, revision, offered, cause });
    }
    let OutcomeCounts { new, changed, unchanged, kept, gone, failed, .. } = OutcomeCounts::of(report);
    line(&mut text, &Line::Done { new, changed, unchanged, kept, gone, failed, exit: outcome.exit_code() });
    terminal.result(&text);
}
