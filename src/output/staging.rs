//! The staging folder: where files wait until all of them are ready, in the output folder, so that moving
//! them is a rename.
//!
//! In: numbered contents, then the moves. Out: the output folder changed as a whole; the staging folder is
//! gone at the end of every run. The next run cleans up after a killed one, if this user's provgen noted that
//! the folder is its own: a checkout may bring along a folder that looks the same.
//!
//! ```text
//! .provgen-staging-x7Kq2a/     in the output folder
//!   lock       locked as long as the run lives: the system drops the lock of a killed one
//!   new-12     a staged file
//!   tree/      staged files whose folders are new, in these folders, which are moved whole
//!   old-12     a file that a move replaced or removed
//!
//! staging/<output folder>/.provgen-staging-x7Kq2a     a note in the user's state folder
//!   the moves, from before the first until after the last of them; before and after that it is empty
//! ```

#![expect(clippy::disallowed_methods, reason = "this is `output`: it writes")]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::area::Area;
use super::journal::{self, Steps};
use super::state::Notes;
use super::trouble::{self, BoxedResult};
use super::{disk, own, path};
use crate::diagnostic::{Diagnostic, Failure, Result, plain};
use crate::threads::lock;

const LOCK: &str = "lock";

/// The kind of the notes about staging folders.
const NOTES: &str = "staging";

/// The staging folder of this run.
#[derive(Debug)]
pub(super) struct Staging {
    root: PathBuf,
    /// The notes about this folder and its moves; none if there is no place for notes.
    notes: Option<Notes>,
    /// Staging folders of other users, which are left alone.
    foreign: Vec<String>,
    /// The output folder and its parents that this run made, the outermost first.
    made: Vec<PathBuf>,
    folder: Option<PathBuf>,
    lock: Option<File>,
    /// The folders made for the tree.
    tree: Mutex<BTreeSet<String>>,
    /// Whether back-ups could not be put back and must stay.
    keep: bool,
}

impl Staging {
    /// Makes the output folder if it doesn't exist, cleans up after killed runs, and claims the folder.
    pub(super) fn open(area: &Area) -> Result<Self> {
        Self::try_open(area).map_err(Failure::from)
    }

    fn try_open(area: &Area) -> BoxedResult<Self> {
        let root = area.root.as_path();
        let mut staging = Self {
            root: root.to_path_buf(),
            notes: None,
            foreign: Vec::new(),
            made: Vec::new(),
            folder: None,
            lock: None,
            tree: Mutex::default(),
            keep: false,
        };
        let cannot = |error: io::Error| trouble::io(&format!("write to `{}`", root.display()), &error);
        staging.make_root()?;
        staging.notes = area.state.notes(NOTES, root);
        clear_leftovers(area, staging.notes.as_ref(), None)?;
        // The folder is kept: dropping the value would remove it, whatever is in it.
        let folder = tempfile::Builder::new().prefix(own::STAGING).tempdir_in(root).map_err(cannot)?.keep();
        staging.folder = Some(folder.clone());
        if staging.note("").is_err() {
            staging.notes = None;
        }
        // Until the folder is locked, another run that starts may take it for a dead one's, and remove it.
        let lock = match File::create_new(folder.join(LOCK)) {
            Ok(lock) => lock,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(busy(root)),
            Err(error) => return Err(cannot(error)),
        };
        match lock.try_lock() {
            Ok(()) if folder.join(LOCK).exists() => staging.lock = Some(lock),
            Ok(()) | Err(TryLockError::WouldBlock) => return Err(busy(root)),
            Err(TryLockError::Error(error)) => return Err(cannot_lock(&folder, &error)),
        }
        // If two runs got here at once, each sees the other now at the latest.
        staging.foreign = clear_leftovers(area, staging.notes.as_ref(), folder.file_name())?;
        Ok(staging)
    }

    fn make_root(&mut self) -> BoxedResult<()> {
        let absent: Vec<PathBuf> = self
            .root
            .ancestors()
            .filter(|folder| !folder.as_os_str().is_empty())
            .take_while(|folder| !folder.exists())
            .map(Path::to_path_buf)
            .collect();
        for folder in absent.into_iter().rev() {
            match fs::create_dir(&folder) {
                Ok(()) => self.made.push(folder),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    if !folder.is_dir() {
                        return Err(disk::not_a_folder(&folder));
                    }
                }
                Err(error) => {
                    return Err(trouble::io(&format!("make the folder `{}`", folder.display()), &error));
                }
            }
        }
        Ok(())
    }

    /// Writes one staged file.
    pub(super) fn write(&self, slot: usize, content: &[u8]) -> io::Result<()> {
        File::create_new(self.path().join(journal::staged(slot)))?.write_all(content)
    }

    /// Writes one staged file into its new folder in the tree. Returns whether the file can be there; if
    /// another path is in the way, the plan reports that.
    pub(super) fn write_in_tree(&self, path: &str, content: &[u8]) -> io::Result<bool> {
        let tree = self.path().join(journal::TREE);
        for folder in std::iter::once("").chain(path::folders(path)) {
            if lock(&self.tree).contains(folder) {
                continue;
            }
            match fs::create_dir(tree.join(folder)) {
                // Two threads may both be making the folder.
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Ok(false),
                _ => lock(&self.tree).insert(folder.to_string()),
            };
        }
        match File::create_new(tree.join(path)) {
            Ok(mut file) => file.write_all(content).map(|()| true),
            Err(_) => Ok(false),
        }
    }

    /// Makes all moves, or none. The staging folder is removed either way, unless back-ups are stuck in it.
    pub(super) fn carry_out(mut self, steps: &Steps) -> Result<()> {
        if steps.is_empty() {
            return Ok(());
        }
        let folder = self.path().to_path_buf();
        self.note(&steps.render()).map_err(|error| cannot_note(&error))?;
        // The moves are final once their note is gone.
        let moved =
            steps.run(&self.root, &folder).and_then(|()| self.settle().map_err(|error| cannot_note(&error)));
        let Err(problem) = moved else { return Ok(()) };
        let stuck = steps.undo(&self.root, &folder);
        if stuck.is_empty() {
            return Err(problem.into());
        }
        self.keep = true;
        Err(not_restored(&folder, vec![*problem], stuck))
    }

    /// Notes the moves, so that the next run can undo them; does nothing if there is no place for notes.
    fn note(&self, moves: &str) -> io::Result<()> {
        match (&self.notes, self.name()) {
            (Some(notes), Some(name)) => notes.write(name, moves),
            _ => Ok(()),
        }
    }

    /// Notes that nothing has to be undone. On a full disk the note can only be removed.
    fn settle(&self) -> io::Result<()> {
        self.note("").or_else(|error| match (&self.notes, self.name()) {
            (Some(notes), Some(name)) => notes.remove(name),
            _ => Err(error),
        })
    }

    /// The folder's name.
    fn name(&self) -> Option<&str> {
        self.folder.as_deref().and_then(Path::file_name).and_then(OsStr::to_str)
    }

    /// The warnings about staging folders.
    pub(super) fn warnings(&self) -> Vec<Diagnostic> {
        let foreign = self.foreign.iter().map(|name| {
            let message = format!("`{}` was not left by a run of yours", self.root.join(name).display());
            Diagnostic::warning("output::leftover", message).help(
                "nothing in it was followed or removed: delete it, unless somebody else's run still needs it",
            )
        });
        let unnoted = self.notes.is_none().then(|| {
            let message = "there is no folder to note in what this run does: if it is killed, the next one can't put the output back";
            Diagnostic::warning("output::no-state", message)
                .help("name one in PROVGEN_STATE_DIR, outside of this checkout")
        });
        foreign.chain(unnoted).collect()
    }

    /// The folder's path; the output folder's before there is one, which no caller sees.
    pub(super) fn path(&self) -> &Path {
        self.folder.as_deref().unwrap_or(&self.root)
    }

    /// Ends the run the way a kill does: without cleaning up, and with the lock free.
    #[cfg(test)]
    pub(super) fn kill(mut self, steps: &Steps, made: usize) {
        if !steps.is_empty() {
            self.note(&steps.render()).unwrap();
            steps.first(made).run(&self.root, self.path()).unwrap();
        }
        self.keep = true;
        self.made.clear();
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let (Some(folder), false) = (&self.folder, self.keep) {
            // Files that can't be removed now are left for the next run.
            if clear(folder).is_ok()
                && let (Some(notes), Some(name)) = (&self.notes, self.name())
            {
                let _ = notes.remove(name);
            }
        }
        if let Some(lock) = self.lock.take() {
            // Closing the file isn't enough: a process that is being started has it open, too, until it runs.
            let _ = lock.unlock();
        }
        // A folder with files in it stays: only empty folders can be removed this way.
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Cleans up after killed runs of this user in the output folder; fails if one of them is alive. Returns the
/// names of other users' staging folders.
fn clear_leftovers(area: &Area, notes: Option<&Notes>, own: Option<&OsStr>) -> BoxedResult<Vec<String>> {
    let root = area.root.as_path();
    let cannot = |error: io::Error| trouble::io(&format!("read the folder `{}`", root.display()), &error);
    let mut left = Vec::new();
    for entry in fs::read_dir(root).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = entry.file_name();
        let named =
            name.to_str().is_some_and(|name| name.starts_with(own::STAGING)) && Some(name.as_os_str()) != own;
        // `file_type` doesn't follow links.
        if named && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            left.extend(name.into_string());
        }
    }
    left.sort();
    let noted = notes.map(Notes::names).unwrap_or_default();
    let mut foreign = Vec::new();
    for name in &left {
        let folder = root.join(name);
        let Some(lock) = claim(root, &folder)? else {
            foreign.extend(folder.exists().then(|| name.clone()));
            continue;
        };
        let Some(notes) = notes.filter(|_| noted.contains(name)) else {
            foreign.push(name.clone());
            continue;
        };
        restore(area, &folder, notes.read(name))?;
        // Without back-ups the moves must not be undone again.
        notes.write(name, "").map_err(|error| cannot_note(&error))?;
        clear(&folder).map_err(|error| trouble::io(&format!("remove `{}`", folder.display()), &error))?;
        drop(notes.remove(name));
        drop(lock);
    }
    // For a folder that is gone, nothing is left to do.
    let is_own = |name: &String| own.and_then(OsStr::to_str) == Some(name.as_str());
    for name in noted.iter().filter(|name| !is_own(name) && !root.join(name).exists()) {
        drop(notes.map(|notes| notes.remove(name)));
    }
    Ok(foreign)
}

/// Claims the folder of a dead run. `None` if there is nothing to do: the folder is gone, or another run has
/// it.
fn claim(root: &Path, folder: &Path) -> BoxedResult<Option<File>> {
    let path = folder.join(LOCK);
    if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
        // A folder without a lock is empty, as its run was killed at once. One with files is not a staging
        // folder.
        let removed = fs::remove_dir(folder);
        return match fs::symlink_metadata(&path) {
            Ok(metadata) if removed.is_err() && metadata.is_file() => Err(busy(root)),
            _ => Ok(None),
        };
    }
    let lock = match OpenOptions::new().write(true).open(&path) {
        Ok(lock) => lock,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot_lock(folder, &error)),
    };
    match lock.try_lock() {
        // A run that was ending has removed the folder in the meantime.
        Ok(()) => Ok(path.exists().then_some(lock)),
        Err(TryLockError::WouldBlock) => Err(busy(root)),
        Err(TryLockError::Error(error)) => Err(cannot_lock(folder, &error)),
    }
}

/// Undoes the moves of a killed run, by its note.
fn restore(area: &Area, folder: &Path, note: io::Result<String>) -> BoxedResult<()> {
    let shown = folder.display();
    let text = note.map_err(|error| {
        let message = format!("what a killed run noted of `{shown}` can't be read: {}", plain(&error));
        trouble::new(
            "output::journal",
            message,
            "restore the output folder from version control and delete this folder",
        )
    })?;
    let steps = Steps::parse(&text, area).ok_or_else(|| {
        trouble::new(
            "output::journal",
            format!("this run can't undo what a killed run began, whose files are in `{shown}`"),
            format!(
                "it wrote to other folders than {}, or a link leads there now: repeat the killed command, or restore the output folder from version control and delete this folder",
                area.named()
            ),
        )
    })?;
    match steps.undo(&area.root, folder).into_iter().next() {
        None => Ok(()),
        Some(problem) => Err(trouble::new(
            "output::not-restored",
            format!("what a killed run began can't be undone: {}", problem.message),
            format!("clear the way and run it again; the files are in `{}`", folder.display()),
        )),
    }
}

/// Removes a staging folder of this user: the lock last, and only the files that a staging folder has.
fn clear(folder: &Path) -> io::Result<()> {
    absent_is_fine(fs::remove_dir_all(folder.join(journal::TREE)))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let slot = |name: &str| name.strip_prefix("new-").or(name.strip_prefix("old-")).map(str::to_string);
        let ours =
            name.to_str().is_some_and(|name| slot(name).is_some_and(|slot| slot.parse::<usize>().is_ok()));
        if ours {
            absent_is_fine(fs::remove_file(entry.path()))?;
        }
    }
    absent_is_fine(fs::remove_file(folder.join(LOCK)))?;
    match fs::remove_dir(folder) {
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(()),
        done => absent_is_fine(done),
    }
}

fn absent_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn busy(root: &Path) -> Box<Diagnostic> {
    trouble::new(
        "output::busy",
        format!("another run is writing to `{}`", root.display()),
        "wait until it is done, or choose another --out",
    )
}

fn cannot_note(error: &io::Error) -> Box<Diagnostic> {
    let message = format!("can't note what the run does in your state folder: {}", plain(error));
    trouble::new(
        "output::no-state",
        message,
        "check who may write there, or name another in PROVGEN_STATE_DIR",
    )
}

fn cannot_lock(folder: &Path, error: &io::Error) -> Box<Diagnostic> {
    trouble::io(&format!("lock `{}`", folder.display()), error)
}

fn not_restored(folder: &Path, mut problems: Vec<Diagnostic>, stuck: Vec<Diagnostic>) -> Failure {
    problems.extend(stuck);
    problems.push(*trouble::new(
        "output::not-restored",
        "the output is half written, and could not be put back",
        format!(
            "clear the way and run it again, which puts it back first; the files are in `{}`",
            folder.display()
        ),
    ));
    trouble::all(problems)
}
