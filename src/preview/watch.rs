//! Watching for changes of the files that pages are made from.
//!
//! In: files and folders. Out: a signal when one of them has changed and no change has followed for a moment:
//! an editor writes a file in several steps. Folders are watched rather than files, for many editors put a
//! new file in the old one's place.

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

/// Time without a change after which pages are built.
const QUIET: Duration = Duration::from_millis(150);

/// Extensions of the files that pages are made from: documents, the configuration and its mapping,
/// templates.
const EXTENSIONS: [&str; 6] = ["json", "yaml", "yml", "lock", "md", "mdx"];

/// Folders with files that pages are made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Each folder, with whether the folders below it count as well.
    folders: BTreeMap<PathBuf, Depth>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    Folder,
    Tree,
}

impl Inputs {
    /// The files and folders that `settings` name, and the file that the settings were read from.
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
            // An unknown event counts as a change. The receiver is gone when the process ends.
            if event.map_or(true, |event| counts(&event, &known)) {
                let _ = sender.send(());
            }
        });
        let watcher = watcher.map_err(|error| trouble(&error))?;
        let mut watch = Self { watcher, changes, inputs: Inputs::default(), names };
        watch.follow(inputs)?;
        Ok(watch)
    }

    /// Watches `inputs` instead of the earlier ones.
    ///
    /// # Errors
    /// As [`Watch::new`].
    pub fn follow(&mut self, inputs: Inputs) -> Result<()> {
        let before = std::mem::replace(&mut self.inputs, inputs);
        for folder in before.folders.keys().filter(|folder| !self.inputs.folders.contains_key(*folder)) {
            // A folder that is gone isn't watched any more.
            drop(self.watcher.unwatch(folder));
        }
        *threads::write(&self.names) =
            self.inputs.folders.keys().filter_map(|folder| folder.file_name()).map(OsString::from).collect();
        // All folders are watched anew: a watched path may be another folder by now.
        for (folder, depth) in &self.inputs.folders {
            let mode = match depth {
                Depth::Folder => RecursiveMode::NonRecursive,
                Depth::Tree => RecursiveMode::Recursive,
            };
            self.watcher.watch(folder, mode).map_err(|error| trouble(&error))?;
        }
        Ok(())
    }

    /// Waits up to `patience` for a change, and then until no change follows. Returns whether there was a
    /// change.
    #[must_use]
    pub fn has_changed(&self, patience: Duration) -> bool {
        match self.changes.recv_timeout(patience) {
            Ok(()) => {
                // A folder that changes all the time must not keep the pages old forever.
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
    // Reading the inputs isn't a change; counting it would never end.
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
