//! The files of a release in git.
//!
//! In: a revision and a path in the repository of the current folder. Out: the files at that path, as
//! documents. Their texts are read when they are compared.

use std::sync::Arc;

use super::command::{GitError, git};
use super::document::{Content, GitObjectText, ReleaseDocument};
use super::git::{GitObject, GitReader, find, is_revision, sizes};
use super::tree::{Tree, is_looked_at};
use crate::diagnostic::{Diagnostic, Failure, Result};

/// The file or the files at `path` in `revision`; a path that starts with `./` is relative to the current
/// folder, as git has it.
pub(super) fn tree(revision: &str, path: &str) -> Result<Tree> {
    let shown = format!("{revision}:{path}");
    let path = match path.trim_end_matches('/') {
        "." => "./",
        path => path,
    };
    let object = format!("{revision}:{path}");
    let GitObject { id, kind } = match find(&object) {
        Ok(found) => found,
        Err(GitError::Missing(why)) => return Err(no_object(revision, path, &shown, &why)),
        Err(trouble) => return Err(trouble.told(&shown)),
    };
    if kind == "blob" {
        let content = Content::Text(GitReader::default().text(&id, &shown)?);
        return Ok(Tree { prefix: shown, files: vec![(String::new(), content)] });
    }
    let files = listed(&id).map_err(|trouble| trouble.told(&shown))?;
    let slash = if path.is_empty() || path.ends_with('/') { "" } else { "/" };
    Ok(Tree { prefix: format!("{object}{slash}"), files })
}

/// The files below the folder whose object is `id` that may be documents, sorted by path.
fn listed(id: &str) -> std::result::Result<Vec<(String, Content)>, GitError> {
    let listed = git(&["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", id])?;
    let reader = Arc::new(GitReader::default());
    let mut files = Vec::new();
    // `100644 blob <object>\t<path>`
    for entry in listed.split('\0').filter(|entry| !entry.is_empty()) {
        let Some((head, name)) = entry.split_once('\t') else { continue };
        let mut head = head.split(' ');
        let (mode, _, object) = (head.next(), head.next(), head.next());
        let is_file = mode.is_some_and(|mode| mode.starts_with("100"));
        if let Some(object) = object.filter(|_| is_file && is_looked_at(name)) {
            let object = GitObjectText { id: object.to_string(), size: 0, reader: Arc::clone(&reader) };
            files.push((name.to_string(), Content::Object(object)));
        }
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(files)
}

/// The text of a file in a revision; none if the file doesn't exist.
pub(super) fn file(revision: &str, path: &str) -> Result<Option<String>> {
    let object = format!("{revision}:{path}");
    match find(&object) {
        Ok(GitObject { id, kind }) if kind == "blob" => GitReader::default().text(&id, &object).map(Some),
        Ok(_) | Err(GitError::Missing(_)) => Ok(None),
        Err(trouble) => Err(trouble.told(&object)),
    }
}

/// Notes the sizes of all documents that are objects.
pub(super) fn measure(documents: &mut [ReleaseDocument]) {
    let ids = documents.iter().filter_map(|document| match &document.content {
        Content::Object(object) => Some(object.id.as_str()),
        _ => None,
    });
    let sizes = sizes(ids);
    for document in documents {
        if let Content::Object(object) = &mut document.content {
            object.size = sizes.get(&object.id).copied().unwrap_or_default();
        }
    }
}

/// The error for a path that the revision lacks, or for a revision that doesn't exist.
fn no_object(revision: &str, path: &str, shown: &str, why: &str) -> Failure {
    let problem = if is_revision(revision) {
        Diagnostic::error("diff::git", format!("the revision `{revision}` has no `{path}`"))
            .help("paths start at the repository's root; `./` starts at the current folder")
    } else {
        Diagnostic::error("diff::git", format!("there is no file `{shown}`, and no revision `{revision}`"))
            .help(format!("git says: {why}; a shallow clone has no older revisions: fetch them first"))
    };
    problem.at(shown, "").into()
}
