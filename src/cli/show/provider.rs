//! `provgen show` of a whole provider, service by service: each is dropped before the next one is read.

use std::fmt::Write as _;

use super::format::Format;
use super::json::{self, service_view};

use crate::cli::table::{Long, table};
use crate::diagnostic::{Result, printable};
use crate::docs::Pages;
use crate::needs::auth::{AuthAsked, DerivedAuth};
use crate::provider::{Service, ServiceOutline};
use crate::settings::Settings;

/// What is kept of a service.
#[derive(Debug)]
pub(super) struct ServicePart {
    outline: ServiceOutline,
    auth: Option<AuthAsked>,
    /// The service as JSON, if JSON is wanted.
    json: Option<String>,
}

impl ServicePart {
    /// The part of `service` that `format` shows.
    pub(super) fn new(settings: &Settings, service: &Service, format: Format) -> Result<Self> {
        let json = match format {
            Format::Json => Some(json::write(&service_view(settings, service))?),
            Format::Table | Format::Markdown => None,
        };
        Ok(Self { outline: service.outline(), auth: AuthAsked::of(&service.api), json })
    }
}

/// The provider of the `services`, in their order.
pub(super) fn show(
    settings: &Settings,
    services: &[ServicePart],
    format: Format,
    width: Option<usize>,
) -> Result<String> {
    let provider = &settings.provider;
    match format {
        Format::Json => Ok(of_json(provider.name.as_str(), services)),
        Format::Markdown => {
            let outlines: Vec<_> = services.iter().map(|service| &service.outline).collect();
            let auth = DerivedAuth::of(provider, services.iter().map(|service| service.auth.as_ref()));
            let pages = Pages::new(provider, &settings.docs)?.provider(&auth.set(provider), &outlines)?;
            Ok(pages.into_iter().next().map(|(_, text)| text).unwrap_or_default())
        }
        Format::Table => {
            let rows = services.iter().map(|ServicePart { outline, .. }| {
                [
                    outline.name.to_string(),
                    outline.counts.resources.to_string(),
                    outline.counts.methods().to_string(),
                    outline.title.clone(),
                ]
            });
            let bold = anstyle::Style::new().bold();
            let head = format!("{bold}{}{bold:#}   {}\n\n", provider.name, printable(&provider.title));
            Ok(head + &table(["SERVICE", "RESOURCES", "METHODS", "TITLE"], width, rows, Long::Cut))
        }
    }
}

/// `{"id": …, "services": […]}` of services that are JSON already, indented as if they were written together. No text of
/// JSON has a line's end in it.
fn of_json(name: &str, services: &[ServicePart]) -> String {
    let mut text = format!("{{\n  \"id\": \"{name}\",\n  \"services\": [");
    for (index, service) in services.iter().filter_map(|service| service.json.as_deref()).enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        let lines: Vec<&str> = service.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let end = if number + 1 == lines.len() { "" } else { "\n" };
            // Writing to a string can't fail.
            let _ = write!(text, "    {line}{end}");
        }
    }
    let is_empty = services.is_empty();
    text.push_str(if is_empty { "]\n}\n" } else { "\n  ]\n}\n" });
    text
}
