//! The only part of the program that writes files: all of a run's files, or none.
//!
//! In: paths below the output folder and their bytes, from any number of threads, in any order. Out: the
//! files on disk and an [`OutputReport`] of what was missing, stale or left over; with [`Mode::Check`] the report
//! alone.
//!
//! ```text
//! open ──► stage … stage ──► commit
//!  │         │                 │
//!  │         │                 └─ plan.rs: clashes, leftovers; journal.rs: the moves, and their undoing
//!  │         └─ disk.rs, lines.rs: differences from the disk; new content goes to the staging folder
//!  └─ staging.rs: the staging folder, its lock, leftovers of a killed run; list.rs: files of earlier runs
//! ```
//!
//! Single files outside of the output are written one by one: create.rs, replace.rs, both by temporary.rs.
//!
//! Nothing in the output folder is trusted: area.rs bounds the paths that a run touches, whatever a list or a
//! note says, and state.rs keeps notes of interrupted runs where no checkout can bring them along.

mod area;
mod create;
mod digest;
mod disk;
mod entry;
mod existing;
mod journal;
mod lines;
mod list;
mod own;
mod path;
mod plan;
mod replace;
mod report;
mod staging;
mod state;
mod temporary;
#[cfg(test)]
mod tests;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use disk::PathState;
use entry::StagedFile;
use existing::Existing;
use journal::Steps;
use staging::Staging;

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::threads::lock;

pub use area::Area;
pub use create::{Made, NewFiles, Undone, undo};
pub use digest::{Digest, DigestWriter, sha256};
pub use own::LIST as LIST_FILE;
pub(crate) use path::check as check_path;
pub use replace::{Replacing, append, remove, replace, replace_all, replace_by};
pub use report::{ChangeKind, FileChange, Lines, Mode, OutputReport, Why};
pub(crate) use state::Notes;
pub use state::State;
pub use temporary::{Readers, scratch};

/// The output folder during a run. Dropping it without [`Output::commit`] leaves the folder as it was.
#[derive(Debug)]
pub struct Output {
    existing: Existing,
    lines: Lines,
    interrupted: Arc<AtomicBool>,
    /// `None` with [`Mode::Check`].
    staging: Option<Staging>,
    staged: Mutex<BTreeMap<String, StagedFile>>,
    /// Errors of `stage`: the run can't be committed after one, even if the caller ignored it.
    failed: Mutex<Vec<Diagnostic>>,
}

impl Output {
    /// Opens the output folder of `area`, which with [`Mode::Write`] is made if it isn't there, cleared of
    /// what a killed run left, and claimed for this run. Setting `interrupted` makes the run fail until its
    /// files begin to move.
    ///
    /// # Errors
    /// - `output::not-a-folder`: the output folder is a file, or lies below one
    /// - `output::git`: it is a folder of git's own
    /// - `output::not-writable`, `output::io`: the system said no
    /// - `output::busy`: another run is writing there
    /// - `output::list`: the list of files written earlier can't be read or holds something that is no path
    /// - `output::journal`, `output::not-restored`: what a killed run left could not be put back
    pub fn open(mut area: Area, mode: Mode, lines: Lines, interrupted: Arc<AtomicBool>) -> Result<Self> {
        if area.root.as_os_str().is_empty() {
            area.root = PathBuf::from(".");
        }
        disk::check_root(&area.root)?;
        let staging = match mode {
            Mode::Write => Some(Staging::open(&area)?),
            Mode::Check => None,
        };
        Ok(Self {
            // The list is read after the claim, which may restore an earlier state of the list.
            existing: Existing::read(area)?,
            lines,
            interrupted,
            staging,
            staged: Mutex::default(),
            failed: Mutex::default(),
        })
    }

    /// Compares `content` with the file at `path` (relative to the output folder, with `/`). What differs
    /// goes to the staging folder at once, so memory does not grow with the size of the output. The same path
    /// may be staged again with the same content; [`Output::commit`] tells if it was another one. Returns the
    /// content's digest, where it was made.
    ///
    /// # Errors
    /// - `output::path`: `path` is not one that every system can have below a folder, or not in the run's
    ///   area
    /// - `output::link`: a folder on the way is a symbolic link
    /// - `output::not-writable`, `output::io`: the system said no
    /// - `output::interrupted`
    pub fn stage(&self, path: &str, content: &[u8]) -> Result<Option<Digest>> {
        self.try_stage(path, content).map_err(|problem| {
            lock(&self.failed).push((*problem).clone());
            Failure::from(problem)
        })
    }

    /// Whether the file at `path` has `content` already, by an earlier run.
    #[must_use]
    pub fn has(&self, path: &str, content: &[u8]) -> bool {
        let existing = &self.existing;
        let digest = Digest::of(content);
        self.refuse(path).is_ok()
            && existing.folders.holds(&existing.area.root, path, digest, Some(&existing.list))
    }

    /// Whether an earlier run wrote anything here.
    #[must_use]
    pub fn has_written(&self) -> bool {
        self.existing.list.paths().next().is_some()
    }

    /// Whether an earlier run wrote the file at `path`.
    #[must_use]
    pub fn wrote(&self, path: &str) -> bool {
        self.existing.list.has(path)
    }

    /// The first file below the output folder that no run of provgen wrote, by path.
    ///
    /// # Errors
    /// - `output::not-writable`, `output::io`: the system refuses
    pub fn first_foreign(&self) -> Result<Option<String>> {
        disk::first_foreign(&self.existing.area.root, &self.existing.list).map_err(Failure::from)
    }

    /// Stages files by their digests, if every file on disk has its digest already; stages nothing otherwise.
    /// Returns whether it did.
    ///
    /// # Errors
    /// As [`Output::stage`].
    pub fn stage_unchanged(&self, files: &[(String, Digest)]) -> Result<bool> {
        for (path, digest) in files {
            self.go_on(&self.interrupted)?;
            if self.refuse(path).is_err()
                || !self.existing.folders.holds(
                    &self.existing.area.root,
                    path,
                    *digest,
                    Some(&self.existing.list),
                )
            {
                return Ok(false);
            }
        }
        for (path, digest) in files {
            if self.claim(path, Some(*digest), || *digest).is_some() {
                self.settle(path, PathState::Same, Some(*digest));
            }
        }
        Ok(true)
    }

    fn try_stage(&self, path: &str, content: &[u8]) -> trouble::BoxedResult<Option<Digest>> {
        self.go_on(&self.interrupted)?;
        self.refuse(path).map_err(|why| {
            trouble::new("output::path", format!("can't write `{path}`: {why}"), path::HELP)
        })?;
        let root = &self.existing.area.root;
        // Digests are for the list; a run that only compares needn't read its contents once more for them.
        let mut digest = self.staging.is_some().then(|| Digest::of(content));
        let Some(slot) = self.claim(path, digest, || Digest::of(content)) else { return Ok(digest) };
        let mut place = self.existing.folders.look(root, path, content, self.lines, &self.existing.list)?;
        if let (Some(staging), true) = (&self.staging, place.differs()) {
            let cannot = |error| trouble::io(&format!("write `{}`", root.join(path).display()), &error);
            if matches!(place, PathState::Absent) && !staging.write_in_tree(path, content).map_err(cannot)? {
                place = PathState::Nothing;
            }
            if !matches!(place, PathState::Absent) {
                staging.write(slot, content).map_err(cannot)?;
            }
        }
        if place.differs() {
            digest = digest.or_else(|| Some(Digest::of(content)));
        }
        self.settle(path, place, digest);
        Ok(digest)
    }

    /// Why `path` can't be written.
    fn refuse(&self, path: &str) -> std::result::Result<(), String> {
        path::check(path)?;
        if self.existing.area.has(path) {
            Ok(())
        } else {
            Err(format!("it is outside of {}", self.existing.area.named()))
        }
    }

    /// Claims `path` for this call; `None` if an earlier call has it, and then the digest of this call's
    /// content is kept, for the commit to compare.
    fn claim(&self, path: &str, digest: Option<Digest>, content: impl FnOnce() -> Digest) -> Option<usize> {
        let mut staged = lock(&self.staged);
        if let Some(earlier) = staged.get_mut(path) {
            earlier.later.insert(digest.unwrap_or_else(content));
            return None;
        }
        let slot = staged.len();
        staged.insert(path.to_string(), StagedFile { slot, place: None, digest, later: BTreeSet::new() });
        Some(slot)
    }

    /// Records the state found at `path`.
    fn settle(&self, path: &str, place: PathState, digest: Option<Digest>) {
        if let Some(entry) = lock(&self.staged).get_mut(path) {
            entry.place = Some(place);
            entry.digest = digest;
        }
    }

    /// Moves the staged files to their places, and removes the files of earlier runs that this one is
    /// responsible for (those for which `owned` holds) and did not stage, and the folders that become empty.
    /// A file stays, and that is told, if it is outside of the run's area or isn't as it was written. Either
    /// all of it happens or, on any error, none of it. With [`Mode::Check`] it only tells. `interrupted` is
    /// heeded until the first move, beside the flag given to [`Output::open`].
    ///
    /// # Errors
    /// - all those of `stage` calls that failed
    /// - `output::case`, `output::conflict`: staged paths that can't be side by side, or one with different
    ///   contents
    /// - `output::foreign`: a file that provgen did not write is in the way; all of them (not with
    ///   [`Mode::Check`], which tells of stale files and does not stand in their way)
    /// - `output::link`: a file to remove is reached through a symbolic link
    /// - `output::not-writable`, `output::io`: the system said no
    /// - `output::not-restored`: a move failed, and then its undoing as well
    /// - `output::interrupted`
    pub fn commit(mut self, owned: impl Fn(&str) -> bool, interrupted: &AtomicBool) -> Result<OutputReport> {
        self.go_on(interrupted)?;
        let mut failed = std::mem::take(&mut *lock(&self.failed));
        if !failed.is_empty() {
            failed.sort_by(|a, b| (&a.code, &a.message).cmp(&(&b.code, &b.message)));
            return Err(trouble::all(failed));
        }
        let staged = std::mem::take(&mut *lock(&self.staged));
        let mode = if self.staging.is_some() { Mode::Write } else { Mode::Check };
        let mut plan = plan::make(&self.existing, mode, &staged, owned)?;
        if let Some(staging) = self.staging.take() {
            let steps = self.finish(&staging, &plan, staged.len())?;
            plan.report.warnings.extend(staging.warnings());
            // The last moment to stop: from here on the moves are made, or all of them undone.
            self.go_on(interrupted)?;
            staging.carry_out(&steps)?;
        }
        Ok(plan.report)
    }

    /// Stages the new list, if it has to be written; then everything is ready to be moved.
    fn finish(&self, staging: &Staging, plan: &plan::Plan, slot: usize) -> Result<Steps> {
        let mut steps = plan.steps.clone();
        if let Some(before) = self.existing.list.outdated(&plan.list) {
            staging.write(slot, plan.list.as_bytes()).map_err(|error| {
                *trouble::io(
                    &format!("write `{}`", self.existing.area.root.join(own::LIST).display()),
                    &error,
                )
            })?;
            steps.replace(own::LIST, slot, before);
        }
        Ok(steps)
    }

    /// Fails if the run is to stop: by the flag that it was opened with, or by the caller's.
    fn go_on(&self, interrupted: &AtomicBool) -> trouble::BoxedResult<()> {
        let set = |flag: &AtomicBool| flag.load(Ordering::SeqCst);
        if set(&self.interrupted) || set(interrupted) { Err(trouble::interrupted()) } else { Ok(()) }
    }
}
