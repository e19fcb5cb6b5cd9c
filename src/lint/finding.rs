//! A mistake that was found, and how it becomes a diagnostic.

use std::borrow::Cow;

use super::shapes::Shape;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Origin, Position};
use crate::document::places;
use crate::rules::lint_rule::{LintRuleId, Stops};

/// Prefix of the codes of mistakes: `lint::key-twice`.
pub const CODE: &str = "lint::";

/// The mistakes that a caller wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    Errors,
}

impl Wanted {
    /// Whether what `rule` finds is wanted.
    pub(super) fn has(self, rule: LintRuleId) -> bool {
        self == Self::All || rule.rule().severity == DiagnosticSeverity::Error
    }
}

/// What StackQL can't use because of a mistake that a rule has told.
#[must_use]
pub fn stops(problem: &Diagnostic) -> Stops {
    let rule = problem.code.strip_prefix(CODE).and_then(LintRuleId::parse);
    rule.map_or(Stops::Statement, |rule| rule.rule().stops)
}

/// A mistake in a document whose name and text are known to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    rule: LintRuleId,
    message: String,
    pointer: String,
    on_key: bool,
    help: Option<String>,
    /// The shape that a value of a wrong type should have.
    wanted: Option<Shape>,
}

impl Finding {
    /// A mistake by `rule` at the JSON pointer `pointer`.
    pub(super) fn new(rule: LintRuleId, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            pointer: pointer.into(),
            on_key: false,
            help: None,
            wanted: None,
        }
    }

    /// The same, placed at the key and not at its value.
    pub(super) fn on_key(mut self) -> Self {
        self.on_key = true;
        self
    }

    /// The same, for a value that should have this shape.
    pub(super) fn wanting(mut self, shape: Shape) -> Self {
        self.wanted = Some(shape);
        self
    }

    pub(super) const fn rule(&self) -> LintRuleId {
        self.rule
    }

    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The shape that a value of a wrong type should have.
    pub(super) const fn wanted(&self) -> Option<Shape> {
        self.wanted
    }

    /// Whether StackQL refuses the document for it, or crashes.
    pub(super) fn is_error(&self) -> bool {
        self.rule.rule().severity == DiagnosticSeverity::Error
    }

    /// Whether `generate` stops at it: an error that the API itself doesn't have.
    pub(super) fn stops_generate(&self) -> bool {
        self.is_error() && !self.rule.rule().of_the_api
    }

    /// The same with another way out than the rule's.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The diagnostics of `findings` in `text`, which messages call `file`, in the order of their places.
pub(super) fn located(findings: Vec<Finding>, text: &str, file: &str) -> Vec<Diagnostic> {
    if findings.is_empty() {
        return Vec::new();
    }
    let wanted = findings.iter().map(|finding| (finding.pointer.as_str(), finding.on_key));
    let positions = places::positions(text, wanted);
    let mut all: Vec<(Finding, Option<Position>)> = findings.into_iter().zip(positions).collect();
    all.sort_by(|(a, left), (b, right)| {
        let line = |position: &Option<Position>| position.as_ref().map(|at| (at.line, at.column));
        line(left).cmp(&line(right)).then_with(|| a.rule.cmp(&b.rule)).then_with(|| a.message.cmp(&b.message))
    });
    all.dedup_by(|(a, _), (b, _)| a == b);
    all.into_iter().map(|(finding, position)| finding.diagnostic(file, position)).collect()
}

impl Finding {
    /// The diagnostic in `file`.
    pub(super) fn diagnostic(self, file: &str, position: Option<Position>) -> Diagnostic {
        let Self { rule, message, pointer, on_key, help, wanted: _ } = self;
        let origin = Origin { file: file.to_string(), pointer, on_key, position };
        of_rule(rule, message, help.as_deref(), Some(origin))
    }
}

/// The diagnostic of a mistake by `rule`: its severity is the rule's, and so is the way out where there is no
/// other.
pub(super) fn of_rule(
    rule: LintRuleId,
    message: String,
    help: Option<&str>,
    origin: Option<Origin>,
) -> Diagnostic {
    let known = rule.rule();
    Diagnostic {
        code: Cow::Owned(format!("{CODE}{rule}")),
        severity: known.severity,
        message,
        origin,
        help: Some(help.unwrap_or(&known.help).trim().to_string()),
    }
}
