//! Files below a folder, on disk, in a package or in git.

use std::path::Path;

use walkdir::WalkDir;

use super::document::{Content, ReleaseDocument};
use crate::diagnostic::{Diagnostic, Result};
use crate::document::project::is_strange;

/// Deepest level of files: `<out>/providers/src/<directory>/<version>/services/<service>.yaml`.
const MAX_DEPTH: usize = 8;

/// The files that may be documents, by path below the folder with `/`.
#[derive(Debug)]
pub(super) struct Tree {
    /// The text that messages put before a path.
    pub(super) prefix: String,
    /// The files, sorted by path.
    pub(super) files: Vec<(String, Content)>,
}

/// Whether a file may be a document, by its name.
pub(super) fn may_be_document(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !name.starts_with('.') && [".json", ".yaml", ".yml"].iter().any(|end| name.ends_with(end))
}

/// Whether a file below a folder is looked at: it may be a document, isn't hidden, and isn't too deep.
pub(super) fn is_looked_at(path: &str) -> bool {
    let parts = path.split('/').count();
    parts <= MAX_DEPTH && may_be_document(path) && path.split('/').all(|part| !part.starts_with('.'))
}

/// The files of a folder on disk. A link to a file counts as the file, which may lie anywhere; a link to a
/// folder isn't followed, unless the user named it.
pub(super) fn of_folder(folder: &Path) -> Result<Tree> {
    let is_strange = is_strange(folder);
    let mut files = Vec::new();
    let is_visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    let walk = WalkDir::new(folder).max_depth(MAX_DEPTH).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(is_visible) {
        let entry = entry.map_err(|error| {
            Diagnostic::error("diff::unreadable", format!("the folder can't be read: {error}"))
                .help("check who may read it")
        })?;
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let path = parts.join("/");
        let is_file = entry.file_type().is_file() || (entry.path_is_symlink() && entry.path().is_file());
        if is_file && may_be_document(&path) {
            let content =
                if is_strange { Content::Outside(entry.into_path()) } else { Content::on_disk(entry.path()) };
            files.push((path, content));
        }
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    let prefix = format!("{}/", folder.display().to_string().replace('\\', "/").trim_end_matches('/'));
    Ok(Tree { prefix, files })
}

/// The files of a package.
pub(super) fn of_package(path: &Path) -> Result<Tree> {
    let files = crate::package::archive::read(path)?;
    let files = files.into_iter().filter(|(path, _)| may_be_document(path));
    let mut files: Vec<(String, Content)> = files.map(|(path, text)| (path, Content::Text(text))).collect();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(Tree { prefix: format!("{}:", path.display()), files })
}

impl Tree {
    /// The name of the file at `path` in messages.
    pub(super) fn shown(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The text of the file at `path`.
    pub(super) fn text(&self, path: &str) -> Result<String> {
        let found = self.files.iter().find(|(name, _)| name == path);
        let missing =
            || Diagnostic::error("diff::unreadable", "there is no such file").at(self.shown(path), "");
        found.ok_or_else(missing)?.1.text(&self.shown(path)).map(std::borrow::Cow::into_owned)
    }

    /// Whether messages may quote nothing of the file at `path`.
    pub(super) fn is_outside(&self, path: &str) -> bool {
        self.files.iter().any(|(name, content)| name == path && matches!(content, Content::Outside(_)))
    }

    /// The files whose paths are `wanted`, as documents.
    pub(super) fn documents(self, wanted: impl Fn(&str) -> bool) -> Vec<ReleaseDocument> {
        let Self { prefix, files } = self;
        let wanted = files.into_iter().filter(|(path, _)| wanted(path));
        wanted.map(|(path, content)| ReleaseDocument::new(format!("{prefix}{path}"), content)).collect()
    }
}
