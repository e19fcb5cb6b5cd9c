//! Publishing a package on a shelf: the folder that a registry is served from.
//!
//! In: a [`Package`]. Out: its files below the folder, all of them or none; the list of providers is written
//! last, so that it never names missing files. Existing versions stay: a version is made once. The next run
//! removes the files of a killed one (unfinished.rs).

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::index::{self, RegistryIndex};
use super::unfinished;
use super::version::Version;
use crate::diagnostic::{Diagnostic, Result, plain, printable};
use crate::document::project::read_found;
use crate::document::read::TextKind;
use crate::output::{NewFiles, Readers, State, Undone, replace};
use crate::package::packed::Package;

/// A folder for packages.
#[derive(Debug)]
pub struct Shelf {
    root: PathBuf,
    index: RegistryIndex,
}

/// The place of a published package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The package's files, the archive first.
    pub files: Vec<PathBuf>,
    /// The list of providers.
    pub index: PathBuf,
}

impl Shelf {
    /// Opens the folder `root`, which needn't exist yet.
    ///
    /// # Errors
    /// The path isn't a folder, or its list of providers can't be read.
    pub fn open(root: &Path) -> Result<Self> {
        let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root.to_path_buf() };
        if root.exists() && !root.is_dir() {
            return Err(Diagnostic::error(
                "package::not-a-folder",
                "packages go into a folder, and this isn't one",
            )
            .help("choose another --out")
            .at(root.display().to_string(), "")
            .into());
        }
        let path = root.join(index::FILE);
        let shown = path.display().to_string();
        let index = if path.exists() {
            RegistryIndex::parse(&read_found(&path, &shown, TextKind::Index)?, &shown)?
        } else {
            RegistryIndex::new()
        };
        Ok(Self { root, index })
    }

    /// Opens the folder `root` for a new package: files of killed runs that the list doesn't name are
    /// removed, as far as `state` has notes about them. Returns the outcome for each file.
    ///
    /// # Errors
    /// As [`Shelf::open`]; or the folder can't be locked.
    pub fn restore(root: &Path, state: &State) -> Result<(Self, Vec<Undone>)> {
        let shelf = Self::open(root)?;
        if !unfinished::is_any(state, &shelf.root) {
            return Ok((shelf, Vec::new()));
        }
        // A live run has a note, too; taking the lock waits for that run.
        let _held = hold(&shelf.root)?;
        let shelf = Self::open(root)?;
        let undone = unfinished::undo_all(state, &shelf.root, &shelf.index);
        Ok((shelf, undone))
    }

    /// The existing versions of the provider `name`, in order: those on the list, and those with archives in
    /// the folder `directory`.
    #[must_use]
    pub fn versions(&self, name: &str, directory: &str) -> Vec<Version> {
        let archives = fs::read_dir(self.root.join(directory)).into_iter().flatten().flatten();
        let named = archives.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Version::parse(name.strip_suffix(".tgz")?).ok()
        });
        let listed = self.index.versions(name).filter_map(|text| Version::parse(text).ok());
        let mut versions: Vec<Version> = named.chain(listed).collect();
        versions.sort();
        versions.dedup();
        versions
    }

    /// The versions on the shelf, one line a provider.
    #[must_use]
    pub fn listing(&self) -> String {
        let line = |name: &str| {
            let versions: Vec<&str> = self.index.versions(name).collect();
            printable(&format!("{name}   {}", versions.join("  "))) + "\n"
        };
        match self.index.providers().map(line).collect::<String>() {
            empty if empty.is_empty() => "Nothing has been packed here yet.\n".into(),
            lines => lines,
        }
    }

    /// The archive of a version.
    #[must_use]
    pub fn archive(&self, directory: &str, version: &Version) -> PathBuf {
        self.root.join(directory).join(format!("{version}.tgz"))
    }

    /// Checks that a version of the provider `name`, in the folder `directory`, can be added.
    ///
    /// # Errors
    /// The version exists, or another one that is the same to StackQL; or the folder is a link to elsewhere.
    pub fn is_free(&self, name: &str, directory: &str, version: &Version) -> Result<()> {
        self.has_itself(directory)?;
        let there = self.versions(name, directory);
        let Some(other) = there.iter().find(|other| other.is_same(version)) else { return Ok(()) };
        let archive = self.archive(directory, other);
        let message = if other == version {
            format!("{version} is there already, and a version is made once")
        } else {
            format!("{other} is there already, and {version} is the same to StackQL")
        };
        let next = version.next_free(&there);
        let help = match (self.index.versions(name).any(|text| text == other.as_str()), archive.exists()) {
            (true, false) => format!(
                "{} names it, without an archive: take it out there, or use {next}, the next that is free",
                index::FILE
            ),
            (false, _) => format!(
                "{} doesn't name it, so StackQL doesn't see it: a run may have been stopped. Remove it, or use {next}, the next that is free",
                index::FILE
            ),
            _ => format!("the next that is free is {next}"),
        };
        Err(Diagnostic::error("package::version-taken", message)
            .help(help)
            .at(archive.display().to_string(), "")
            .into())
    }

    /// Whether the folder `directory` is on the shelf, or would be made there.
    ///
    /// # Errors
    /// The folder is a link that leads out of the shelf: files there are no packages of the shelf, and none
    /// are added there.
    fn has_itself(&self, directory: &str) -> Result<()> {
        let folder = self.root.join(directory);
        let is_ours = match (self.root.canonicalize(), folder.canonicalize()) {
            (Ok(root), Ok(found)) => found.starts_with(root),
            // A link to a missing path could lead anywhere once the path exists.
            _ => !folder.is_symlink(),
        };
        if is_ours {
            return Ok(());
        }
        let shown = folder.display().to_string();
        Err(Diagnostic::error("package::link", format!("`{shown}` is a link that leads out of the folder"))
            .help("put a folder in its place: packages are kept where they are served from")
            .at(shown, "")
            .into())
    }

    /// Writes the files of `package`, and beside them `others`: texts by the endings of their files. The
    /// files are noted in `state` until all are written.
    ///
    /// # Errors
    /// The version exists, or the system refuses; no file is left in these cases.
    pub fn put(&self, package: &Package, others: &[(&str, &str)], state: &State) -> Result<Placed> {
        let directory = package.provider.directory.as_str();
        let folder = self.root.join(directory);
        let mut folders = NewFiles::default();
        folders.folder(&self.root)?;
        let _held = hold(&self.root)?;
        // Another run may have added a version meanwhile, or been killed while it did: the check of the
        // version reports leftovers.
        let mut shelf = Self::open(&self.root)?;
        drop(unfinished::undo_all(state, &self.root, &shelf.index));
        shelf.is_free(package.provider.name.as_str(), directory, &package.version)?;
        shelf.index.add(&package.provider.name, &package.version);
        let index = shelf.index.to_text()?;

        folders.folder(&folder)?;
        let own = [(".tgz", package.archive.as_slice()), (".json", package.record.as_bytes())];
        let signature = package.record_signature.iter().map(|text| (".json.sig", text.as_bytes()));
        let others = others.iter().map(|(ending, text)| (*ending, text.as_bytes()));
        let all: Vec<(&str, &[u8])> = own.into_iter().chain(signature).chain(others).collect();
        // The note is dropped after the files, so that there is a note as long as there are files.
        let begun = unfinished::begin(state, &self.root, package, &all);
        let mut files = NewFiles::default();
        for (ending, bytes) in all {
            files.file(folder.join(format!("{}{ending}", package.version)), bytes, Readers::All)?;
        }
        let path = self.root.join(index::FILE);
        replace(&path, index.as_bytes())?;
        drop((folders.keep(), begun));
        Ok(Placed { files: files.keep(), index: path })
    }
}

/// Keeps other runs from writing to the folder as long as the file is open.
fn hold(root: &Path) -> Result<Option<File>> {
    if cfg!(not(unix)) {
        // On Windows, folders can't be opened; two runs with one version still can't both write its archive.
        return Ok(None);
    }
    let folder = File::open(root).and_then(|folder| folder.lock().map(|()| folder)).map_err(|error| {
        let message = format!("can't lock the folder `{}`: {}", root.display(), plain(&error));
        Diagnostic::error("package::lock", message).help("check who may read it, or choose another --out")
    })?;
    Ok(Some(folder))
}
