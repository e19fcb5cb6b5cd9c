//! What `lint` found, for machines.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity};

/// The mistakes in manifests and pages.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct LintReport {
    /// The number of errors: StackQL refuses a part, or crashes at it; or a link leads nowhere.
    pub(super) errors: usize,
    /// The number of warnings: StackQL loads a part, and doesn't do right.
    pub(super) warnings: usize,
    /// The mistakes, file by file.
    pub(super) problems: Vec<LintProblem>,
}

/// A mistake.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct LintProblem {
    /// The stable name, which `provgen explain` takes: `lint::key-twice`.
    pub(super) code: String,
    pub(super) severity: DiagnosticSeverity,
    /// The mistake in one line.
    pub(super) message: String,
    /// The way out in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<String>,
    /// The file as the user named it.
    pub(super) file: String,
    /// JSON pointer into the document; empty for the document itself.
    pub(super) pointer: String,
    /// Line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<usize>,
    /// Column in characters, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<usize>,
}

impl LintReport {
    pub(super) fn new(problems: &[Diagnostic]) -> Self {
        let errors = problems.iter().filter(|problem| problem.severity == DiagnosticSeverity::Error).count();
        Self {
            errors,
            warnings: problems.len() - errors,
            problems: problems.iter().map(LintProblem::new).collect(),
        }
    }
}

impl LintProblem {
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
