//! The keys of `provgen.yaml`.

use std::collections::BTreeMap;
use std::path::Path;

use super::found::Found;
use super::model::{DEFAULT_OUT, Documents, OutBound, ServiceSettings, Settings};
use super::spec::Spec;
use super::{beside, diff, fetch, manifest, needs, overlays, paths, selection, specs, split};
use crate::api::{ObjectKey, SqlVerb};
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::docs::options::{DocsSettings, FieldOrder, Style};
use crate::document::cursor::{Cursor, escape};
use crate::document::node::Node;
use crate::document::project::{Inside, Project};
use crate::document::{locate, parse};
use crate::manifest::options::ManifestSettings;
use crate::mapping::rules::{MethodNames, Override, ResourceNames, ServiceRules};
use crate::mapping::selection::Selection;
use crate::names::{DirectoryName, MethodName, OperationId, ProviderName, ResourceName};
use crate::needs::options::NeedsOptions;
use crate::provider::Listing;
use crate::provider::identity::ProviderSettings;
use crate::rules::levels::DiffSettings;
use crate::settings::files::{self, Undecided};
use crate::settings::keys::{checked, checked_key, choice, place, unknown_key};
use crate::settings::naming::NamingSettings;

const TOP_KEYS: [&str; 20] = [
    "provider",
    "specs",
    "services",
    "split",
    "overlays",
    "select",
    "exclude",
    "naming",
    "envelope",
    "requests",
    "pagination",
    "settings",
    "docs",
    "manifest",
    "mapping",
    "out",
    "acronyms",
    "fetch",
    "diff",
    "strict",
];
const PROVIDER_KEYS: [&str; 5] = ["name", "directory", "title", "description", "config"];
const DOCS_KEYS: [&str; 5] = ["style", "templates", "field_order", "header", "history"];
const SERVICE_KEYS: [&str; 15] = [
    "spec",
    "split",
    "overlays",
    "title",
    "description",
    "preferred",
    "method_names",
    "raw_list_methods",
    "resource_from",
    "naming",
    "envelope",
    "requests",
    "pagination",
    "settings",
    "overrides",
];
const OVERRIDE_KEYS: [&str; 5] = ["resource", "method", "verb", "object_key", "route"];

/// The JSON pointer of a service's override in the configuration.
pub(super) fn override_pointer(service: &str, id: &str) -> String {
    format!("/services/{service}/overrides/{}", escape(id))
}

/// Reads a configuration; relative paths in it start at `folder`.
pub(super) fn read(text: &str, name: &str, folder: &Path, documents: Documents) -> Result<Settings> {
    let document = parse::parse(text, name)?;
    if document == Node::Null {
        return Err(Diagnostic::error("config::empty", "the configuration is empty")
            .help("it needs `provider: { name: … }` and `specs: [ … ]`")
            .at(name, "")
            .into());
    }
    let problems = Problems::default();
    let root = Cursor::root(&document, name, &problems);
    let project = Project::of(folder);
    let mut found = Found::new(folder, &project, documents);
    let (mut provider, mut services, mut out, mut acronyms) = (None, BTreeMap::new(), None, None);
    let (mut docs, mut compared) = (DocsSettings::default(), DiffSettings::default());
    let mut common = Vec::new();
    let mut is_strict = false;
    let mut undecided = Undecided::default();
    let (mut selected, mut written) = (Selection::default(), ManifestSettings::default());
    let mut naming = NamingSettings::default();
    let mut needed = NeedsOptions::default();
    let mut parts = None;
    for (key, value) in root.entries() {
        match key {
            "provider" => provider = read_provider(&value),
            "specs" => found.specs(&value),
            "services" => {
                for (service, value) in value.entries() {
                    let Some(service) = checked_key(service, &value) else { continue };
                    let (mut settings, spec) = read_service(&value, folder, documents, &found.notes);
                    if let Some(list) = value.get("overlays") {
                        settings.overlays = overlays::read(&list, folder, &project, documents, &problems);
                    }
                    if let Some((at, spec)) = value.get("spec").zip(spec) {
                        found.service(&service, &spec, &at);
                    }
                    services.insert(service, settings);
                }
            }
            "split" => parts = split::read(&value),
            "overlays" => common = overlays::read(&value, folder, &project, documents, &problems),
            "select" => selected.select = selection::read(&value),
            "exclude" => selected.exclude = selection::read(&value),
            "naming" => naming.read(&value),
            "envelope" => naming.read_envelope(&value),
            "strict" => is_strict = value.boolean(),
            "docs" => docs = read_docs(&value, folder, &project),
            "requests" => needed.body_columns = needs::requests(&value),
            "pagination" => needed.pagination = needs::pagination(&value),
            "settings" => needed.settings = needs::settings(&value, &found.notes),
            "manifest" => written = manifest::read(&value),
            "mapping" => undecided = files::read(&value),
            "out" => out = paths::out(&value, folder, &project),
            "diff" => compared = diff::read(&value, folder, &project),
            "acronyms" => acronyms = Some(value.strings()),
            // `fetch` is for another command; its problems are reported all the same.
            "fetch" => fetch::check(&value),
            _ => unknown_key(key, &TOP_KEYS, &value),
        }
    }
    if provider.is_none() && document.get("provider").is_none() && matches!(document, Node::Map(_)) {
        root.report(
            Diagnostic::error("config::missing-key", "`provider` is missing")
                .help("for example, write `provider: { name: google }`"),
        );
    }
    found.check(&root, &problems);
    let mut all = found.all();
    beside::fill(&mut all);
    found.check_history(&docs.history, &all, &root);
    let Some(provider) = provider else {
        return problems.or(()).and_then(|()| {
            Err(Diagnostic::error("config::missing-key", "`provider.name` is missing")
                .at(name, "/provider")
                .into())
        });
    };
    let out = folder.join(out.as_deref().unwrap_or(DEFAULT_OUT));
    let Found { notes, patterns, .. } = found;
    let notes = notes.or(()).err().map(|notes| locate::positions(notes, text, name).problems);
    problems.or(Settings {
        provider,
        specs: all,
        patterns,
        services,
        split: parts,
        overlays: common,
        is_strict,
        selection: selected,
        naming,
        acronyms,
        docs,
        manifest: written,
        needs: needed,
        diff: compared,
        out,
        out_bound: OutBound::Project(project),
        mapping: None,
        undecided,
        notes: notes.unwrap_or_default(),
        origin: None,
    })
}

fn read_provider(at: &Cursor<'_, '_>) -> Option<ProviderSettings> {
    let (mut name, mut directory, mut title, mut description, mut config) = (None, None, None, None, None);
    for (key, value) in at.entries() {
        match key {
            "name" => {
                name = value.string().and_then(|text| checked(&text, ProviderName::new, "provider", &value));
            }
            "directory" => {
                directory =
                    value.string().and_then(|text| checked(&text, DirectoryName::new, "folder", &value));
            }
            "title" => title = value.string(),
            "description" => description = value.string(),
            "config" => config = Some(value.node.to_value()),
            _ => unknown_key(key, &PROVIDER_KEYS, &value),
        }
    }
    if at.node.get("name").is_none() && matches!(at.node, Node::Map(_)) {
        at.report(
            Diagnostic::error("config::missing-key", "`name` is missing")
                .help("it is the first part of every resource's id, for example `google`"),
        );
    }
    let mut provider = ProviderSettings::named(name?);
    provider.directory = directory.unwrap_or(provider.directory);
    provider.title = title.unwrap_or(provider.title);
    provider.description = description;
    provider.config = config;
    Some(provider)
}

fn read_docs(at: &Cursor<'_, '_>, folder: &Path, project: &Project) -> DocsSettings {
    let mut docs = DocsSettings::default();
    let mut header = None;
    for (key, value) in at.entries() {
        match key {
            "style" => {
                let choices = [("classic", Style::Classic), ("registry", Style::Registry)];
                docs.style = choice(&value, &choices).unwrap_or_default();
            }
            "header" => {
                for item in value.items() {
                    let Some(file) = paths::inside(&item, folder, project) else { continue };
                    if !file.path().is_file() {
                        let named = item.node.as_str().unwrap_or_default();
                        item.report(
                            Diagnostic::error("config::no-file", format!("there is no file `{named}`"))
                                .help(format!("paths start at {}", place(folder))),
                        );
                    }
                    docs.header.push(file);
                }
                header = Some(value);
            }
            "history" => {
                for item in value.items() {
                    let Some(pattern) = paths::text(&item) else { continue };
                    let matching = match specs::matching(&pattern, folder, project) {
                        Ok(matching) => matching,
                        Err(problem) => {
                            item.report(*problem);
                            continue;
                        }
                    };
                    for Spec { path, file, .. } in matching {
                        match project.trouble(&path, &file) {
                            Some(problem) => item.report(problem),
                            None => docs.history.push(Inside::new(path, project)),
                        }
                    }
                }
                docs.history.sort();
                docs.history.dedup();
            }
            "templates" => docs.templates = paths::inside(&value, folder, project),
            "field_order" => {
                let choices = [("stackql", FieldOrder::Stackql), ("source", FieldOrder::Source)];
                docs.field_order = choice(&value, &choices).unwrap_or_default();
            }
            _ => unknown_key(key, &DOCS_KEYS, &value),
        }
    }
    if let Some(header) = header.filter(|_| docs.style == Style::Classic) {
        header.report_key(
            Diagnostic::error("config::unused-key", "pages of style `classic` have no header")
                .help("write `style: registry`, or leave the key out"),
        );
    }
    docs
}

/// One service's settings, and the document that it names.
fn read_service(
    at: &Cursor<'_, '_>,
    folder: &Path,
    documents: Documents,
    notes: &Problems,
) -> (ServiceSettings, Option<String>) {
    let (mut rules, mut listing, mut spec) = (ServiceRules::default(), Listing::default(), None);
    let mut naming = NamingSettings::default();
    let mut raw_list_methods = None;
    let mut parts = None;
    for (key, value) in at.entries() {
        match key {
            "split" => parts = split::read(&value),
            "spec" => {
                spec = paths::text(&value);
                let is_missing = |path: &&String| documents == Documents::Here && !folder.join(path).exists();
                if let Some(path) = spec.as_ref().filter(is_missing) {
                    value.report(
                        Diagnostic::error("config::no-document", format!("there is no document `{path}`"))
                            .help(format!("paths start at {}", place(folder))),
                    );
                }
            }
            // The caller reads them.
            "overlays" => {}
            "title" => listing.title = value.string(),
            "description" => listing.description = value.string(),
            "preferred" => listing.preferred = Some(value.boolean()),
            "method_names" => {
                let choices = [("short", MethodNames::Short), ("qualified", MethodNames::Qualified)];
                rules.method_names = choice(&value, &choices);
            }
            "raw_list_methods" => raw_list_methods = Some(value.boolean()),
            "resource_from" => {
                let choices = [("path", ResourceNames::PathLast), ("tag", ResourceNames::Tag)];
                // The newer key says more.
                naming.resources = naming.resources.or(choice(&value, &choices));
            }
            "naming" => naming.read(&value),
            "envelope" => naming.read_envelope(&value),
            "requests" => rules.needs.body_columns = needs::requests(&value),
            "pagination" => rules.needs.pagination = needs::pagination(&value),
            "settings" => rules.needs.settings = needs::settings(&value, notes),
            "overrides" => {
                for (id, value) in value.entries() {
                    rules.overrides.insert(OperationId::new(id), read_override(&value));
                }
            }
            _ => unknown_key(key, &SERVICE_KEYS, &value),
        }
    }
    let overlays = Vec::new();
    (ServiceSettings { rules, raw_list_methods, listing, split: parts, overlays, naming }, spec)
}

fn read_override(at: &Cursor<'_, '_>) -> Override {
    let mut wanted = Override::default();
    for (key, value) in at.entries() {
        match key {
            "resource" => {
                wanted.resource =
                    value.string().and_then(|text| checked(&text, ResourceName::new, "resource", &value));
            }
            "method" => {
                wanted.method =
                    value.string().and_then(|text| checked(&text, MethodName::new, "method", &value));
            }
            "verb" => {
                let upper = value.string().map(|text| text.to_ascii_uppercase());
                wanted.verb = upper.as_deref().and_then(SqlVerb::parse);
                if upper.is_some() && wanted.verb.is_none() {
                    choice(&value, &SqlVerb::ALL.map(|verb| (verb.as_str(), verb)));
                }
            }
            "object_key" => {
                let Some(text) = value.string() else { continue };
                match ObjectKey::parse(&text) {
                    Ok(key) => wanted.object_key = Some(key),
                    Err(error) => value.report(
                        Diagnostic::error("config::bad-object-key", format!("`{text}`: {error}")).help(
                            "write `$.sessions`, `$.items[*].instances[*]`, or `$` for the whole response",
                        ),
                    ),
                }
            }
            "route" => match value.node {
                Node::Number(number) if number.as_u64().is_some_and(|place| place < u64::from(u32::MAX)) => {
                    wanted.route = number.as_u64().and_then(|place| u32::try_from(place).ok());
                }
                _ => value.report(
                    Diagnostic::error(
                        "config::wrong-type",
                        format!("`route` must be a whole number from 0, found {}", value.node.describe()),
                    )
                    .help("methods of a verb are tried by it, lowest first, before those without one"),
                ),
            },
            _ => unknown_key(key, &OVERRIDE_KEYS, &value),
        }
    }
    wanted
}
