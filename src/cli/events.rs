//! The events of a run as JSON, one event a line: `--format json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::Failure;
use crate::pipeline::report::DiagnosticRow;

/// The last events of a run that failed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum End<'e> {
    /// A reason why the run failed.
    Problem {
        #[serde(flatten)]
        problem: DiagnosticRow<'e>,
    },
    /// The last line.
    Failed { problems: usize, exit: u8 },
}

/// Adds an event to `text`.
pub(super) fn line(text: &mut String, event: &impl Serialize) {
    // Events have no maps with keys other than texts, so serialising one can't fail.
    text.push_str(&serde_json::to_string(event).unwrap_or_default());
    text.push('\n');
}

/// Prints why a run failed, perhaps before any other event.
pub(super) fn failed(failure: &Failure, terminal: &Terminal) {
    let mut text = String::new();
    for problem in &failure.problems {
        line(&mut text, &End::Problem { problem: DiagnosticRow::new(problem) });
    }
    let problems = failure.problems.len() + failure.omitted;
    line(&mut text, &End::Failed { problems, exit: Outcome::Failed.exit_code() });
    terminal.result(&text);
}
