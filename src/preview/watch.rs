//! Whether something has changed that pages are made from.
//!
//! In: files and folders. Out: a word when one of them has changed and it has been quiet since: an editor
//! writes a file in several steps. Folders are watched rather than files, for many editors put a new file in
//! the old one's place.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::diagnostic::{Diagnostic, Result};
use crate::settings::Settings;
use crate::threads;

/// How long it must have been quiet.
const QUIET: Duration = Duration::from_millis(150);

/// Extensions of what pages are made from: documents, the configuration and its lock file, templates.
const EXTENSIONS: [&str; 6] = ["json", "yaml", "yml", "lock", "md", "mdx"];

/// Folders that hold what pages are made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Each with whether the folders below it count as well.
    folders: BTreeMap<PathBuf, Depth>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    Folder,
    Tree,
}

impl Inputs {
    /// What `settings` name, and the file that they were read from.
    #[must_use]
    pub fn of(settings: &Settings, config: Option<&Path>) -> Self {
        let mut inputs = Self::default();
        let specs = settings.specs.iter().map(|spec| spec.path.as_path());
        for file in specs.chain(config) {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            inputs.folders.insert(folder.unwrap_or(Path::new(".")).to_path_buf(), Depth::Folder);
        }
        if let Some(templates) = &settings.docs.templates {
            inputs.folders.insert(templates.path().to_path_buf(), Depth::Tree);
        }
        inputs
    }
}

/// Names of the watched folders, which may themselves come and go.
type Names = Arc<RwLock<BTreeSet<OsString>>>;

/// Watches inputs.
#[derive(Debug)]
pub struct Watch {
    watcher: RecommendedWatcher,
    changes: Receiver<()>,
    inputs: Inputs,
    names: Names,
}

impl Watch {
    /// Watches `inputs`.
    ///
    /// # Errors
    /// The system can't watch them.
    pub fn new(inputs: Inputs) -> Result<Self> {
        let (sender, changes) = channel();
        let names = Names::default();
        let known = Arc::clone(&names);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // What can't be told is taken for a change. The receiver is gone when the process ends.
            if event.map_or(true, |event| counts(&event, &known)) {
                let _ = sender.send(());
            }
        });
        let watcher = watcher.map_err(|error| trouble(&error))?;
        let mut watch = Self { watcher, changes, inputs: Inputs::default(), names };
        watch.follow(inputs)?;
        Ok(watch)
    }

    /// Watches `inputs` instead of what was watched.
    ///
    /// # Errors
    /// As [`Watch::new`].
    pub fn follow(&mut self, inputs: Inputs) -> Result<()> {
        let before = std::mem::replace(&mut self.inputs, inputs);
        for folder in before.folders.keys().filter(|folder| !self.inputs.folders.contains_key(*folder)) {
            // One that is gone isn't watched any more anyway.
            drop(self.watcher.unwatch(folder));
        }
        *threads::write(&self.names) =
            self.inputs.folders.keys().filter_map(|folder| folder.file_name()).map(OsString::from).collect();
        // All of them, for one that was watched may be another folder by now.
        for (folder, depth) in &self.inputs.folders {
            let mode = match depth {
                Depth::Folder => RecursiveMode::NonRecursive,
                Depth::Tree => RecursiveMode::Recursive,
            };
            self.watcher.watch(folder, mode).map_err(|error| trouble(&error))?;
        }
        Ok(())
    }

    /// Waits up to `patience` for a change, and then until it is quiet. Says whether there was one.
    #[must_use]
    pub fn has_changed(&self, patience: Duration) -> bool {
        match self.changes.recv_timeout(patience) {
            Ok(()) => {
                // A folder that never is quiet must not keep the pages old for ever.
                for _ in 0..200 {
                    if self.changes.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
                        break;
                    }
                }
                true
            }
            Err(_) => false,
        }
    }
}

fn counts(event: &Event, names: &Names) -> bool {
    let names = threads::read(names);
    // Reading the inputs is no change, and would never end.
    !matches!(event.kind, EventKind::Access(_))
        && event.paths.iter().any(|path| {
            let extension = path.extension().and_then(|extension| extension.to_str());
            extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
                || path.file_name().is_some_and(|name| names.contains(name))
        })
}

fn trouble(error: &notify::Error) -> Diagnostic {
    Diagnostic::error("preview::watch", format!("can't watch for changes: {error}"))
        .help("the system may limit how many folders are watched: fs.inotify.max_user_watches on Linux")
}
