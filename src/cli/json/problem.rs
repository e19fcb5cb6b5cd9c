//! A problem, for machines.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};

/// A problem, or a remark.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct ProblemRow {
    /// The stable name, which `provgen explain` takes: `lint::key-twice`.
    pub(in crate::cli) code: String,
    pub(in crate::cli) severity: DiagnosticSeverity,
    /// The problem in one line.
    pub(in crate::cli) message: String,
    /// The way out in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) help: Option<String>,
    /// The file as the user named it; empty for a problem that has no place.
    pub(in crate::cli) file: String,
    /// JSON pointer into the document; empty for the document itself.
    pub(in crate::cli) pointer: String,
    /// Line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) line: Option<usize>,
    /// Column in characters, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) column: Option<usize>,
}

/// `problems` as rows.
pub(in crate::cli) fn rows(problems: &[Diagnostic]) -> Vec<ProblemRow> {
    problems.iter().map(ProblemRow::new).collect()
}

impl ProblemRow {
    fn new(problem: &Diagnostic) -> Self {
        let origin = problem.origin.clone().unwrap_or_default();
        Self {
            code: problem.code.to_string(),
            severity: problem.severity,
            message: problem.message.clone(),
            help: problem.help.clone(),
            file: origin.file,
            pointer: origin.pointer,
            line: origin.position.as_ref().map(|position| position.line),
            column: origin.position.as_ref().map(|position| position.column),
        }
    }
}
