//! Notes about a package that is being published, in case that the run is killed before the list of providers
//! names the new version.
//!
//! In: the files that a run is about to write to a shelf. Out: a note in the user's state folder, which is
//! removed at the end of the run. Or, for the note of a killed run: its files are removed again, unless the
//! list names their version. In either case only paths that a package has on the shelf are touched, and only
//! files with the noted content.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::index::RegistryIndex;
use super::version::Version;
use crate::names::DirectoryName;
use crate::output::{Digest, Made, Notes, State, Undone, undo};
use crate::package::packed::Package;

/// The kind of the notes.
const KIND: &str = "shelf";

/// Endings of a package's files on its shelf; the names begin with the version.
const ENDINGS: [&str; 4] = [".tgz", ".json", ".json.sig", ".md"];

/// The files that a run is about to write to a shelf.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    provider: String,
    directory: String,
    version: String,
    /// The files by ending, in the order of their creation.
    files: Vec<Made>,
}

impl Note {
    /// The files, in reverse order of their creation; none if the note isn't about a package.
    fn made(self) -> Option<Vec<Made>> {
        DirectoryName::new(&self.directory).ok()?;
        let version = Version::parse(&self.version).ok()?;
        let named = |mut file: Made| {
            ENDINGS.contains(&file.name.as_str()).then(|| {
                file.name.insert_str(0, version.as_str());
                file
            })
        };
        self.files.into_iter().rev().map(named).collect()
    }
}

/// A run that is publishing a package. Dropping the value removes the note.
#[derive(Debug)]
pub(super) struct Begun<'s> {
    state: &'s State,
    root: &'s Path,
    name: String,
}

/// Notes the files that are about to be written to the shelf `root`: those of `package`, by their endings.
/// Without a place for notes, no note is made: a run that isn't killed doesn't need one.
pub(super) fn begin<'s>(
    state: &'s State,
    root: &'s Path,
    package: &Package,
    files: &[(&str, &[u8])],
) -> Begun<'s> {
    let (directory, version) = (package.provider.directory.as_str(), package.version.as_str());
    let name = Digest::of_all([directory.as_bytes(), version.as_bytes()]).to_string();
    let note = Note {
        provider: package.provider.name.to_string(),
        directory: directory.into(),
        version: version.into(),
        files: files.iter().map(|(ending, bytes)| Made::new(ending, bytes)).collect(),
    };
    if let (Some(notes), Ok(text)) = (notes(state, root), serde_json::to_string(&note)) {
        drop(notes.write(&name, &text));
    }
    Begun { state, root, name }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        // A note that stays is found to be done by the next run.
        if let Some(notes) = notes(self.state, self.root) {
            drop(notes.remove(&self.name));
        }
    }
}

/// Whether there is a note, of an earlier run or of a live one.
#[must_use]
pub(super) fn is_any(state: &State, root: &Path) -> bool {
    notes(state, root).is_some_and(|notes| !notes.names().is_empty())
}

/// Removes the files of killed runs from the shelf `root`, whose list is `index`, and their notes. No other
/// run may be at work there. Returns the outcome for each file.
pub(super) fn undo_all(state: &State, root: &Path, index: &RegistryIndex) -> Vec<Undone> {
    let Some(notes) = notes(state, root) else { return Vec::new() };
    let mut all = Vec::new();
    for name in notes.names() {
        let note = notes.read(&name).ok().and_then(|text| serde_json::from_str::<Note>(&text).ok());
        let note = note.filter(|note| index.versions(&note.provider).all(|listed| listed != note.version));
        let made = note.and_then(|note| Some((root.join(&note.directory), note.made()?)));
        let undone = made.map(|(folder, files)| undo(&folder, &files)).unwrap_or_default();
        // The next run tries again to remove files that are stuck; a note without a meaning helps no run.
        if !undone.iter().any(|file| matches!(file, Undone::Stuck(_))) {
            drop(notes.remove(&name));
        }
        all.extend(undone);
    }
    all
}

/// The notes about the shelf `root`.
fn notes(state: &State, root: &Path) -> Option<Notes> {
    // Where shelves can't be locked, the note of a live run can't be told from that of a killed one.
    if cfg!(unix) { state.notes(KIND, root) } else { None }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;
    use zeroize::Zeroizing;

    use super::*;
    use crate::document::project::Inside;
    use crate::package::index::FILE;
    use crate::package::{Origin, PrivateKey, Shelf, SignTime, VersionFolder, make};

    /// A place for notes, a shelf, and the smallest provider as a signed package.
    fn prepared() -> (TempDir, TempDir, State, Package) {
        let (home, outer) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/package/minimal");
        let source = VersionFolder::read(&Inside::named(&folder)).unwrap();
        let key = PrivateKey::from_chance(&Zeroizing::new([7; 32]));
        let signing = Some((&key, SignTime::from_epoch(0).unwrap()));
        let package =
            make(&source, &folder, &Version::parse("v1.2.3").unwrap(), signing, &Origin::default()).unwrap();
        fs::create_dir(outer.path().join("dist")).unwrap();
        let state = State::at(home.path().join("state"));
        (home, outer, state, package)
    }

    fn tree(folder: &Path) -> BTreeMap<String, String> {
        let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
        let files = entries.filter(|path| !path.is_dir() || path.is_symlink());
        let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_string();
        files.map(|path| (name(&path), fs::read_to_string(&path).map_or("?".into(), |text| text))).collect()
    }

    /// Makes the first `steps` of `Shelf::put` on the shelf at `root`, with a note, like a run that is
    /// killed.
    fn kill_after(steps: usize, root: &Path, state: &State, package: &Package) {
        let whole = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(whole.path()).unwrap();
        let placed = shelf.put(package, &[(".md", "# notes")], &State::none()).unwrap();
        let files: Vec<(String, Vec<u8>)> = placed
            .files
            .iter()
            .map(|path| (path.file_name().unwrap().to_str().unwrap(), fs::read(path).unwrap()))
            .map(|(name, bytes)| (name.strip_prefix("v1.2.3").unwrap().to_string(), bytes))
            .collect();
        assert_eq!(files.iter().map(|(ending, _)| ending.as_str()).collect::<Vec<_>>(), ENDINGS);
        let noted: Vec<(&str, &[u8])> =
            files.iter().map(|(ending, bytes)| (ending.as_str(), bytes.as_slice())).collect();
        std::mem::forget(begin(state, root, package, &noted));
        assert!(is_any(state, root));
        fs::create_dir_all(root.join("acme")).unwrap();
        for (ending, bytes) in noted.iter().take(steps) {
            fs::write(root.join(format!("acme/v1.2.3{ending}")), bytes).unwrap();
        }
        fs::write(root.join("acme/.provgen-new-x7Kq2a"), "half").unwrap();
        if steps > noted.len() {
            fs::copy(placed.index, root.join(FILE)).unwrap();
        }
    }

    #[test]
    fn the_next_run_puts_the_shelf_in_order_whenever_one_was_killed() {
        for steps in 0..=5 {
            let (_home, outer, state, package) = prepared();
            let root = outer.path().join("dist");
            kill_after(steps, &root, &state, &package);
            let (shelf, undone) = Shelf::restore(&root, &state).unwrap();
            assert!(!is_any(&state, &root));
            if steps == 5 {
                assert_eq!((undone.len(), tree(&root).len()), (0, 6), "all of it is there");
                continue;
            }
            assert_eq!(undone.len(), steps);
            assert!(undone.iter().all(|file| matches!(file, Undone::Removed(_))), "{undone:?}");
            assert!(tree(&root).is_empty());
            shelf.put(&package, &[(".md", "# notes")], &state).unwrap();
            assert_eq!(tree(&root).len(), 5);
            assert!(!is_any(&state, &root));
        }
    }

    #[test]
    fn a_run_that_puts_something_clears_up_by_itself() {
        let (_home, outer, state, package) = prepared();
        let root = outer.path().join("dist");
        let shelf = Shelf::open(&root).unwrap();
        kill_after(3, &root, &state, &package);
        shelf.put(&package, &[], &state).unwrap();
        assert_eq!(tree(&root).len(), 4);
        // A run that fails leaves no note.
        fs::create_dir(root.join("acme/v1.2.4.md")).unwrap();
        let next = Package { version: Version::parse("v1.2.4").unwrap(), ..package };
        assert!(shelf.put(&next, &[(".md", "")], &state).is_err());
        assert_eq!((tree(&root).len(), is_any(&state, &root)), (4, false));
    }

    #[test]
    fn what_is_not_as_it_was_noted_stays() {
        let (_home, outer, state, package) = prepared();
        let root = outer.path().join("dist");
        let at = |path: &str| root.join(path);
        kill_after(4, &root, &state, &package);
        fs::write(outer.path().join("precious"), fs::read(at("acme/v1.2.3.json")).unwrap()).unwrap();
        fs::write(at("acme/v1.2.3.tgz"), "mine").unwrap();
        fs::remove_file(at("acme/v1.2.3.json")).unwrap();
        symlink("../../precious", at("acme/v1.2.3.json")).unwrap();
        fs::remove_file(at("acme/v1.2.3.md")).unwrap();
        fs::create_dir(at("acme/v1.2.3.md")).unwrap();
        let (shelf, undone) = Shelf::restore(&root, &state).unwrap();
        let other = |ending: &str| Undone::Other(at(&format!("acme/v1.2.3{ending}")));
        let removed = Undone::Removed(at("acme/v1.2.3.json.sig"));
        assert_eq!(undone, [other(".md"), removed, other(".json"), other(".tgz")]);
        assert_eq!(fs::read_to_string(at("acme/v1.2.3.tgz")).unwrap(), "mine");
        assert!(outer.path().join("precious").exists() && at("acme/v1.2.3.md").is_dir());
        let taken = shelf.put(&package, &[], &state).unwrap_err();
        assert!(taken.to_string().contains("a run may have been stopped"), "{taken}");
    }

    #[test]
    fn nothing_is_touched_that_is_not_a_packages() {
        let (_home, outer, state, package) = prepared();
        let root = outer.path().join("dist");
        kill_after(4, &root, &state, &package);
        fs::rename(root.join("acme"), outer.path().join("acme")).unwrap();
        symlink("../acme", root.join("acme")).unwrap();
        let text = |directory: &str, version: &str, name: &str| {
            let note = Note {
                provider: "acme".into(),
                directory: directory.into(),
                version: version.into(),
                files: vec![Made::new(name, b"mine")],
            };
            serde_json::to_string(&note).unwrap()
        };
        fs::create_dir(root.join("beta")).unwrap();
        for path in
            ["x.tgz", "v1.0.0.tgz", "dist/v1.0.0.tgz", "dist/beta/v1.0.0.pem", "dist/beta/v1.0.0x.tgz"]
        {
            fs::write(outer.path().join(path), "mine").unwrap();
        }
        let before = tree(outer.path());
        let notes = notes(&state, &root).unwrap();
        for (number, note) in [
            text("..", "v1.0.0", ".tgz"),
            text("", "v1.0.0", ".tgz"),
            text(outer.path().to_str().unwrap(), "v1.0.0", ".tgz"),
            text("beta", "../../x", ".tgz"),
            text("beta", "v1.0.0", ".pem"),
            text("beta", "v1.0.0", "x.tgz"),
            text("beta", "v1.0.0", "/../../../x.tgz"),
            "[]".into(),
            String::new(),
        ]
        .into_iter()
        .enumerate()
        {
            notes.write(&number.to_string(), &note).unwrap();
        }
        let (_, undone) = Shelf::restore(&root, &state).unwrap();
        assert_eq!((undone, tree(outer.path())), (Vec::new(), before));
        assert!(!is_any(&state, &root), "what says nothing is forgotten");
        // The same file with the name of a package's file is removed.
        fs::write(root.join("beta/v1.0.0.tgz"), "mine").unwrap();
        notes.write("9", &text("beta", "v1.0.0", ".tgz")).unwrap();
        assert_eq!(Shelf::restore(&root, &state).unwrap().1.len(), 1);
        assert!(!root.join("beta/v1.0.0.tgz").exists());
    }
}
