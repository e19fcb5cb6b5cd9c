//! The cache of earlier runs, so that a service whose document hasn't changed isn't mapped and rendered
//! again.
//!
//! In: a file of the user's cache folder, and everything that a run depends on beside the documents. Out: for
//! each unchanged document, the facts about its service and the digests of its files. A cache is never
//! needed: it counts as empty if it can't be read, if another program or other settings wrote it, or if its
//! records were changed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::api::FileBeside;
use crate::names::ServiceName;
use crate::output::{Digest, DigestWriter, replace_by};
use crate::pipeline::excluded::ExcludedService;
use crate::pipeline::mapped::Mapped;
use crate::settings::Spec;
use crate::threads;

/// Most files in the folder, one for each configuration; those used last stay.
const MAX_FILES: usize = 64;

/// Digits in the name of a cache's file.
const NAME_DIGITS: usize = 32;

/// The end of the name of a cache's file.
const ENDING: &str = ".json";

/// Largest file that is read.
const MAX_BYTES: u64 = 64 << 20;

/// The records of earlier runs, and those of this one.
#[derive(Debug)]
pub struct Cache {
    /// `None` means no cache.
    place: Option<CachePlace>,
    known: Records,
    fresh: Mutex<Records>,
}

/// The file of a cache, and the key under which it counts.
#[derive(Debug, Clone)]
pub struct CachePlace {
    /// The file.
    pub path: PathBuf,
    /// The digest of the program, and of all settings that output depends on.
    pub key: Digest,
}

/// The recorded services of one document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CacheRecord {
    /// The digest of the document, and of its settings in the configuration.
    pub document: Digest,
    /// The name that the whole document would have as a service, if it is split.
    pub part_of: Option<ServiceName>,
    /// The files that the document's references lead to, as they were read.
    pub beside: Vec<FileBeside>,
    /// Pointers of the patterns of `select` and `exclude`, and of the entries of `split`, that matched.
    pub matched: BTreeSet<String>,
    /// What became of each service, in their order.
    pub services: Vec<ServiceRecord>,
}

/// What became of a service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ServiceRecord {
    /// The service was made.
    Made {
        /// The facts about it, which the run needs as well: there may be hundreds of services.
        mapped: Arc<Mapped>,
        /// Its files below the output folder.
        files: Vec<(String, Digest)>,
    },
    /// The selection leaves the service out.
    Excluded(ExcludedService),
    /// The split leaves the service out.
    Dropped(ExcludedService),
}

impl ServiceRecord {
    /// The service's name.
    #[must_use]
    pub fn name(&self) -> &ServiceName {
        match self {
            Self::Made { mapped, .. } => &mapped.outline.name,
            Self::Excluded(excluded) | Self::Dropped(excluded) => &excluded.name,
        }
    }
}

/// The first line of a cache's file. The rest of the file is its records.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    key: Digest,
    /// The digest of the bytes of the records. Changed records might still be readable, and would go into the
    /// output.
    records: Digest,
}

/// Records by their documents' files.
type Records = BTreeMap<String, CacheRecord>;

impl Cache {
    /// A cache that remembers nothing.
    #[must_use]
    pub fn none() -> Self {
        Self { place: None, known: BTreeMap::new(), fresh: Mutex::default() }
    }

    /// Opens the cache at `place`.
    #[must_use]
    pub fn open(place: CachePlace) -> Self {
        // The path may be anything, for example a pipe.
        let file = crate::document::file::open(&place.path).ok();
        let file = file.filter(|file| file.metadata().is_ok_and(|metadata| metadata.len() <= MAX_BYTES));
        let mut bytes = Vec::new();
        let whole = file.and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes).ok());
        let known = whole.and_then(|_| read(&bytes, place.key));
        Self { place: Some(place), known: known.unwrap_or_default(), fresh: Mutex::default() }
    }

    /// Whether the cache is used.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.place.is_some()
    }

    /// The digest that identifies the document `text` of `spec`.
    #[must_use]
    pub fn document(spec: &Spec, text: &str) -> Digest {
        let name = spec.service.as_ref().map_or("", |name| name.as_str());
        let listing = serde_json::to_vec(&spec.listing).unwrap_or_default();
        Digest::of_all([spec.file.as_bytes(), name.as_bytes(), &listing, text.as_bytes()])
    }

    /// The record for the document of `spec`, if the document and the files that it refers to are still the same.
    #[must_use]
    pub fn recall(&self, spec: &Spec, document: Digest) -> Option<&CacheRecord> {
        let record = self.known.get(&spec.file).filter(|record| record.document == document)?;
        let is_same = record.beside.is_empty() || {
            let folder = spec.folder()?;
            record.beside.iter().all(|file| folder.digest(&file.name) == file.digest)
        };
        is_same.then_some(record)
    }

    /// Keeps the record for the document of `spec`.
    pub fn remember(&self, spec: &Spec, record: CacheRecord) {
        let mut fresh = threads::lock(&self.fresh);
        fresh.insert(spec.file.clone(), record);
    }

    /// Writes the records of this run, if they have changed; `specs` are all of its documents. Failing to
    /// write is not an error.
    pub fn save(self, specs: &[Spec]) {
        let Some(place) = &self.place else { return };
        let fresh = self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner);
        if fresh.is_empty() {
            return;
        }
        let mut records = self.known;
        records.retain(|file, _| specs.iter().any(|spec| spec.file == *file));
        records.extend(fresh);
        let Some(folder) = place.path.parent() else { return };
        if replace_by(&place.path, |out| write(out, &records, place.key)).is_ok() {
            prune(folder);
        }
    }
}

/// The records in a file, if the file was written under `key` and hasn't changed since.
fn read(bytes: &[u8], key: Digest) -> Option<Records> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (head, records) = (bytes.get(..end)?, bytes.get(end + 1..)?);
    let head: Head = serde_json::from_slice(head).ok()?;
    let is_whole = head.key == key && head.records == Digest::of(records);
    is_whole.then(|| serde_json::from_slice(records).ok()).flatten()
}

/// Writes a file with `records` under `key`. The records are made into text twice, since the line before them has their
/// digest: the texts of hundreds of services together would be megabytes of memory.
fn write(out: &mut dyn Write, records: &Records, key: Digest) -> std::io::Result<()> {
    let mut digest = DigestWriter::default();
    serde_json::to_writer(&mut digest, records)?;
    serde_json::to_writer(&mut *out, &Head { key, records: digest.finish() })?;
    out.write_all(b"\n")?;
    Ok(serde_json::to_writer(out, records)?)
}

/// The name of the file with the cache of what `digest` stands for.
#[must_use]
pub fn file_name(digest: Digest) -> String {
    let mut name = digest.to_string();
    name.truncate(NAME_DIGITS);
    name + ENDING
}

/// Whether a file is a cache, by its name. A folder that the user chose may have other files.
fn is_name(name: &str) -> bool {
    name.strip_suffix(ENDING).is_some_and(|stem| {
        stem.len() == NAME_DIGITS && stem.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Removes the least recently written caches, if there are too many.
#[expect(clippy::disallowed_methods, reason = "caches alone are removed, and they can be made again")]
fn prune(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_name))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort_unstable_by(|a, b| b.cmp(a));
    for (_, path) in files.into_iter().skip(MAX_FILES) {
        drop(std::fs::remove_file(path));
    }
}
