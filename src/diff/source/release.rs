//! A release: its documents, and the facts of its `provider.yaml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::document::{Content, ReleaseDocument};
use super::packages::{is_package, packages, several, version_key};
use super::tree::{self, Tree};
use super::{git, revision};
use crate::diagnostic::{Diagnostic, Failure, Result, plain};
use crate::document::project::unquoted;
use crate::document::{locate, manifest};
use crate::manifest::layout::PROVIDER;
use crate::manifest::published::{FoundServices, ProviderManifest, Published};
use crate::mapping::column_names::ColumnNames;
use crate::names::ServiceName;
use crate::text::did_you_mean;

/// A release, before its documents are read.
#[derive(Debug)]
pub struct Release {
    /// The release's name, as the user typed it.
    pub name: String,
    /// The facts of `provider.yaml`, if there is one.
    pub provider: Option<ProviderManifest>,
    /// A document for each service, by file.
    pub documents: Vec<ReleaseDocument>,
    /// The revision of git, if the release is in one.
    pub revision: Option<String>,
    /// Warnings about the release: files that its `provider.yaml` doesn't name.
    pub notes: Vec<Diagnostic>,
}

impl Release {
    /// Finds what `text` names: a file or a folder on disk, a package (`.tgz`), or `REVISION:PATH` in the git
    /// repository that the current folder is in.
    ///
    /// # Errors
    /// Nothing has the name, two things have it, or there are no documents in it.
    pub fn find(text: &str) -> Result<Self> {
        let path = Path::new(text);
        let exists = path.try_exists().map_err(|error| {
            Diagnostic::error("diff::unreadable", format!("can't look for it: {}", plain(&error)))
                .help("check who may read the folders above")
                .at(text, "")
        })?;
        match text.split_once(':').filter(|(revision, _)| !revision.is_empty()) {
            Some((revision, inner)) if !exists => return Self::at(revision, inner),
            // A checkout may contain a file with the name of a revision, which would then be compared with
            // itself.
            Some((revision, _)) if git::is_revision(revision) => return Err(two_things(text, revision)),
            _ => {}
        }
        let tree = match text {
            _ if !exists => return Err(no_such(text)),
            _ if path.is_dir() => match package_in(path)? {
                Some(package) => tree::of_package(&package)?,
                None => tree::of_folder(path)?,
            },
            _ if is_package(text) => tree::of_package(path)?,
            _ if path.file_name().is_some_and(|name| name == PROVIDER) => {
                tree::of_folder(path.parent().unwrap_or(Path::new(".")))?
            }
            _ => return Ok(Self::document(text, ReleaseDocument::on_disk(path, text)?)),
        };
        Self::of_tree(text, tree)
    }

    /// The release at `path` in `revision` of the git repository around the current folder; files on disk are
    /// not looked at.
    ///
    /// # Errors
    /// Nothing is at the path, or there are no documents in it.
    pub fn at(revision: &str, path: &str) -> Result<Self> {
        let shown = format!("{revision}:{path}");
        let mut source = Self::of_tree(&shown, revision::tree(revision, path)?)?;
        revision::measure(&mut source.documents);
        source.revision = Some(revision.to_string());
        Ok(source)
    }

    /// How SQL names the columns of the release, if its `provider.yaml` tells.
    #[must_use]
    pub fn column_names(&self) -> Option<ColumnNames> {
        self.provider.as_ref().map(|provider| ColumnNames::of(provider.config.as_ref()))
    }

    /// A release of one document.
    pub(super) fn document(name: &str, document: ReleaseDocument) -> Self {
        Self {
            name: name.to_string(),
            provider: None,
            documents: vec![document],
            revision: None,
            notes: Vec::new(),
        }
    }

    /// Reads a folder on disk, in a package or in git by its kind: a provider's, the output of `generate`, a
    /// registry's with a folder for each version, or just documents.
    fn of_tree(name: &str, tree: Tree) -> Result<Self> {
        if let [(path, _)] = tree.files.as_slice()
            && path.is_empty()
        {
            let documents = tree.documents(|_| true);
            return Ok(Self {
                name: name.to_string(),
                provider: None,
                documents,
                revision: None,
                notes: Vec::new(),
            });
        }
        let mut folders: Vec<&str> =
            tree.files.iter().filter_map(|(path, _)| path.strip_suffix(PROVIDER)).collect();
        folders.retain(|folder| folder.is_empty() || folder.ends_with('/'));
        if folders.is_empty() {
            return Self::of_documents(name, tree);
        }
        let folder = latest(&folders).ok_or_else(|| several(name, &folders))?;
        let path = format!("{folder}{PROVIDER}");
        let file = tree.shown(&path);
        let text = tree.text(&path)?;
        let read = manifest::parse(&text, &file)
            .map_err(|problem| unquoted(problem.into(), |_| tree.is_outside(&path)))?;
        let below = tree.files.iter().filter_map(|(path, _)| path.strip_prefix(folder));
        let published = Published::read(&read.document, &file, below);
        let located =
            |failure| unquoted(locate::positions(failure, &text, &file), |_| tree.is_outside(&path));
        let FoundServices { manifest: provider, notes, missing } = published.found(&file).map_err(located)?;
        let notes = located(Failure { problems: notes, omitted: 0 }).problems;
        let missing: Vec<ReleaseDocument> = missing
            .into_iter()
            .map(|(path, problem)| {
                let why = Content::Missing(Box::new(located(problem.into())));
                ReleaseDocument::new(tree.shown(&format!("{folder}{path}")), why)
            })
            .collect();
        let services: BTreeMap<String, &ServiceName> =
            provider.services.iter().map(|(name, path)| (format!("{folder}{path}"), name)).collect();
        let named: BTreeMap<String, &ServiceName> =
            services.iter().map(|(path, name)| (tree.shown(path), *name)).collect();
        let mut documents = tree.documents(|path| services.contains_key(path));
        for document in &mut documents {
            document.service = named.get(&document.file).map(|name| (*name).clone());
        }
        documents.extend(missing);
        documents.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(Self { name: name.to_string(), provider: Some(provider), documents, revision: None, notes })
    }

    /// A folder of documents without a provider.yaml.
    fn of_documents(name: &str, tree: Tree) -> Result<Self> {
        // A configuration isn't a document of its own provider.
        let is_document = |path: &str| !path.contains('/') && path != crate::settings::FILE_NAME;
        let documents = tree.documents(is_document);
        if documents.is_empty() {
            return Err(Diagnostic::error("diff::no-documents", "there are no documents in the folder")
                .help("name a folder with provider.yaml and services/, or one with discovery or OpenAPI documents")
                .at(name, "")
                .into());
        }
        Ok(Self { name: name.to_string(), provider: None, documents, revision: None, notes: Vec::new() })
    }
}

/// The package of the highest version in a folder of packages.
fn package_in(folder: &Path) -> Result<Option<PathBuf>> {
    Ok(packages(folder)?.pop().map(|(_, _, path)| path))
}

/// The folder of the highest version among those of one provider; none if they are of several providers.
fn latest<'f>(folders: &[&'f str]) -> Option<&'f str> {
    let parted = folders.iter().map(|folder| {
        let folder_name = folder.trim_end_matches('/');
        let (parent, version) = folder_name.rsplit_once('/').unwrap_or(("", folder_name));
        (parent, version_key(version), *folder)
    });
    let mut all: Vec<_> = parted.collect();
    all.sort();
    let is_one = all.first().zip(all.last()).is_some_and(|(first, last)| first.0 == last.0);
    all.last().filter(|_| is_one).map(|(_, _, folder)| *folder)
}

/// The error for a name that exists both on disk and in git.
fn two_things(text: &str, revision: &str) -> Failure {
    let message = format!("`{text}` is here, and `{revision}` is a revision of git, too");
    Diagnostic::error("diff::ambiguous", message)
        .help(format!("write `./{text}` for what is here, or rename it"))
        .at(text, "")
        .into()
}

fn no_such(text: &str) -> Failure {
    let problem = Diagnostic::error("diff::no-such", format!("there is no `{text}`"));
    let (folder, name) =
        text.trim_end_matches('/').rsplit_once('/').map_or(("", text), |(folder, name)| (folder, name));
    let beside =
        std::fs::read_dir(if folder.is_empty() { "." } else { folder }).into_iter().flatten().flatten();
    let mut names: Vec<String> = beside.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let help = match did_you_mean(name, names.iter().map(String::as_str)) {
        Some(near) if folder.is_empty() => format!("did you mean `{near}`?"),
        Some(near) => format!("did you mean `{folder}/{near}`?"),
        None => {
            "name a document, a provider's folder, a package (.tgz), or REVISION:PATH of a git repository"
                .into()
        }
    };
    problem.help(help).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_versions_the_highest_counts() {
        let folders =
            ["googleapis.com/v25.09.00001/", "googleapis.com/v25.10.00002/", "googleapis.com/v0.1.0/"];
        assert_eq!(latest(&folders), Some("googleapis.com/v25.10.00002/"));
        assert_eq!(latest(&[""]), Some(""));
        assert_eq!(latest(&["a/v1/", "b/v1/"]), None);
    }
}
