//! `provgen rules` lists the rules of `diff` and of `lint` and the codes of messages, and `provgen explain` explains
//! one.

use std::fmt::Write as _;

use anstyle::Style;
use clap::{Args, ValueEnum};

use super::show::table::{Long, table};
use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::{Diagnostic, Result};
use crate::diff::RuleId;
use crate::lint::{CODE, LintRule, LintRuleId};
use crate::rules::codes::{self, Code};
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
    /// A rule of `provgen rules`, or the code of a message
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
}

impl Listed {
    const ALL: [Self; 3] = [Self::Diff, Self::Lint, Self::Codes];

    const fn title(self) -> &'static str {
        match self {
            Self::Diff => "What `diff` finds",
            Self::Lint => "What `lint` finds in manifests",
            Self::Codes => "What other messages mean",
        }
    }

    const fn heads(self) -> [&'static str; 3] {
        match self {
            Self::Diff => ["RULE", "SEVERITY", "WHAT CHANGED"],
            Self::Lint => ["RULE", "SEVERITY", "WHAT IS WRONG"],
            Self::Codes => ["CODE", "ABOUT", "WHAT IT MEANS"],
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
        (.., Some(code)) => code_explained(asked, code),
        _ => {
            let names = RuleId::ALL
                .iter()
                .map(|rule| rule.as_str())
                .chain(LintRuleId::ALL.iter().map(|rule| rule.as_str()))
                .chain(codes::all().keys().map(String::as_str));
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

fn code_explained(name: &str, code: &Code) -> String {
    let bold = Style::new().bold();
    format!("{bold}{name}{bold:#}   {}\n\nhelp: {}\n", code.summary, code.help)
}
