//! Objects of a git repository: finding one by its name, and reading the texts of many.
//!
//! In: `REVISION:PATH`, or ids of objects. Out: ids, kinds and texts, without touching the work tree. Git
//! itself reads them, since it knows every kind of repository. An object that is missing in a partial clone
//! is not fetched.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::Mutex;

use super::command::{GitError, command, git};
use crate::diagnostic::Result;
use crate::document::read::MAX_DOCUMENT_BYTES;
use crate::threads;

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

/// A running git that gives the texts of objects, one after the other: a process for each would take longer than
/// reading, and all texts together more memory than comparing them.
#[derive(Debug, Default)]
pub(super) struct GitReader(Mutex<Option<Running>>);

/// The process, and both ends of its pipe.
#[derive(Debug)]
struct Running {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Running {
    fn start() -> std::io::Result<Self> {
        let mut command = command(&["cat-file", "--batch"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let pipes = stdin.zip(stdout).ok_or_else(|| std::io::Error::from(std::io::ErrorKind::BrokenPipe));
        pipes.map(|(stdin, stdout)| Self { child, stdin, stdout: BufReader::new(stdout) })
    }

    /// The bytes of the object `id`; none if the repository lacks it.
    ///
    /// For an object there is `<object> blob <size>\n<bytes>\n`; if a partial clone lacks it, there is `<object>
    /// missing\n` or nothing more.
    fn bytes(&mut self, id: &str) -> std::io::Result<Option<Vec<u8>>> {
        // A git that is gone already has no answer either.
        drop(writeln!(self.stdin, "{id}").and_then(|()| self.stdin.flush()));
        let mut head = String::new();
        self.stdout.read_line(&mut head)?;
        let Some(size) = head.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse::<u64>().ok())
        else {
            return Ok(None);
        };
        if size > MAX_DOCUMENT_BYTES {
            return Err(std::io::Error::other("the document is too large"));
        }
        let mut bytes = Vec::new();
        let read = self.stdout.by_ref().take(size + 1).read_to_end(&mut bytes)?;
        if read as u64 <= size {
            return Err(std::io::Error::other("the answer ends too early"));
        }
        bytes.pop();
        Ok(Some(bytes))
    }
}

impl GitReader {
    /// The text of the object `id`, the file `file`.
    ///
    /// # Errors
    /// The repository lacks the object, or its text can't be read.
    pub(super) fn text(&self, id: &str, file: &str) -> Result<String> {
        let mut running = threads::lock(&self.0);
        let mut process = match running.take() {
            Some(process) => process,
            None => Running::start().map_err(|error| GitError::NoGit(error.to_string()).told(file))?,
        };
        match process.bytes(id) {
            Ok(Some(bytes)) => {
                *running = Some(process);
                drop(running);
                String::from_utf8(bytes)
                    .map_err(|_| GitError::Failed("the document is not UTF-8".into()).told(file))
            }
            // The process may have ended: the next object gets another one.
            Ok(None) => Err(GitError::NotFetched.told(file)),
            Err(error) => Err(GitError::Failed(error.to_string()).told(file)),
        }
    }
}

/// The sizes of objects in bytes, by id, as far as the repository has them: what is large is begun first.
pub(super) fn sizes<'i>(ids: impl Iterator<Item = &'i str>) -> BTreeMap<String, u64> {
    let wanted: String = ids.map(|id| format!("{id}\n")).collect();
    let mut command = command(&["cat-file", "--batch-check"]);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let Ok(mut child) = piped.spawn() else { return BTreeMap::new() };
    let stdin = child.stdin.take();
    // Git answers while it still reads, so both ends must work at once, or both would block.
    let writer = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(wanted.as_bytes())));
    let answer = child.wait_with_output();
    drop(writer.join());
    let answer =
        answer.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let size = |line: &str| {
        let (id, rest) = line.split_once(' ')?;
        Some((id.to_string(), rest.rsplit_once(' ')?.1.parse().ok()?))
    };
    answer.lines().filter_map(size).collect()
}

/// Whether git knows a commit by that name.
pub(super) fn is_revision(name: &str) -> bool {
    let commit = format!("{name}^{{commit}}");
    git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).is_ok()
}
