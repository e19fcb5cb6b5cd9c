//! `mapping.yaml` beside a configuration, and the lock file that came before it.
//!
//! In: the path of a configuration. Out: a [`MappingFile`] with the names that it holds.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Result};
use crate::document::cursor::Cursor;
use crate::document::project::read_found;
use crate::document::read::TextKind;
use crate::mapping::pins::Mapping;
use crate::settings::keys::{choice, unknown_key};

/// The name of a configuration's file, looked for in the current folder and those above.
pub const FILE_NAME: &str = "provgen.yaml";

/// The name of the file beside `provgen.yaml`; it follows the name of a configuration that is called otherwise:
/// `other.mapping.yaml` beside `other.yaml`.
const MAPPING: &str = "mapping.yaml";

/// The extension of the lock file that came before it.
const LOCK: &str = "lock";

const KEYS: [&str; 1] = ["undecided"];

/// What becomes of operations that the rules doubt and no person has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undecided {
    /// They are told.
    #[default]
    Allow,
    /// They fail a check.
    Refuse,
}

/// The file with the names of a provider.
#[derive(Debug, Clone)]
pub struct MappingFile {
    /// The path, even if the file doesn't exist.
    pub path: PathBuf,
    /// What it says; none if there is no such file, nor the one that came before it.
    pub content: Option<MappingContent>,
    /// The lock file that came before it, if there is one.
    pub lock: Option<PathBuf>,
}

/// What the file says.
#[derive(Debug, Clone)]
pub struct MappingContent {
    /// The names.
    pub mapping: Mapping,
    /// The text of the file; none where a lock file has been read.
    pub text: Option<String>,
}

impl MappingFile {
    /// The file beside `config`, without its content.
    #[must_use]
    pub fn beside(config: &Path) -> Self {
        let is_usual = config.file_name().is_some_and(|name| name == FILE_NAME);
        let path = if is_usual { config.with_file_name(MAPPING) } else { config.with_extension(MAPPING) };
        Self { path, content: None, lock: None }
    }

    /// The lock file that came before the one beside `config`.
    #[must_use]
    pub fn lock_beside(config: &Path) -> PathBuf {
        config.with_extension(LOCK)
    }

    /// Reads the file beside `config`, or the lock file that came before it.
    ///
    /// # Errors
    /// All lines that say nothing, with their places.
    pub(super) fn read(config: &Path) -> Result<Self> {
        let mut file = Self::beside(config);
        let is_there = |path: &Path| path.symlink_metadata().is_ok();
        let lock = Self::lock_beside(config);
        if is_there(&file.path) {
            let name = file.path.display().to_string();
            let text = read_found(&file.path, &name, TextKind::Mapping)?;
            let mapping = Mapping::parse(&text, &name)?;
            file.content = Some(MappingContent { mapping, text: Some(text) });
        } else if is_there(&lock) {
            let name = lock.display().to_string();
            let mapping = Mapping::parse_lock(&read_found(&lock, &name, TextKind::LockFile)?, &name)?;
            file.content = Some(MappingContent { mapping, text: None });
        }
        file.lock = Some(lock).filter(|lock| is_there(lock));
        Ok(file)
    }

    /// The file that was at `path` in another revision: its text, or that of the lock file that came before it.
    ///
    /// # Errors
    /// As [`MappingFile::read`].
    pub(super) fn parse(config: &Path, name: &str, texts: (Option<&str>, Option<&str>)) -> Result<Self> {
        let mut file = Self::beside(config);
        let mapping = match texts {
            (Some(text), _) => Some(Mapping::parse(text, &format!("{name} (mapping)"))?),
            (None, Some(lock)) => Some(Mapping::parse_lock(lock, &format!("{name} (lock)"))?),
            (None, None) => None,
        };
        file.content = mapping.map(|mapping| MappingContent { mapping, text: None });
        Ok(file)
    }

    /// Whether the names are those of the lock file that came before.
    #[must_use]
    pub fn is_read_from_lock(&self) -> bool {
        self.lock.is_some() && self.content.as_ref().is_some_and(|content| content.text.is_none())
    }

    /// The warning about a lock file.
    pub(super) fn note(&self) -> Option<Diagnostic> {
        let lock = self.lock.as_ref()?.display().to_string();
        let path = self.path.display();
        let note = if self.is_read_from_lock() {
            Diagnostic::warning(
                "config::lock",
                format!("the names are still in `{lock}`, which {path} replaces"),
            )
            .help(format!(
                "`provgen map` or `provgen lock` writes them to {path} and takes the old file away"
            ))
        } else {
            Diagnostic::warning("config::lock", format!("`{lock}` isn't read: {path} has the names"))
                .help("delete it")
        };
        Some(note.at(lock, ""))
    }

    /// The files that a run reads.
    pub(super) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        std::iter::once(self.path.clone()).chain(self.lock.clone())
    }
}

/// Reads the key `mapping`.
pub(super) fn read(at: &Cursor<'_, '_>) -> Undecided {
    let mut undecided = Undecided::default();
    for (key, value) in at.entries() {
        match key {
            "undecided" => {
                let choices = [("allow", Undecided::Allow), ("refuse", Undecided::Refuse)];
                undecided = choice(&value, &choices).unwrap_or_default();
            }
            _ => unknown_key(key, &KEYS, &value),
        }
    }
    undecided
}
