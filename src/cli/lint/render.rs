//! What `lint` found, for the terminal and for pull requests.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::report::LintReport;
use crate::cli::json::ProblemRow;
use crate::cli::terminal::Terminal;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity};
use crate::text::{counted, workflow_data, workflow_property};

/// How many warnings of one kind are shown for a file, unless all are asked for.
const MAX_WARNINGS: usize = 3;

/// Most annotations of a kind that GitHub shows for a step.
const MAX_ANNOTATIONS: usize = 10;

/// Prints `problems` in full; of many warnings of one kind in one file the first few, unless all are asked for.
pub(super) fn text(problems: &[Diagnostic], terminal: &Terminal) {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut text = String::new();
    for problem in problems {
        let file = problem.origin.as_ref().map_or("", |origin| origin.file.as_str());
        let count = seen.entry((&*problem.code, file)).or_default();
        *count += 1;
        let is_shown =
            terminal.is_verbose() || problem.severity == DiagnosticSeverity::Error || *count <= MAX_WARNINGS;
        if is_shown {
            // Writing to a string can't fail.
            let _ = problem.write_styled(&mut text);
        }
    }
    terminal.result(&text);
    let hidden: Vec<String> = hidden(problems, terminal);
    if !hidden.is_empty() {
        terminal.remark(&format!("not shown: {}   (-v lists them)\n", hidden.join(", ")));
    }
}

/// How many warnings of each kind aren't shown.
fn hidden(problems: &[Diagnostic], terminal: &Terminal) -> Vec<String> {
    if terminal.is_verbose() {
        return Vec::new();
    }
    let mut files: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.severity == DiagnosticSeverity::Warning) {
        let file = problem.origin.as_ref().map_or("", |origin| origin.file.as_str());
        *files.entry((&*problem.code, file)).or_default() += 1;
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for ((code, _), count) in files {
        *kinds.entry(code).or_default() += count.saturating_sub(MAX_WARNINGS);
    }
    kinds
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| format!("{count} {}", code.rsplit("::").next().unwrap_or(code)))
        .collect()
}

/// The report as annotations of a pull request: workflow commands, which GitHub reads from a job's output. It
/// shows ten of a kind, so that the last one says how many there are beside.
pub(super) fn github(report: &LintReport) -> String {
    let mut text = String::new();
    let kinds = [(DiagnosticSeverity::Error, "error"), (DiagnosticSeverity::Warning, "warning")];
    for (severity, command) in kinds {
        let all: Vec<&ProblemRow> =
            report.problems.iter().filter(|problem| problem.severity == severity).collect();
        let shown = if all.len() > MAX_ANNOTATIONS { MAX_ANNOTATIONS - 1 } else { all.len() };
        for problem in all.iter().take(shown) {
            let _ = writeln!(text, "{}", annotation(command, problem));
        }
        if all.len() > shown {
            let more = counted(all.len() - shown, &format!("more {command}"));
            let _ = writeln!(text, "::{command} title=provgen lint::{more}, not listed");
        }
    }
    text
}

fn annotation(command: &str, problem: &ProblemRow) -> String {
    let mut properties = format!("file={}", workflow_property(&problem.file));
    if let (Some(line), Some(column)) = (problem.line, problem.column) {
        let _ = write!(properties, ",line={line},col={column}");
    }
    let help = problem.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let message = workflow_data(&format!("{}{help}", problem.message));
    format!("::{command} {properties},title={}::{message}", workflow_property(&problem.code))
}
