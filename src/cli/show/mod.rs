//! `provgen show`.

mod json;
pub(super) mod table;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use json::{ProviderView, resource_view, service_view};
use table::{Long, table};

use super::terminal::Terminal;
use super::{Outcome, generate, pool};
use crate::diagnostic::{Diagnostic, Result, printable};
use crate::docs::Pages;
use crate::document::manifest;
use crate::document::node::Node;
use crate::document::project::{is_strange, read_found};
use crate::names::ProviderName;
use crate::pipeline::{Each, Fresh, each_fresh};
use crate::provider::{Resource, Service};
use crate::settings::Settings;
use crate::text::did_you_mean;

/// Arguments of `provgen show`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// google, google.dataproc or google.dataproc.sessions
    path: String,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The configuration; else provgen.yaml in the current folder or one above
    #[arg(long, value_name = "FILE", conflicts_with_all = ["spec", "from"])]
    config: Option<PathBuf>,
    /// A discovery or OpenAPI document, instead of a configuration; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "from")]
    spec: Vec<PathBuf>,
    /// A provider's folder with provider.yaml and services/, instead of a configuration
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Markdown,
}

/// Shows what `arguments.path` names.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let mut parts = arguments.path.splitn(3, '.');
    let provider = parts.next().unwrap_or_default();
    let (service, resource) = (parts.next(), parts.next());
    let settings = match &arguments.from {
        Some(folder) => from_folder(folder)?,
        None => generate::settings(arguments.config.as_deref(), &arguments.spec, Some(provider), None)?,
    };
    terminal.warnings(&settings.notes);
    let known = settings.provider.name.as_str();
    if provider != known {
        let problem =
            Diagnostic::error("cli::unknown-name", format!("the provider is `{known}`, not `{provider}`"));
        // The provider's name is misspelled, or left out.
        let meant = match did_you_mean(provider, [known]) {
            Some(_) => arguments.path.replacen(provider, known, 1),
            None => format!("{known}.{}", arguments.path),
        };
        return Err(problem.help(format!("write `{meant}`")).into());
    }
    let all = pool(None)?.install(|| {
        let pick = |Fresh { service: found, .. }: Fresh<'_>| {
            let name = found.name.clone();
            Ok((name, service.is_none_or(|wanted| wanted == found.name.as_str()).then_some(found)))
        };
        each_fresh(&settings, pick)
    })?;
    let Each { made: all, excluded } = all;
    if let Some(wanted) = service
        && all.iter().all(|(name, _)| name.as_str() != wanted)
    {
        if let Some(excluded) = excluded.iter().find(|excluded| excluded.name.as_str() == wanted) {
            return Err(excluded.asked_for().into());
        }
        let names = all.iter().map(|(name, _)| name.as_str());
        return Err(Diagnostic::unknown_name("service", wanted, &format!("`{provider}`"), names).into());
    }
    let services: Vec<Service> = all.into_iter().filter_map(|(_, found)| found).collect();
    let left_out: Vec<Diagnostic> = services.iter().flat_map(Service::left_out).collect();
    let notes = services.iter().flat_map(|service| &service.notes);
    let of_reading = notes.filter(|note| manifest::is_of_reading(note));
    terminal.notes(&of_reading.chain(&left_out).collect::<Vec<_>>());
    let text = match (service, resource, services.as_slice()) {
        (Some(service), Some(wanted), [found]) => {
            let resource = found.resource(wanted).ok_or_else(|| {
                let names = found.resources.iter().map(|resource| resource.name.as_str());
                Diagnostic::unknown_name("resource", wanted, &format!("`{provider}.{service}`"), names)
            })?;
            show_resource(&settings, found, resource, arguments.format)?
        }
        (Some(_), _, [found]) => show_service(&settings, found, arguments.format)?,
        _ => show_provider(&settings, &services, arguments.format)?,
    };
    terminal.result(&text);
    Ok(Outcome::Clean)
}

/// The settings of a provider that is generated or published already: its manifests are its documents.
pub(super) fn from_folder(folder: &Path) -> Result<Settings> {
    let shown = folder.display().to_string();
    let path = folder.join("provider.yaml");
    let text = read_found(&path, &path.display().to_string()).map_err(|_| {
        let message = match folder.is_dir() {
            true => "there is no provider.yaml in the folder",
            false => "there is no such folder",
        };
        Diagnostic::error("cli::no-provider", message)
            .help("name a version's folder: generated/providers/src/googleapis.com/v00.00.00000 for one")
            .at(&shown, "")
    })?;
    let read = manifest::parse(&text, &path.display().to_string());
    let document = read?.document;
    let name = document.get("name").and_then(|name| name.as_str()).unwrap_or_default();
    let name = ProviderName::new(name).map_err(|error| {
        Diagnostic::error("cli::provider", format!("{name:?} can't be the provider's name: {error}"))
            .help("`name` in provider.yaml is the first part of every resource's id")
            .at(path.display().to_string(), "/name")
    })?;
    let services = folder.join("services");
    if is_strange(&services) {
        let message = "`services` is a link that leads out of the folder";
        return Err(Diagnostic::error("cli::no-provider", message)
            .help("put what it stands for in its place")
            .at(&shown, "")
            .into());
    }
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(services).min_depth(1).max_depth(1) {
        let entry = entry.map_err(|error| {
            Diagnostic::error("cli::no-provider", format!("the services can't be read: {error}"))
                .help("a provider's folder has provider.yaml and services/")
                .at(&shown, "")
        })?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|end| end == "yaml") {
            files.push(entry.into_path());
        }
    }
    files.sort();
    for (service, entry) in services_of(&document) {
        let Some(file) = entry.rsplit('/').next() else { continue };
        if !files.iter().any(|found| found.file_name().is_some_and(|name| name == file)) {
            return Err(Diagnostic::error(
                "cli::no-service",
                format!("the manifest of `{service}` isn't there: {file}"),
            )
            .help("provider.yaml names it; restore it, or generate the provider anew")
            .at(path.display().to_string(), "")
            .into());
        }
    }
    Ok(Settings::for_manifests(name, &files))
}

/// The services that a provider.yaml names, and the references to their manifests.
fn services_of(document: &Node<'_>) -> Vec<(String, String)> {
    let Some(Node::Map(services)) = document.get("providerServices") else { return Vec::new() };
    let reference = |entry: &Node<'_>| entry.get("service")?.get("$ref")?.as_str().map(str::to_string);
    services.iter().filter_map(|(name, entry)| Some((name.to_string(), reference(entry)?))).collect()
}

fn show_resource(
    settings: &Settings,
    service: &Service,
    resource: &Resource,
    format: Format,
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
                "{bold}{}{bold:#}   Resource   {} {}{}\n",
                service.resource_id(&settings.provider.name, resource),
                service.name,
                printable(&api.version),
                printable(&revision)
            );
            Ok(format!("{title}\n{}\n{}", table::methods(resource), table::columns(resource)))
        }
    }
}

fn show_service(settings: &Settings, service: &Service, format: Format) -> Result<String> {
    match format {
        Format::Json => json::write(&service_view(settings, service)),
        Format::Markdown => Ok(Pages::new(&settings.provider, &settings.docs)?.service(service)?.1),
        Format::Table => {
            let rows = service.resources.iter().map(|resource| {
                let mut verbs: Vec<&str> =
                    resource.methods.iter().map(|method| method.verb.as_str()).collect();
                verbs.dedup();
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
            Ok(head
                + &table(["RESOURCE", "METHODS", "COLUMNS", "VERBS"], Terminal::width(), rows, Long::Wrapped))
        }
    }
}

fn show_provider(settings: &Settings, services: &[Service], format: Format) -> Result<String> {
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
            Ok(head
                + &table(["SERVICE", "RESOURCES", "METHODS", "TITLE"], Terminal::width(), rows, Long::Cut))
        }
    }
}
