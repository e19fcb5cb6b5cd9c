//! `provgen schema`.

use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;

use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::Result;
use crate::diff::DiffReport;
use crate::diff::report::changelog::Changelog;

/// Arguments of `provgen schema`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What is to be described
    #[arg(value_name = "WHAT", value_enum)]
    of: Described,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Described {
    /// What `provgen diff --format json` prints
    Diff,
    /// What `provgen changelog --format json` prints
    Changelog,
}

/// Prints the JSON Schema of what a command prints.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = match arguments.of {
        Described::Diff => generator.into_root_schema_for::<DiffReport>(),
        Described::Changelog => generator.into_root_schema_for::<Changelog>(),
    };
    terminal.result(&crate::diagnostic::json(&schema)?);
    Ok(Outcome::Clean)
}
