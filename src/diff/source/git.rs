//! Files of a revision, by asking git.
//!
//! In: a revision and a path in the repository of the current folder. Out: the files, without touching the
//! work tree. Git itself reads them: it knows every kind of repository there is. What a partial clone lacks
//! is not fetched.

use std::io::{Read, Write};
use std::process::Stdio;

use super::command::{Trouble, command, git};
use super::tree::{Tree, is_looked_at};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::source::document::{Content, Document};
use crate::document::read::MAX_DOCUMENT_BYTES;

/// Largest sum of all documents of a revision, in bytes.
const MAX_TOTAL_BYTES: u64 = 1 << 30;

/// The file or the files at `path` in `revision`; a path that starts with `./` is relative to the current
/// folder, as git has it.
pub(super) fn tree(revision: &str, path: &str) -> Result<Tree> {
    let shown = format!("{revision}:{path}");
    let path = match path.trim_end_matches('/') {
        "." => "./",
        path => path,
    };
    let object = format!("{revision}:{path}");
    let Found { id, kind } = match find(&object) {
        Ok(found) => found,
        Err(Trouble::Missing(why)) => return Err(no_object(revision, path, &shown, &why)),
        Err(trouble) => return Err(trouble.told(&shown)),
    };
    if kind == "blob" {
        let mut texts = read(&[Wanted { id: &id, file: &shown }], &shown)?;
        let content = Content::Text(texts.pop().unwrap_or_default());
        return Ok(Tree { prefix: shown, files: vec![(String::new(), content)] });
    }
    let listed = git(&["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", &id]);
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
    match find(&object) {
        Ok(Found { id, kind }) if kind == "blob" => {
            read(&[Wanted { id: &id, file: &object }], &object).map(|mut texts| texts.pop())
        }
        Ok(_) | Err(Trouble::Missing(_)) => Ok(None),
        Err(trouble) => Err(trouble.told(&object)),
    }
}

/// An object of git's.
struct Found {
    id: String,
    kind: String,
}

/// What `object` names: a revision and a path.
fn find(object: &str) -> std::result::Result<Found, Trouble> {
    let kind = |object: &str| git(&["cat-file", "-t", "--end-of-options", object]);
    let id =
        git(&["rev-parse", "--verify", "--end-of-options", object]).map_err(|trouble| match trouble {
            // This one says better why.
            Trouble::Missing(why) => kind(object).err().unwrap_or(Trouble::Missing(why)),
            other => other,
        })?;
    let id = id.trim().to_string();
    // What a tree names and the repository hasn't got isn't something that was misspelled.
    let kind = kind(&id).map_err(|trouble| match trouble {
        Trouble::Missing(_) => Trouble::NotFetched,
        other => other,
    })?;
    Ok(Found { id, kind: kind.trim().to_string() })
}

/// Reads the documents that are objects still, all at once.
pub(super) fn fill(documents: &mut [Document], shown: &str) -> Result<()> {
    let wanted: Vec<Wanted<'_>> = documents.iter().filter_map(Wanted::of).collect();
    let texts = read(&wanted, shown)?;
    let waiting = documents.iter_mut().filter(|document| matches!(document.content, Content::Object(_)));
    for (document, text) in waiting.zip(texts) {
        document.content = Content::Text(text);
    }
    Ok(())
}

/// An object to read, and the file that it is.
pub(in crate::diff) struct Wanted<'w> {
    pub(in crate::diff) id: &'w str,
    pub(in crate::diff) file: &'w str,
}

impl<'w> Wanted<'w> {
    fn of(document: &'w Document) -> Option<Self> {
        match &document.content {
            Content::Object(id) => Some(Self { id, file: &document.file }),
            _ => None,
        }
    }
}

/// The texts of objects, in their order, by one call of git for all.
pub(in crate::diff) fn read(objects: &[Wanted<'_>], shown: &str) -> Result<Vec<String>> {
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let failed = |why: String| Trouble::Failed(why).told(shown);
    let mut child = command(&["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Trouble::NoGit(error.to_string()).told(shown))?;
    let wanted: String = objects.iter().map(|object| format!("{}\n", object.id)).collect();
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
    for Wanted { file, .. } in objects {
        // `<object> blob <size>\n<bytes>\n`; `<object> missing\n`, or nothing more, where a partial clone
        // lacks it.
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (head, after) = end.and_then(|end| rest.split_at_checked(end)).unwrap_or_default();
        let head = String::from_utf8_lossy(head);
        let size = head.rsplit_once(' ').and_then(|(_, size)| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| Trouble::NotFetched.told(file))?;
        let bytes = after.get(1..=size).ok_or_else(|| failed("the answer ends too early".into()))?;
        if size as u64 > MAX_DOCUMENT_BYTES {
            return Err(Trouble::Failed("the document is too large".into()).told(file));
        }
        let text = String::from_utf8(bytes.to_vec());
        texts.push(text.map_err(|_| Trouble::Failed("the document is not UTF-8".into()).told(file))?);
        rest = after.get(size + 2..).unwrap_or_default();
    }
    Ok(texts)
}

/// Whether git knows a commit by that name.
pub(super) fn is_revision(name: &str) -> bool {
    let commit = format!("{name}^{{commit}}");
    git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).is_ok()
}

fn no_object(revision: &str, path: &str, shown: &str, why: &str) -> Failure {
    let problem = match is_revision(revision) {
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
