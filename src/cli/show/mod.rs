//! `provgen show` shows a provider, a service or a resource.

mod json;
pub(super) mod table;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use json::{ProviderView, resource_view, service_view};
use table::{Long, table};

use super::terminal::Terminal;
use crate::api::SqlVerb;
use crate::cli::common::{Outcome, pool, published, settings};
use crate::cli::env::Env;
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
    /// What to show: google, google.dataproc or google.dataproc.sessions
    path: String,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The configuration [default: provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["spec", "from"])]
    config: Option<PathBuf>,
    /// A discovery or OpenAPI document, instead of a configuration; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "from")]
    spec: Vec<PathBuf>,
    /// A provider's folder, or that of a version with provider.yaml and services/, instead of a configuration
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Markdown,
}

/// Shows the provider, service or resource that `arguments.path` names.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let mut parts = arguments.path.splitn(3, '.');
    let provider = parts.next().unwrap_or_default();
    let (service, resource) = (parts.next(), parts.next());
    let settings = match &arguments.from {
        Some(folder) => published(folder)?,
        None => settings(arguments.config.as_deref(), &arguments.spec, Some(provider), None, env)?,
    };
    terminal.warnings(&settings.notes);
    let known = settings.provider.name.as_str();
    if provider != known {
        let problem =
            Diagnostic::error("cli::unknown-name", format!("the provider is `{known}`, not `{provider}`"));
        // The provider's name is misspelled, or the path begins with a service.
        let meant = match did_you_mean(provider, [known]) {
            Some(_) => arguments.path.replacen(provider, known, 1),
            None => format!("{known}.{}", arguments.path),
        };
        return Err(problem.help(format!("write `{meant}`")).into());
    }
    let all = pool(None)?.install(|| {
        let pick = |_: &Spec, found: Service| {
            let name = found.name.clone();
            Ok((name, service.is_none_or(|wanted| wanted == found.name.as_str()).then_some(found)))
        };
        each_service(&settings, pick)
    })?;
    let Each { made: all, excluded } = all;
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
    let services: Vec<Service> = all.into_iter().filter_map(|(_, found)| found).collect();
    let notes = services.iter().flat_map(|service| &service.notes);
    let of_reading = notes.filter(|note| manifest::is_of_reading(note));
    terminal.notes(&of_reading.collect::<Vec<_>>());
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
        _ => show_provider(&settings, &services, arguments.format, width)?,
    };
    terminal.result(&text);
    Ok(Outcome::Clean)
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
                printable(&service.api.title)
            );
            Ok(head + &table(["RESOURCE", "METHODS", "COLUMNS", "VERBS"], width, rows, Long::Wrapped))
        }
    }
}

fn show_provider(
    settings: &Settings,
    services: &[Service],
    format: Format,
    width: Option<usize>,
) -> Result<String> {
    let provider = &settings.provider;
    match format {
        Format::Json => json::write(&ProviderView {
            id: provider.name.as_str(),
            services: services.iter().map(|service| service_view(settings, service)).collect(),
        }),
        Format::Markdown => {
            let outlines: Vec<_> = services.iter().map(Service::outline).collect();
            let pages = Pages::new(provider, &settings.docs)?.provider(&outlines)?;
            Ok(pages.into_iter().next().map(|(_, text)| text).unwrap_or_default())
        }
        Format::Table => {
            let rows = services.iter().map(|service| {
                let counts = service.counts();
                [
                    service.name.to_string(),
                    counts.resources.to_string(),
                    counts.methods().to_string(),
                    service.api.title.clone(),
                ]
            });
            let bold = anstyle::Style::new().bold();
            let head = format!("{bold}{}{bold:#}   {}\n\n", provider.name, printable(&provider.title));
            Ok(head + &table(["SERVICE", "RESOURCES", "METHODS", "TITLE"], width, rows, Long::Cut))
        }
    }
}
