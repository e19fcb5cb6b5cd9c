//! Help: the commands in groups, each with examples, and what the manual tells besides.
//!
//! In: the command line as its types describe it. Out: the same with texts that types have no place for. The texts are
//! data in [`commands`] and [`surroundings`]; a test holds them to the commands that there are.

mod commands;
pub(super) mod manual;
mod surroundings;

use std::fmt::Write as _;

use clap::Command;
use clap::builder::StyledStr;
use commands::{CommandHelp, Example, Group, SMALLEST_CONFIG};
use unicode_width::UnicodeWidthStr as _;

use super::table::wrapped;

/// Characters before the description of a command: the longest name, and space on both sides.
const NAME_COLUMN: usize = 15;

/// The command line with its help, which is at most `width` characters wide.
pub(super) fn dressed(command: Command, width: usize) -> Command {
    let command = command.mut_subcommands(|below| with_examples(below).mut_subcommands(with_examples));
    let groups = groups(&command, width);
    let options = heading("Options");
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}{options}\n{{options}}{{after-help}}"
    );
    command.help_template(StyledStr::from(template)).after_help(StyledStr::from(beginning(width)))
}

/// The command with its examples below its options.
fn with_examples(command: Command) -> Command {
    match CommandHelp::of(command.get_name()) {
        Some(help) => command.after_help(StyledStr::from(examples(help.examples))),
        None => command,
    }
}

/// The examples of the command `name`, below a message; none if there is no such command.
pub(super) fn examples_of(name: &str) -> Option<String> {
    CommandHelp::of(name).map(|help| format!("\n{}\n", examples(help.examples)))
}

/// What to do first, and what exit codes mean.
fn beginning(width: usize) -> String {
    let mut text = examples(commands::FIRST);
    let _ = write!(text, "\n\n{}\n", heading("The smallest provgen.yaml"));
    for line in SMALLEST_CONFIG.lines() {
        let _ = writeln!(text, "  {line}");
    }
    let _ = write!(text, "\n{}\n", heading("Exit codes"));
    for (code, meaning) in surroundings::EXIT_CODES {
        let _ = writeln!(text, "  {code}  {}", wrapped(meaning, 5, width));
    }
    text.push_str(
        "\n`provgen help COMMAND` has the options and examples of a command, `provgen man` the manual.",
    );
    text
}

/// The help for somebody who typed the program's name alone: what it is, the commands, and the next line to type.
pub(super) fn short(command: &Command, width: usize, next: &str) -> String {
    let mut text =
        format!("{}\n\n", wrapped(&command.get_about().cloned().unwrap_or_default().to_string(), 0, width));
    text.push_str(&groups(command, width));
    let _ = writeln!(text, "{}\n  {next}", heading("Next"));
    text
}

/// The commands, group by group.
fn groups(command: &Command, width: usize) -> String {
    let literal = command.get_styles().get_literal();
    let mut text = String::new();
    for group in Group::ALL {
        let _ = writeln!(text, "{}", heading(group.title()));
        for help in commands::COMMANDS.iter().filter(|help| help.group == Some(group)) {
            let about = command.find_subcommand(help.name).and_then(Command::get_about);
            let about = about.cloned().unwrap_or_default().to_string();
            let about = wrapped(&about, NAME_COLUMN, width);
            let pad = NAME_COLUMN.saturating_sub(help.name.width() + 2);
            let _ = writeln!(text, "  {literal}{}{literal:#}{:pad$}{about}", help.name, "");
        }
        text.push('\n');
    }
    text
}

/// Examples, each with its meaning below it.
fn examples(examples: &[Example]) -> String {
    let bold = anstyle::Style::new().bold();
    let mut text = heading("Examples");
    for (line, meaning) in examples {
        let _ = write!(text, "\n  {bold}{line}{bold:#}\n      {meaning}");
    }
    text
}

/// A heading in the style of those that clap writes.
fn heading(text: &str) -> String {
    let style = clap::builder::Styles::default();
    let style = style.get_header();
    format!("{style}{text}:{style:#}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::{Cli, MAX_WIDTH};

    /// The commands and those below them, without clap's own `help`.
    fn names(command: &Command) -> BTreeSet<String> {
        let below = command.get_subcommands().filter(|below| below.get_name() != "help");
        below.flat_map(|below| names(below).into_iter().chain([below.get_name().to_string()])).collect()
    }

    #[test]
    fn each_command_has_help_and_no_other() {
        let known: BTreeSet<String> = commands::COMMANDS.iter().map(|help| help.name.to_string()).collect();
        assert_eq!(known, names(&Cli::command()));
        assert_eq!(known.len(), commands::COMMANDS.len(), "a command stands twice");
        for help in commands::COMMANDS {
            let is_top = Cli::command().find_subcommand(help.name).is_some();
            assert_eq!(help.group.is_some(), is_top, "{}", help.name);
            assert!(help.name.width() + 4 <= NAME_COLUMN, "{}", help.name);
        }
    }

    #[test]
    fn each_example_is_what_the_command_line_takes() {
        for help in commands::COMMANDS {
            assert!(!help.examples.is_empty(), "{}", help.name);
            for (line, meaning) in help.examples {
                assert!(line.contains(&format!(" {}", help.name)), "{line}");
                assert!(!meaning.ends_with('.') && meaning.width() + 6 <= 80, "{meaning}");
                assert!(line.width() + 2 <= 80, "{line}");
            }
        }
        let all = commands::COMMANDS.iter().flat_map(|help| help.examples).chain(commands::FIRST);
        for (line, _) in all {
            // What a shell does around the program is no argument.
            let line = line.split(" > ").next().unwrap_or_default();
            let line = line.split_once("provgen ").map_or("", |(_, arguments)| arguments);
            let mut arguments = vec!["provgen".to_string()];
            for (index, part) in line.split('"').enumerate() {
                match index % 2 {
                    0 => arguments.extend(part.split_whitespace().map(str::to_string)),
                    _ => arguments.push(part.to_string()),
                }
            }
            let taken = Cli::command().try_get_matches_from(&arguments);
            assert!(taken.is_ok(), "{arguments:?}: {}", taken.unwrap_err());
        }
    }

    #[test]
    fn help_is_as_wide_as_the_terminal() {
        for width in [60, 80, MAX_WIDTH] {
            let mut command = dressed(Cli::command().term_width(width), width);
            command.build();
            for name in names(&Cli::command()).iter().map(String::as_str).chain([""]) {
                let found =
                    if name.is_empty() { Some(&mut command) } else { command.find_subcommand_mut(name) };
                let Some(command) = found else { continue };
                let text = command.render_long_help().to_string();
                // Usage and an example are lines that are typed, however long.
                let is_typed = |line: &str| line.starts_with("Usage: ") || line.starts_with("  provgen ");
                let long = text.lines().find(|line| line.width() > width && !is_typed(line));
                assert_eq!(long, None, "{name} at {width}");
            }
        }
    }
}
