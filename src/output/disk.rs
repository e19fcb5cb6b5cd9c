//! Looking at the places on disk where files will be written.
//!
//! In: the output folder, a checked path, the content it should have. Out: a [`PathState`]. Symbolic links are
//! never followed below the output folder: not to write, not to remove, and not to read, since the target of
//! a link could end up in a diff.

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

/// The state of a path.
#[derive(Debug)]
pub(super) enum PathState {
    /// The path is a file with the same bytes.
    Same,
    /// Nothing is at the path, and the folder above doesn't exist either.
    Absent,
    /// Nothing is at the path, and its folder exists.
    Nothing,
    /// Nothing is at the path, and a folder above is really a file: this one.
    BelowFile(String),
    /// The path is a folder.
    Folder,
    /// The path is a file with other bytes, or a link, or a device.
    Other {
        /// provgen did not write it.
        foreign: bool,
        lines: usize,
        diff: Option<String>,
    },
}

impl PathState {
    /// Whether the file has to be written.
    pub(super) fn differs(&self) -> bool {
        !matches!(self, Self::Same)
    }
}

/// The state of the folders above a path.
#[derive(Debug, Clone)]
pub(super) enum Above {
    Folders,
    Absent,
    File(String),
    Link(String),
}

/// The folders looked at so far.
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

    /// Whether the file at `path` has a content with the digest `digest`. A file that can't be read doesn't
    /// count. With a list, a file in another spelling doesn't count either.
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

    /// The state of the folders above `path`; each folder is looked at once a run.
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

/// The state of the folders above `path` at this moment.
pub(super) fn above(root: &Path, path: &str) -> BoxedResult<Above> {
    for folder in path::folders(path) {
        match look_at(root, folder)? {
            Above::Folders => {}
            other => return Ok(other),
        }
    }
    Ok(Above::Folders)
}

/// The state of `folder`, if all above it are folders.
fn look_at(root: &Path, folder: &str) -> BoxedResult<Above> {
    Ok(match metadata(root, folder)? {
        None => Above::Absent,
        Some(metadata) if metadata.is_symlink() => Above::Link(folder.to_string()),
        Some(metadata) if metadata.is_dir() => Above::Folders,
        Some(_) => Above::File(folder.to_string()),
    })
}

/// Whether the file has exactly these bytes. The file is read piece by piece, so that a large one takes no
/// memory.
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

/// The metadata of `path` itself, link or not; `None` if nothing is there.
pub(super) fn metadata(root: &Path, path: &str) -> BoxedResult<Option<Metadata>> {
    match fs::symlink_metadata(root.join(path)) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(cannot_read(root, path, &error)),
    }
}

/// Refuses a folder of git's own, whether it exists or would be made. Every writer asks this first: git runs
/// files in such a folder.
pub(super) fn check_git(folder: &Path) -> BoxedResult<()> {
    // Links on the way, or the current folder, may lead into git's folder, too.
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

/// Refuses an output folder that can't be a folder, or is git's own. A missing folder is fine.
pub(super) fn check_root(root: &Path) -> Result<()> {
    check_git(root)?;
    match fs::metadata(root) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err((*not_a_folder(root)).into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err((*trouble::io(&format!("open the folder `{}`", root.display()), &error)).into()),
    }
}

/// The error about an output folder that isn't a folder.
pub(super) fn not_a_folder(root: &Path) -> Box<Diagnostic> {
    let message = format!("can't write to `{}`: it is not a folder", root.display());
    trouble::new("output::not-a-folder", message, "choose another --out")
}

/// The error about `path`, which is behind the link `folder`.
pub(super) fn link(root: &Path, folder: &str, path: &str) -> Box<Diagnostic> {
    trouble::new(
        "output::link",
        format!("`{path}` is behind a symbolic link, `{}`", root.join(folder).display()),
        "nothing is written or removed through links below the output folder: put a folder in its place, or choose another --out",
    )
}

/// The first file in the folder `path` that would be left when `orphans` are gone, with their folders.
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

/// The first file below `root` that isn't on `list`, by path; the list itself and staging folders don't
/// count.
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

/// Whether each part of `path` is on disk in exactly this spelling. A part that can't be read doesn't count.
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
