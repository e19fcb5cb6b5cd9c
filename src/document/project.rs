//! What a configuration may have read: the files of its project.
//!
//! In: the folder of a configuration, and paths that it names. Out: their texts, where they lie below that
//! folder or the top of the git work tree that it is in, once all links are followed. A configuration is as
//! hostile as the checkout that brings it: what it names may end up in a page or in a message, and others
//! than its user may read that.

use std::fs::File;
use std::io::{Error, ErrorKind};
use std::path::{Component, Path, PathBuf};

use super::file;
use super::read::{self, Kind};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::names::{is_git, leads_into_git};

/// A folder with all that is below it, but what is git's.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Project {
    /// Without links.
    root: PathBuf,
}

/// Why a path isn't one of a project.
#[derive(Debug)]
pub(crate) enum Astray {
    /// It can't be followed: there is nothing, for example.
    Lost(Error),
    /// It leads out of the project.
    Outside,
    /// It leads to what is git's.
    Git,
}

impl Project {
    /// The project that `folder` is in: the git work tree, or the folder alone.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // In a folder that isn't there, there is nothing.
        let Ok(folder) = folder.canonicalize() else { return Self { root: folder.to_path_buf() } };
        // A whole disk is no work tree.
        let tops = folder.ancestors().filter(|top| top.parent().is_some());
        let top = tops.into_iter().find(|top| top.join(".git").symlink_metadata().is_ok());
        let root = top.map(Path::to_path_buf).unwrap_or(folder);
        Self { root }
    }

    /// Where `path` leads.
    ///
    /// # Errors
    /// It leads nowhere, out of the project, or to what is git's.
    pub(crate) fn find(&self, path: &Path) -> std::result::Result<PathBuf, Astray> {
        let found = path.canonicalize().map_err(Astray::Lost)?;
        match () {
            () if self.is_of_git(&found) => Err(Astray::Git),
            () if self.holds(&found) => Ok(found),
            () => Err(Astray::Outside),
        }
    }

    /// Whether `found`, which has no links, is git's. The project itself may be below a folder so called;
    /// nothing that it names may.
    pub(crate) fn is_of_git(&self, found: &Path) -> bool {
        let below = found.strip_prefix(&self.root).unwrap_or(found);
        below.iter().any(|part| is_git(&part.to_string_lossy()))
    }

    /// Whether `found`, which has no links, is in the project.
    pub(crate) fn holds(&self, found: &Path) -> bool {
        found.starts_with(&self.root)
    }

    /// Whether `path` leads out of the project. One that leads nowhere doesn't.
    pub(crate) fn is_left_by(&self, path: &Path) -> bool {
        matches!(self.find(path), Err(Astray::Outside | Astray::Git))
    }

    /// What is wrong with `path`, which the configuration calls `named`; nothing where it leads nowhere.
    pub(crate) fn trouble(&self, path: &Path, named: &str) -> Option<Diagnostic> {
        match self.find(path) {
            Ok(_) | Err(Astray::Lost(_)) => None,
            Err(Astray::Outside) => Some(outside(named).help(self.help())),
            Err(Astray::Git) => Some(of_git(named)),
        }
    }

    fn help(&self) -> String {
        format!(
            "only files below {} are read: the top of the git work tree, or the folder itself outside of a work tree",
            self.root.display()
        )
    }

    /// Whether the folder at `path`, which needn't be there yet, may be written to and shown, though nobody but the
    /// configuration or a link of the checkout says so.
    ///
    /// # Errors
    /// It lies outside of the project.
    pub(crate) fn check_folder(&self, path: &Path) -> Result<()> {
        if self.holds(&leads_to(path)) {
            return Ok(());
        }
        if let Some(link) = self.leaving_link(path) {
            return Err(leaves(&link).into());
        }
        let shown = path.display().to_string();
        let help = format!(
            "name the folder on the command line if you want it there: otherwise only files below {} are written and shown",
            self.root.display()
        );
        Err(outside(&shown).help(help).into())
    }

    /// The link on the way to `path` that leads out of the project.
    fn leaving_link(&self, path: &Path) -> Option<PathBuf> {
        let leaves = |path: &Path| {
            let above = path.parent().filter(|above| !above.as_os_str().is_empty());
            path.is_symlink() && self.is_left_by(path) && !self.is_left_by(above.unwrap_or(Path::new(".")))
        };
        path.ancestors().find(|path| leaves(path)).map(Path::to_path_buf)
    }

    /// The text of the file at `path`; messages call it `file`.
    ///
    /// # Errors
    /// It isn't a plain file of the project; it can't be read.
    pub(crate) fn read(&self, path: &Path, file: &str, kind: Kind) -> Result<String> {
        match self.open(path) {
            Ok(opened) => read::text(Ok(opened), file, kind),
            Err(Astray::Lost(error)) => read::text(Err(error), file, kind),
            Err(Astray::Outside) => Err(outside(file).help(self.help()).at(file, "").into()),
            Err(Astray::Git) => Err(of_git(file).at(file, "").into()),
        }
    }

    /// Opens the file at `path`. What is opened is in the project, whoever changes links meanwhile.
    fn open(&self, path: &Path) -> std::result::Result<File, Astray> {
        let found = self.find(path)?;
        let opened = file::open_itself(&found).map_err(Astray::Lost)?;
        // A folder on the way may have become a link after it was looked at.
        let again = self.find(path)?;
        let (then, now) = (opened.metadata(), again.symlink_metadata());
        match (then, now) {
            (Ok(then), Ok(now)) if again == found && file::is_same(&then, &now) => Ok(opened),
            _ => Err(Astray::Lost(Error::new(ErrorKind::Interrupted, "it was replaced meanwhile"))),
        }
    }
}

/// Where `path` leads, as far as it is there.
pub(crate) fn leads_to(path: &Path) -> PathBuf {
    // What isn't there becomes a folder where it is made; what is there may be a link.
    let mut leads = Path::new(".").canonicalize().unwrap_or_default();
    for part in path.components() {
        if part == Component::ParentDir && !leads.exists() {
            leads.pop();
        } else {
            leads.push(part);
        }
        leads = leads.canonicalize().unwrap_or(leads);
    }
    leads
}

/// The error for a link that leads out of a project.
fn leaves(link: &Path) -> Diagnostic {
    let link = link.display().to_string();
    Diagnostic::error("config::outside", format!("`{link}` is a link that leads out of the project"))
        .help("replace the link with what it leads to, or name that on the command line")
        .at(link, "")
}

fn outside(named: &str) -> Diagnostic {
    Diagnostic::error("config::outside", format!("`{named}` lies outside of the project"))
}

/// The error for a path that has a part which is git's.
pub(crate) fn of_git(named: &str) -> Diagnostic {
    Diagnostic::error("config::git-folder", format!("`{named}` is a path into git's own folder"))
        .help("the files in .git are for git alone: name another file")
}

/// A file or a folder that a configuration names, in its project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inside {
    path: PathBuf,
    project: Project,
}

impl Inside {
    /// The one at `path`; where it lies is looked at when it is read.
    #[must_use]
    pub fn new(path: PathBuf, project: &Project) -> Self {
        Self { path, project: project.clone() }
    }

    /// What the user named himself: where it leads is his choice, and what it holds stays in the project that
    /// is there.
    #[must_use]
    pub fn named(path: &Path) -> Self {
        Self::new(path.to_path_buf(), &Project::of(path))
    }

    /// Where it is, as it is written.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What messages call it.
    #[must_use]
    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }

    /// The file `name` in this folder.
    #[must_use]
    pub fn join(&self, name: &Path) -> Self {
        Self { path: self.path.join(name), project: self.project.clone() }
    }

    /// The text of the file, which is a `kind`.
    ///
    /// # Errors
    /// It isn't a plain file of the project; it can't be read.
    pub fn read(&self, kind: Kind) -> Result<String> {
        self.project.read(&self.path, &self.shown(), kind)
    }

    /// # Errors
    /// It leads out of the project.
    pub fn check(&self) -> Result<()> {
        let shown = self.shown();
        self.project.trouble(&self.path, &shown).map_or(Ok(()), |problem| Err(problem.at(shown, "").into()))
    }

    /// As [`Inside::check`], for what nobody named: the link that leads out is told.
    ///
    /// # Errors
    /// It leads out of the project.
    pub(crate) fn check_links(&self) -> Result<()> {
        match self.project.find(&self.path) {
            Err(Astray::Outside) => {}
            _ => return self.check(),
        }
        self.project.leaving_link(&self.path).map_or_else(|| self.check(), |link| Err(leaves(&link).into()))
    }
}

/// Whether the file at `path` is a link that leads out of the project of the folder that it stands in. Nobody
/// who names the file, or its folder, has chosen what that leads to.
pub(crate) fn is_strange(path: &Path) -> bool {
    !file::is_handed_over(path)
        && !leads_into_git(&path.to_string_lossy())
        && Project::of(path.parent().unwrap_or(Path::new(""))).is_left_by(path)
}

/// Reads a file that was found in a folder, and not named; messages call it `file`.
///
/// # Errors
/// It leads out of the project that the folder is in; it isn't a plain file; it can't be read.
pub(crate) fn read_found(path: &Path, file: &str, kind: Kind) -> Result<String> {
    Project::of(path.parent().unwrap_or(Path::new(""))).read(path, file, kind)
}

/// Problems of files that lie outside: `failure` without anything that these files say. Which problems there
/// are is told.
#[must_use]
pub(crate) fn unquoted(failure: Failure, is_outside: impl Fn(&str) -> bool) -> Failure {
    const SAFE: [&str; 4] = ["input::unreadable", "input::too-large", "input::not-utf8", "config::outside"];
    let bare = |problem: Diagnostic| {
        let file = problem.origin.as_ref().map(|origin| origin.file.clone());
        match file.filter(|file| is_outside(file) && !SAFE.contains(&problem.code.as_ref())) {
            None => problem,
            Some(file) => Diagnostic {
                message: "the file isn't valid; it lies outside of the project, so no line of it is quoted"
                    .into(),
                help: Some(
                    "name the file itself on the command line, where it lies, to see what is wrong".into(),
                ),
                ..problem
            }
            .at(file, ""),
        }
    };
    let mut problems: Vec<Diagnostic> = Vec::new();
    for problem in failure.problems.into_iter().map(bare) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    Failure { problems, ..failure }
}
