//! The manual: a page for the program, and one for each command.

use std::io::{Result, Write};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::commands::{CommandHelp, Example, FIRST, SMALLEST_CONFIG};
use super::surroundings::{ENVIRONMENT, EXIT_CODES, FILES};

/// Writes the page of the program `command`, which is built, then those of its commands.
///
/// # Errors
/// The errors of `page`.
pub(in crate::cli) fn pages(command: &Command, page: &mut dyn Write) -> Result<()> {
    let mut roff = Roff::new();
    exit_status(&mut roff);
    terms(&mut roff, "ENVIRONMENT", ENVIRONMENT);
    terms(&mut roff, "FILES", FILES);
    examples(&mut roff, FIRST);
    roff.text([roman("The smallest provgen.yaml:")]);
    literal(&mut roff, SMALLEST_CONFIG);
    let mut version = Vec::new();
    Man::new(command.clone()).render_version_section(&mut version)?;
    page_of(command, &roff, version, page)?;
    below(command, page)
}

/// The pages of the commands below `command`.
fn below(command: &Command, page: &mut dyn Write) -> Result<()> {
    for command in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let mut roff = Roff::new();
        exit_status(&mut roff);
        examples(&mut roff, CommandHelp::of(command.get_name()).map_or(&[], |help| help.examples));
        roff.control("SH", ["SEE ALSO"]);
        roff.text([bold("provgen"), roman("(1) tells of variables of the environment and of files.")]);
        page_of(command, &roff, Vec::new(), page)?;
        below(command, page)?;
    }
    Ok(())
}

/// A page: what the arguments' types tell of `command`, then `sections`, then `end`, which is rendered.
fn page_of(command: &Command, sections: &Roff, end: Vec<u8>, page: &mut dyn Write) -> Result<()> {
    let man = Man::new(command.clone()).manual("provgen");
    let mut rendered = Vec::new();
    man.render_title(&mut rendered)?;
    man.render_name_section(&mut rendered)?;
    man.render_synopsis_section(&mut rendered)?;
    man.render_description_section(&mut rendered)?;
    man.render_options_section(&mut rendered)?;
    if command.get_subcommands().any(|below| below.get_name() != "help") {
        man.render_subcommands_section(&mut rendered)?;
    }
    sections.to_writer(&mut rendered)?;
    rendered.extend(end);
    // Each section that is rendered alone begins with how quotes look, which a page says once.
    let start = Roff::new().render();
    let text = String::from_utf8_lossy(&rendered).replace(&start, "");
    page.write_all(start.as_bytes())?;
    page.write_all(text.as_bytes())
}

fn exit_status(roff: &mut Roff) {
    terms(roff, "EXIT STATUS", EXIT_CODES);
}

/// A section of words, each with its meaning.
fn terms(roff: &mut Roff, title: &str, terms: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (term, meaning) in terms {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*meaning)]);
    }
}

fn examples(roff: &mut Roff, examples: &[Example]) {
    roff.control("SH", ["EXAMPLES"]);
    for (line, meaning) in examples {
        roff.control("TP", []);
        roff.text([bold(*line)]);
        roff.text([roman(*meaning)]);
    }
    roff.control("PP", []);
}

/// Lines as they are.
fn literal(roff: &mut Roff, text: &str) {
    roff.control("RS", []);
    roff.control("nf", []);
    for line in text.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff.control("RE", []);
}
