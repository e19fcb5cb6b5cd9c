//! The work tree of git: the commit that it stands at, and files that aren't as the commit has them.
//!
//! In: paths of files. Out: the commit, and those of the files that nobody finds in it. Git is asked for objects alone,
//! and for the id that a file's bytes would have: it looks at no file by itself, so no filter of the repository's runs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::command::{command, git};

/// The commit that a work tree stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The commit's id, in hexadecimal digits.
    pub id: String,
    /// The files that the commit doesn't have, or has with another content.
    pub changed: Vec<PathBuf>,
}

/// The commit of the work tree around the current folder, and those of `files` that differ from it; none where there is
/// no commit. A link is no file of its own, and is passed over.
#[must_use]
pub fn commit(files: &[PathBuf]) -> Option<Commit> {
    let id = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}"]).ok()?;
    let here = Path::new(".").canonicalize().ok()?;
    let files: Vec<(&PathBuf, &str)> = files
        .iter()
        .filter(|file| file.symlink_metadata().is_ok_and(|metadata| metadata.is_file()))
        .filter_map(|file| Some((file, file.strip_prefix(&here).unwrap_or(file).to_str()?)))
        // A line is a path to git.
        .filter(|(_, path)| !path.contains('\n') && !Path::new(path).is_absolute())
        .collect();
    let lines = |before: &str| files.iter().map(|(_, path)| format!("{before}{path}\n")).collect::<String>();
    let committed = answers(&["cat-file", "--batch-check=%(objectname)"], lines("HEAD:./"))?;
    let there = answers(&["hash-object", "--no-filters", "--stdin-paths"], lines(""))?;
    let pairs = files.iter().zip(committed.lines().zip(there.lines()));
    let changed = pairs.filter(|(_, (committed, there))| committed != there);
    Some(Commit {
        id: id.trim().to_string(),
        changed: changed.map(|((file, _), _)| (*file).clone()).collect(),
    })
}

/// Whether `git add` would take the file `path`: it is in a work tree, which doesn't ignore it.
#[must_use]
pub fn is_addable(path: &Path) -> bool {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (Some(folder), Some(name)) = (folder.to_str(), path.file_name().and_then(|name| name.to_str()))
    else {
        return false;
    };
    if has_odd_lists(Path::new(folder)) {
        return true;
    }
    let own = ["-C", folder, "-c", "core.excludesFile=/dev/null"];
    let mut command = command(&[&own[..], &["check-ignore", "--quiet", "--", name]].concat());
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    // 0 is for a file that is ignored, 128 for one that is in no work tree.
    status.is_ok_and(|status| status.code() == Some(1))
}

/// Whether a list of ignored files, in `folder` or in one above up to the top of the work tree, is no plain file: git would
/// wait for a pipe.
fn has_odd_lists(folder: &Path) -> bool {
    let is_odd = |path: PathBuf| path.metadata().is_ok_and(|metadata| !metadata.is_file());
    let folder = folder.canonicalize().unwrap_or_default();
    for folder in folder.ancestors() {
        if is_odd(folder.join(".gitignore")) || is_odd(folder.join(".git/info/exclude")) {
            return true;
        }
        if folder.join(".git").exists() {
            return false;
        }
    }
    false
}

/// What git answers to `lines`; none if it fails.
fn answers(arguments: &[&str], lines: String) -> Option<String> {
    let mut command = command(arguments);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = piped.spawn().ok()?;
    let stdin = child.stdin.take();
    // Git answers while it still reads, so both ends must work at once, or both would block.
    let writer = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(lines.as_bytes())));
    let answer = child.wait_with_output().ok()?;
    drop(writer.join());
    answer.status.success().then(|| String::from_utf8_lossy(&answer.stdout).into_owned())
}
