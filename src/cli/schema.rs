//! `provgen schema` prints the JSON Schema of a command's output, of a manifest, or of a file that people write.

use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;

use super::fetch::FetchLine;
use super::generate::GenerateLine;
use super::json::{Inspection, MappingReport, PackageReport};
use super::lint::LintReport;
use super::release::ReleaseReport;
use super::rules::{Explanation, RulesReport};
use super::show::Shown;
use super::terminal::Terminal;
use super::verify::VerifyReport;
use crate::cli::common::Outcome;
use crate::diagnostic::Result;
use crate::diff::DiffReport;
use crate::diff::report::changelog::Changelog;
use crate::manifest;
use crate::pipeline::report::ReportText;
use crate::settings::EditorSchema;
use crate::trial::TrialReport;

/// Arguments of `provgen schema`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The output or the file to describe
    #[arg(value_name = "WHAT", value_enum)]
    of: Described,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Described {
    /// The output of `provgen diff --format json`
    Diff,
    /// The output of `provgen changelog --format json`
    Changelog,
    /// The output of `provgen try --format json`
    Try,
    /// The output of `provgen lint --format json`
    Lint,
    /// The output of `provgen show --format json`
    Show,
    /// The output of `provgen verify --format json`
    Verify,
    /// The output of `provgen lock --format json`, and of `provgen map`
    Lock,
    /// The output of `provgen package --format json`
    Package,
    /// The output of `provgen release --format json`
    Release,
    /// The output of `provgen rules --format json`
    Rules,
    /// The output of `provgen explain --format json`
    Explain,
    /// The file that `provgen generate --report` writes
    Report,
    /// A line of `provgen generate --format json`
    Generate,
    /// A line of `provgen fetch --format json`
    Fetch,
    /// The output of `provgen inspect --format json`
    Inspect,
    /// A service's manifest, as `provgen generate` writes it
    Manifest,
    /// `provgen.yaml`, for editors
    Config,
    /// `mapping.yaml`, for editors
    Mapping,
}

/// Prints the JSON Schema of a command's JSON output, of a manifest, or of a file that people write.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema = match arguments.of {
        Described::Diff => generator.into_root_schema_for::<DiffReport>(),
        Described::Changelog => generator.into_root_schema_for::<Changelog>(),
        Described::Try => generator.into_root_schema_for::<TrialReport>(),
        Described::Lint => generator.into_root_schema_for::<LintReport>(),
        Described::Show => generator.into_root_schema_for::<Shown>(),
        Described::Verify => generator.into_root_schema_for::<VerifyReport>(),
        Described::Lock => generator.into_root_schema_for::<MappingReport>(),
        Described::Package => generator.into_root_schema_for::<PackageReport>(),
        Described::Release => generator.into_root_schema_for::<ReleaseReport>(),
        Described::Rules => generator.into_root_schema_for::<RulesReport>(),
        Described::Explain => generator.into_root_schema_for::<Vec<Explanation>>(),
        Described::Report => generator.into_root_schema_for::<ReportText<'_>>(),
        Described::Generate => generator.into_root_schema_for::<GenerateLine<'_>>(),
        Described::Fetch => generator.into_root_schema_for::<FetchLine<'_>>(),
        Described::Inspect => generator.into_root_schema_for::<Inspection<'_>>(),
        Described::Manifest => return written(manifest::SCHEMA, terminal),
        Described::Config => return written(EditorSchema::Config.text(), terminal),
        Described::Mapping => return written(EditorSchema::Mapping.text(), terminal),
    };
    terminal.result(&crate::diagnostic::json(&schema)?);
    Ok(Outcome::Clean)
}

/// Prints a schema that is written by hand.
fn written(schema: &str, terminal: &Terminal) -> Result<Outcome> {
    terminal.result(schema);
    Ok(Outcome::Clean)
}
