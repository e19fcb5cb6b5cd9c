//! What a run is asked for, and what it tells of the files.

use crate::diagnostic::Diagnostic;

/// Whether a run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Brings the files up to date.
    Write,
    /// Compares, and writes nothing at all.
    Check,
}

/// What is kept of the difference between a stale file and what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// The number of lines that differ.
    Counted,
    /// The number, and a unified diff.
    Shown,
}

/// What a run did, or with [`Mode::Check`] would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutputReport {
    /// Files written: new ones and replaced ones; 0 with [`Mode::Check`].
    pub written: usize,
    /// Staged files that were on disk already with the same bytes.
    pub unchanged: usize,
    /// Files removed; 0 with [`Mode::Check`].
    pub removed: usize,
    /// What was not as it should be before the run, sorted by path.
    pub changes: Vec<FileChange>,
    /// What is to be told beside that: files of earlier runs that stay, staging folders of others.
    pub warnings: Vec<Diagnostic>,
}

/// A file that was not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path below the output folder, with `/`.
    pub path: String,
    /// How it was.
    pub kind: ChangeKind,
    /// The unified diff of a stale file with [`Lines::Shown`]. It has the files' text as it is: what prints
    /// it takes out control characters.
    pub diff: Option<String>,
}

/// How a file was before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was not there.
    Missing,
    /// It had other bytes.
    Stale {
        /// Lines taken out and lines put in, at least 1.
        lines: usize,
    },
    /// An earlier run wrote it, and this one doesn't.
    Orphan,
    /// As [`ChangeKind::Orphan`], but it isn't removed, since it may be somebody's own.
    Kept(Why),
}

impl ChangeKind {
    /// Whether it is a file that an earlier run wrote, or is said to have written, and this one doesn't.
    #[must_use]
    pub const fn is_left_over(self) -> bool {
        matches!(self, Self::Orphan | Self::Kept(_))
    }
}

/// Why a file that an earlier run is said to have written stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It isn't in a folder that this run writes to.
    Elsewhere,
    /// It has other bytes than provgen wrote.
    Changed,
    /// The list doesn't say what provgen wrote.
    NoDigest,
    /// The run reads it.
    Input,
}

impl Why {
    /// As people read it of `count` files, after "since" or by itself.
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
