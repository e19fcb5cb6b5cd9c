//! `<version>.json`, the record beside an archive: its content, with checksums. The record's signature covers
//! the whole archive, while the signatures in the archive cover one file each.
//!
//! In: an archive's bytes and files, and the provider and services that they describe. Out: the record. It
//! can be made again from the archive alone, so a checker compares all of it.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::documents::PackageDocuments;
use super::origin::Origin;
use super::signature::FileSignature;
use super::version::Version;
use crate::api::SqlVerb;
use crate::manifest::published::ProviderManifest;
use crate::output::sha256;
use crate::provider::Counts;

/// The whole record.
#[derive(Debug, Serialize)]
pub(super) struct PackageRecord<'r> {
    /// The version of the program that made the package.
    pub(super) provgen: &'r str,
    /// The provider's name.
    pub(super) provider: &'r str,
    /// The provider's folder in a registry.
    pub(super) directory: &'r str,
    /// The package's version.
    pub(super) version: &'r str,
    /// What the package was made from; left out if nothing is known.
    #[serde(skip_serializing_if = "Origin::is_unknown")]
    pub(super) source: &'r Origin,
    /// The archive.
    pub(super) archive: PackagedFile,
    /// When the files were signed; none if they weren't.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) signed: Option<String>,
    /// Counts of services, resources and methods.
    pub(super) counts: CountRow,
    /// The source of each service, by name.
    pub(super) services: Vec<PackagedService<'r>>,
    /// The files of the archive, in its order.
    pub(super) files: Vec<PackagedFile>,
}

/// Counts of services, resources and methods.
#[derive(Debug, Serialize)]
pub(super) struct CountRow {
    /// Services.
    pub(super) services: usize,
    /// Their resources.
    pub(super) resources: usize,
    /// Resources that SELECT works on.
    pub(super) selectable: usize,
    /// Methods.
    pub(super) methods: usize,
    /// Methods by verb.
    pub(super) verbs: IndexMap<String, usize>,
}

/// A service.
#[derive(Debug, Serialize)]
pub(super) struct PackagedService<'r> {
    /// Its name.
    pub(super) service: &'r str,
    /// The API's version.
    pub(super) version: &'r str,
    /// The revision of the service's document, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) revision: Option<&'r str>,
    /// Its resources.
    pub(super) resources: usize,
    /// Their methods.
    pub(super) methods: usize,
}

/// A file with its checksum.
#[derive(Debug, Serialize)]
pub(super) struct PackagedFile {
    /// The path: the archive's name, or a path below the version's folder.
    pub(super) path: String,
    /// The size in bytes.
    pub(super) bytes: usize,
    /// The SHA-256 of the content.
    pub(super) sha256: String,
}

impl PackagedFile {
    fn new(path: String, content: &[u8]) -> Self {
        Self { path, bytes: content.len(), sha256: sha256(content) }
    }
}

impl CountRow {
    fn new(counts: &Counts) -> Self {
        let verb = |verb: SqlVerb| (verb.key(), counts.verbs.get(&verb).copied().unwrap_or_default());
        Self {
            services: counts.services,
            resources: counts.resources,
            selectable: counts.selectable,
            methods: counts.methods(),
            verbs: SqlVerb::ALL.into_iter().map(verb).collect(),
        }
    }
}

/// The text of the record of the archive `bytes`, made by the version `provgen` from `origin`, with its `files` and
/// `documents`.
#[must_use]
pub(super) fn text(
    provgen: &str,
    version: &Version,
    provider: &ProviderManifest,
    bytes: &[u8],
    files: &[(&str, &str)],
    documents: &PackageDocuments,
    origin: &Origin,
) -> String {
    let signed = files.iter().filter(|(path, _)| path.ends_with(crate::manifest::layout::SIGNATURE));
    let signed = signed.filter_map(|(_, text)| Some(FileSignature::parse(text).ok()?.time.to_string())).max();
    let record = PackageRecord {
        provgen,
        provider: provider.name.as_str(),
        directory: provider.directory.as_str(),
        version: version.as_str(),
        source: origin,
        archive: PackagedFile::new(format!("{version}.tgz"), bytes),
        signed,
        counts: CountRow::new(&documents.counts()),
        services: documents
            .services
            .iter()
            .map(|service| PackagedService {
                service: service.name.as_str(),
                version: &service.version,
                revision: service.revision.as_deref(),
                resources: service.counts.resources,
                methods: service.counts.methods(),
            })
            .collect(),
        files: files.iter().map(|(path, text)| PackagedFile::new((*path).into(), text.as_bytes())).collect(),
    };
    // Maps from texts to numbers and texts can always be serialised.
    serde_json::to_string_pretty(&record).unwrap_or_default() + "\n"
}

/// What a record is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// The archive, from which all of the record can be made again.
    Archive,
    /// A folder that the archive was unpacked into: its files alone are there.
    Folder,
}

impl Against {
    const fn word(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Folder => "folder",
        }
    }
}

/// The differences of the record `found` from `expected`, which was made from the archive or the folder: one problem
/// each, with the JSON pointer of its place. If files differ, their counts aren't compared.
///
/// # Errors
/// `found` isn't JSON.
pub(super) fn differences(
    found: &str,
    expected: &str,
    against: Against,
) -> Result<Vec<(String, String)>, serde_json::Error> {
    let (record, archive): (Value, Value) = (serde_json::from_str(found)?, serde_json::from_str(expected)?);
    let mut differences = Vec::new();
    let place_of = against.word();
    if against == Against::Archive && record.get("archive") != archive.get("archive") {
        differences.push(("/archive".into(), "it was written for another archive".into()));
    }
    let (said, there) = (files(&record), files(&archive));
    for (path, (place, row)) in &said {
        match there.get(path) {
            None => differences.push((format!("/files/{place}"), format!("{path} isn't in the {place_of}"))),
            Some((_, other)) if other != row => {
                differences.push((format!("/files/{place}"), format!("{path} has another content")));
            }
            Some(_) => {}
        }
    }
    let unknown = there.keys().filter(|path| !said.contains_key(*path));
    differences.extend(unknown.map(|path| ("/files".into(), format!("it doesn't name {path}"))));
    if differences.is_empty() {
        let keys = ["provider", "directory", "version", "signed", "counts", "services", "files"];
        let others = keys.into_iter().filter(|key| record.get(key) != archive.get(key));
        differences.extend(others.map(|key| (format!("/{key}"), format!("the {place_of} says otherwise"))));
    }
    if differences.is_empty() && against == Against::Archive && found != expected {
        differences.push((String::new(), "it isn't written as provgen writes it".into()));
    }
    Ok(differences)
}

/// What the package of the record `text` was made from, as far as the record tells.
///
/// # Errors
/// Why the record can't be right.
pub(super) fn origin(text: &str) -> Result<Origin, &'static str> {
    let value: Value = serde_json::from_str(text).map_err(|_| "it isn't JSON")?;
    let Some(source) = value.get("source") else { return Ok(Origin::default()) };
    let origin = serde_json::from_value(source.clone()).ok().filter(Origin::is_valid);
    origin.ok_or("it doesn't say as provgen does what the package was made from")
}

/// The files that a record names, each with its place in the record.
fn files(record: &Value) -> BTreeMap<&str, (usize, &Value)> {
    let rows = record.get("files").and_then(Value::as_array).into_iter().flatten().enumerate();
    rows.filter_map(|(place, row)| Some((row.get("path")?.as_str()?, (place, row)))).collect()
}

/// The version of provgen that the record `text` names as its maker.
#[must_use]
pub(super) fn maker(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    let maker = value.get("provgen")?.as_str()?;
    Version::parse(&format!("v{maker}")).is_ok().then(|| maker.to_string())
}
