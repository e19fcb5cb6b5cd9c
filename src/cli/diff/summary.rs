//! The summary of a job's step on GitHub, written to the file that the runner names.

use std::path::Path;

use crate::cli::env::Env;
use crate::cli::terminal::Terminal;
use crate::diagnostic::Result;
use crate::diff::DiffReport;
use crate::diff::render::markdown::{MAX_SUMMARY, MIN_LENGTH, markdown};

/// Adds the report to the summary of the job's step, where there is one.
///
/// # Errors
/// The file can't be written.
pub(super) fn step_summary(report: &DiffReport, terminal: &Terminal, env: &Env) -> Result<()> {
    let Some(named) = env.text("GITHUB_STEP_SUMMARY") else { return Ok(()) };
    let path = Path::new(&named);
    // The summary so far counts towards GitHub's limit, and GitHub drops a summary that is over it.
    let there = std::fs::metadata(path).map_or(0, |file| file.len());
    let left = MAX_SUMMARY.saturating_sub(usize::try_from(there).unwrap_or(usize::MAX));
    if left <= MIN_LENGTH {
        terminal.remark("the step's summary has no room left for the report\n");
        return Ok(());
    }
    let line = if there == 0 { "" } else { "\n" };
    crate::output::append(path, format!("{line}{}", markdown(report, left - 1)).as_bytes())
}
