//! `provgen completions` and `provgen man` print a shell's completions and the manual.

use clap::{Args, Command};
use clap_complete::Shell;

use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::{Diagnostic, Result};

/// Arguments of `provgen completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell to complete for
    shell: Shell,
}

/// Prints a shell's completions of `command`.
pub(super) fn completions(
    arguments: &CompletionsArguments,
    mut command: Command,
    terminal: &Terminal,
) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "provgen", &mut script);
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

/// Writes the page of `command`, then those of the commands below it.
fn pages(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(page)?;
    let mut below = command.get_subcommands().filter(|command| command.get_name() != "help");
    below.try_for_each(|command| pages(command, page))
}
