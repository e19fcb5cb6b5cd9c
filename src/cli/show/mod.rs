//! `provgen show` shows a provider, a service or a resource.

mod format;
mod json;
mod provider;
mod table;

use std::path::PathBuf;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use format::Format;
pub(super) use json::Shown;
use json::{resource_view, service_view};
use provider::ServicePart;

use super::complete;
use super::terminal::Terminal;
use crate::api::SqlVerb;
use crate::cli::common::{Outcome, pool, published, settings};
use crate::cli::env::Env;
use crate::cli::table::{Long, table};
use crate::diagnostic::{Diagnostic, Result, printable};
use crate::docs::Pages;
use crate::document::manifest;
use crate::pipeline::{Each, each_service};
use crate::provider::{Resource, Service};
use crate::settings::{Settings, Spec};
use crate::text::did_you_mean;

/// Arguments of `provgen show`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to show: google, google.dataproc or google.dataproc.sessions [default: the provider at hand]
    #[arg(add = ArgValueCompleter::new(complete::paths))]
    path: Option<String>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["spec", "from"])]
    config: Option<PathBuf>,
    /// A discovery or OpenAPI document, instead of a configuration; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "from", requires = "path")]
    spec: Vec<PathBuf>,
    /// A provider's folder, or that of a version with provider.yaml and services/, instead of a configuration
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

/// Shows the provider, service or resource that `arguments.path` names.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let mut names = arguments.path.iter().flat_map(|path| path.splitn(3, '.'));
    let (provider, service, resource) = (names.next(), names.next(), names.next());
    let mut settings = match &arguments.from {
        Some(folder) => published(folder)?,
        None => settings(arguments.config.as_deref(), &arguments.spec, provider, None, env)?,
    };
    terminal.warnings(&settings.notes);
    check_provider(arguments.path.as_deref(), &settings)?;
    let provider = settings.provider.name.clone();
    if let Some(wanted) = service.filter(|_| arguments.from.is_some()) {
        only(wanted, &mut settings.specs);
    }
    let all = pool(None)?.install(|| {
        let pick = |_: &Spec, found: Service| {
            let (name, notes) = (found.name.clone(), reading_notes(&found));
            let part = match service {
                Some(wanted) if wanted == name.as_str() => Part::Service(Box::new(found), notes),
                Some(_) => Part::Nothing,
                None => {
                    let part = ServicePart::new(&settings, &found, arguments.format)?;
                    Part::OfProvider(Box::new(part), notes)
                }
            };
            Ok((name, part))
        };
        each_service(&settings, pick)
    })?;
    let Each { made: all, excluded, .. } = all;
    if let Some(wanted) = service
        && all.iter().all(|(name, _)| name.as_str() != wanted)
    {
        if let Some(excluded) = excluded.iter().find(|excluded| excluded.name.as_str() == wanted) {
            return Err(excluded.asked_for().into());
        }
        let names = all.iter().map(|(name, _)| name.as_str());
        return Err(Diagnostic::unknown_name(
            "cli::unknown-name",
            "service",
            wanted,
            &format!("`{provider}`"),
            names,
        )
        .into());
    }
    let (mut services, mut parts, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for (_, part) in all {
        match part {
            Part::Service(found, told) => {
                services.push(*found);
                notes.extend(told);
            }
            Part::OfProvider(part, told) => {
                parts.push(*part);
                notes.extend(told);
            }
            Part::Nothing => {}
        }
    }
    terminal.notes(&notes.iter().collect::<Vec<_>>());
    let width = terminal.width();
    let text = match (service, resource, services.as_slice()) {
        (Some(service), Some(wanted), [found]) => {
            let resource = found.resource(wanted).ok_or_else(|| {
                let names = found.resources.iter().map(|resource| resource.name.as_str());
                Diagnostic::unknown_name(
                    "cli::unknown-name",
                    "resource",
                    wanted,
                    &format!("`{provider}.{service}`"),
                    names,
                )
            })?;
            show_resource(&settings, found, resource, arguments.format, width)?
        }
        (Some(_), _, [found]) => show_service(&settings, found, arguments.format, width)?,
        _ => provider::show(&settings, &parts, arguments.format, width)?,
    };
    terminal.result(&text);
    Ok(Outcome::Clean)
}

/// # Errors
/// `path` begins with another name than the provider's.
fn check_provider(path: Option<&str>, settings: &Settings) -> Result<()> {
    let known = settings.provider.name.as_str();
    let Some((path, provider)) = path.and_then(|path| Some((path, path.split('.').next()?))) else {
        return Ok(());
    };
    if provider == known {
        return Ok(());
    }
    let problem =
        Diagnostic::error("cli::unknown-name", format!("the provider is `{known}`, not `{provider}`"));
    // The provider's name is misspelled, or the path begins with a service.
    let meant = match did_you_mean(provider, [known]) {
        Some(_) => path.replacen(provider, known, 1),
        None => format!("{known}.{path}"),
    };
    Err(problem.help(format!("write `{meant}`")).into())
}

/// The notes on how the service's document is read: all those on a manifest, which is shown with its faults.
fn reading_notes(service: &Service) -> Vec<Diagnostic> {
    let is_manifest = service.api.annotated.is_some();
    let is_told =
        |note: &&Diagnostic| manifest::is_of_reading(note) || is_manifest && note.code.starts_with("input::");
    service.notes.iter().filter(is_told).cloned().collect()
}

/// What is kept of a service until all are read, with the notes on its document.
enum Part {
    /// The service that is asked for, or the one of the resource.
    Service(Box<Service>, Vec<Diagnostic>),
    /// What the provider shows of it.
    OfProvider(Box<ServicePart>, Vec<Diagnostic>),
    Nothing,
}

/// Leaves the documents of the service `wanted` alone, if there are any: a published provider says which documents
/// they are, and need not be read as a whole.
fn only(wanted: &str, specs: &mut Vec<Spec>) {
    let is_wanted = |spec: &Spec| spec.service.as_ref().is_some_and(|service| service.as_str() == wanted);
    if specs.iter().any(is_wanted) {
        specs.retain(is_wanted);
    }
}

fn show_resource(
    settings: &Settings,
    service: &Service,
    resource: &Resource,
    format: Format,
    width: Option<usize>,
) -> Result<String> {
    match format {
        Format::Json => json::write(&resource_view(settings, service, resource)),
        Format::Markdown => Pages::new(&settings.provider, &settings.docs)?.tables(service, resource),
        Format::Table => {
            let api = &service.api;
            let revision =
                api.revision.as_ref().map(|revision| format!(" revision {revision}")).unwrap_or_default();
            let bold = anstyle::Style::new().bold();
            let title = format!(
                "{bold}{}{bold:#}   {}   {} {}{}\n",
                service.resource_id(&settings.provider.name, resource),
                resource.kind().as_str(),
                service.name,
                printable(&api.version),
                printable(&revision)
            );
            let (methods, columns) = (table::methods(resource, width), table::columns(resource, width));
            Ok(format!("{title}\n{methods}\n{columns}{}", table::view(resource)))
        }
    }
}

fn show_service(
    settings: &Settings,
    service: &Service,
    format: Format,
    width: Option<usize>,
) -> Result<String> {
    match format {
        Format::Json => json::write(&service_view(settings, service)),
        Format::Markdown => Ok(Pages::new(&settings.provider, &settings.docs)?.service(service)?.1),
        Format::Table => {
            let rows = service.resources.iter().map(|resource| {
                let verbs: Vec<&str> = resource.verbs().into_iter().map(SqlVerb::as_str).collect();
                [
                    resource.name.to_string(),
                    resource.methods.len().to_string(),
                    resource.columns.len().to_string(),
                    verbs.join(" "),
                ]
            });
            let bold = anstyle::Style::new().bold();
            let head = format!(
                "{bold}{}.{}{bold:#}   {}\n\n",
                settings.provider.name,
                service.name,
                printable(service.title())
            );
            Ok(head + &table(["RESOURCE", "METHODS", "COLUMNS", "VERBS"], width, rows, Long::Wrapped))
        }
    }
}
