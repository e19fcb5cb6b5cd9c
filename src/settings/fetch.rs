//! The key `fetch` of `provgen.yaml`: the settings of `provgen fetch`.
//!
//! Only the names of documents are read of the rest of the file: before the first fetch the documents don't
//! exist.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::model::ConfigFile;
use super::specs;
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::document::project::unquoted;
use crate::document::{locate, parse};
use crate::fetch::address::{Address, HostPattern};
use crate::fetch::options::{DEFAULT_ROOT, DocumentName, FetchSettings};
use crate::settings::keys::unknown_key;

const KEYS: [&str; 8] = [
    "root",
    "hosts",
    "documents",
    "connections",
    "timeout_seconds",
    "retries",
    "backoff_seconds",
    "max_megabytes",
];

/// How an entry of `documents` is written.
const DOCUMENT_EXAMPLE: &str =
    "for example, write `meet.v2: \"https://meet.googleapis.com/$discovery/rest?version=v2\"`";

/// The settings of `fetch` in the configuration at `path`, if there is one; else the defaults.
///
/// # Errors
/// All problems of the key `fetch`, with lines.
pub fn fetch_settings(path: Option<&Path>) -> Result<FetchSettings> {
    let Some(path) = path else { return default() };
    let ConfigFile { name, text, is_strange } = ConfigFile::read(path)?;
    read_text(&text, &name, path).map_err(|failure| unquoted(failure, |file| is_strange && file == name))
}

fn read_text(text: &str, name: &str, path: &Path) -> Result<FetchSettings> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parse::parse(text, name)?;
    let problems = Problems::default();
    let mut settings = default()?;
    for (key, value) in Cursor::root(&document, name, &problems).entries() {
        match key {
            "fetch" => settings = read(&value, settings),
            "specs" | "services" => settings.documents.extend(documents(value.node, path)),
            _ => {}
        }
    }
    problems.or(settings).map_err(|failure| locate::positions(failure, text, name))
}

/// The documents that the value of `specs` or `services` names without wildcards; `path` is the
/// configuration's. Problems of these values are left for `generate` to report.
fn documents(node: &Node<'_>, path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let named: Vec<&str> = match node {
        Node::List(items) => items.iter().filter_map(Node::as_str).collect(),
        Node::Map(services) => {
            services.iter().filter_map(|(_, service)| service.get("spec").and_then(Node::as_str)).collect()
        }
        _ => Vec::new(),
    };
    named.into_iter().filter(|name| !specs::is_wild(name)).map(|name| folder.join(name)).collect()
}

fn default() -> Result<FetchSettings> {
    FetchSettings::new(None)
        .map_err(|error| Diagnostic::error("config::bad-address", error.to_string()).into())
}

/// Reports the problems of the key `fetch`.
pub(super) fn check(at: &Cursor<'_, '_>) {
    if let Ok(settings) = default() {
        read(at, settings);
    }
}

fn read(at: &Cursor<'_, '_>, mut settings: FetchSettings) -> FetchSettings {
    for (key, value) in at.entries() {
        match key {
            "root" => {
                let example = format!("for example, write `root: {DEFAULT_ROOT}`");
                if let Some(root) = address(&value, &example) {
                    settings.root = root;
                }
            }
            "documents" => {
                for (name, value) in value.entries() {
                    let address = address(&value, DOCUMENT_EXAMPLE);
                    match DocumentName::parse(name) {
                        Ok(name) => settings.addresses.extend(address.map(|address| (name, address))),
                        Err(error) => value.report_key(
                            Diagnostic::error(
                                "config::bad-document",
                                format!("{name:?} can't be a document's name: {error}"),
                            )
                            .help(DOCUMENT_EXAMPLE),
                        ),
                    }
                }
            }
            "hosts" => {
                for item in value.items() {
                    let Some(text) = item.string() else { continue };
                    match HostPattern::parse(&text) {
                        Some(host) => settings.hosts.push(host),
                        None => item.report(
                            Diagnostic::error("config::bad-host", format!("`{text}` is not a host"))
                                .help("write `mirror.example`, `*.mirror.example` for all below it, `http://mirror.example` if it has no https, `mirror.example:8443` for another port than the scheme's own"),
                        ),
                    }
                }
            }
            "connections" => {
                if let Some(count) = number(&value, 1.0, 64.0, Kind::Whole) {
                    settings.connections = count as usize;
                }
            }
            "timeout_seconds" => {
                if let Some(seconds) = number(&value, 0.1, 3600.0, Kind::Any) {
                    settings.timeout = Duration::from_secs_f64(seconds);
                }
            }
            "retries" => {
                if let Some(count) = number(&value, 0.0, 20.0, Kind::Whole) {
                    settings.retries = count as u32;
                }
            }
            "backoff_seconds" => {
                if let Some(seconds) = number(&value, 0.0, 60.0, Kind::Any) {
                    settings.backoff = Duration::from_secs_f64(seconds);
                }
            }
            "max_megabytes" => {
                if let Some(count) = number(&value, 1.0, 256.0, Kind::Whole) {
                    settings.max_bytes = (count as u64) << 20;
                }
            }
            _ => unknown_key(key, &KEYS, &value),
        }
    }
    settings
}

/// The address that a value is; `example` shows how one is written.
fn address(at: &Cursor<'_, '_>, example: &str) -> Option<Address> {
    let parsed = Address::parse(&at.string()?);
    parsed
        .map_err(|error| at.report(Diagnostic::error("config::bad-address", error.to_string()).help(example)))
        .ok()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    Any,
}

/// A number from `least` to `most`; both bounds fit the types that the number is converted to.
fn number(at: &Cursor<'_, '_>, least: f64, most: f64, kind: Kind) -> Option<f64> {
    let found = match at.node {
        Node::Number(number) => number.as_f64(),
        _ => None,
    };
    let fits = |number: &f64| (least..=most).contains(number) && (kind == Kind::Any || number.fract() == 0.0);
    let found = found.filter(fits);
    if found.is_none() {
        let whole = if kind == Kind::Whole { "whole " } else { "" };
        let message =
            format!("expected a {whole}number from {least} to {most}, found {}", at.node.describe());
        at.report(Diagnostic::error("config::bad-number", message).help("leave the key out for the default"));
    }
    found
}
