//! Rules, codes and kinds as values: lists of them, and one in full, for people and for machines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::DiagnosticSeverity;
use crate::diff::{RuleId, Severity};
use crate::lint::{CODE, LintRule, LintRuleId};
use crate::rules::codes::{self, Code};
use crate::rules::kinds::{self, Counted, Kinds};
use crate::rules::rule::Rule;

/// Rules, codes and kinds.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct RulesReport {
    /// The entries, list by list.
    pub(super) rules: Vec<RuleRow>,
}

/// A rule, a code or a kind.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RuleRow {
    /// The list: `diff` or `lint` for their rules, `codes` of messages, `kinds` that commands count.
    pub(super) of: &'static str,
    /// The stable name, which `provgen explain` takes.
    pub(super) name: String,
    /// How bad it is, of a rule: `breaking`, `risky`, `deprecated`, `additive`, `docs`, or `error`, `warning`, `note`. Of a code the
    /// stage that tells it, of a kind what counts it.
    pub(super) about: String,
    /// The meaning in one line.
    pub(super) summary: String,
}

/// A rule, a code or a kind in full.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "of", rename_all = "lowercase")]
pub(in crate::cli) enum Explanation {
    /// A rule of `diff`.
    Diff {
        /// The stable name.
        name: &'static str,
        /// How bad it is, unless a configuration says otherwise.
        severity: Severity,
        /// The change in one line.
        summary: &'static str,
        /// When the rule holds, and what the change does to SQL.
        explanation: &'static str,
        /// The effect on a statement.
        effect: &'static str,
        /// The way out.
        help: &'static str,
        /// What findings with one cause have in common, in words; none if all findings of the rule have one.
        cause: Vec<&'static str>,
        /// The API before such a change.
        before: &'static str,
        /// The API after it.
        after: &'static str,
        /// A statement that the change affects.
        sql: &'static str,
    },
    /// A rule of `lint`.
    Lint {
        /// The stable name.
        name: &'static str,
        /// An error is what StackQL refuses or crashes at, a warning what it doesn't do right.
        severity: DiagnosticSeverity,
        /// The mistake in one line.
        summary: &'static str,
        /// When the rule holds, and why StackQL does so.
        explanation: &'static str,
        /// What StackQL does.
        effect: &'static str,
        /// The way out.
        help: &'static str,
        /// A part of a manifest with the mistake.
        example: &'static str,
    },
    /// The code of a message.
    Code {
        /// The stable name, `stage::what`.
        name: String,
        /// The meaning in one line.
        summary: &'static str,
        /// The way out.
        help: &'static str,
    },
    /// A kind that a command counts.
    Kind {
        /// The stable name.
        name: String,
        /// The command: `try` or `generate`.
        counted_by: &'static str,
        /// The meaning in one line.
        summary: &'static str,
        /// The way out.
        help: &'static str,
    },
}

impl Explanation {
    /// All that is called `name`: one, or those of several kinds and codes that figures count under the name.
    pub(super) fn find(name: &str) -> Vec<Self> {
        let lint_rule = LintRuleId::parse(name.strip_prefix(CODE).unwrap_or(name));
        match (RuleId::parse(name), lint_rule, codes::all().get(name)) {
            (Some(id), ..) => vec![Self::of_rule(id, id.rule())],
            (_, Some(id), _) => vec![Self::of_lint_rule(id, id.rule())],
            (.., Some(code)) => vec![Self::of_code(name, code)],
            _ => Self::unprefixed(name),
        }
    }

    fn of_rule(id: RuleId, rule: &'static Rule) -> Self {
        Self::Diff {
            name: id.as_str(),
            severity: rule.severity,
            summary: &rule.summary,
            explanation: rule.explanation.trim(),
            effect: &rule.effect,
            help: rule.help.trim(),
            cause: rule.cause.same.iter().map(|same| same.as_str()).collect(),
            before: rule.example.before.trim(),
            after: rule.example.after.trim(),
            sql: rule.example.sql.trim(),
        }
    }

    fn of_lint_rule(id: LintRuleId, rule: &'static LintRule) -> Self {
        Self::Lint {
            name: id.as_str(),
            severity: rule.severity,
            summary: &rule.summary,
            explanation: rule.explanation.trim(),
            effect: &rule.effect,
            help: &rule.help,
            example: rule.example.trim_end().trim_start_matches('\n'),
        }
    }

    fn of_code(name: &str, code: &'static Code) -> Self {
        Self::Code { name: name.to_string(), summary: &code.summary, help: &code.help }
    }

    /// What commands print without its prefix: kinds of `try` and of the ledger, and codes that figures count.
    fn unprefixed(asked: &str) -> Vec<Self> {
        let kinds = kinds::all();
        let mut explained: BTreeMap<String, Self> = BTreeMap::new();
        for (of, kinds) in [("try", &kinds.trial), ("generate", &kinds.ledger)] {
            match kinds.get(asked) {
                Some(Counted::Message { code }) => {
                    let found = codes::all().get(code).map(|known| Self::of_code(code, known));
                    explained.extend(found.map(|found| (code.clone(), found)));
                }
                Some(Counted::Kind { summary, help }) => {
                    let name = asked.to_string();
                    let found = Self::Kind { name, counted_by: of, summary, help };
                    explained.insert(format!("{asked} (of `{of}`)"), found);
                }
                None => {}
            }
        }
        let is_asked = |code: &str| code.split_once("::").is_some_and(|(_, what)| what == asked);
        for (name, code) in codes::all().iter().filter(|(name, _)| is_asked(name)) {
            explained.insert(name.clone(), Self::of_code(name, code));
        }
        explained.into_values().collect()
    }

    /// The explanation for people.
    pub(super) fn to_text(&self) -> String {
        let bold = anstyle::Style::new().bold();
        match self {
            Self::Diff {
                name,
                severity,
                summary,
                explanation,
                help,
                cause,
                before,
                after,
                sql,
                effect: _,
            } => {
                let cause = match cause.as_slice() {
                    [] => "All findings of this rule have one cause.".to_string(),
                    same => {
                        format!("Findings with the same {} have one cause.", same.join(", and the same "))
                    }
                };
                let mut text = format!(
                    "{bold}{name}{bold:#}   {severity}   {summary}\n\n{explanation}\n\n{help}\n\n{cause}\n\n"
                );
                for (label, value) in [("before", before), ("after", after), ("SQL", sql)] {
                    for (index, line) in value.lines().enumerate() {
                        let label = if index == 0 { label } else { "" };
                        // Writing to a string can't fail.
                        let _ = writeln!(text, "  {label:<8}{line}");
                    }
                }
                text
            }
            Self::Lint { name, severity, summary, explanation, effect, help, example } => {
                let mut text = format!(
                    "{bold}{name}{bold:#}   {severity}   {summary}\n\n{explanation}\n\nStackQL: {effect}\nhelp: {help}\n\n"
                );
                for line in example.lines() {
                    let _ = writeln!(text, "  {line}");
                }
                text
            }
            Self::Code { name, summary, help } => {
                format!("{bold}{name}{bold:#}   {summary}\n\nhelp: {help}\n")
            }
            Self::Kind { name, counted_by, summary, help } => {
                format!("{bold}{name} (of `{counted_by}`){bold:#}   {summary}\n\nhelp: {help}\n")
            }
        }
    }
}

/// The rows of the kinds `of` a command: a name, the command, the meaning.
pub(super) fn of_kinds(of: &'static str, kinds: &'static Kinds) -> impl Iterator<Item = [String; 3]> {
    kinds.iter().map(move |(name, kind)| {
        let summary = texts(kind).map_or_else(String::new, |(summary, _)| summary.to_string());
        [name.clone(), of.to_string(), summary]
    })
}

/// The meaning of a kind, and the way out.
pub(super) fn texts(kind: &'static Counted) -> Option<(&'static str, &'static str)> {
    match kind {
        Counted::Kind { summary, help } => Some((summary, help)),
        Counted::Message { code } => codes::all().get(code).map(|code| (&*code.summary, &*code.help)),
    }
}
