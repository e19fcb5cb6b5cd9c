//! Fetching discovery documents from the directory service, or from a mirror of it.
//!
//! In: [`FetchSettings`], a folder, what to fetch. Out: the folder's documents brought up to date, each whole
//! or not at all, and a [`FetchReport`]. One document that can't be fetched doesn't stop the others.
//!
//! ```text
//! directory.rs ─► which documents? ─► client.rs ─► document.rs ─► output::Replacing
//!                                      │ address.rs: which hosts      etags.rs: what needn't be sent
//! ```

pub mod address;
mod client;
mod directory;
mod document;
mod etags;
mod folder;
pub mod options;
pub mod revision;
mod trouble;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use client::{Answer, Client};
use directory::{Directory, Item, Source};
use document::DiscoveryDocument;
use etags::{ETags, NoteChange};
use folder::Folder;
use rayon::prelude::*;
use revision::{OlderRevisions, is_older};

use crate::diagnostic::{Diagnostic, Result};
use crate::fetch::options::{FetchSettings, Network};

pub use etags::FILE as ETAGS_FILE;
pub use trouble::{Cause, FetchError};
pub use ureq::Proxy;
pub use ureq::tls::Certificate;

/// The outcome of a run.
#[derive(Debug)]
pub struct FetchReport {
    /// The scope of the request.
    pub scope: Scope,
    /// The documents of the scope, in the order of their ids.
    pub documents: Vec<Fetched>,
    /// Files whose document the directory no longer lists, sorted. They are still there.
    pub gone: Vec<String>,
    /// Warnings about the directory.
    pub notes: Vec<Diagnostic>,
}

/// Which documents a run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The documents that the user named.
    Named,
    /// The documents that are in the folder, and those that the configuration names or has addresses of.
    Present,
    /// The preferred version of each service, since the folder had no documents, and the documents that the
    /// configuration has addresses of.
    Preferred,
}

/// The outcome of one document.
#[derive(Debug)]
pub struct Fetched {
    /// `dataproc:v1`
    pub id: String,
    /// The name of the document's file; its id if it can't have a file.
    pub file: String,
    /// The document's outcome.
    pub outcome: FetchOutcome,
}

/// The outcome of a document.
#[derive(Debug)]
pub enum FetchOutcome {
    /// The document is new.
    New {
        /// The document's revision.
        revision: Option<String>,
    },
    /// The document replaced another one.
    Changed {
        /// The earlier document's revision; `None` too if that document couldn't be read.
        from: Option<String>,
        /// The new document's revision.
        to: Option<String>,
    },
    /// The same document was there already.
    Unchanged,
    /// The server has an older document than the one on disk, which stays.
    Kept {
        /// The revision on disk.
        revision: String,
        /// The server's revision.
        offered: String,
    },
    /// The fetch failed; an earlier document stays as it was.
    Failed(FetchError),
}

impl FetchOutcome {
    /// `new`, `changed`, `unchanged`, `kept` or `failed`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::New { .. } => "new",
            Self::Changed { .. } => "changed",
            Self::Unchanged => "unchanged",
            Self::Kept { .. } => "kept",
            Self::Failed(_) => "failed",
        }
    }
}

/// The progress of a run.
#[derive(Debug)]
pub enum FetchEvent<'e> {
    /// The documents to fetch are known.
    Start {
        /// The scope of the request.
        scope: Scope,
        /// The number of documents.
        total: usize,
    },
    /// A document is tried again after a wait.
    Retry {
        /// The document's id.
        id: &'e str,
        /// The reason for the retry.
        cause: &'e Cause,
        /// The length of the wait.
        wait: Duration,
    },
    /// Work on a document begins.
    Begin {
        /// The document's id.
        id: &'e str,
    },
    /// Work on a document has ended, well or not.
    Done {
        /// The document's id.
        id: &'e str,
        /// The number of documents that are done.
        done: usize,
        /// The number of all documents.
        total: usize,
    },
}

/// Fetches the documents that `wanted` names into the folder `out`; where it names none, those that are there
/// or that the configuration expects there; where there are none, the preferred version of each service. As
/// many at once as the current rayon pool has threads.
///
/// # Errors
/// The folder can't be read, the directory can't be fetched, or a name in `wanted` is unknown; in these cases
/// nothing was written. The ETags can't be written.
pub fn fetch(
    settings: &FetchSettings,
    wanted: &[String],
    out: &Path,
    network: Network,
    interrupted: &AtomicBool,
    watch: &(dyn Fn(FetchEvent<'_>) + Sync),
) -> Result<FetchReport> {
    let folder = Folder::open(out)?;
    let client = Client::new(settings, network, interrupted);
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // A thread that waits for a server doesn't see an interrupt, so this thread cuts the connection.
        scope.spawn(|| {
            while !finished.load(Ordering::SeqCst) {
                if client.is_interrupted() {
                    return client.shut_down();
                }
                std::thread::sleep(client::TICK);
            }
        });
        let _finish = Finish(&finished);
        let mut directory = read_directory(&client, settings, watch)?;
        directory.add(&settings.addresses);
        let gone = folder.gone(&directory);
        let expected = settings.expected_in(out);
        let (scope, mut items) = select(&directory, wanted, &folder, &gone, &expected)?;
        items.sort_by_key(|item| item.id());
        watch(FetchEvent::Start { scope, total: items.len() });
        let mut documents = fetch_all(&client, &items, &folder, settings.older, watch)?;
        if scope == Scope::Present {
            documents.extend(unlisted(&directory, &folder, &expected));
        }
        Ok(FetchReport { scope, documents, gone, notes: directory.notes })
    })
}

/// Ends the watching thread, even if the work ends early.
struct Finish<'f>(&'f AtomicBool);

impl Drop for Finish<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn read_directory(
    client: &Client<'_>,
    settings: &FetchSettings,
    watch: &(dyn Fn(FetchEvent<'_>) + Sync),
) -> Result<Directory> {
    let failed = |address: &str, trouble: FetchError| {
        let help = match &trouble.cause {
            Cause::Interrupted => "nothing was written",
            _ => "check the network, the proxy (HTTPS_PROXY) and --root; nothing was written",
        };
        Diagnostic::error("fetch::directory", format!("can't get the list of documents: {trouble}"))
            .help(help)
            .at(address, "")
    };
    let address = settings
        .root
        .below(directory::PATH)
        .map_err(|error| failed(&settings.root.to_string(), Cause::Address(error).into()))?;
    let shown = address.to_string();
    let retrying = |cause: &Cause, wait| watch(FetchEvent::Retry { id: "the directory", cause, wait });
    let bytes = match client.get(&address, None, &retrying).map_err(|trouble| failed(&shown, trouble))? {
        Answer::Document { bytes, .. } => bytes,
        Answer::NotModified => return Err(failed(&shown, Cause::NotModified.into()).into()),
    };
    let text = String::from_utf8(bytes).map_err(|_| {
        Diagnostic::error("fetch::directory", "the list of documents is not UTF-8").at(&shown, "")
    })?;
    Directory::parse(&text, &shown, &settings.root)
}

/// The items that a run fetches.
fn select<'d>(
    directory: &'d Directory,
    wanted: &[String],
    folder: &Folder,
    gone: &[String],
    expected: &BTreeSet<String>,
) -> Result<(Scope, Vec<&'d Item>)> {
    if !wanted.is_empty() {
        return Ok((Scope::Named, directory.named(wanted)?));
    }
    let is_present =
        |item: &&Item| item.file.as_ref().is_ok_and(|file| folder.has(file) || expected.contains(file));
    // Documents whose addresses the configuration has are part of every run that isn't about single ones.
    let is_added = |item: &&Item| item.source == Source::Configuration;
    let is_empty = !directory.items.iter().any(|item| is_present(&item));
    // A folder in which all documents are gone doesn't count as empty.
    if !is_empty || !gone.is_empty() || !expected.is_empty() {
        let present = directory.items.iter().filter(|item| is_present(item) || is_added(item));
        return Ok((Scope::Present, present.collect()));
    }
    let preferred = directory.items.iter().filter(|item| item.is_preferred || is_added(item));
    Ok((Scope::Preferred, preferred.collect()))
}

/// The documents that the configuration expects, but neither the directory nor the folder has.
fn unlisted(directory: &Directory, folder: &Folder, expected: &BTreeSet<String>) -> Vec<Fetched> {
    let listed: BTreeSet<&str> =
        directory.items.iter().filter_map(|item| item.file.as_deref().ok()).collect();
    let missing = expected.iter().filter(|file| !listed.contains(file.as_str()) && !folder.has(file));
    let failed = |file: &String| Fetched {
        id: file.trim_end_matches(".json").replacen('.', ":", 1),
        file: file.clone(),
        outcome: FetchOutcome::Failed(Cause::NotListed.into()),
    };
    missing.map(failed).collect()
}

fn fetch_all(
    client: &Client<'_>,
    items: &[&Item],
    folder: &Folder,
    older: OlderRevisions,
    watch: &(dyn Fn(FetchEvent<'_>) + Sync),
) -> Result<Vec<Fetched>> {
    let mut etags = ETags::read(folder.path());
    let done = std::sync::atomic::AtomicUsize::new(0);
    let one = |item: &&Item| {
        let id = item.id();
        watch(FetchEvent::Begin { id: &id });
        let retrying = |cause: &Cause, wait| watch(FetchEvent::Retry { id: &id, cause, wait });
        let result = fetch_one(client, item, folder, &etags, older, &retrying);
        let done = done.fetch_add(1, Ordering::SeqCst) + 1;
        watch(FetchEvent::Done { id: &id, done, total: items.len() });
        let file = item.file.clone().unwrap_or_else(|_| id.clone());
        (id, file, result)
    };
    let results: Vec<_> = items.par_iter().with_max_len(1).map(one).collect();
    let mut documents = Vec::new();
    for (id, file, result) in results {
        let outcome = match result {
            Ok((outcome, note)) => {
                etags.change(&file, note);
                outcome
            }
            Err(trouble) => FetchOutcome::Failed(trouble),
        };
        documents.push(Fetched { id, file, outcome });
    }
    etags.write(folder.path())?;
    Ok(documents)
}

/// Fetches one document; returns its outcome, and the new note about its ETag if that has changed.
fn fetch_one(
    client: &Client<'_>,
    item: &Item,
    folder: &Folder,
    etags: &ETags,
    older: OlderRevisions,
    retrying: &dyn Fn(&Cause, Duration),
) -> std::result::Result<(FetchOutcome, NoteChange), FetchError> {
    let file = item.file.clone()?;
    let address = item.address.clone()?;
    let old = folder.read(&file)?;
    let etag = old.as_deref().and_then(|old| etags.of(&file, old.as_bytes(), &address));
    let (bytes, etag) = match client.get(&address, etag, retrying)? {
        Answer::NotModified => return Ok((FetchOutcome::Unchanged, NoteChange::Kept)),
        Answer::Document { bytes, etag } => (bytes, etag),
    };
    let new = DiscoveryDocument::check(bytes, item, &address.to_string())?;
    let note = |content: &str| NoteChange::new(content.as_bytes(), &address, etag);
    let read = old.as_deref().map(|old| DiscoveryDocument::read(old, &file));
    if let (Some(old), Some(Ok(document))) = (&old, &read) {
        // The content is the same: a file that differs only in spacing isn't rewritten.
        if *document == new {
            return Ok((FetchOutcome::Unchanged, note(old)));
        }
    }
    let revision = new.revision();
    let known = read.as_ref().and_then(|old| old.as_ref().ok()).and_then(DiscoveryDocument::revision);
    if let (OlderRevisions::Refused, Some(known), Some(offered)) = (older, &known, &revision)
        && is_older(offered, known)
    {
        // The ETag on file, if any, is still that of the document that stays.
        let (revision, offered) = (known.clone(), offered.clone());
        return Ok((FetchOutcome::Kept { revision, offered }, NoteChange::Kept));
    }
    let text = new.into_text()?;
    if client.is_interrupted() {
        return Err(Cause::Interrupted.into());
    }
    folder.write(&file, &text)?;
    let outcome = match read {
        None => FetchOutcome::New { revision },
        Some(_) => FetchOutcome::Changed { from: known, to: revision },
    };
    Ok((outcome, note(&text)))
}
