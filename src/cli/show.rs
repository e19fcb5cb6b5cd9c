//! `provgen show`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table, presets};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::terminal::Terminal;
use super::{Outcome, generate, pool};
use crate::diagnostic::{Diagnostic, Result, printable};
use crate::docs::Pages;
use crate::input::node::Node;
use crate::names::{ProviderName, did_you_mean};
use crate::pipeline::each_service;
use crate::provider::{Column, Method, Resource, Service};
use crate::settings::Settings;

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

/// A resource in JSON.
#[derive(Serialize)]
struct ResourceView<'a> {
    id: String,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    fields: Vec<FieldView<'a>>,
    methods: Vec<MethodView<'a>>,
}

#[derive(Serialize)]
struct FieldView<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    datatype: &'static str,
    format: Option<&'a str>,
    description: Option<&'a str>,
    type_description: Option<&'a str>,
}

#[derive(Serialize)]
struct MethodView<'a> {
    name: &'a str,
    verb: &'static str,
    required: &'a [String],
    optional: &'a [String],
    description: &'a str,
    operation_id: &'a str,
    http_method: &'static str,
    path: &'a str,
    object_key: Option<String>,
    deprecated: bool,
}

#[derive(Serialize)]
struct ServiceView<'a> {
    id: String,
    title: &'a str,
    resources: Vec<ResourceView<'a>>,
}

#[derive(Serialize)]
struct ProviderView<'a> {
    id: &'a str,
    services: Vec<ServiceView<'a>>,
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
        each_service(&settings, |found| {
            let name = found.name.clone();
            Ok((name, service.is_none_or(|wanted| wanted == found.name.as_str()).then_some(found)))
        })
    })?;
    if let Some(wanted) = service
        && all.iter().all(|(name, _)| name.as_str() != wanted)
    {
        let names = all.iter().map(|(name, _)| name.as_str());
        return Err(Diagnostic::unknown_name("service", wanted, &format!("`{provider}`"), names).into());
    }
    let services: Vec<Service> = all.into_iter().filter_map(|(_, found)| found).collect();
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
    let manifest = folder.join("provider.yaml");
    let text = crate::input::read(&manifest, &manifest.display().to_string()).map_err(|_| {
        Diagnostic::error("cli::no-provider", "there is no provider.yaml in the folder")
            .help("name a version's folder: generated/providers/src/googleapis.com/v00.00.00000 for one")
            .at(&shown, "")
    })?;
    let document =
        crate::input::node::parse(&text, &manifest.display().to_string()).map_err(|problem| *problem)?;
    let name = document.get("name").and_then(|name| name.as_str()).unwrap_or_default();
    let name = ProviderName::new(name).map_err(|error| {
        Diagnostic::error("cli::provider", format!("{name:?} can't be the provider's name: {error}"))
            .help("`name` in provider.yaml is the first part of every resource's id")
            .at(manifest.display().to_string(), "/name")
    })?;
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder.join("services")).min_depth(1).max_depth(1) {
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
            .at(manifest.display().to_string(), "")
            .into());
        }
    }
    Ok(Settings::for_specs(name, &files, None))
}

/// The services that a provider.yaml names, and the references to their manifests.
fn services_of(document: &Node<'_>) -> Vec<(String, String)> {
    let Some(Node::Map(services)) = document.get("providerServices") else { return Vec::new() };
    let reference = |entry: &Node<'_>| entry.get("service")?.get("$ref")?.as_str().map(str::to_string);
    services.iter().filter_map(|(name, entry)| Some((name.to_string(), reference(entry)?))).collect()
}

fn resource_view<'a>(settings: &Settings, service: &Service, resource: &'a Resource) -> ResourceView<'a> {
    ResourceView {
        id: service.resource_id(&settings.provider.name, resource),
        name: resource.name.as_str(),
        kind: "Resource",
        fields: resource.columns.iter().map(FieldView::new).collect(),
        methods: resource.methods.iter().map(MethodView::new).collect(),
    }
}

fn service_view<'a>(settings: &Settings, service: &'a Service) -> ServiceView<'a> {
    ServiceView {
        id: format!("{}.{}", settings.provider.name, service.name),
        title: &service.api.title,
        resources: service
            .resources
            .iter()
            .map(|resource| resource_view(settings, service, resource))
            .collect(),
    }
}

impl<'a> FieldView<'a> {
    fn new(column: &'a Column) -> Self {
        Self {
            name: &column.name,
            datatype: column.datatype,
            format: column.format.as_deref(),
            description: column.description.as_deref(),
            type_description: column.type_description.as_deref(),
        }
    }
}

impl<'a> MethodView<'a> {
    fn new(method: &'a Method) -> Self {
        Self {
            name: method.name.as_str(),
            verb: method.verb.as_str(),
            required: &method.required,
            optional: &method.optional,
            description: &method.description,
            operation_id: method.operation_id.as_str(),
            http_method: method.http_method.as_str(),
            path: &method.path,
            object_key: method.object_key.as_ref().map(ToString::to_string),
            deprecated: method.deprecated,
        }
    }
}

fn json(view: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(view);
    Ok(text.map_err(|error| Diagnostic::error("cli::json", format!("can't write JSON: {error}")))? + "\n")
}

fn show_resource(
    settings: &Settings,
    service: &Service,
    resource: &Resource,
    format: Format,
) -> Result<String> {
    match format {
        Format::Json => json(&resource_view(settings, service, resource)),
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
            Ok(format!("{title}\n{}\n{}", methods_table(resource), columns_table(resource)))
        }
    }
}

fn methods_table(resource: &Resource) -> String {
    let header = ["METHOD", "VERB", "REQUIRED", "CALLS"];
    let whole = table(header, None, method_rows(resource, None), Long::Wrapped);
    match Terminal::width() {
        Some(width) if whole.lines().any(|line| line.width() > width) => {
            table(header, Some(width), method_rows(resource, Some(width)), Long::Wrapped)
        }
        _ => whole,
    }
}

fn method_rows(resource: &Resource, width: Option<usize>) -> impl Iterator<Item = [String; 4]> {
    resource.methods.iter().map(move |method| {
        let rows = method.object_key.as_ref().map(|key| format!(" → {key}")).unwrap_or_default();
        let path = shortened(&method.path, width);
        [
            method.name.to_string(),
            method.verb.as_str().into(),
            method.required.join(" "),
            format!("{} {path}{rows}", method.http_method.as_str()),
        ]
    })
}

fn columns_table(resource: &Resource) -> String {
    if resource.columns.is_empty() {
        return "SELECT returns no columns.\n".into();
    }
    let rows = resource.columns.iter().map(|column| {
        let about = column.description.as_deref().or(column.type_description.as_deref()).unwrap_or_default();
        let (mark, about) = mark(column, about);
        [column.name.clone(), column.datatype.into(), mark.into(), about.into()]
    });
    table(["COLUMN", "TYPE", "", ""], Terminal::width(), rows, Long::Cut)
}

/// The mark that a description begins with (AIP-203), and the rest of it.
fn mark<'d>(column: &Column, about: &'d str) -> (&'static str, &'d str) {
    const MARKS: [(&str, &str); 6] = [
        ("Output only.", "output only"),
        ("Required.", "required"),
        ("Optional.", "optional"),
        ("Immutable.", "immutable"),
        ("Identifier.", "identifier"),
        ("Input only.", "input only"),
    ];
    let found =
        MARKS.iter().find_map(|(prefix, mark)| Some((*mark, about.strip_prefix(prefix)?.trim_start())));
    match found {
        Some(found) => found,
        None if column.deprecated => ("deprecated", about),
        None if column.read_only => ("output only", about),
        None => ("", about),
    }
}

/// A long path where it must fit a line: its first segment and its last two.
fn shortened(path: &str, width: Option<usize>) -> String {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match (width, segments.as_slice()) {
        (Some(_), [_, .., before, last]) if path.chars().count() > 40 => format!("…/{before}/{last}"),
        _ => path.to_string(),
    }
}

/// What becomes of a cell that is too long for a terminal's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Long {
    /// It ends in `…`: prose, of which the start says most.
    Cut,
    /// It goes on below: names, of which each counts.
    Wrapped,
}

/// A table without lines, fitted to the terminal; in a pipe each row is one line, as long as it is.
fn table<const N: usize>(
    header: [&str; N],
    width: Option<usize>,
    rows: impl Iterator<Item = [String; N]>,
    long: Long,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_truncation_indicator("…").set_header(header);
    for row in rows {
        let mut row = Row::from(row.iter().map(|cell| printable(cell)).collect::<Vec<_>>());
        if long == Long::Cut {
            row.max_height(1);
        }
        table.add_row(row);
    }
    match width {
        Some(width) => {
            table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(u16::try_from(width).unwrap_or(u16::MAX));
            for index in 0..N.saturating_sub(2) {
                if let Some(column) = table.column_mut(index) {
                    column.set_constraint(ColumnConstraint::ContentWidth);
                }
            }
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    let text = table.to_string();
    text.lines()
        .map(|line| format!("{}\n", line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end())))
        .collect()
}

fn show_service(settings: &Settings, service: &Service, format: Format) -> Result<String> {
    match format {
        Format::Json => json(&service_view(settings, service)),
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
        Format::Json => json(&ProviderView {
            id: provider.name.as_str(),
            services: services.iter().map(|service| service_view(settings, service)).collect(),
        }),
        Format::Markdown => {
            let outlines: Vec<_> = services.iter().map(Service::outline).collect();
            Ok(Pages::new(provider, &settings.docs)?.provider(&outlines)?.1)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(width: Option<usize>, long: Long) -> String {
        let row = [
            "projects_locations_sessions_get",
            "SELECT",
            "locationsId projectsId sessionsId",
            "GET …/sessions/{sessionsId}",
        ];
        table(["METHOD", "VERB", "REQUIRED", "CALLS"], width, [row.map(String::from)].into_iter(), long)
    }

    #[test]
    fn tables_fit_the_terminal() {
        for width in [80, 100, 160] {
            for long in [Long::Cut, Long::Wrapped] {
                let text = sample(Some(width), long);
                assert!(text.lines().all(|line| line.width() <= width), "{width}\n{text}");
            }
        }
        assert_eq!(sample(Some(80), Long::Cut).lines().count(), 2);
        assert!(sample(Some(80), Long::Cut).contains('…'));
    }

    #[test]
    fn names_are_whole_however_narrow_it_is() {
        let text = sample(Some(80), Long::Wrapped);
        assert!(["locationsId", "projectsId", "sessionsId"].iter().all(|name| text.contains(name)), "{text}");
    }

    #[test]
    fn a_pipe_gets_each_row_on_one_line() {
        assert_eq!(sample(None, Long::Wrapped).lines().count(), 2);
    }

    #[test]
    fn long_paths_are_shortened_for_terminals_alone() {
        let path = "/v1/projects/{projectsId}/locations/{locationsId}/sessions/{sessionsId}";
        assert_eq!(shortened(path, Some(80)), "…/sessions/{sessionsId}");
        assert_eq!(shortened(path, None), path);
        assert_eq!(shortened("/v1/things", Some(80)), "/v1/things");
    }
}
