//! Printing: results go to stdout, everything else to stderr, in colours where they are wanted.

use clap::ColorChoice;

use super::common::Verbosity;
use super::io::Io;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure};

/// The outputs of a command, and how much it prints.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    io: Io,
    choice: anstream::ColorChoice,
    verbosity: Verbosity,
}

impl Terminal {
    pub(super) fn new(io: Io, color: ColorChoice, verbosity: Verbosity) -> Self {
        let choice = match color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Self { io, choice, verbosity }
    }

    /// Whether each warning and each changed file is listed.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbosity == Verbosity::Verbose
    }

    /// Whether only results and errors are printed.
    pub(super) fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Characters in a line; none if output goes into a file or a pipe.
    pub(super) fn width(&self) -> Option<usize> {
        self.io.out.width
    }

    /// Whether stderr is a terminal, so that a person sees progress.
    pub(super) fn is_watched(&self) -> bool {
        self.io.err.is_terminal
    }

    /// Prints a result as it is.
    pub(super) fn result(&self, text: &str) {
        self.io.out.write(text, self.choice);
    }

    /// Prints a summary, which `--quiet` drops.
    pub(super) fn summary(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet {
            self.result(text);
        }
    }

    /// Prints a remark.
    pub(super) fn remark(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet {
            self.error(text);
        }
    }

    /// Prints the notes of a run, or their number; a single warning in full.
    pub(super) fn notes(&self, notes: &[&Diagnostic]) {
        match (notes.len(), self.verbosity) {
            (0, _) | (_, Verbosity::Quiet) => {}
            (_, Verbosity::Verbose) => {
                let mut text = String::new();
                for note in notes {
                    // Writing to a string can't fail.
                    let _ = note.write_styled(&mut text);
                }
                self.error(&text);
            }
            (_, Verbosity::Normal) => {
                for severity in [DiagnosticSeverity::Warning, DiagnosticSeverity::Note] {
                    let graded = notes.iter().filter(|note| note.severity == severity);
                    self.counted(severity, &graded.copied().collect::<Vec<_>>());
                }
            }
        }
    }

    /// Prints how many `notes` of a severity there are of which kinds; a single warning in full.
    fn counted(&self, severity: DiagnosticSeverity, notes: &[&Diagnostic]) {
        match (severity, notes) {
            (_, []) => {}
            // One warning says more than that there is one.
            (DiagnosticSeverity::Warning, [warning]) => {
                let mut text = String::new();
                // Writing to a string can't fail.
                let _ = warning.write_styled(&mut text);
                self.error(&text);
            }
            (_, notes) => {
                let count = notes.len();
                let mut kinds: Vec<(&str, usize)> = Vec::new();
                for note in notes {
                    match kinds.iter_mut().find(|(code, _)| *code == note.code) {
                        Some((_, count)) => *count += 1,
                        None => kinds.push((&note.code, 1)),
                    }
                }
                kinds.sort_unstable();
                let kinds: Vec<String> = kinds
                    .into_iter()
                    .map(|(code, count)| format!("{count} {}", code.rsplit("::").next().unwrap_or(code)))
                    .collect();
                let plural = if count == 1 { "" } else { "s" };
                self.error(&format!("{count} {severity}{plural}: {}   (-v lists them)\n", kinds.join(", ")));
            }
        }
    }

    /// Prints warnings, each in full.
    pub(super) fn warnings(&self, warnings: &[Diagnostic]) {
        let mut text = String::new();
        for warning in warnings {
            // Writing to a string can't fail.
            let _ = warning.write_styled(&mut text);
        }
        self.remark(&text);
    }

    /// Prints why a command failed; `after` is the consequence.
    pub(super) fn failure(&self, failure: &Failure, after: &str) {
        let mut text = String::new();
        for problem in &failure.problems {
            let _ = problem.write_styled(&mut text);
        }
        let count = failure.problems.len() + failure.omitted;
        if count > 1 {
            let mut files: Vec<&str> = failure
                .problems
                .iter()
                .filter_map(|problem| Some(problem.origin.as_ref()?.file.as_str()))
                .collect();
            files.sort_unstable();
            files.dedup();
            let place = match files.as_slice() {
                [] => String::new(),
                [file] => format!(" in {file}"),
                files => format!(" in {} files", files.len()),
            };
            let more = match failure.omitted {
                0 => String::new(),
                omitted => format!(" ({omitted} not listed)"),
            };
            text.push_str(&format!("{count} problems{place}{more}{after}\n"));
        }
        self.error(&text);
    }

    fn error(&self, text: &str) {
        self.io.err.write(text, self.choice);
    }
}
