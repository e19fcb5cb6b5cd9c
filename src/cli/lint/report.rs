//! What `lint` found, for machines.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::json::{ProblemRow, rows};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};

/// The mistakes in manifests and pages.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct LintReport {
    /// The number of errors: StackQL refuses a part, or crashes at it; or a link leads nowhere.
    pub(super) errors: usize,
    /// The number of warnings: StackQL loads a part, and doesn't do right.
    pub(super) warnings: usize,
    /// The mistakes, file by file.
    pub(super) problems: Vec<ProblemRow>,
}

impl LintReport {
    pub(in crate::cli) fn new(problems: &[Diagnostic]) -> Self {
        let errors = problems.iter().filter(|problem| problem.severity == DiagnosticSeverity::Error).count();
        Self { errors, warnings: problems.len() - errors, problems: rows(problems) }
    }
}
