//! `provider.yaml`: which services a provider has, and where their manifests are.
//!
//! In: the document. Out: what the engine needs of it, checked.

use std::collections::BTreeMap;

use super::archive::SERVICES;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::names::{DirectoryName, NameError, ProviderName, ServiceName};
use crate::text::did_you_mean;

/// What a provider.yaml says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderManifest {
    /// First part of every resource's id.
    pub name: ProviderName,
    /// Its folder in a registry.
    pub directory: DirectoryName,
    /// Of all of its services, too.
    pub version: String,
    /// Paths of the services' manifests in the package.
    pub services: BTreeMap<ServiceName, String>,
}

impl ProviderManifest {
    /// Reads the text of a provider.yaml that messages call `file`; `files` are the paths that there are.
    /// What is wrong goes to `problems`, and where the rest makes no sense without it, there is nothing.
    pub fn read<'f>(
        document: &Node<'_>,
        file: &str,
        files: impl Iterator<Item = &'f str> + Clone,
        problems: &Problems,
    ) -> Option<Self> {
        let root = Cursor::root(document, file, problems);
        let keys: BTreeMap<&str, Cursor<'_, '_>> = root.entries().collect();
        let texts = texts(&keys, &["id", "name", "version"], &root);
        let name = checked(texts.get("name")?, ProviderName::new, "a provider", keys.get("name")?)?;
        let version = (*texts.get("version")?).to_string();
        let Some(services) = keys.get("providerServices") else {
            root.report(missing("providerServices").help("a provider without services is none"));
            return None;
        };
        let mut manifest =
            Self { directory: DirectoryName::from(&name), name, version, services: BTreeMap::new() };
        let mut directory = None;
        for (key, entry) in services.entries() {
            let Some(service) = checked(key, ServiceName::new, "a service", &entry) else { continue };
            if let Some((path, folder)) = manifest.service(key, &entry, files.clone()) {
                let known = directory.get_or_insert_with(|| folder.clone());
                if *known != folder {
                    entry.report(mismatch(format!(
                        "it is in the folder `{folder}`, and others are in `{known}`"
                    )));
                }
                manifest.services.insert(service, path);
            }
        }
        if services.entries().next().is_none() {
            services.report(
                Diagnostic::error("package::empty", "there is no service")
                    .help("a provider without services is none"),
            );
        }
        manifest.directory = directory.unwrap_or(manifest.directory);
        let unknown = files.filter(|path| {
            path.starts_with(SERVICES) && manifest.services.values().all(|known| known != path)
        });
        for path in unknown {
            services.report(
                Diagnostic::error("package::unknown-file", format!("no service refers to {path}"))
                    .help("remove the file, or name it here: StackQL finds no other"),
            );
        }
        Some(manifest)
    }

    /// Where the manifest of the service `key` is, and the folder of a registry that it is in.
    fn service<'f>(
        &self,
        key: &str,
        at: &Cursor<'_, '_>,
        files: impl Iterator<Item = &'f str> + Clone,
    ) -> Option<(String, DirectoryName)> {
        let keys: BTreeMap<&str, Cursor<'_, '_>> = at.entries().collect();
        let texts = texts(&keys, &["id", "name", "title", "description", "version"], at);
        let says = |wrong: &str, expected: &str| {
            let (Some(at), Some(text)) = (keys.get(wrong), texts.get(wrong)) else { return };
            if *text != expected {
                at.report(mismatch(format!("`{wrong}` is `{text}`, and should be `{expected}`")));
            }
        };
        says("name", key);
        says("version", &self.version);
        if texts.get("id").is_some_and(|id| id.contains(':')) {
            says("id", &format!("{key}:{}", self.version));
        }
        let entries: BTreeMap<&str, Cursor<'_, '_>> = match keys.get("service") {
            Some(service) => service.entries().collect(),
            None => {
                at.report(
                    missing("service").help("write `service: { $ref: <folder>/<version>/services/<file> }`"),
                );
                return None;
            }
        };
        let Some(at) = entries.get("$ref") else {
            at.report(missing("$ref").help("write `service: { $ref: <folder>/<version>/services/<file> }`"));
            return None;
        };
        let reference = at.node.as_str().or_else(|| at.string().and(None))?;
        let place = reference.split_once('/').and_then(|(folder, rest)| {
            let path = rest.strip_prefix(&self.version)?.strip_prefix('/')?;
            Some((path, folder))
        });
        let Some((path, folder)) = place else {
            let wanted = format!("write <folder>/{}/{SERVICES}/{key}.yaml", self.version);
            at.report(
                Diagnostic::error("package::reference", format!("`{reference}` leads out of this version"))
                    .help(wanted),
            );
            return None;
        };
        let folder = checked(folder, DirectoryName::new, "a folder", at)?;
        if !files.clone().any(|file| file == path) {
            let near = did_you_mean(path, files);
            at.report(Diagnostic::error("package::reference", format!("there is no file {path}")).help(
                near.map_or("put it there, or take the service out".into(), |near| {
                    format!("did you mean {near}?")
                }),
            ));
            return None;
        }
        Some((path.into(), folder))
    }
}

/// The texts under `wanted`, which all have to be there.
fn texts<'c>(
    keys: &BTreeMap<&str, Cursor<'c, '_>>,
    wanted: &[&'static str],
    at: &Cursor<'_, '_>,
) -> BTreeMap<&'static str, &'c str> {
    let mut texts = BTreeMap::new();
    for key in wanted {
        match keys.get(key) {
            // Of what isn't a text, the cursor tells.
            Some(value) => texts
                .extend(value.node.as_str().or_else(|| value.string().and(None)).map(|text| (*key, text))),
            None => at.report(missing(key).help("StackQL's schema of a provider asks for it")),
        }
    }
    texts
}

fn missing(key: &str) -> Diagnostic {
    Diagnostic::error("package::missing-key", format!("`{key}` is missing"))
}

fn mismatch(message: String) -> Diagnostic {
    Diagnostic::error("package::mismatch", message)
        .help("StackQL takes a service by its key, and all of a package is of one version and one folder")
}

fn checked<T>(
    text: &str,
    make: impl Fn(&str) -> Result<T, NameError>,
    what: &str,
    at: &Cursor<'_, '_>,
) -> Option<T> {
    let made = make(text).map_err(|error| {
        at.report(
            Diagnostic::error(
                "package::unsafe-name",
                format!("{text:?} can't be the name of {what}: {error}"),
            )
            .help("names become folders and SQL identifiers"),
        );
    });
    made.ok()
}
