//! `provgen init` starts a provider from a vendor's documents.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::inspect::{of_documents, reasons};
use super::terminal::Terminal;
use crate::cli::common::{Outcome, pool};
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Result, printable};
use crate::document::project::Project;
use crate::document::yaml;
use crate::mapping::pins::{Mapping, Mark, shown};
use crate::mapping::survey::Survey;
use crate::names::ProviderName;
use crate::output::replace_all;
use crate::pipeline::{names, survey};
use crate::settings::{EditorSchema, FILE_NAME, MappingFile, Settings};
use crate::text::counted;

/// The size of most configurations that are written, in bytes.
const TYPICAL_SIZE: usize = 512;

/// Arguments of `provgen init`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The vendor's OpenAPI documents, below the current folder
    #[arg(value_name = "DOCUMENT", required = true)]
    documents: Vec<PathBuf>,
    /// The provider's name: the first part of every resource's id
    #[arg(long, value_name = "NAME")]
    provider: String,
    /// Write over a configuration that is there
    #[arg(long)]
    force: bool,
}

/// Writes a configuration for the documents, and says what it chose and why.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let name = ProviderName::new(&arguments.provider).map_err(|error| {
        let wrong = &arguments.provider;
        Diagnostic::error("cli::provider", format!("{wrong:?} can't be the provider's name: {error}"))
            .help("it is the first part of every resource's id, for example `google`")
    })?;
    let path = Path::new(FILE_NAME);
    if path.symlink_metadata().is_ok() && !arguments.force {
        return Err(Diagnostic::error("cli::config-there", format!("there is a {FILE_NAME} here already"))
            .help("`provgen inspect` tells what fits without writing; `--force` writes over it")
            .at(FILE_NAME, "")
            .into());
    }
    let settings = of_documents(&arguments.documents)?;
    let survey = survey(&settings)?;
    let is_document = |path: &&PathBuf| !survey.fragments.contains(&path.display().to_string());
    let documents: Vec<PathBuf> = arguments.documents.iter().filter(is_document).cloned().collect();
    let text = configuration(&name, &documents, &survey, env)?;
    let mapping = MappingFile::beside(path).path;
    if mapping.symlink_metadata().is_ok() && !arguments.force {
        let file = mapping.display().to_string();
        return Err(Diagnostic::error("cli::config-there", format!("there is a {file} here already"))
            .help("`--force` writes over it")
            .at(file, "")
            .into());
    }
    let chosen = Settings::parse(&text, FILE_NAME, Path::new(""))?;
    let (names, _) = pool(None)?.install(|| names(&chosen))?;
    write(path, &text, &mapping, &names.to_text())?;
    let read = counted(survey.documents + survey.others, "document");
    if survey.documents > 0 {
        terminal.summary(&format!("{} in {read}\n", counted(survey.operations, "operation")));
    } else {
        terminal.summary(&format!("{read} with names of their own\n"));
    }
    if !survey.fragments.is_empty() {
        let files = survey.fragments.join(", ");
        terminal.summary(&format!("passed over {files}: parts of other documents\n"));
    }
    if survey.documents > 0 {
        terminal.summary(&reasons(&survey, &survey.choice()));
    }
    terminal.summary(&format!(
        "wrote {FILE_NAME} and {}, and in {}/ the schemas by which editors check both\n",
        mapping.display(),
        EditorSchema::folder_beside(path).display()
    ));
    terminal.summary(&doubts(&names));
    terminal.summary("\nNext:\n");
    let first = documents.first().map(|document| document.display().to_string()).unwrap_or_default();
    let inspect = (format!("provgen inspect {first}"), "the other rules of naming, with examples");
    let lines = [
        ("$EDITOR mapping.yaml".to_string(), "which query calls which operation: yours to change"),
        ("provgen generate".to_string(), "manifests and pages"),
    ];
    for (command, why) in (survey.documents > 0).then_some(inspect).into_iter().chain(lines) {
        terminal.summary(&format!("  {command:<40} {why}\n"));
    }
    Ok(Outcome::Clean)
}

/// Writes the configuration, the mapping, and the schemas that both name in their first lines.
fn write(path: &Path, text: &str, mapping: &Path, names: &str) -> Result<()> {
    let folder = EditorSchema::folder_beside(path);
    Project::of(Path::new("")).check_folder(&folder)?;
    let schemas = EditorSchema::ALL.map(|schema| (schema.path_beside(path), schema.text().to_string()));
    let own = [
        (path.to_path_buf(), EditorSchema::Config.line() + text),
        (mapping.to_path_buf(), EditorSchema::Mapping.line() + names),
    ];
    replace_all(&schemas.into_iter().chain(own).collect::<Vec<_>>())
}

/// What the rules doubt and a person decides, with examples.
fn doubts(names: &Mapping) -> String {
    const EXAMPLES: usize = 3;
    let doubtful: Vec<_> = names.lines().filter(|(_, line)| line.mark == Mark::Doubtful).collect();
    if doubtful.is_empty() {
        return String::new();
    }
    let mut text = format!("{} to decide, each with a `?`:\n", counted(doubtful.len(), "method"));
    for (path, line) in doubtful.iter().take(EXAMPLES) {
        text.push_str(&format!("  {}\n", printable(&shown(path, line))));
    }
    if doubtful.len() > EXAMPLES {
        text.push_str(&format!("  … and {} more\n", doubtful.len() - EXAMPLES));
    }
    text
}

/// The text of a configuration for `documents`.
fn configuration(name: &ProviderName, documents: &[PathBuf], survey: &Survey, env: &Env) -> Result<String> {
    let folder = env.folder().ok();
    let relative = |path: &PathBuf| {
        let below = folder.as_ref().and_then(|folder| path.strip_prefix(folder).ok());
        below.unwrap_or(path).display().to_string()
    };
    let mut settings = json!({
        "provider": { "name": name.as_str() },
        "specs": documents.iter().map(relative).collect::<Vec<_>>(),
        "docs": { "style": "registry" },
    });
    if let (true, Some(entries)) = (survey.documents > 0, settings.as_object_mut()) {
        if survey.split_because().is_some() {
            entries.insert("split".to_string(), json!({ "by": "tag" }));
        }
        let (resources, methods) = survey.choice().words();
        entries.insert("naming".to_string(), json!({ "resources": resources, "methods": methods }));
        // Most published providers name fields of bodies so.
        entries.insert("requests".to_string(), json!({ "body_columns": "plain" }));
    }
    yaml::write(&settings, TYPICAL_SIZE).map_err(|error| {
        Diagnostic::error("cli::configuration", format!("the configuration can't be written: {error}"))
            .help("write a provgen.yaml by hand: `provgen schema config` has all keys")
            .into()
    })
}
