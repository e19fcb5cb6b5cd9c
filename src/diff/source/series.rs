//! Several releases, the oldest first.
//!
//! In: a folder or a range of git. Out: a [`Series`]: releases, each found when it is compared.

use std::collections::BTreeMap;
use std::path::Path;

use super::command::git;
use super::document::ReleaseDocument;
use super::packages::{Numbered, folders, packages};
use super::release::Release;
use super::tree::of_folder;
use crate::diagnostic::{Diagnostic, Result};

/// Releases, the oldest first; one list for each service if they are single documents.
#[derive(Debug)]
pub struct Series {
    /// Lists of releases, each of which is compared release by release.
    pub threads: Vec<Vec<Point>>,
    /// Whether releases of several lists with one name are the same release.
    pub is_ordered_by_label: bool,
}

/// One release.
#[derive(Debug)]
pub struct Point {
    /// An API's revision, a version, a commit.
    pub label: String,
    /// The place of the release.
    pub origin: ReleaseOrigin,
}

/// The place of a release.
#[derive(Debug)]
pub enum ReleaseOrigin {
    /// A name for [`Release::find`].
    Named(String),
    /// A revision of git, and a path in it.
    Revision(String, String),
    /// One document.
    Document(ReleaseDocument),
}

impl ReleaseOrigin {
    /// Finds the release.
    ///
    /// # Errors
    /// As [`Release::find`].
    pub fn find(self) -> Result<Release> {
        match self {
            Self::Named(name) => Release::find(&name),
            Self::Revision(revision, path) => Release::at(&revision, &path),
            Self::Document(document) => Ok(Release::document(&document.file.clone(), document)),
        }
    }
}

impl Series {
    /// Finds what `text` names: a folder with documents of several revisions, with providers' folders or
    /// packages of several versions; or `OLD..NEW:PATH` of git, which is PATH in OLD and in each commit that
    /// changed it since.
    ///
    /// # Errors
    /// Nothing has the name, or there aren't two releases.
    pub fn find(text: &str) -> Result<Self> {
        let path = Path::new(text);
        if !path.exists() {
            let range = text.split_once(':').and_then(|(range, path)| Some((range.split_once("..")?, path)));
            let Some(((old, new), path)) = range else {
                return Err(Diagnostic::error("diff::no-such", format!("there is no `{text}`"))
                    .help("name a folder with several releases, or OLD..NEW:PATH of a git repository")
                    .into());
            };
            return Self::of_git(old, new, path);
        }
        let series = Self::of_folder(path)?;
        if series.threads.iter().all(|points| points.len() < 2) {
            return Err(Diagnostic::error("diff::one-release", "there is just one release of each service")
                .help("a changelog needs two: documents of several revisions, or folders or packages of several versions")
                .at(text, "")
                .into());
        }
        Ok(series)
    }

    fn of_git(old: &str, new: &str, path: &str) -> Result<Self> {
        let new = if new.is_empty() { "HEAD" } else { new };
        let range = format!("{old}..{new}");
        let shown = format!("{range}:{path}");
        let pathspec = if path.is_empty() { "." } else { path };
        let pathspec =
            if pathspec.starts_with('.') { pathspec.to_string() } else { format!(":(top){pathspec}") };
        let log = [
            "log",
            "--first-parent",
            "--reverse",
            "--no-show-signature",
            "--no-ext-diff",
            "--no-textconv",
            "--format=%H %h %cs",
            "--end-of-options",
            &range,
            "--",
            &pathspec,
        ];
        let commits = git(&log).map_err(|trouble| trouble.told(&shown))?;
        let commit = format!("{old}^{{commit}}");
        let first =
            git(&["log", "-1", "--no-show-signature", "--format=%cs %h", "--end-of-options", &commit]);
        let first = first.map_err(|trouble| trouble.told(&shown))?;
        let mut points = vec![Point {
            label: first.trim().to_string(),
            origin: ReleaseOrigin::Revision(old.to_string(), path.to_string()),
        }];
        for line in commits.lines() {
            let mut words = line.split(' ');
            if let (Some(hash), Some(short), Some(day)) = (words.next(), words.next(), words.next()) {
                let origin = ReleaseOrigin::Revision(hash.to_string(), path.to_string());
                points.push(Point { label: format!("{day} {short}"), origin });
            }
        }
        Ok(Self { threads: vec![points], is_ordered_by_label: false })
    }

    fn of_folder(folder: &Path) -> Result<Self> {
        let packages = packages(folder)?;
        let versions = if packages.is_empty() { folders(folder)? } else { packages };
        if versions.is_empty() {
            return Self::of_documents(folder);
        }
        let point = |(_, label, path): Numbered| Point {
            label,
            origin: ReleaseOrigin::Named(path.display().to_string()),
        };
        let points = versions.into_iter().map(point).collect();
        Ok(Self { threads: vec![points], is_ordered_by_label: false })
    }

    /// The series of a folder of documents, some of them revisions of one service.
    fn of_documents(folder: &Path) -> Result<Self> {
        let mut services: BTreeMap<String, Vec<(String, ReleaseDocument)>> = BTreeMap::new();
        for document in of_folder(folder)?.documents(|path| !path.contains('/')) {
            let (service, label) = service_and_label(&document)?;
            let called = Some(document.key());
            services.entry(service).or_default().push((label, ReleaseDocument { called, ..document }));
        }
        if services.is_empty() {
            return Err(Diagnostic::error("diff::no-documents", "there are no releases in the folder")
                .help("put documents of several revisions there (`shop.20250101.yaml`), or a folder or a package for each version")
                .at(folder.display().to_string(), "")
                .into());
        }
        let thread = |mut documents: Vec<(String, ReleaseDocument)>| {
            documents.sort_by(|(a, left), (b, right)| a.cmp(b).then_with(|| left.file.cmp(&right.file)));
            documents
                .into_iter()
                .map(|(label, document)| Point { label, origin: ReleaseOrigin::Document(document) })
                .collect()
        };
        Ok(Self { threads: services.into_values().map(thread).collect(), is_ordered_by_label: true })
    }
}

/// The service of a document, and the name of its release.
fn service_and_label(document: &ReleaseDocument) -> Result<(String, String)> {
    let text = document.content.text(&document.file)?;
    // `shop.20250101.yaml` is the service `shop` of that day.
    let of_name = document.stem().split_once('.').map(|(_, rest)| rest.to_string());
    let key = document.key();
    Ok(match document.api(&text, &key) {
        Ok(api) => (api.name, api.revision.or(of_name).unwrap_or(api.version)),
        // Problems of the document are reported when it is compared.
        Err(_) => (key, of_name.unwrap_or_default()),
    })
}
