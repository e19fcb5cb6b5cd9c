//! `provgen completions` and `provgen man` print a shell's completions and the manual.

use clap::{Args, Command};
use clap_complete::Shell;
use clap_complete::env::Shells;

use super::complete::VARIABLE;
use super::help::manual::pages;
use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::{Diagnostic, Result};

/// Arguments of `provgen completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell to complete for
    shell: Shell,
}

/// Prints the script by which a shell asks provgen what may follow: commands, flags, and names of the provider at hand.
pub(super) fn completions(arguments: &CompletionsArguments, terminal: &Terminal) -> Result<Outcome> {
    const PROGRAM: &str = "provgen";
    let (shell, mut script) = (arguments.shell.to_string(), Vec::new());
    let failed = |why: &str| Diagnostic::error("cli::completions", format!("can't write the script: {why}"));
    let shells = Shells::builtins();
    let completer = shells.completer(&shell).ok_or_else(|| failed("the shell isn't known"))?;
    completer
        .write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)
        .map_err(|error| failed(&error.to_string()))?;
    terminal.result(&String::from_utf8_lossy(&script));
    Ok(Outcome::Clean)
}

/// Prints the manual of `command`: its own page, then a page for each command below it.
pub(super) fn man(mut command: Command, terminal: &Terminal) -> Result<Outcome> {
    let mut page = Vec::new();
    let failed =
        |error: std::io::Error| Diagnostic::error("cli::man", format!("can't write the page: {error}"));
    command.build();
    pages(&command, &mut page).map_err(failed)?;
    terminal.result(&String::from_utf8_lossy(&page));
    Ok(Outcome::Clean)
}
