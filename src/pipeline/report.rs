//! What a run did, for machines: the report of `provgen generate --report`.
//!
//! In: a run's result and its settings. Out: values that serialize to JSON, the same for the same input,
//! whatever the clock and the number of threads. Keys are only ever added.

use indexmap::IndexMap;
use serde::Serialize;

use crate::api::SqlVerb;
use crate::diagnostic::{Diagnostic, Failure};
use crate::mapping::selection::Pattern;
use crate::output::ChangeKind;
use crate::pipeline::generated::Generated;
use crate::pipeline::mapped::Mapped;
use crate::provider::Counts;
use crate::provider::ledger::Entry;
use crate::settings::Settings;

/// All of a report.
#[derive(Debug, Serialize)]
pub struct GenerateReport<'g> {
    /// The version of the program that wrote it.
    pub provgen: &'static str,
    /// The provider's name.
    pub provider: &'g str,
    /// The exit code of the run: 0, or 1 where a check found something.
    pub exit: u8,
    /// Figures of the whole.
    pub totals: Totals,
    /// The services that were generated, by name.
    pub services: Vec<ServiceRow<'g>>,
    /// The services that are left out whole, by name.
    pub excluded: Vec<ExcludedRow<'g>>,
    /// The patterns of `select` and `exclude`, in the order of the configuration.
    pub selection: Vec<PatternRow<'g>>,
    /// What became of the operations that the plain rules don't settle, by service.
    pub ledger: Vec<LedgerRow<'g>>,
    /// What else is worth knowing.
    pub warnings: Vec<DiagnosticRow<'g>>,
    /// The files that are, or were, not what they should be, by path.
    pub files: Vec<FileRow<'g>>,
    /// Lines that only the names have, and lines that only the lock file has; none where there is no lock
    /// file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock: Option<LockRow<'g>>,
}

/// What stands in the place of a report where the run failed.
#[derive(Debug, Serialize)]
pub struct FailureReport<'f> {
    /// The version of the program that wrote it.
    pub provgen: &'static str,
    /// The exit code of the run: 2.
    pub exit: u8,
    /// Why the run failed.
    pub problems: Vec<DiagnosticRow<'f>>,
    /// How many more problems there were.
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

/// How many there are of everything.
#[derive(Debug, Serialize)]
pub struct Totals {
    /// Services that were generated.
    pub services: usize,
    /// Their resources.
    pub resources: usize,
    /// Resources that SELECT works on.
    pub selectable: usize,
    /// Services that are left out whole.
    pub excluded_services: usize,
    /// Operations of all documents, and where they went.
    pub operations: OperationTotals,
    /// Methods; an operation may have several.
    pub methods: usize,
    /// Methods by verb.
    pub verbs: IndexMap<String, usize>,
    /// Entries of the ledger by kind.
    pub ledger: IndexMap<String, usize>,
    /// Files written, left as they were, and removed.
    pub files: FileTotals,
}

/// Where the operations of all documents went: `read` is the sum of the others.
#[derive(Debug, Serialize)]
pub struct OperationTotals {
    /// Operations of all documents.
    pub read: usize,
    /// Those that a method calls.
    pub mapped: usize,
    /// Those that the configuration leaves out, those of whole services among them.
    pub excluded: usize,
}

/// What became of the files.
#[derive(Debug, Serialize)]
pub struct FileTotals {
    /// New or replaced.
    pub written: usize,
    /// As they were.
    pub unchanged: usize,
    /// No longer produced.
    pub removed: usize,
}

/// A service.
#[derive(Debug, Serialize)]
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
    /// Operations that it was mapped from.
    pub operations: usize,
    /// Its resources.
    pub resources: usize,
    /// Their methods.
    pub methods: usize,
    /// Methods by verb.
    pub verbs: IndexMap<String, usize>,
    /// How many warnings there are.
    pub warnings: usize,
    /// How many entries of the ledger are its own.
    pub ledger: usize,
}

/// A service that is left out whole.
#[derive(Debug, Serialize)]
pub struct ExcludedRow<'g> {
    /// Its name.
    pub service: &'g str,
    /// Its document.
    pub document: &'g str,
    /// How many operations it has; the ledger has them one by one.
    pub operations: usize,
    /// In the words of the configuration.
    pub reason: &'g str,
}

/// A pattern of the configuration.
#[derive(Debug, Serialize)]
pub struct PatternRow<'g> {
    /// `select` or `exclude`.
    pub list: &'static str,
    /// `service`, `scope` or `operation`.
    pub subject: &'static str,
    /// The name or glob.
    pub pattern: &'g str,
    /// In the words of the configuration.
    pub reason: &'g str,
}

/// An entry of the ledger.
#[derive(Debug, Serialize)]
pub struct LedgerRow<'g> {
    /// Whose it is.
    pub service: &'g str,
    /// The entry.
    #[serde(flatten)]
    pub entry: &'g Entry,
}

/// A warning, or an error.
#[derive(Debug, Serialize)]
pub struct DiagnosticRow<'d> {
    /// `warning` or `error`.
    pub severity: String,
    /// Stable name: `mapping::dead-route`.
    pub code: &'d str,
    /// What it is, in one line.
    pub message: &'d str,
    /// Where it is.
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
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'d str>,
}

/// A file that is, or was, not what it should be.
#[derive(Debug, Serialize)]
pub struct FileRow<'g> {
    /// Below the output folder.
    pub path: &'g str,
    /// How it was before the run: `missing`, `stale` or `orphan`.
    pub was: &'static str,
    /// The unified diff, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<&'g str>,
}

/// How the lock file differs from the names.
#[derive(Debug, Serialize)]
pub struct LockRow<'g> {
    /// Methods that only the names have.
    pub new: &'g [String],
    /// Methods that only the lock file has.
    pub gone: &'g [String],
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
            lock: generated.lock.as_ref().map(|lock| LockRow { new: &lock.new, gone: &lock.gone }),
        }
    }
}

impl Totals {
    /// The figures of a run.
    #[must_use]
    pub fn new(generated: &Generated) -> Self {
        let counts = generated.counts();
        let mut ledger: IndexMap<String, usize> =
            Entry::KINDS.into_iter().map(|kind| (kind.key.to_string(), 0)).collect();
        for (_, entry) in generated.ledger() {
            *ledger.entry(entry.kind().key.to_string()).or_default() += 1;
        }
        let mapped = generated.services.iter().map(|service| service.operations).sum();
        let excluded = ledger.get("excluded").copied().unwrap_or_default();
        let report = &generated.report;
        Self {
            services: counts.services,
            resources: counts.resources,
            selectable: counts.selectable,
            excluded_services: generated.excluded.len(),
            operations: OperationTotals { read: mapped + excluded, mapped, excluded },
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

/// Methods by verb; each verb is there.
fn verbs(counts: &Counts) -> IndexMap<String, usize> {
    let count = |verb: SqlVerb| counts.verbs.get(&verb).copied().unwrap_or_default();
    SqlVerb::ALL.into_iter().map(|verb| (verb.key(), count(verb))).collect()
}
