//! `provgen inspect` shows what documents without annotations are like.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::json::Inspection;
use super::table::{Long, table};
use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::cli::config::load;
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Result, printable};
use crate::mapping::rules::{OperationNames, ResourceNames};
use crate::mapping::split::options::SplitBy;
use crate::mapping::survey::{NameCount, NamingChoice, Survey};
use crate::names::ProviderName;
use crate::pipeline::survey;
use crate::settings::Settings;
use crate::text::counted;

/// Most entries of a line of counts.
const MAX_COUNTS: usize = 6;

/// Arguments of `provgen inspect`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// OpenAPI documents [default: those of the configuration]
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<PathBuf>,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with = "documents")]
    config: Option<PathBuf>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = InspectFormat::Text)]
    format: InspectFormat,
}

/// A format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InspectFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Prints numbers about the documents, and the names that fit them.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let settings = if arguments.documents.is_empty() {
        load(arguments.config.as_deref(), env)?.1
    } else {
        of_documents(&arguments.documents)?
    };
    terminal.warnings(&settings.notes);
    let survey = survey(&settings)?;
    if survey.documents == 0 {
        let message = "the documents say their names themselves: by StackQL's annotations, or as Google's do";
        return Err(Diagnostic::error("cli::nothing-to-inspect", message)
            .help("`provgen show` tells what they say; rules of naming are for other OpenAPI documents")
            .into());
    }
    terminal.result(&match arguments.format {
        InspectFormat::Text => text(&survey, terminal.width()),
        InspectFormat::Json => crate::diagnostic::json(&Inspection::new(&survey))?,
    });
    Ok(Outcome::Clean)
}

/// Settings for documents alone: their provider has no name yet, and any name does.
///
/// # Errors
/// As [`ProviderName::new`].
pub(super) fn of_documents(documents: &[PathBuf]) -> Result<Settings> {
    let name = ProviderName::new("provider").map_err(|error| {
        Diagnostic::error("cli::provider", format!("`provider` can't be the provider's name: {error}"))
    })?;
    Ok(Settings::for_specs(name, documents, None))
}

fn text(survey: &Survey, width: Option<usize>) -> String {
    let mut text = String::new();
    let others = match survey.others {
        0 => String::new(),
        others => format!("; {} with names of its own", counted(others, "other document")),
    };
    let _ = writeln!(
        text,
        "{} in {}{others}\n",
        counted(survey.operations, "operation"),
        counted(survey.documents, "document"),
    );
    let choice = survey.choice();
    let verbs = survey.verbs.iter().map(|(verb, count)| (verb.as_str().to_string(), *count)).collect();
    for (what, counts) in [
        ("verbs", &verbs),
        ("rows", &survey.object_keys),
        ("tags", &survey.tags),
        ("paths begin", &survey.segments),
        ("not sent", &survey.unsent),
    ] {
        if !counts.is_empty() {
            let _ = writeln!(text, "{what:<12}{}", counts_of(counts));
        }
    }
    let _ = writeln!(text, "\nServices, if a document is split (`split.by`):\n");
    let splits = SplitBy::ALL.iter().zip(&survey.splits);
    let is_fitting = |by: SplitBy| by == SplitBy::Tag && survey.split_because().is_some();
    let rows = splits.map(|((name, by), services)| {
        let largest = services.iter().max_by_key(|(name, count)| (**count, Reverse(*name)));
        let largest = largest.map(|(name, count)| format!("{name}, {}", counted(*count, "operation")));
        [
            (*name).to_string(),
            if is_fitting(*by) { "fits" } else { "" }.to_string(),
            counted(services.len(), "service"),
            largest.unwrap_or_default(),
            services.keys().take(MAX_COUNTS).cloned().collect::<Vec<_>>().join(", "),
        ]
    });
    text.push_str(&table(["BY", "", "GIVES", "LARGEST", "FOR EXAMPLE"], width, rows, Long::Cut));
    let _ = writeln!(text, "\nThe rule for resources (`naming.resources`):\n");
    let rules = ResourceNames::ALL.iter().zip(&survey.resources);
    let rows = rules.map(|((name, rule), counted)| {
        let is_chosen = *rule == choice.names.resources;
        row(name, is_chosen, counted, format!("{} resources", counted.different()))
    });
    text.push_str(&table(["RULE", "", "GIVES", "FOR EXAMPLE"], width, rows, Long::Cut));
    let _ = writeln!(text, "\nThe style of methods (`naming.methods`):\n");
    let styles = OperationNames::ALL.iter().zip(&survey.methods);
    let rows = styles.map(|((name, style), counted)| {
        let is_chosen = *style == choice.names.methods;
        row(name, is_chosen, counted, format!("{} taken twice", counted.shared()))
    });
    text.push_str(&table(["STYLE", "", "NAMES", "FOR EXAMPLE"], width, rows, Long::Cut));
    text.push('\n');
    text.push_str(&reasons(survey, &choice));
    text
}

/// The choice with its reasons, a line each.
pub(super) fn reasons(survey: &Survey, choice: &NamingChoice) -> String {
    let (resources, methods) = choice.words();
    let split = survey.split_because().map(|because| format!("split      by tag: {because}\n"));
    format!(
        "{}resources  {resources}: {}\nmethods    {methods}: {}\n",
        split.unwrap_or_default(),
        choice.resources_because,
        choice.methods_because
    )
}

fn row(name: &str, is_chosen: bool, counted: &NameCount, number: String) -> [String; 4] {
    let mark = if is_chosen { "fits" } else { "" };
    [name.to_string(), mark.to_string(), number, counted.examples.join(", ")]
}

/// The most frequent entries, with their numbers.
fn counts_of(counts: &BTreeMap<String, usize>) -> String {
    let mut sorted: Vec<(&String, &usize)> = counts.iter().collect();
    sorted.sort_by_key(|(name, count)| (usize::MAX - **count, name.as_str()));
    let mut told: Vec<String> =
        sorted.iter().take(MAX_COUNTS).map(|(name, count)| format!("{} {count}", printable(name))).collect();
    if sorted.len() > told.len() {
        told.push(format!("and {} more", sorted.len() - told.len()));
    }
    told.join("  ")
}
