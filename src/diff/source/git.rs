//! Files of a revision, by asking git.
//!
//! In: a revision and a path in the repository of the current folder. Out: the files, without touching the work tree. Git
//! itself reads them: it knows every kind of repository there is.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use super::tree::{Tree, is_looked_at};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::document::{Content, Document};
use crate::input::MAX_DOCUMENT_BYTES;

/// Largest sum of all documents of a revision, in bytes.
const MAX_TOTAL_BYTES: u64 = 1 << 30;

/// The file or the files at `path` in `revision`; a path that starts with `./` is relative to the current folder, as git
/// has it.
pub(super) fn tree(revision: &str, path: &str) -> Result<Tree> {
    let shown = format!("{revision}:{path}");
    let path = match path.trim_end_matches('/') {
        "." => "./",
        path => path,
    };
    let object = format!("{revision}:{path}");
    let kind = git(&["cat-file", "-t", "--end-of-options", &object]);
    let kind = match kind {
        Ok(kind) => kind,
        Err(Trouble::Missing(why)) => return Err(no_object(revision, path, &shown, &why)),
        Err(trouble) => return Err(trouble.told(&shown)),
    };
    if kind.trim() == "blob" {
        let mut texts = read(&[object], &shown)?;
        let content = Content::Text(texts.pop().unwrap_or_default());
        return Ok(Tree { prefix: shown, files: vec![(String::new(), content)] });
    }
    let listed = git(&["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", &object]);
    let listed = listed.map_err(|trouble| trouble.told(&shown))?;
    let mut files = Vec::new();
    // `100644 blob <object>\t<path>`
    for entry in listed.split('\0').filter(|entry| !entry.is_empty()) {
        let Some((head, name)) = entry.split_once('\t') else { continue };
        let mut head = head.split(' ');
        let (mode, _, object) = (head.next(), head.next(), head.next());
        let is_file = mode.is_some_and(|mode| mode.starts_with("100"));
        if let Some(object) = object.filter(|_| is_file && is_looked_at(name)) {
            files.push((name.to_string(), Content::Object(object.to_string())));
        }
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    let slash = if path.is_empty() || path.ends_with('/') { "" } else { "/" };
    Ok(Tree { prefix: format!("{object}{slash}"), files })
}

/// The text of a file in a revision; none where it isn't there.
pub(super) fn file(revision: &str, path: &str) -> Result<Option<String>> {
    let object = format!("{revision}:{path}");
    match git(&["cat-file", "-t", "--end-of-options", &object]) {
        Ok(kind) if kind.trim() == "blob" => {
            read(std::slice::from_ref(&object), &object).map(|mut texts| texts.pop())
        }
        _ => Ok(None),
    }
}

/// Reads the documents that are objects still, all at once.
pub(super) fn fill(documents: &mut [Document], shown: &str) -> Result<()> {
    let mut waiting: Vec<&mut Content> = documents
        .iter_mut()
        .map(|document| &mut document.content)
        .filter(|content| matches!(content, Content::Object(_)))
        .collect();
    let objects: Vec<String> = waiting
        .iter()
        .filter_map(|content| match content {
            Content::Object(object) => Some(object.clone()),
            _ => None,
        })
        .collect();
    for (content, text) in waiting.iter_mut().zip(read(&objects, shown)?) {
        **content = Content::Text(text);
    }
    Ok(())
}

/// The texts of objects, in their order, by one call of git for all.
pub(in crate::diff) fn read(objects: &[String], shown: &str) -> Result<Vec<String>> {
    let failed = |why: String| Trouble::Failed(why).told(shown);
    let mut child = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Trouble::NoGit(error.to_string()).told(shown))?;
    let wanted: String = objects.iter().map(|object| format!("{object}\n")).collect();
    let stdin = child.stdin.take();
    // Git answers while it still reads: both ends at once, or both wait.
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
    let mut rest = output.as_slice();
    let mut texts = Vec::with_capacity(objects.len());
    for _ in objects {
        // `<object> blob <size>\n<bytes>\n`
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .ok_or_else(|| failed("the answer ends too early".into()))?;
        let (head, after) = rest.split_at_checked(end).unwrap_or_default();
        let head = String::from_utf8_lossy(head);
        let size: usize = head
            .rsplit(' ')
            .next()
            .and_then(|size| size.parse().ok())
            .ok_or_else(|| failed(head.to_string()))?;
        let bytes = after.get(1..=size).ok_or_else(|| failed("the answer ends too early".into()))?;
        if size as u64 > MAX_DOCUMENT_BYTES {
            return Err(failed("a document is too large".into()));
        }
        let text = String::from_utf8(bytes.to_vec());
        texts.push(text.map_err(|_| failed("a document is not UTF-8".into()))?);
        rest = after.get(size + 2..).unwrap_or_default();
    }
    Ok(texts)
}

/// Why git gave no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    NoGit(String),
    Missing(String),
    Failed(String),
}

impl Trouble {
    pub(super) fn told(self, shown: &str) -> Failure {
        let (message, help) = match self {
            Self::NoGit(why) => {
                (format!("git can't be run: {why}"), "install git, or name a folder or a package")
            }
            Self::Missing(why) | Self::Failed(why) => (format!("git: {why}"), "`git show` tells more"),
        };
        Diagnostic::error("diff::git", message).help(help).at(shown, "").into()
    }
}

/// What a git command prints.
pub(super) fn git(arguments: &[&str]) -> std::result::Result<String, Trouble> {
    let output = Command::new("git").args(arguments).stdin(Stdio::null()).output();
    let output = output.map_err(|error| Trouble::NoGit(error.to_string()))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let first = text.lines().next().unwrap_or("it failed without a word");
        return Err(Trouble::Missing(first.trim_start_matches("fatal: ").to_string()));
    }
    String::from_utf8(output.stdout).map_err(|_| Trouble::Failed("a path is not UTF-8".into()))
}

fn no_object(revision: &str, path: &str, shown: &str, why: &str) -> Failure {
    let commit = format!("{revision}^{{commit}}");
    let is_revision = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).is_ok();
    let problem = match is_revision {
        true => Diagnostic::error("diff::git", format!("the revision `{revision}` has no `{path}`"))
            .help("paths start at the repository's root; `./` starts at the current folder"),
        false => Diagnostic::error(
            "diff::git",
            format!("there is no file `{shown}`, and no revision `{revision}`"),
        )
        .help(format!("git says: {why}; a shallow clone has no older revisions: fetch them first")),
    };
    problem.at(shown, "").into()
}
