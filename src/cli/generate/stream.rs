//! `provgen generate --format json`: events as JSON, one a line.
//!
//! Services are reported in the order of their documents, however many threads work on them: the stream of a
//! run is the same for the same input.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::common::Outcome;
use crate::cli::events::{End, line};
use crate::cli::terminal::Terminal;
use crate::pipeline::Generated;
use crate::pipeline::mapped::Mapped;
use crate::pipeline::report::{
    DiagnosticRow, ExcludedRow, FileRow, GenerateReport, LedgerRow, MappingRow, ServiceRow, Totals,
};
use crate::settings::Settings;
use crate::threads;

/// A line of `provgen generate --format json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "its schema alone is asked for")]
pub(in crate::cli) enum GenerateLine<'e> {
    /// A run that reads documents.
    Run(Event<'e>),
    /// A run that failed.
    End(End<'e>),
}

/// An event, which is one line.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(in crate::cli) enum Event<'e> {
    /// The run is about to read documents.
    Start { provgen: &'static str, provider: &'e str, out: String, documents: usize },
    /// A service was mapped, and its files are staged.
    Service {
        #[serde(flatten)]
        service: ServiceRow<'e>,
        done: usize,
        documents: usize,
    },
    /// An entry of the ledger of the service before: an operation that the plain rules don't settle.
    Ledger {
        #[serde(flatten)]
        entry: LedgerRow<'e>,
    },
    /// A warning about the service before.
    Warning {
        #[serde(flatten)]
        warning: DiagnosticRow<'e>,
    },
    /// A service that the configuration leaves out.
    Excluded {
        #[serde(flatten)]
        excluded: ExcludedRow<'e>,
    },
    /// A file that is, or was, different from the expected one.
    File {
        #[serde(flatten)]
        file: FileRow<'e>,
    },
    /// `mapping.yaml` doesn't hold the names of this run, or leaves some of them open.
    Mapping {
        #[serde(flatten)]
        mapping: MappingRow<'e>,
    },
    /// The last line of a run that didn't fail.
    Done {
        #[serde(flatten)]
        totals: Box<Totals>,
        exit: u8,
    },
}

/// Prints events.
pub(super) struct Stream<'t> {
    terminal: &'t Terminal,
    documents: usize,
    order: Mutex<Order>,
}

/// Services that are done, but wait for services before them to be reported.
#[derive(Debug, Default)]
struct Order {
    next: usize,
    waiting: BTreeMap<usize, String>,
}

impl<'t> Stream<'t> {
    pub(super) fn new(settings: &Settings, terminal: &'t Terminal) -> Self {
        let mut text = String::new();
        let documents = settings.specs.len();
        line(
            &mut text,
            &Event::Start {
                provgen: env!("CARGO_PKG_VERSION"),
                provider: settings.provider.name.as_str(),
                out: shown(&settings.out),
                documents,
            },
        );
        terminal.result(&text);
        Self { terminal, documents, order: Mutex::default() }
    }

    /// Reports that the document at `index` is done.
    pub(super) fn end(&self, index: usize, made: &[&Mapped]) {
        let mut order = threads::lock(&self.order);
        let mut text = String::new();
        for made in made {
            let service = ServiceRow::new(made);
            line(&mut text, &Event::Service { service, done: index + 1, documents: self.documents });
            let name = made.outline.name.as_str();
            for entry in &made.ledger {
                line(&mut text, &Event::Ledger { entry: LedgerRow { service: name, entry } });
            }
            for warning in &made.notes {
                line(&mut text, &Event::Warning { warning: DiagnosticRow::new(warning) });
            }
        }
        order.waiting.insert(index, text);
        loop {
            let next = order.next;
            let Some(text) = order.waiting.remove(&next) else { break };
            order.next += 1;
            // Printing happens under the lock, so that lines of several threads don't mix.
            self.terminal.result(&text);
        }
    }

    /// Reports that the run ended with `outcome`.
    pub(super) fn done(&self, settings: &Settings, generated: &Generated, outcome: Outcome) {
        let report = GenerateReport::new(settings, generated, outcome.exit_code());
        let mut text = String::new();
        for excluded in report.excluded {
            line(&mut text, &Event::Excluded { excluded });
        }
        let left_out = generated.excluded.iter().flat_map(|service| {
            service.ledger.iter().map(move |entry| LedgerRow { service: service.name.as_str(), entry })
        });
        for entry in left_out {
            line(&mut text, &Event::Ledger { entry });
        }
        for file in report.files {
            line(&mut text, &Event::File { file });
        }
        if let Some(mapping) = report.mapping.filter(|mapping| !mapping.is_empty()) {
            line(&mut text, &Event::Mapping { mapping });
        }
        line(&mut text, &Event::Done { totals: Box::new(report.totals), exit: outcome.exit_code() });
        self.terminal.result(&text);
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
