//! Objects of a git repository: finding one by its name, and reading the texts of many at once.
//!
//! In: `REVISION:PATH`, or ids of objects. Out: ids, kinds and texts, without touching the work tree. Git
//! itself reads them, since it knows every kind of repository. An object that is missing in a partial clone
//! is not fetched.

use std::io::{Read, Write};
use std::process::Stdio;

use super::command::{GitError, command, git};
use crate::diagnostic::Result;
use crate::document::read::MAX_DOCUMENT_BYTES;

/// Largest sum of all documents of a revision, in bytes.
const MAX_TOTAL_BYTES: u64 = 1 << 30;

/// An object that git knows.
pub(super) struct GitObject {
    pub(super) id: String,
    /// `blob`, `tree`, …
    pub(super) kind: String,
}

/// The object that a revision and a path name.
pub(super) fn find(object: &str) -> std::result::Result<GitObject, GitError> {
    let kind = |object: &str| git(&["cat-file", "-t", "--end-of-options", object]);
    let id =
        git(&["rev-parse", "--verify", "--end-of-options", object]).map_err(|trouble| match trouble {
            // This error has the better reason.
            GitError::Missing(why) => kind(object).err().unwrap_or(GitError::Missing(why)),
            other => other,
        })?;
    let id = id.trim().to_string();
    // An object that a tree names and the repository hasn't got wasn't misspelled.
    let kind = kind(&id).map_err(|trouble| match trouble {
        GitError::Missing(_) => GitError::NotFetched,
        other => other,
    })?;
    Ok(GitObject { id, kind: kind.trim().to_string() })
}

/// An object to read, and its file.
pub(super) struct Wanted<'w> {
    pub(super) id: &'w str,
    pub(super) file: &'w str,
}

/// The text of the object `id`, the file `file`.
pub(super) fn object(id: &str, file: &str) -> Result<String> {
    let mut texts = read(&[Wanted { id, file }], file)?;
    Ok(texts.pop().unwrap_or_default())
}

/// The texts of objects, in their order, by one call of git.
pub(super) fn read(objects: &[Wanted<'_>], shown: &str) -> Result<Vec<String>> {
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let output = batch(objects, shown)?;
    let mut rest = output.as_slice();
    let mut texts = Vec::with_capacity(objects.len());
    for Wanted { file, .. } in objects {
        let (text, after) = next(rest, file, shown)?;
        texts.push(text);
        rest = after;
    }
    Ok(texts)
}

/// The answer of git to a list of objects.
fn batch(objects: &[Wanted<'_>], shown: &str) -> Result<Vec<u8>> {
    let failed = |why: String| GitError::Failed(why).told(shown);
    let mut child = command(&["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| GitError::NoGit(error.to_string()).told(shown))?;
    let wanted: String = objects.iter().map(|object| format!("{}\n", object.id)).collect();
    let stdin = child.stdin.take();
    // Git answers while it still reads, so both ends must work at once, or both would block.
    let writer = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(wanted.as_bytes())));
    let mut output = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        let mut limited = stdout.take(MAX_TOTAL_BYTES);
        limited.read_to_end(&mut output).map_err(|error| failed(error.to_string()))?;
    }
    if output.len() as u64 == MAX_TOTAL_BYTES {
        drop(child.kill());
        return Err(failed(format!("the documents are larger than {} MiB together", MAX_TOTAL_BYTES >> 20)));
    }
    let _ = writer.join();
    drop(child.kill());
    drop(child.wait());
    Ok(output)
}

/// The text of the first object of an answer, which is the file `file`, and the rest of the answer.
///
/// For an object there is `<object> blob <size>\n<bytes>\n`; if a partial clone lacks it, there is `<object>
/// missing\n` or nothing more.
fn next<'o>(answer: &'o [u8], file: &str, shown: &str) -> Result<(String, &'o [u8])> {
    let end = answer.iter().position(|byte| *byte == b'\n');
    let (head, after) = end.and_then(|end| answer.split_at_checked(end)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let size = head.rsplit_once(' ').and_then(|(_, size)| size.parse::<usize>().ok());
    let size = size.ok_or_else(|| GitError::NotFetched.told(file))?;
    let too_early = || GitError::Failed("the answer ends too early".into()).told(shown);
    let bytes = after.get(1..=size).ok_or_else(too_early)?;
    if size as u64 > MAX_DOCUMENT_BYTES {
        return Err(GitError::Failed("the document is too large".into()).told(file));
    }
    let text = String::from_utf8(bytes.to_vec());
    let text = text.map_err(|_| GitError::Failed("the document is not UTF-8".into()).told(file))?;
    Ok((text, after.get(size + 2..).unwrap_or_default()))
}

/// Whether git knows a commit by that name.
pub(super) fn is_revision(name: &str) -> bool {
    let commit = format!("{name}^{{commit}}");
    git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).is_ok()
}
