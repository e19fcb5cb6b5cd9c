//! The problems of one document together.
//!
//! In: problems, as a reader comes across them, and what it did about each if it goes on. Out: all of them as errors, or as
//! warnings.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use super::message::{Diagnostic, DiagnosticSeverity, Failure, MAX_LISTED, Result};

/// Problems of one document that its reader goes on after: those beyond this many are counted, not listed.
const MAX_REPAIRED: usize = 1000;

/// How long the messages and pointers of these may be together, in bytes: names in a document may be long.
const MAX_BYTES: usize = 4 << 20;

/// What a reader does about a problem where nothing better is known.
const PASSED_OVER: &str = "it is passed over";

/// Collects the problems of one document, so that they are reported together.
#[derive(Debug, Default)]
pub struct Problems {
    found: RefCell<Failure>,
    /// What the reader did about each of those found; empty unless it goes on.
    done: RefCell<Vec<Cow<'static, str>>>,
    /// Problems that no reader goes on after.
    fatal: RefCell<Vec<Diagnostic>>,
    is_repairing: bool,
    bytes: Cell<usize>,
}

impl Problems {
    /// Problems of a document whose reader makes the best of each of them.
    #[must_use]
    pub fn repairing() -> Self {
        Self { is_repairing: true, ..Self::default() }
    }

    /// Whether the reader makes the best of each problem.
    #[must_use]
    pub const fn is_repairing(&self) -> bool {
        self.is_repairing
    }

    /// Adds a problem; those beyond a bound are only counted.
    pub fn add(&self, problem: Diagnostic) {
        self.add_repaired(problem, PASSED_OVER);
    }

    /// As [`Problems::add`]; a reader that goes on has `done` that about it, in the words of a sentence.
    pub fn add_repaired(&self, problem: Diagnostic, done: impl Into<Cow<'static, str>>) {
        if self.counts_only() {
            return self.count();
        }
        let pointer = problem.origin.as_ref().map_or(0, |origin| origin.pointer.len());
        self.bytes.set(self.bytes.get() + problem.message.len() + pointer);
        self.found.borrow_mut().problems.push(problem);
        if self.is_repairing {
            self.done.borrow_mut().push(done.into());
        }
    }

    /// Whether further problems are only counted.
    #[must_use]
    pub fn counts_only(&self) -> bool {
        let most = if self.is_repairing { MAX_REPAIRED } else { MAX_LISTED };
        self.found.borrow().problems.len() >= most || self.is_repairing && self.bytes.get() >= MAX_BYTES
    }

    /// Counts a problem without listing it.
    pub fn count(&self) {
        self.found.borrow_mut().omitted += 1;
    }

    /// Adds a problem that no reader goes on after.
    pub fn refuse(&self, problem: Diagnostic) {
        if self.is_repairing {
            self.fatal.borrow_mut().push(problem);
        } else {
            self.add(problem);
        }
    }

    /// `value`, if there are no problems.
    ///
    /// # Errors
    /// The problems, in the order in which they were found.
    pub fn or<T>(self, value: T) -> Result<T> {
        let mut found = self.found.into_inner();
        found.problems.splice(..0, self.fatal.into_inner());
        found.omitted += found.problems.len().saturating_sub(MAX_LISTED);
        found.problems.truncate(MAX_LISTED);
        if found.problems.is_empty() { Ok(value) } else { Err(found) }
    }

    /// Warnings of the problems, each with what was done about it, and the number of those that are only counted.
    ///
    /// # Errors
    /// Problems that no reader goes on after.
    pub fn repaired(self) -> Result<(Vec<Diagnostic>, usize)> {
        let fatal = self.fatal.into_inner();
        if !fatal.is_empty() {
            return Err(Failure { problems: fatal, omitted: 0 });
        }
        let Failure { problems, omitted } = self.found.into_inner();
        let warnings = problems.into_iter().zip(self.done.into_inner()).map(|(problem, done)| Diagnostic {
            severity: DiagnosticSeverity::Warning,
            message: format!("{}; {done}", problem.message),
            ..problem
        });
        Ok((warnings.collect(), omitted))
    }

    /// Whether so many problems are known that further ones aren't worth a search.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.found.borrow().problems.len() >= MAX_LISTED
    }

    /// Whether there are no problems so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.borrow().problems.is_empty() && self.fatal.borrow().is_empty()
    }
}
