//! The settings of fetching.
//!
//! In: the address of a directory, if the user has another than Google's. Out: [`FetchSettings`] with
//! defaults, which the configuration may change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::Proxy;
use ureq::tls::Certificate;

use super::address::{Address, AddressError, HostPattern};
use super::revision::OlderRevisions;
use crate::names::{DirectoryName, NameError};

/// The address of Google's directory.
pub const DEFAULT_ROOT: &str = "https://www.googleapis.com";

/// The name of a document, which is that of its file: `meet.v2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentName {
    /// The service's name, which has no dot: `meet`.
    pub service: String,
    /// The version, which may have some: `v1.1`.
    pub version: String,
}

/// Why a text can't be a [`DocumentName`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentNameError {
    /// The text has no service or no version.
    #[error("it has to be a service and a version, with a dot between them")]
    Incomplete,
    /// The text can't be a file's name.
    #[error("{0}")]
    Unsafe(#[from] NameError),
}

impl DocumentName {
    /// Reads `meet.v2`.
    ///
    /// # Errors
    /// The text has no service or no version, or can't be a file's name.
    pub fn parse(text: &str) -> Result<Self, DocumentNameError> {
        DirectoryName::new(text)?;
        let (service, version) = text.split_once('.').ok_or(DocumentNameError::Incomplete)?;
        Ok(Self { service: service.into(), version: version.into() })
    }
}

/// The way to the servers, which the machine has and not the configuration.
#[derive(Debug, Default)]
pub struct Network {
    /// The proxy that requests go through.
    pub proxy: Option<Proxy>,
    /// Authorities that are trusted beside Mozilla's.
    pub authorities: Vec<Certificate<'static>>,
}

/// The settings of `provgen fetch`.
#[derive(Debug, Clone)]
pub struct FetchSettings {
    /// The address of the directory service.
    pub root: Address,
    /// Hosts that may be asked beside the root's and Google's, each at one port.
    pub hosts: Vec<HostPattern>,
    /// Documents fetched at once.
    pub connections: usize,
    /// How long one request may take, from looking up the host to the last byte.
    pub timeout: Duration,
    /// How often a document is tried again.
    pub retries: u32,
    /// The wait before the first of these tries, twice as long before each further one.
    pub backoff: Duration,
    /// Largest document, in bytes.
    pub max_bytes: u64,
    /// The documents that the configuration names one by one.
    pub documents: Vec<PathBuf>,
    /// Addresses of documents, beside those of the directory and before them.
    pub addresses: BTreeMap<DocumentName, Address>,
    /// What becomes of a document whose server has an older revision.
    pub older: OlderRevisions,
}

impl FetchSettings {
    /// Settings for the directory at `root`, or Google's if it is none.
    ///
    /// # Errors
    /// `root` is not an address.
    pub fn new(root: Option<&str>) -> Result<Self, AddressError> {
        Ok(Self {
            root: Address::parse(root.unwrap_or(DEFAULT_ROOT))?,
            hosts: Vec::new(),
            connections: 8,
            timeout: Duration::from_secs(60),
            retries: 4,
            backoff: Duration::from_millis(500),
            max_bytes: 64 << 20,
            documents: Vec::new(),
            addresses: BTreeMap::new(),
            older: OlderRevisions::default(),
        })
    }

    /// Names of the files that the configuration expects in the folder `out`.
    #[must_use]
    pub fn expected_in(&self, out: &Path) -> BTreeSet<String> {
        let of_folder = self.documents.iter().filter(|path| path.parent() == Some(out));
        of_folder.filter_map(|path| Some(path.file_name()?.to_str()?.to_string())).collect()
    }
}
