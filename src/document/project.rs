//! The project of a configuration: the files that the configuration may name.
//!
//! In: the folder of a configuration, and paths that the configuration names. Out: the files' texts, if the
//! files are below that folder or below the top of the git work tree around it, once all links are followed.
//! A configuration is as hostile as the checkout that brings it: the files that it names may end up in a page
//! or in a message, which other people than the user may read.

use std::fs::File;
use std::io::{Error, ErrorKind};
use std::path::{Component, Path, PathBuf};

use super::file;
use super::read::{self, TextKind};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::names::{is_git, leads_into_git};

/// A folder with all files below it, except git's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Project {
    /// The folder's path with all links followed.
    root: PathBuf,
}

/// Why a path isn't part of a project.
#[derive(Debug)]
pub(crate) enum Astray {
    /// The path can't be followed, for example because nothing is there.
    Lost(Error),
    /// The path leads out of the project.
    Outside,
    /// The path leads to git's own files.
    Git,
}

impl Project {
    /// The project that `folder` is in: the git work tree, or the folder alone.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // A folder that doesn't exist holds no files.
        let Ok(folder) = folder.canonicalize() else { return Self { root: folder.to_path_buf() } };
        // The root of a disk doesn't count as a work tree.
        let tops = folder.ancestors().filter(|top| top.parent().is_some());
        let top = tops.into_iter().find(|top| top.join(".git").symlink_metadata().is_ok());
        let root = top.map(Path::to_path_buf).unwrap_or(folder);
        Self { root }
    }

    /// The files below `folder` alone, whatever is around it.
    #[must_use]
    pub(crate) fn only(folder: &Path) -> Self {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        Self { root: folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf()) }
    }

    /// The path that `path` leads to.
    ///
    /// # Errors
    /// The path leads nowhere, out of the project, or to git's own files.
    pub(crate) fn find(&self, path: &Path) -> std::result::Result<PathBuf, Astray> {
        let found = path.canonicalize().map_err(Astray::Lost)?;
        match () {
            () if self.is_of_git(&found) => Err(Astray::Git),
            () if self.holds(&found) => Ok(found),
            () => Err(Astray::Outside),
        }
    }

    /// Whether `found`, a path without links, is one of git's own. The project itself may be below a folder
    /// named `.git`; a file that it names may not.
    pub(crate) fn is_of_git(&self, found: &Path) -> bool {
        let below = found.strip_prefix(&self.root).unwrap_or(found);
        below.iter().any(|part| is_git(&part.to_string_lossy()))
    }

    /// Whether `found`, a path without links, is in the project.
    pub(crate) fn holds(&self, found: &Path) -> bool {
        found.starts_with(&self.root)
    }

    /// Whether `path` leads out of the project. A path that leads nowhere doesn't.
    pub(crate) fn is_left_by(&self, path: &Path) -> bool {
        matches!(self.find(path), Err(Astray::Outside | Astray::Git))
    }

    /// The problem of `path`, which the configuration calls `named`; none if the path leads nowhere.
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

    /// Checks that the folder at `path`, which needn't exist yet, may be written to and shown if only the
    /// configuration or a link of the checkout names it.
    ///
    /// # Errors
    /// The folder lies outside of the project.
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

    /// Checks that no link on the way to `path` leads out of the project; the path itself may.
    ///
    /// # Errors
    /// A link does.
    pub(crate) fn check_links_to(&self, path: &Path) -> Result<()> {
        match self.leaving_link(path) {
            Some(link) => Err(leaves(&link).into()),
            None => Ok(()),
        }
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
    /// The file isn't a plain file of the project, or it can't be read.
    pub(crate) fn read(&self, path: &Path, file: &str, kind: TextKind) -> Result<String> {
        match self.open(path) {
            Ok(opened) => read::text(Ok(opened), file, kind),
            Err(Astray::Lost(error)) => read::text(Err(error), file, kind),
            Err(Astray::Outside) => Err(outside(file).help(self.help()).at(file, "").into()),
            Err(Astray::Git) => Err(of_git(file).at(file, "").into()),
        }
    }

    /// Opens the file at `path`. The opened file is in the project, even if links change meanwhile.
    fn open(&self, path: &Path) -> std::result::Result<File, Astray> {
        let found = self.find(path)?;
        let opened = file::open_itself(&found).map_err(Astray::Lost)?;
        // A folder on the way may have become a link since the first look.
        let again = self.find(path)?;
        let (then, now) = (opened.metadata(), again.symlink_metadata());
        match (then, now) {
            (Ok(then), Ok(now)) if again == found && file::is_same(&then, &now) => Ok(opened),
            _ => Err(Astray::Lost(Error::new(ErrorKind::Interrupted, "it was replaced meanwhile"))),
        }
    }
}

/// The path that `path` leads to, as far as its folders exist.
pub(crate) fn leads_to(path: &Path) -> PathBuf {
    // A missing part becomes a folder when it is made; an existing part may be a link.
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

/// The error for a path into git's own folder.
pub(crate) fn of_git(named: &str) -> Diagnostic {
    Diagnostic::error("config::git-folder", format!("`{named}` is a path into git's own folder"))
        .help("the files in .git are for git alone: name another file")
}

/// A file or a folder of a project, named by a configuration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inside {
    path: PathBuf,
    project: Project,
}

impl Inside {
    /// The file or folder at `path`; whether it is in the project is checked when it is read.
    #[must_use]
    pub fn new(path: PathBuf, project: &Project) -> Self {
        Self { path, project: project.clone() }
    }

    /// A file or folder that the user named: the user chose where the path leads, and the files in it stay
    /// within the project that it leads to.
    #[must_use]
    pub fn named(path: &Path) -> Self {
        Self::new(path.to_path_buf(), &Project::of(path))
    }

    /// The path as written.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name in messages.
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
    /// The file isn't a plain file of the project, or it can't be read.
    pub fn read(&self, kind: TextKind) -> Result<String> {
        self.project.read(&self.path, &self.shown(), kind)
    }

    /// # Errors The path leads out of the project.
    pub fn check(&self) -> Result<()> {
        let shown = self.shown();
        self.project.trouble(&self.path, &shown).map_or(Ok(()), |problem| Err(problem.at(shown, "").into()))
    }

    /// As [`Inside::check`], for a file or folder that nobody named: the error names the link that leads out.
    ///
    /// # Errors
    /// The path leads out of the project.
    pub(crate) fn check_links(&self) -> Result<()> {
        match self.project.find(&self.path) {
            Err(Astray::Outside) => {}
            _ => return self.check(),
        }
        self.project.leaving_link(&self.path).map_or_else(|| self.check(), |link| Err(leaves(&link).into()))
    }
}

/// Whether the file at `path` is a link that leads out of the project of the folder that the link is in. A
/// user who names the file, or its folder, hasn't chosen where the link leads.
pub(crate) fn is_strange(path: &Path) -> bool {
    !file::is_handed_over(path)
        && !leads_into_git(&path.to_string_lossy())
        && Project::of(path.parent().unwrap_or(Path::new(""))).is_left_by(path)
}

/// Reads a file that was found in a folder, and not named; messages call it `file`.
///
/// # Errors
/// The file leads out of the project that the folder is in, isn't a plain file, or can't be read.
pub(crate) fn read_found(path: &Path, file: &str, kind: TextKind) -> Result<String> {
    Project::of(path.parent().unwrap_or(Path::new(""))).read(path, file, kind)
}

/// The problems of files outside of the project, without any text of these files. Which kinds of problems
/// there are is still reported.
#[must_use]
pub(crate) fn unquoted(failure: Failure, is_outside: impl Fn(&str) -> bool) -> Failure {
    const SAFE: [&str; 4] = ["input::unreadable", "input::too-large", "input::not-utf8", "config::outside"];
    let bare = |problem: Diagnostic| {
        let file = problem.origin.as_ref().map(|origin| origin.file.clone());
        match file.filter(|file| is_outside(file) && !SAFE.contains(&problem.code.as_ref())) {
            None => problem,
            Some(file) => Diagnostic {
                message: "the file isn't what it should be; it lies outside of the project, and nothing of it is quoted"
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
