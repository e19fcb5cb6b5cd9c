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
/// no commit. A file that lies elsewhere, or that git can't be asked for, isn't in the commit. What is no plain file is
/// passed over.
#[must_use]
pub fn commit(files: &[PathBuf]) -> Option<Commit> {
    let id = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}"]).ok()?;
    let top = git(&["rev-parse", "--show-toplevel"]).ok()?;
    let top = Path::new(top.trim_end_matches(['\r', '\n'])).canonicalize().ok()?;
    let is_plain = |file: &&PathBuf| file.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    let (mut asked, mut changed) = (Vec::new(), Vec::new());
    for file in files.iter().filter(is_plain) {
        match in_tree(&top, file) {
            Some(path) => asked.push((file, path)),
            None => changed.push(file.clone()),
        }
    }
    let lines = |line: &dyn Fn(&str) -> String| asked.iter().map(|(_, path)| line(path)).collect::<String>();
    let committed =
        answers(&["cat-file", "--batch-check=%(objectname)"], lines(&|path| format!("HEAD:{path}\n")))?;
    let whole = |path: &str| format!("{}\n", top.join(path).display());
    let there = answers(&["hash-object", "--no-filters", "--stdin-paths"], lines(&whole))?;
    let pairs = asked.iter().zip(committed.lines().zip(there.lines()));
    changed.extend(
        pairs.filter(|(_, (committed, there))| committed != there).map(|((file, _), _)| (*file).clone()),
    );
    Some(Commit { id: id.trim().to_string(), changed })
}

/// The path of `file` below the work tree's `top`, as git has it; none for one elsewhere, or with a path that can't be
/// one line.
fn in_tree(top: &Path, file: &Path) -> Option<String> {
    let path = file.canonicalize().ok()?;
    let parts: Option<Vec<&str>> =
        path.strip_prefix(top).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/")).filter(|path| !path.contains('\n'))
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
