//! Reading `provider.yaml`: a provider's services, and where their manifests are.
//!
//! In: the document, and the paths of the files around it. Out: the facts that the engine needs, and all
//! problems. Every command that reads a provider's folder reads it here (`package/stamp.rs` alone changes its
//! text, once it was read): `verify` and `package` refuse a
//! folder with problems, `show`, `lock` and `diff` go on with the services that the engine finds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::layout::{PROVIDER, SERVICES, SIGNATURE, is_of_package};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Failure, Problems, Result};
use crate::document::cursor::{Cursor, escape};
use crate::document::node::Node;
use crate::names::{DirectoryName, NameError, ProviderName, ServiceName};
use crate::provider::Listing;
use crate::text::did_you_mean;

/// The help for a file that no service refers to.
const UNREFERENCED: &str = "StackQL doesn't load it: name it in provider.yaml, or remove it";

/// The facts in a provider.yaml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderManifest {
    /// First part of every resource's id.
    pub name: ProviderName,
    /// The provider's folder in a registry.
    pub directory: DirectoryName,
    /// The version of the provider, and of all of its services.
    pub version: String,
    /// The title, in one line; none if the document gives none.
    pub title: Option<String>,
    /// Prose.
    pub description: Option<String>,
    /// `config.auth.type`
    pub auth: Option<String>,
    /// `config` as it is.
    pub config: Option<Value>,
    /// Paths of the services' manifests below the version folder.
    pub services: BTreeMap<ServiceName, String>,
    /// What the document says of the services.
    pub listings: BTreeMap<ServiceName, Listing>,
}

/// A provider.yaml, read.
#[derive(Debug)]
pub struct Published {
    /// The facts in the document; none if the provider's name is invalid, since then nothing else makes
    /// sense.
    pub manifest: Option<ProviderManifest>,
    /// The problems of the document, without positions in the text.
    pub faults: Failure,
    /// Files in the folder of the services' manifests that no service refers to: the engine ignores them.
    pub unreferenced: Vec<String>,
    /// Services whose manifests are missing, and where these should be.
    pub absent: Vec<(String, String)>,
}

/// The services that the engine finds, and those that it doesn't.
#[derive(Debug)]
pub struct FoundServices {
    /// The facts in the document.
    pub manifest: ProviderManifest,
    /// Warnings about files that no service refers to.
    pub notes: Vec<Diagnostic>,
    /// Paths of manifests that are missing, each with its error.
    pub missing: Vec<(String, Diagnostic)>,
}

impl Published {
    /// Reads the provider.yaml `document`, which messages call `file`; `files` are the paths that exist below
    /// the version folder.
    pub fn read<'f>(document: &Node<'_>, file: &str, files: impl Iterator<Item = &'f str>) -> Self {
        let problems = Problems::default();
        // Other files can't be manifests: a package leaves them out.
        let files: BTreeSet<&str> =
            files.filter(|path| is_of_package(path) && !path.ends_with(SIGNATURE)).collect();
        let mut reader = Reader { files, absent: Vec::new() };
        let root = Cursor::root(document, file, &problems);
        let manifest = reader.manifest(&root);
        let known: BTreeSet<&str> =
            manifest.iter().flat_map(|manifest| manifest.services.values()).map(String::as_str).collect();
        let is_left = |path: &&&str| **path != PROVIDER && !known.contains(**path);
        let unreferenced: Vec<String> =
            reader.files.iter().filter(is_left).map(ToString::to_string).collect();
        // If `providerServices` itself can't be read, nothing is known about other files.
        if manifest.is_some() {
            for path in &unreferenced {
                root.report_at("/providerServices", unreferenced_file(path));
            }
        }
        let absent = reader.absent;
        Self { manifest, faults: problems.or(()).err().unwrap_or_default(), unreferenced, absent }
    }

    /// What the entries of `services` say of the files below the version folder that they refer to.
    #[must_use]
    pub fn listed(services: &Node<'_>) -> Vec<(String, Listing)> {
        let Node::Map(entries) = services else { return Vec::new() };
        let one = |entry: &Node<'_>| {
            let reference = entry.get("service")?.get("$ref")?.as_str()?;
            let file = reference.rsplit('/').next()?;
            Some((format!("{SERVICES}/{file}"), listing(entry)))
        };
        entries.iter().filter_map(|(_, entry)| one(entry)).collect()
    }

    /// The facts for a command that goes on with the services that the engine finds; messages call the
    /// provider.yaml `file`. Diagnostics are without positions.
    ///
    /// # Errors
    /// The provider's name is invalid, or the document names no service.
    pub fn found(self, file: &str) -> Result<FoundServices> {
        let missing = self.absent.iter().map(|(service, path)| {
            let message = format!("the manifest of `{service}` is missing: {path}");
            let problem = Diagnostic::error("manifest::no-service", message)
                .help("provider.yaml names it; restore it, or generate the provider anew")
                .at(file, format!("/providerServices/{}", escape(service)))
                .on_key();
            (path.clone(), problem)
        });
        let missing: Vec<(String, Diagnostic)> = missing.collect();
        let notes = self.passed_over(file).collect();
        let is_any = |manifest: &ProviderManifest| !manifest.services.is_empty() || !missing.is_empty();
        match self.manifest.filter(is_any) {
            Some(manifest) => Ok(FoundServices { manifest, notes, missing }),
            None => Err(self.faults),
        }
    }

    /// Warnings about files that no service refers to, for a command that goes on without them; messages call
    /// the provider.yaml `file`.
    fn passed_over(&self, file: &str) -> impl Iterator<Item = Diagnostic> {
        self.unreferenced.iter().map(move |path| {
            Diagnostic { severity: DiagnosticSeverity::Warning, ..unreferenced_file(path) }
                .at(file, "/providerServices")
        })
    }
}

/// The input of reading beside the document, and its findings beside the manifest.
struct Reader<'f> {
    files: BTreeSet<&'f str>,
    absent: Vec<(String, String)>,
}

impl Reader<'_> {
    fn manifest(&mut self, root: &Cursor<'_, '_>) -> Option<ProviderManifest> {
        let keys: BTreeMap<&str, Cursor<'_, '_>> = root.entries().collect();
        let texts = texts(&keys, &["id", "name", "version"], root);
        let name = checked(texts.get("name")?, ProviderName::new, "a provider", keys.get("name")?)?;
        let auth = root.node.get("config").and_then(|config| config.get("auth")?.get("type")?.as_str());
        let mut manifest = ProviderManifest {
            directory: DirectoryName::from(&name),
            name,
            version: texts.get("version").copied().unwrap_or_default().to_string(),
            title: text(root.node, "title"),
            description: text(root.node, "description"),
            auth: auth.map(str::to_string),
            config: root.node.get("config").map(Node::to_value),
            services: BTreeMap::new(),
            listings: BTreeMap::new(),
        };
        let Some(services) = keys.get("providerServices") else {
            root.report(missing("providerServices").help("a provider needs at least one service"));
            return Some(manifest);
        };
        let mut directory = None;
        for (key, entry) in services.entries() {
            let Some(service) = checked(key, ServiceName::new, "a service", &entry) else { continue };
            let Some(Place { path, folder }) = self.service(key, &manifest.version, &entry) else { continue };
            if let Some(folder) = folder {
                let known = directory.get_or_insert_with(|| folder.clone());
                if *known != folder {
                    entry.report(mismatch(format!(
                        "it is in the folder `{folder}`, and others are in `{known}`"
                    )));
                }
            }
            manifest.listings.insert(service.clone(), listing(entry.node));
            manifest.services.insert(service, path);
        }
        if services.entries().next().is_none() {
            services.report(
                Diagnostic::error("manifest::empty", "there is no service")
                    .help("a provider needs at least one service"),
            );
        }
        manifest.directory = directory.unwrap_or(manifest.directory);
        Some(manifest)
    }

    /// The place of the manifest of the service `key`, for a provider of `version`.
    fn service(&mut self, key: &str, version: &str, at: &Cursor<'_, '_>) -> Option<Place> {
        let keys: BTreeMap<&str, Cursor<'_, '_>> = at.entries().collect();
        let texts = texts(&keys, &["id", "name", "title", "description", "version"], at);
        let says = |wrong: &str, expected: &str| {
            let (Some(at), Some(text)) = (keys.get(wrong), texts.get(wrong)) else { return };
            if *text != expected {
                at.report(mismatch(format!("`{wrong}` is `{text}`, and should be `{expected}`")));
            }
        };
        says("name", key);
        says("version", version);
        if texts.get("id").is_some_and(|id| id.contains(':')) {
            says("id", &format!("{key}:{version}"));
        }
        let help = "write `service: { $ref: <folder>/<version>/services/<file> }`";
        let entries: BTreeMap<&str, Cursor<'_, '_>> = match keys.get("service") {
            Some(service) => service.entries().collect(),
            None => {
                at.report(missing("service").help(help));
                return None;
            }
        };
        let Some(at) = entries.get("$ref") else {
            at.report(missing("$ref").help(help));
            return None;
        };
        let reference = at.node.as_str().or_else(|| at.string().and(None))?;
        self.place(key, reference, version, at)
    }

    /// The place that `reference` leads to: below the version's folder, or the file of that name if the
    /// reference leads elsewhere.
    fn place(&mut self, key: &str, reference: &str, version: &str, at: &Cursor<'_, '_>) -> Option<Place> {
        let inside = reference.split_once('/').and_then(|(folder, rest)| {
            let path = rest.strip_prefix(version)?.strip_prefix('/')?;
            Some((path.to_string(), folder))
        });
        let (path, folder) = match inside {
            Some((path, folder)) => (path, Some(checked(folder, DirectoryName::new, "a folder", at)?)),
            None => {
                let wanted = format!("write <folder>/{version}/{SERVICES}/{key}.yaml");
                let message = format!("`{reference}` leads out of this version's folder");
                at.report(Diagnostic::error("manifest::reference", message).help(wanted));
                (format!("{SERVICES}/{}", reference.rsplit('/').next().unwrap_or_default()), None)
            }
        };
        if self.files.contains(path.as_str()) {
            return Some(Place { path, folder });
        }
        if folder.is_some() {
            let near = did_you_mean(&path, self.files.iter().copied());
            let help = near.map_or("put it there, or take the service out".into(), |near| {
                format!("did you mean {near}?")
            });
            at.report(
                Diagnostic::error("manifest::reference", format!("there is no file {path}")).help(help),
            );
        }
        self.absent.push((key.to_string(), path));
        None
    }
}

fn text(node: &Node<'_>, key: &str) -> Option<String> {
    node.get(key).and_then(Node::as_str).map(str::to_string)
}

/// What provider.yaml says of a service in its `entry`.
fn listing(entry: &Node<'_>) -> Listing {
    let preferred = match entry.get("preferred") {
        Some(Node::Bool(preferred)) => Some(*preferred),
        _ => None,
    };
    Listing { title: text(entry, "title"), description: text(entry, "description"), preferred }
}

/// The place of a service's manifest.
struct Place {
    /// The path below the version folder.
    path: String,
    /// The folder of a registry that the reference names; none for a reference that leads elsewhere.
    folder: Option<DirectoryName>,
}

/// The texts under `wanted`, all of which have to be there.
fn texts<'c>(
    keys: &BTreeMap<&str, Cursor<'c, '_>>,
    wanted: &[&'static str],
    at: &Cursor<'_, '_>,
) -> BTreeMap<&'static str, &'c str> {
    let mut texts = BTreeMap::new();
    for key in wanted {
        match keys.get(key) {
            // The cursor reports a value that isn't a text.
            Some(value) => texts
                .extend(value.node.as_str().or_else(|| value.string().and(None)).map(|text| (*key, text))),
            None => at.report(missing(key).help("StackQL's schema of a provider asks for it")),
        }
    }
    texts
}

fn missing(key: &str) -> Diagnostic {
    Diagnostic::error("manifest::missing-key", format!("`{key}` is missing"))
}

fn mismatch(message: String) -> Diagnostic {
    Diagnostic::error("manifest::mismatch", message)
        .help("StackQL takes a service by its key, and all of a package is of one version and one folder")
}

fn unreferenced_file(path: &str) -> Diagnostic {
    Diagnostic::error("manifest::unknown-file", format!("no service refers to {path}"))
        .help(UNREFERENCED)
        .on_key()
}

fn checked<T>(
    text: &str,
    make: impl Fn(&str) -> std::result::Result<T, NameError>,
    what: &str,
    at: &Cursor<'_, '_>,
) -> Option<T> {
    let made = make(text).map_err(|error| {
        at.report(
            Diagnostic::error(
                "manifest::unsafe-name",
                format!("{text:?} can't be the name of {what}: {error}"),
            )
            .help("names become folders and SQL identifiers"),
        );
    });
    made.ok()
}
