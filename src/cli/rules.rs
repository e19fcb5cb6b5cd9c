//! `provgen rules` lists the rules of `diff` and of `lint`, the codes of messages and the kinds that commands count, and
//! `provgen explain` explains one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;
use clap::{Args, ValueEnum};

use super::table::{Long, table};
use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::{Diagnostic, Result};
use crate::diff::RuleId;
use crate::lint::{CODE, LintRule, LintRuleId};
use crate::rules::codes::{self, Code};
use crate::rules::kinds::{self, Counted, Kinds};
use crate::rules::rule::Rule;

/// Arguments of `provgen rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    /// What to list [default: all]
    #[arg(value_name = "OF", value_enum)]
    of: Vec<Listed>,
    /// Format of the list
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Arguments of `provgen explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// A rule of `provgen rules`, the code of a message, or a kind that `try` or `generate` counts
    #[arg(value_name = "RULE")]
    rule: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
}

/// A list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listed {
    /// The rules of `diff`
    Diff,
    /// The rules of `lint` over manifests
    Lint,
    /// The codes of all other messages
    Codes,
    /// The kinds that `try` and the ledger of `generate` count
    Kinds,
}

impl Listed {
    const ALL: [Self; 4] = [Self::Diff, Self::Lint, Self::Codes, Self::Kinds];

    const fn title(self) -> &'static str {
        match self {
            Self::Diff => "What `diff` finds",
            Self::Lint => "What `lint` finds in manifests",
            Self::Codes => "What other messages mean",
            Self::Kinds => "What `try` and `generate` count",
        }
    }

    const fn heads(self) -> [&'static str; 3] {
        match self {
            Self::Diff => ["RULE", "SEVERITY", "WHAT CHANGED"],
            Self::Lint => ["RULE", "SEVERITY", "WHAT IS WRONG"],
            Self::Codes => ["CODE", "ABOUT", "WHAT IT MEANS"],
            Self::Kinds => ["KIND", "OF", "WHAT IT MEANS"],
        }
    }

    /// The rows: a name, its severity or its stage, its meaning.
    fn rows(self) -> Vec<[String; 3]> {
        match self {
            Self::Diff => {
                let row =
                    |id: &RuleId| [id.to_string(), id.rule().severity.to_string(), id.rule().summary.clone()];
                RuleId::ALL.iter().map(row).collect()
            }
            Self::Lint => {
                let row = |id: &LintRuleId| {
                    [id.to_string(), id.rule().severity.to_string(), id.rule().summary.clone()]
                };
                LintRuleId::ALL.iter().map(row).collect()
            }
            Self::Codes => {
                let row = |(code, known): (&String, &Code)| {
                    let stage = code.split("::").next().unwrap_or_default();
                    [code.clone(), stage.to_string(), known.summary.clone()]
                };
                codes::all().iter().map(row).collect()
            }
            Self::Kinds => {
                let rows = |of: &'static str, kinds: &'static Kinds| {
                    kinds.iter().map(move |(name, kind)| {
                        [
                            name.clone(),
                            of.to_string(),
                            texts(kind).map_or_else(String::new, |(summary, _)| summary.to_string()),
                        ]
                    })
                };
                let kinds = kinds::all();
                rows("try", &kinds.trial).chain(rows("ledger", &kinds.ledger)).collect()
            }
        }
    }
}

/// Lists rules and codes.
pub(super) fn rules(arguments: &RulesArguments, terminal: &Terminal) -> Result<Outcome> {
    let asked = if arguments.of.is_empty() { Listed::ALL.as_slice() } else { &arguments.of };
    let mut lists = Vec::new();
    for listed in asked {
        let title = if asked.len() == 1 { None } else { Some(listed.title()) };
        lists.push(match arguments.format {
            Format::Text => {
                let title = title.map(|title| format!("{title}\n\n")).unwrap_or_default();
                title + &table(listed.heads(), terminal.width(), listed.rows().into_iter(), Long::Cut)
            }
            Format::Markdown => {
                title.map(|title| format!("## {title}\n\n")).unwrap_or_default() + &markdown(*listed)
            }
        });
    }
    terminal.result(&lists.join("\n"));
    Ok(Outcome::Clean)
}

fn markdown(listed: Listed) -> String {
    let heads = listed.heads().map(|head| {
        let (first, rest) = head.split_at(1);
        format!("{first}{}", rest.to_lowercase())
    });
    let mut text = format!("| {} |\n|:-----|:---------|:-------------|\n", heads.join(" | "));
    for [name, severity, summary] in listed.rows() {
        let _ = writeln!(text, "| `{name}` | {severity} | {summary} |");
    }
    text
}

/// Explains one rule or code in full.
pub(super) fn explain(arguments: &ExplainArguments, terminal: &Terminal) -> Result<Outcome> {
    let asked = arguments.rule.as_str();
    let lint_rule = LintRuleId::parse(asked.strip_prefix(CODE).unwrap_or(asked));
    let text = match (RuleId::parse(asked), lint_rule, codes::all().get(asked)) {
        (Some(id), ..) => explained(id, id.rule()),
        (_, Some(id), _) => lint_explained(id, id.rule()),
        (.., Some(code)) => code_explained(asked, &code.summary, &code.help),
        _ if !unprefixed(asked).is_empty() => unprefixed(asked).join("\n"),
        _ => {
            let names = RuleId::ALL
                .iter()
                .map(|rule| rule.as_str())
                .chain(LintRuleId::ALL.iter().map(|rule| rule.as_str()))
                .chain(codes::all().keys().map(String::as_str))
                .chain(kinds::all().trial.keys().chain(kinds::all().ledger.keys()).map(String::as_str));
            let problem = Diagnostic::unknown_name("cli::unknown-name", "rule", asked, "provgen", names);
            return Err(problem.into());
        }
    };
    terminal.result(&text);
    Ok(Outcome::Clean)
}

fn explained(id: RuleId, rule: &Rule) -> String {
    let bold = Style::new().bold();
    let mut text = format!("{bold}{id}{bold:#}   {}   {}\n\n", rule.severity, rule.summary);
    let _ = write!(text, "{}\n\n{}\n\n", rule.explanation.trim(), rule.help.trim());
    let indented = |label: &str, value: &str| {
        value
            .trim()
            .lines()
            .enumerate()
            .map(|(index, line)| format!("  {:<8}{line}\n", if index == 0 { label } else { "" }))
            .collect::<String>()
    };
    text.push_str(&indented("before", &rule.example.before));
    text.push_str(&indented("after", &rule.example.after));
    text.push_str(&indented("SQL", &rule.example.sql));
    text
}

fn lint_explained(id: LintRuleId, rule: &LintRule) -> String {
    let bold = Style::new().bold();
    let mut text = format!("{bold}{id}{bold:#}   {}   {}\n\n", rule.severity, rule.summary);
    let _ = write!(text, "{}\n\n", rule.explanation.trim());
    let _ = write!(text, "StackQL: {}\nhelp: {}\n\n", rule.effect, rule.help);
    for line in rule.example.trim_end().trim_start_matches('\n').lines() {
        let _ = writeln!(text, "  {line}");
    }
    text
}

fn code_explained(name: &str, summary: &str, help: &str) -> String {
    let bold = Style::new().bold();
    format!("{bold}{name}{bold:#}   {summary}\n\nhelp: {help}\n")
}

/// What commands print without its prefix, explained: kinds of `try` and of the ledger, and codes that figures count.
fn unprefixed(asked: &str) -> Vec<String> {
    let kinds = kinds::all();
    let mut explained: BTreeMap<String, String> = BTreeMap::new();
    for (of, kinds) in [("try", &kinds.trial), ("generate", &kinds.ledger)] {
        if let Some((kind, (summary, help))) = kinds.get(asked).and_then(|kind| Some((kind, texts(kind)?))) {
            let name = match kind {
                Counted::Message { code } => code.clone(),
                Counted::Kind { .. } => format!("{asked} (of `{of}`)"),
            };
            explained.insert(name.clone(), code_explained(&name, summary, help));
        }
    }
    let is_asked = |code: &str| code.split_once("::").is_some_and(|(_, what)| what == asked);
    for (name, code) in codes::all().iter().filter(|(name, _)| is_asked(name)) {
        explained.insert(name.clone(), code_explained(name, &code.summary, &code.help));
    }
    explained.into_values().collect()
}

/// The meaning of a kind, and the way out.
fn texts(kind: &'static Counted) -> Option<(&'static str, &'static str)> {
    match kind {
        Counted::Kind { summary, help } => Some((summary, help)),
        Counted::Message { code } => codes::all().get(code).map(|code| (&*code.summary, &*code.help)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::provider::ledger::Entry;
    use crate::trial::Kind;

    #[test]
    fn each_kind_of_try_and_of_the_ledger_is_explained_and_no_other() {
        let names = |kinds: &Kinds| kinds.keys().cloned().collect::<BTreeSet<String>>();
        let ledger = Entry::KINDS.iter().map(|kind| kind.key.to_string()).collect();
        assert_eq!(names(&kinds::all().ledger), ledger);
        let schema = serde_json::to_value(schemars::schema_for!(Kind)).unwrap();
        let variants = schema["oneOf"].as_array().unwrap().iter();
        let variants = variants.map(|variant| variant["const"].as_str().unwrap().to_string()).collect();
        assert_eq!(names(&kinds::all().trial), variants);
        let all = kinds::all();
        for (name, kind) in all.trial.iter().chain(&all.ledger) {
            let (summary, help) = texts(kind).unwrap_or_else(|| panic!("{name}"));
            assert!(!summary.is_empty() && !summary.ends_with('.'), "{name}");
            assert!(!help.is_empty() && !help.ends_with('.'), "{name}");
        }
    }
}
