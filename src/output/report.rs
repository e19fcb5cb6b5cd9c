//! The request of a run, and its report about the files.

use crate::diagnostic::Diagnostic;

/// Whether a run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Brings the files up to date.
    Write,
    /// Compares, and writes nothing.
    Check,
}

/// How a difference between a stale file and its new content is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// The number of lines that differ.
    Counted,
    /// The number, and a unified diff.
    Shown,
}

/// The changes that a run made, or with [`Mode::Check`] would make.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutputReport {
    /// Files written: new ones and replaced ones; 0 with [`Mode::Check`].
    pub written: usize,
    /// Staged files that were on disk already with the same bytes.
    pub unchanged: usize,
    /// Files removed; 0 with [`Mode::Check`].
    pub removed: usize,
    /// The files that differed before the run, sorted by path.
    pub changes: Vec<FileChange>,
    /// Further warnings: files of earlier runs that stay, staging folders of others.
    pub warnings: Vec<Diagnostic>,
}

/// A file that differed before the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path below the output folder, with `/`.
    pub path: String,
    /// The file's state before the run.
    pub kind: ChangeKind,
    /// The unified diff of a stale file with [`Lines::Shown`]. It has the files' text unchanged: the printer
    /// removes control characters.
    pub diff: Option<String>,
}

/// The state of a file before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// The file didn't exist.
    Missing,
    /// The file had other bytes.
    Stale {
        /// The number of lines removed and added, at least 1.
        lines: usize,
    },
    /// An earlier run wrote the file, and this one doesn't.
    Orphan,
    /// As [`ChangeKind::Orphan`], but the file isn't removed, since it may be somebody's own.
    Kept(Why),
}

impl ChangeKind {
    /// Whether an earlier run wrote the file, or is said to have written it, and this one doesn't.
    #[must_use]
    pub const fn is_left_over(self) -> bool {
        matches!(self, Self::Orphan | Self::Kept(_))
    }
}

/// Why a file that an earlier run is said to have written stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The file isn't in a folder that this run writes to.
    Elsewhere,
    /// The file has other bytes than provgen wrote.
    Changed,
    /// The list doesn't say which bytes provgen wrote.
    NoDigest,
    /// The run reads the file.
    Input,
}

impl Why {
    /// The reason for `count` files, as messages have it after "since" or alone.
    #[must_use]
    pub const fn of(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Elsewhere, 1) => "it is outside of the folders that are written to",
            (Self::Elsewhere, _) => "they are outside of the folders that are written to",
            (Self::Changed, 1) => "it isn't as provgen wrote it",
            (Self::Changed, _) => "they aren't as provgen wrote them",
            (Self::NoDigest, _) => "the list doesn't say what provgen wrote there",
            (Self::Input, 1) => "the configuration names it as an input",
            (Self::Input, _) => "the configuration names them as inputs",
        }
    }
}
