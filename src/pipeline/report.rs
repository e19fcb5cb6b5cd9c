//! The report of `provgen generate --report`, for machines.
//!
//! In: a run's result and its settings. Out: values that serialize to JSON, the same for the same input with
//! any clock and number of threads. Keys are only ever added.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::SqlVerb;
use crate::diagnostic::{Diagnostic, Failure};
use crate::mapping::pins::Unsettled;
use crate::mapping::selection::Pattern;
use crate::output::ChangeKind;
use crate::pipeline::generated::Generated;
use crate::pipeline::mapped::Mapped;
use crate::provider::Counts;
use crate::provider::ledger::Entry;
use crate::settings::Settings;

/// The whole report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GenerateReport<'g> {
    /// The version of provgen that wrote the report.
    pub provgen: &'static str,
    /// The provider's name.
    pub provider: &'g str,
    /// The exit code of the run: 0, or 1 where a check found something.
    pub exit: u8,
    /// Totals of all services.
    pub totals: Totals,
    /// The services that were generated, by name.
    pub services: Vec<ServiceRow<'g>>,
    /// The services that are left out as a whole, by name.
    pub excluded: Vec<ExcludedRow<'g>>,
    /// The patterns of `select` and `exclude`, in the order of the configuration.
    pub selection: Vec<PatternRow<'g>>,
    /// The ledger of all services: operations that the plain rules don't settle.
    pub ledger: Vec<LedgerRow<'g>>,
    /// All other warnings.
    pub warnings: Vec<DiagnosticRow<'g>>,
    /// The files that differ, or differed, by path.
    pub files: Vec<FileRow<'g>>,
    /// What `mapping.yaml` doesn't hold of the names, and what it leaves open; none if there is no such file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingRow<'g>>,
}

/// What the file of a report has.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum ReportText<'g> {
    /// The report of a run that came to its end.
    Ended(Box<GenerateReport<'g>>),
    /// The report of a run that failed.
    Failed(FailureReport<'g>),
}

/// The report of a run that failed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FailureReport<'f> {
    /// The version of provgen that wrote the report.
    pub provgen: &'static str,
    /// The exit code of the run: 2.
    pub exit: u8,
    /// Why the run failed.
    pub problems: Vec<DiagnosticRow<'f>>,
    /// The number of further problems.
    pub omitted: usize,
}

impl<'f> FailureReport<'f> {
    /// The report of a run that failed.
    #[must_use]
    pub fn new(failure: &'f Failure) -> Self {
        Self {
            provgen: env!("CARGO_PKG_VERSION"),
            exit: 2,
            problems: failure.problems.iter().map(DiagnosticRow::new).collect(),
            omitted: failure.omitted,
        }
    }
}

/// Totals of all services.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Totals {
    /// Services that were generated.
    pub services: usize,
    /// Their resources.
    pub resources: usize,
    /// Resources that SELECT works on.
    pub selectable: usize,
    /// Services that are left out as a whole.
    pub excluded_services: usize,
    /// Operations of all documents, and where they went.
    pub operations: OperationTotals,
    /// Methods; an operation may have several.
    pub methods: usize,
    /// Methods by verb.
    #[schemars(with = "BTreeMap<String, usize>")]
    pub verbs: IndexMap<String, usize>,
    /// Entries of the ledger by kind.
    #[schemars(with = "BTreeMap<String, usize>")]
    pub ledger: IndexMap<String, usize>,
    /// Files written, left as they were, and removed.
    pub files: FileTotals,
}

/// The operations of all documents: `read` is the sum of the others.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OperationTotals {
    /// Operations of all documents.
    pub read: usize,
    /// Operations that a method calls.
    pub mapped: usize,
    /// Operations that the configuration leaves out, alone or with their service.
    pub excluded: usize,
    /// Operations that nobody can make sense of.
    pub unreadable: usize,
}

/// The files by outcome.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileTotals {
    /// New or replaced files.
    pub written: usize,
    /// Unchanged files.
    pub unchanged: usize,
    /// Files that are no longer produced.
    pub removed: usize,
}

/// A service.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceRow<'g> {
    /// Its name.
    pub service: &'g str,
    /// Its document.
    pub document: &'g str,
    /// The API's version.
    pub version: &'g str,
    /// The document's revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<&'g str>,
    /// The number of operations that the service was mapped from.
    pub operations: usize,
    /// Its resources.
    pub resources: usize,
    /// Their methods.
    pub methods: usize,
    /// Methods by verb.
    #[schemars(with = "BTreeMap<String, usize>")]
    pub verbs: IndexMap<String, usize>,
    /// The number of warnings.
    pub warnings: usize,
    /// The number of the service's entries in the ledger.
    pub ledger: usize,
}

/// A service that is left out as a whole.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExcludedRow<'g> {
    /// Its name.
    pub service: &'g str,
    /// Its document.
    pub document: &'g str,
    /// The number of its operations; the ledger lists them.
    pub operations: usize,
    /// The reason in the configuration.
    pub reason: &'g str,
}

/// A pattern of the configuration.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PatternRow<'g> {
    /// `select` or `exclude`.
    pub list: &'static str,
    /// `service`, `scope` or `operation`.
    pub subject: &'static str,
    /// The name or glob.
    pub pattern: &'g str,
    /// The reason in the configuration.
    pub reason: &'g str,
}

/// An entry of the ledger.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LedgerRow<'g> {
    /// The service of the entry.
    pub service: &'g str,
    /// The entry.
    #[serde(flatten)]
    pub entry: &'g Entry,
}

/// A warning, or an error.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DiagnosticRow<'d> {
    /// `warning` or `error`.
    pub severity: String,
    /// Stable name: `mapping::dead-route`.
    pub code: &'d str,
    /// The message, in one line.
    pub message: &'d str,
    /// The file of the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'d str>,
    /// Line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// JSON pointer into the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<&'d str>,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'d str>,
}

/// A file that differs, or differed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileRow<'g> {
    /// The path below the output folder.
    pub path: &'g str,
    /// The file's state before the run: `missing`, `stale` or `orphan`.
    pub was: &'static str,
    /// The unified diff, if it was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<&'g str>,
}

/// The differences between `mapping.yaml` and the names.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MappingRow<'g> {
    /// Methods that only the names have.
    pub new: &'g [String],
    /// Methods that only the file has.
    pub gone: &'g [String],
    /// Methods that the rules doubt, and no person has decided.
    pub undecided: &'g [String],
}

impl<'g> MappingRow<'g> {
    fn new(unsettled: &'g Unsettled) -> Self {
        let Unsettled { new, gone, undecided } = unsettled;
        Self { new, gone, undecided }
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty() && self.undecided.is_empty()
    }
}

impl<'g> GenerateReport<'g> {
    /// The report of a run.
    #[must_use]
    pub fn new(settings: &'g Settings, generated: &'g Generated, exit: u8) -> Self {
        let pattern = |list: &'static str| {
            move |pattern: &'g Pattern| PatternRow {
                list,
                subject: pattern.subject.key(),
                pattern: &pattern.text,
                reason: &pattern.reason,
            }
        };
        let selection = &settings.selection;
        Self {
            provgen: env!("CARGO_PKG_VERSION"),
            provider: settings.provider.name.as_str(),
            exit,
            totals: Totals::new(generated),
            services: generated.services.iter().map(ServiceRow::new).collect(),
            excluded: generated
                .excluded
                .iter()
                .map(|service| ExcludedRow {
                    service: service.name.as_str(),
                    document: &service.document,
                    operations: service.ledger.len(),
                    reason: &service.reason,
                })
                .collect(),
            selection: (selection.select.iter().map(pattern("select")))
                .chain(selection.exclude.iter().map(pattern("exclude")))
                .collect(),
            ledger: generated.ledger().map(|(service, entry)| LedgerRow { service, entry }).collect(),
            warnings: (settings.notes.iter())
                .chain(&generated.notes)
                .chain(generated.services.iter().flat_map(|service| &service.notes))
                .map(DiagnosticRow::new)
                .collect(),
            files: generated
                .report
                .changes
                .iter()
                .map(|change| FileRow {
                    path: &change.path,
                    was: was(change.kind),
                    diff: change.diff.as_deref(),
                })
                .collect(),
            mapping: generated.unsettled.as_ref().map(MappingRow::new),
        }
    }
}

impl Totals {
    /// The totals of a run.
    #[must_use]
    pub fn new(generated: &Generated) -> Self {
        let counts = generated.counts();
        let mut ledger: IndexMap<String, usize> =
            Entry::KINDS.into_iter().map(|kind| (kind.key.to_string(), 0)).collect();
        for (_, entry) in generated.ledger() {
            *ledger.entry(entry.kind().key.to_string()).or_default() += 1;
        }
        let mapped = generated.services.iter().map(|service| service.operations).sum();
        let count = |kind: &str| ledger.get(kind).copied().unwrap_or_default();
        let (excluded, unreadable) = (count("excluded"), count("unreadable"));
        let report = &generated.report;
        Self {
            services: counts.services,
            resources: counts.resources,
            selectable: counts.selectable,
            excluded_services: generated.excluded.len(),
            operations: OperationTotals {
                read: mapped + excluded + unreadable,
                mapped,
                excluded,
                unreadable,
            },
            methods: counts.methods(),
            verbs: verbs(&counts),
            ledger,
            files: FileTotals {
                written: report.written,
                unchanged: report.unchanged,
                removed: report.removed,
            },
        }
    }
}

impl<'g> ServiceRow<'g> {
    /// The row of a service.
    #[must_use]
    pub fn new(service: &'g Mapped) -> Self {
        let outline = &service.outline;
        Self {
            service: outline.name.as_str(),
            document: &service.document,
            version: &outline.version,
            revision: outline.revision.as_deref(),
            operations: service.operations,
            resources: outline.counts.resources,
            methods: outline.counts.methods(),
            verbs: verbs(&outline.counts),
            warnings: service.notes.len(),
            ledger: service.ledger.len(),
        }
    }
}

impl<'d> DiagnosticRow<'d> {
    /// The row of a warning or an error.
    #[must_use]
    pub fn new(diagnostic: &'d Diagnostic) -> Self {
        let origin = diagnostic.origin.as_ref();
        let position = origin.and_then(|origin| origin.position.as_ref());
        Self {
            severity: diagnostic.severity.to_string(),
            code: &diagnostic.code,
            message: &diagnostic.message,
            file: origin.map(|origin| origin.file.as_str()),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            pointer: origin.map(|origin| origin.pointer.as_str()).filter(|pointer| !pointer.is_empty()),
            help: diagnostic.help.as_deref(),
        }
    }
}

/// `missing`, `stale` or `orphan`.
#[must_use]
pub const fn was(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Missing => "missing",
        ChangeKind::Stale { .. } => "stale",
        ChangeKind::Orphan | ChangeKind::Kept(_) => "orphan",
    }
}

/// Methods by verb; every verb is listed.
fn verbs(counts: &Counts) -> IndexMap<String, usize> {
    let count = |verb: SqlVerb| counts.verbs.get(&verb).copied().unwrap_or_default();
    SqlVerb::ALL.into_iter().map(|verb| (verb.key(), count(verb))).collect()
}
