//! What is on disk where a file is to go.
//!
//! In: the output folder, a checked path, the content it should have. Out: a [`PathState`]. Symbolic links are
//! never followed below the output folder: not to write, not to remove, and not to read, for what a link
//! points to could end up in a diff.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{BufRead, BufReader, Error, ErrorKind};
use std::path::Path;
use std::sync::Mutex;

use walkdir::WalkDir;

use super::digest::Digest;
use super::list::List;
use super::report::Lines;
use super::trouble::{self, BoxedResult};
use super::{lines, own, path};
use crate::diagnostic::{Diagnostic, Result};
use crate::document::read::MAX_DOCUMENT_BYTES;
use crate::names::is_git;
use crate::threads::lock;

/// What is at a path.
#[derive(Debug)]
pub(super) enum PathState {
    /// A file with the same bytes.
    Same,
    /// Nothing, and the folder above isn't there either.
    Absent,
    /// Nothing, in a folder that is there.
    Nothing,
    /// Nothing, and a folder above is a file: this one.
    BelowFile(String),
    /// A folder.
    Folder,
    /// A file with other bytes, or a link, or a device.
    Other {
        /// Provgen did not write it.
        foreign: bool,
        lines: usize,
        diff: Option<String>,
    },
}

impl PathState {
    /// Whether a file has to be written.
    pub(super) fn differs(&self) -> bool {
        !matches!(self, Self::Same)
    }
}

/// What the folders above a path are.
#[derive(Debug, Clone)]
pub(super) enum Above {
    Folders,
    Absent,
    File(String),
    Link(String),
}

/// The folders that were looked at.
#[derive(Debug, Default)]
pub(super) struct Folders {
    seen: Mutex<BTreeMap<String, Above>>,
}

impl Folders {
    /// Looks at the place of `path`, whose content should be `content`.
    pub(super) fn look(
        &self,
        root: &Path,
        path: &str,
        content: &[u8],
        lines: Lines,
        list: &List,
    ) -> BoxedResult<PathState> {
        match self.above(root, path)? {
            Above::Folders => {}
            Above::Absent => return Ok(PathState::Absent),
            Above::File(file) => return Ok(PathState::BelowFile(file)),
            Above::Link(folder) => return Err(link(root, &folder, path)),
        }
        if list.has_only_a_variant_of(path) && !is_spelled(root, path) {
            // macOS and Windows would show the earlier file, which the commit moves away.
            return Ok(PathState::Nothing);
        }
        let Some(metadata) = metadata(root, path)? else { return Ok(PathState::Nothing) };
        if metadata.is_dir() {
            return Ok(PathState::Folder);
        }
        let foreign = !list.has(path);
        let size = content.len() as u64;
        let (lines, diff) = if !metadata.is_file() {
            lines::compare(path, b"", content, lines)
        } else if metadata.len() != size && metadata.len() > lines::MAX_MATCHED {
            lines::unmatched(path, lines::count(content), lines)
        } else {
            let file = root.join(path);
            let cannot = |error: Error| cannot_read(root, path, &error);
            if metadata.len() == size && has_content(&file, content).map_err(cannot)? {
                return Ok(PathState::Same);
            }
            lines::compare(path, &fs::read(&file).map_err(cannot)?, content, lines)
        };
        Ok(PathState::Other { foreign, lines, diff })
    }

    /// Whether at `path` is a file whose content has the digest `digest`. What can't be looked at counts as
    /// not. With a list, a file counts as not that is there in another spelling.
    pub(super) fn holds(&self, root: &Path, path: &str, digest: Digest, list: Option<&List>) -> bool {
        if !matches!(self.above(root, path), Ok(Above::Folders)) {
            return false;
        }
        if list.is_some_and(|list| list.has_only_a_variant_of(path)) && !is_spelled(root, path) {
            return false;
        }
        let is_plain = |metadata: &Metadata| metadata.is_file() && metadata.len() <= MAX_DOCUMENT_BYTES;
        matches!(metadata(root, path), Ok(Some(metadata)) if is_plain(&metadata))
            && fs::read(root.join(path)).is_ok_and(|content| Digest::of(&content) == digest)
    }

    /// What the folders above `path` are; each folder is looked at once a run.
    pub(super) fn above(&self, root: &Path, path: &str) -> BoxedResult<Above> {
        for folder in path::folders(path) {
            let known = lock(&self.seen).get(folder).cloned();
            let what = match known {
                Some(what) => what,
                None => {
                    let what = look_at(root, folder)?;
                    lock(&self.seen).insert(folder.to_string(), what.clone());
                    what
                }
            };
            if !matches!(what, Above::Folders) {
                return Ok(what);
            }
        }
        Ok(Above::Folders)
    }
}

/// What the folders above `path` are, now.
pub(super) fn above(root: &Path, path: &str) -> BoxedResult<Above> {
    for folder in path::folders(path) {
        match look_at(root, folder)? {
            Above::Folders => {}
            other => return Ok(other),
        }
    }
    Ok(Above::Folders)
}

/// What is at `folder`, those above it being folders.
fn look_at(root: &Path, folder: &str) -> BoxedResult<Above> {
    Ok(match metadata(root, folder)? {
        None => Above::Absent,
        Some(metadata) if metadata.is_symlink() => Above::Link(folder.to_string()),
        Some(metadata) if metadata.is_dir() => Above::Folders,
        Some(_) => Above::File(folder.to_string()),
    })
}

/// Whether the file has just these bytes. Reads a piece at a time, so that a large file takes no memory.
fn has_content(file: &Path, content: &[u8]) -> std::io::Result<bool> {
    const PIECE_BYTES: usize = 64 << 10;
    let mut reader = BufReader::with_capacity(PIECE_BYTES, File::open(file)?);
    let mut rest = content;
    loop {
        let piece = reader.fill_buf()?;
        if piece.is_empty() {
            return Ok(rest.is_empty());
        }
        let Some(after) = rest.strip_prefix(piece) else { return Ok(false) };
        rest = after;
        let read = piece.len();
        reader.consume(read);
    }
}

/// The path at `path` itself, link or not; `None` if there is nothing.
pub(super) fn metadata(root: &Path, path: &str) -> BoxedResult<Option<Metadata>> {
    match fs::symlink_metadata(root.join(path)) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(cannot_read(root, path, &error)),
    }
}

/// Refuses a folder of git's own, whether it is there or would be made. All that writes asks this before it
/// makes anything: what is in such a folder may be run.
pub(super) fn check_git(folder: &Path) -> BoxedResult<()> {
    // Links on the way may lead into one, too; so may the current folder.
    let above =
        folder.ancestors().map(|path| if path.as_os_str().is_empty() { Path::new(".") } else { path });
    let there = above.chain([Path::new(".")]).find_map(|path| fs::canonicalize(path).ok());
    let mut names = folder.iter().chain(there.iter().flat_map(|path| path.iter()));
    if names.any(|name| name.to_str().is_some_and(is_git)) {
        let message = format!("can't write to `{}`: it is a folder of git's own", folder.display());
        return Err(trouble::new("output::git", message, "name another folder"));
    }
    Ok(())
}

/// Refuses a root that can't be a folder, or is one of git's own. One that isn't there yet is fine.
pub(super) fn check_root(root: &Path) -> Result<()> {
    check_git(root)?;
    match fs::metadata(root) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err((*not_a_folder(root)).into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err((*trouble::io(&format!("open the folder `{}`", root.display()), &error)).into()),
    }
}

/// The output folder is something else.
pub(super) fn not_a_folder(root: &Path) -> Box<Diagnostic> {
    let message = format!("can't write to `{}`: it is not a folder", root.display());
    trouble::new("output::not-a-folder", message, "choose another --out")
}

/// `path` can't be reached but through the link `folder`.
pub(super) fn link(root: &Path, folder: &str, path: &str) -> Box<Diagnostic> {
    trouble::new(
        "output::link",
        format!("`{path}` is behind a symbolic link, `{}`", root.join(folder).display()),
        "nothing is written or removed through links below the output folder: put a folder in its place, or choose another --out",
    )
}

/// The first thing in the folder `path` that would be left when `orphans` are gone, with their folders.
pub(super) fn left_over(root: &Path, path: &str, orphans: &BTreeSet<&str>) -> BoxedResult<Option<String>> {
    let top = root.join(path);
    for entry in WalkDir::new(&top).sort_by_file_name() {
        let entry = entry.map_err(|error| cannot_read(root, path, &Error::from(error)))?;
        let below = entry.path().strip_prefix(&top).unwrap_or(entry.path());
        let mut name = path.to_string();
        for part in below {
            name.push('/');
            name.push_str(&part.to_string_lossy());
        }
        let goes = if entry.file_type().is_dir() {
            let inside = format!("{name}/");
            orphans.range(inside.as_str()..).next().is_some_and(|orphan| orphan.starts_with(&inside))
        } else {
            orphans.contains(name.as_str())
        };
        if !goes {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// The first file below `root` that isn't on `list`, by path; the list itself and staging folders aside.
pub(super) fn first_foreign(root: &Path, list: &List) -> BoxedResult<Option<String>> {
    for entry in WalkDir::new(root).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| cannot_read(root, "", &Error::from(error)))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        let is_own = name == own::LIST || name.starts_with(own::STAGING) || list.has(&name);
        if !is_own {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Whether each part of `path` is on disk in just this spelling. What can't be read counts as not.
fn is_spelled(root: &Path, path: &str) -> bool {
    let mut folder = root.to_path_buf();
    path.split('/').all(|name| {
        let there = fs::read_dir(&folder)
            .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_str() == Some(name)));
        folder.push(name);
        there
    })
}

fn cannot_read(root: &Path, path: &str, error: &Error) -> Box<Diagnostic> {
    trouble::io(&format!("read `{}`", root.join(path).display()), error)
}
