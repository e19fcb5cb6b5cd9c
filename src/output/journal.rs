//! The moves of a commit, and their undoing.
//!
//! In: a plan of steps. Out: all of the steps done, or none. The steps are noted in the user's state folder
//! before the first one, so that the next run can undo a killed one. Undoing looks at the disk to see how far
//! the run came; undoing can be interrupted and repeated.

#![expect(clippy::disallowed_methods, reason = "this is `output`: it writes")]

use std::fmt::Write;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use super::area::Area;
use super::disk::{self, Above};
use super::list::Before;
use super::trouble::{self, BoxedResult};
use super::{own, path};
use crate::diagnostic::Diagnostic;

/// One move.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Moves the file to the staging folder, as a back-up.
    Keep { slot: usize, path: String },
    /// Removes the folder if it is empty.
    RemoveFolder { path: String },
    /// Makes the folder if it doesn't exist.
    MakeFolder { path: String },
    /// Moves the staged file to its place, where nothing is.
    Place { slot: usize, path: String },
}

/// A move: one or several steps done at once.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Move {
    Single(Step),
    /// Moves the folder from the tree to its place, where nothing is. The effect is that of the steps inside,
    /// and undoing undoes each of these: others may have put files there meanwhile.
    Folder {
        path: String,
        inside: Vec<Step>,
    },
}

/// The moves in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Steps(Vec<Move>);

/// The name of the folder for staged files whose folders are new.
pub(super) const TREE: &str = "tree";

/// The name of a staged file outside of the tree.
pub(super) fn staged(slot: usize) -> String {
    format!("new-{slot}")
}

/// The name of a back-up.
pub(super) fn kept(slot: usize) -> String {
    format!("old-{slot}")
}

impl Steps {
    pub(super) fn keep(&mut self, path: &str, slot: usize) {
        self.single(Step::Keep { slot, path: path.to_string() });
    }

    pub(super) fn remove_folder(&mut self, path: &str) {
        self.single(Step::RemoveFolder { path: path.to_string() });
    }

    pub(super) fn make_folder(&mut self, path: &str) {
        self.single(Step::MakeFolder { path: path.to_string() });
    }

    /// Moves the staged file `slot` to `path`.
    pub(super) fn replace(&mut self, path: &str, slot: usize, before: Before) {
        if before == Before::File {
            self.keep(path, slot);
        }
        self.single(Step::Place { slot, path: path.to_string() });
    }

    /// Moves the folder `path` from the tree to its place, with the effect of `inside`.
    pub(super) fn place_folder(&mut self, path: &str, inside: Self) {
        let inside = inside.singly().cloned().collect();
        self.0.push(Move::Folder { path: path.to_string(), inside });
    }

    fn single(&mut self, step: Step) {
        self.0.push(Move::Single(step));
    }

    fn singly(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.0.iter().flat_map(|moved| match moved {
            Move::Single(step) => std::slice::from_ref(step),
            Move::Folder { inside, .. } => inside,
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Makes the moves until one fails.
    pub(super) fn run(&self, root: &Path, folder: &Path) -> BoxedResult<()> {
        self.0.iter().try_for_each(|moved| match moved {
            Move::Single(step) => step.run(root, folder),
            Move::Folder { path, .. } => place_folder(&root.join(path), &folder.join(TREE).join(path)),
        })
    }

    /// Undoes the moves that were made, however many, and goes on if one can't be undone.
    pub(super) fn undo(&self, root: &Path, folder: &Path) -> Vec<Diagnostic> {
        self.singly().rev().filter_map(|step| step.undo(root, folder).err()).map(|problem| *problem).collect()
    }

    /// The steps as text, one a line. Checked paths have no line ends.
    pub(super) fn render(&self) -> String {
        let mut text = String::new();
        for step in self.singly() {
            // Writing to a string can't fail.
            let _ = match step {
                Step::Keep { slot, path } => writeln!(text, "keep {slot} {path}"),
                Step::RemoveFolder { path } => writeln!(text, "remove-folder 0 {path}"),
                Step::MakeFolder { path } => writeln!(text, "make-folder 0 {path}"),
                Step::Place { slot, path } => writeln!(text, "place {slot} {path}"),
            };
        }
        text
    }

    /// Reads the steps from a text, each as a move of its own. A path outside of the run's area, or behind a
    /// link, makes the whole text invalid.
    pub(super) fn parse(text: &str, area: &Area) -> Option<Self> {
        text.lines()
            .map(|line| Step::parse(line, area).map(Move::Single))
            .collect::<Option<Vec<_>>>()
            .map(Self)
    }

    /// The first `count` moves, like a run that is killed then.
    #[cfg(test)]
    pub(super) fn first(&self, count: usize) -> Self {
        Self(self.0[..count].to_vec())
    }

    /// The moves that come after these, which are undone first.
    #[cfg(test)]
    pub(super) fn from(&self, start: usize) -> Self {
        Self(self.0[start..].to_vec())
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Moves a folder from the tree.
fn place_folder(at: &Path, staged: &Path) -> BoxedResult<()> {
    let done = unless_taken(at).and_then(|()| fs::rename(staged, at));
    done.map_err(|error| trouble::io(&format!("write `{}`", at.display()), &error))
}

impl Step {
    fn parse(line: &str, area: &Area) -> Option<Self> {
        let mut words = line.splitn(3, ' ');
        let (what, slot, path) = (words.next()?, words.next()?.parse().ok()?, words.next()?.to_string());
        let (is_file, step) = match what {
            "keep" => (true, Self::Keep { slot, path: path.clone() }),
            "place" => (true, Self::Place { slot, path: path.clone() }),
            "remove-folder" => (false, Self::RemoveFolder { path: path.clone() }),
            "make-folder" => (false, Self::MakeFolder { path: path.clone() }),
            _ => return None,
        };
        let is_own = if is_file {
            path == own::LIST || (path::check(&path).is_ok() && area.has(&path))
        } else {
            path::check(&path).is_ok() && area.has_folder(&path)
        };
        let is_reached =
            matches!(disk::above(&area.root, &path), Ok(Above::Folders | Above::Absent | Above::File(_)));
        (is_own && is_reached).then_some(step)
    }

    fn run(&self, root: &Path, folder: &Path) -> BoxedResult<()> {
        let at = self.at(root);
        let (act, done) = match self {
            Self::Keep { slot, .. } => ("move away", fs::rename(&at, folder.join(kept(*slot)))),
            Self::RemoveFolder { .. } => ("remove the folder", unless_filled(fs::remove_dir(&at))),
            Self::MakeFolder { .. } => ("make the folder", unless_there(fs::create_dir(&at), &at)),
            Self::Place { slot, path } => {
                ("write", unless_taken(&at).and_then(|()| fs::rename(where_staged(folder, *slot, path), &at)))
            }
        };
        done.map_err(|error| trouble::io(&format!("{act} `{}`", at.display()), &error))
    }

    fn undo(&self, root: &Path, folder: &Path) -> BoxedResult<()> {
        let at = self.at(root);
        let (act, done) = match self {
            Self::Keep { slot, .. } => {
                let back_up = folder.join(kept(*slot));
                let there = fs::symlink_metadata(&back_up).is_ok();
                ("put back", if there { fs::rename(back_up, &at) } else { Ok(()) })
            }
            Self::RemoveFolder { .. } => ("put back the folder", unless_there(fs::create_dir(&at), &at)),
            Self::MakeFolder { .. } => ("remove the folder", unless_filled(fs::remove_dir(&at))),
            Self::Place { slot, path } => {
                let file = where_staged(folder, *slot, path);
                // A staged file that is still in the staging folder was never moved.
                let moved = fs::symlink_metadata(&file).is_err()
                    && fs::symlink_metadata(&at).is_ok_and(|metadata| !metadata.is_dir());
                ("take back", if moved { fs::rename(&at, file) } else { Ok(()) })
            }
        };
        done.map_err(|error| trouble::io(&format!("{act} `{}`", at.display()), &error))
    }

    fn at(&self, root: &Path) -> PathBuf {
        match self {
            Self::Keep { path, .. }
            | Self::RemoveFolder { path }
            | Self::MakeFolder { path }
            | Self::Place { path, .. } => root.join(path),
        }
    }
}

/// The place of the staged file for `path`: by its number, or in the tree; by its number if it is in neither.
pub(super) fn where_staged(folder: &Path, slot: usize, path: &str) -> PathBuf {
    let (by_number, in_tree) = (folder.join(staged(slot)), folder.join(TREE).join(path));
    let is_in_tree = fs::symlink_metadata(&by_number).is_err() && fs::symlink_metadata(&in_tree).is_ok();
    if is_in_tree { in_tree } else { by_number }
}

/// A file that appeared meanwhile must not be replaced.
fn unless_taken(at: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(at) {
        Ok(_) => Err(Error::new(ErrorKind::AlreadyExists, "something was put there meanwhile")),
        Err(_) => Ok(()),
    }
}

/// A folder with other files in it stays; a folder that was never made is fine.
fn unless_filled(done: Result<(), Error>) -> Result<(), Error> {
    use ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory, NotFound};
    match done {
        // Solaris reports a folder that isn't empty as existing.
        Err(error)
            if matches!(error.kind(), NotFound | NotADirectory | DirectoryNotEmpty | AlreadyExists) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// A folder that exists already is fine.
fn unless_there(done: Result<(), Error>, at: &Path) -> Result<(), Error> {
    match done {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && at.is_dir() => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::area;

    #[test]
    fn steps_survive_being_written_down() {
        let mut steps = Steps::default();
        steps.keep("a b/c", 3);
        steps.remove_folder("a b");
        steps.make_folder("é");
        steps.replace(own::LIST, 7, Before::File);
        let area = area(Path::new("/nonexistent"), &["a b/", "é/"]);
        assert_eq!(Steps::parse(&steps.render(), &area), Some(steps));
    }

    #[test]
    fn a_forged_journal_is_refused_whole() {
        let root = tempfile::TempDir::new().unwrap();
        let area = area(root.path(), &["docs/google/", "link/"]);
        assert!(Steps::parse("place 1 docs/google/fine\nmake-folder 0 docs\n", &area).is_some());
        for bad in [
            "place 0 notes.txt",
            "keep 0 docs/other/x",
            "keep 0 docs",
            "keep 0 docs/googlex",
            "keep 0 docs/google/.git/config",
            "keep 0 .git/config",
            "place 0 .git/hooks/pre-commit",
            "remove-folder 0 src",
            "make-folder 0 docs/other",
            "place 0 ../x",
            "place 0 /etc/passwd",
            "keep 0 a\\b",
            "place -1 a",
            "place ../x a",
            "move 0 a",
            "place 0",
            "keep",
            "keep 0 .provgen-staging-x/y",
        ] {
            assert_eq!(Steps::parse(&format!("place 1 docs/google/fine\n{bad}\n"), &area), None, "{bad}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/tmp", root.path().join("link")).unwrap();
            assert_eq!(Steps::parse("place 0 link/x", &area), None);
        }
    }
}
