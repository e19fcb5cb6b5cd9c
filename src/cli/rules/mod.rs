//! `provgen rules` lists the rules of `diff` and of `lint`, the codes of messages and the kinds that commands count, and
//! `provgen explain` explains one.

mod report;

use std::fmt::Write as _;

use clap::{Args, ValueEnum};

pub(super) use report::{Explanation, RulesReport};
use report::{RuleRow, of_kinds};

use super::json::ResultFormat;
use super::table::{Long, table};
use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::{Diagnostic, Result};
use crate::diff::RuleId;
use crate::lint::LintRuleId;
use crate::rules::codes::{self, Code};
use crate::rules::kinds;

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
    /// Format of the explanation
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ResultFormat::Text)]
    format: ResultFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the terminal
    Text,
    /// For a page
    Markdown,
    /// For machines: `provgen schema rules` is its schema
    Json,
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

    /// The list's name in JSON, which is what the command line takes.
    const fn key(self) -> &'static str {
        match self {
            Self::Diff => "diff",
            Self::Lint => "lint",
            Self::Codes => "codes",
            Self::Kinds => "kinds",
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
                let kinds = kinds::all();
                of_kinds("try", &kinds.trial).chain(of_kinds("generate", &kinds.ledger)).collect()
            }
        }
    }
}

/// Lists rules and codes.
pub(super) fn rules(arguments: &RulesArguments, terminal: &Terminal) -> Result<Outcome> {
    let asked = if arguments.of.is_empty() { Listed::ALL.as_slice() } else { &arguments.of };
    let of_text =
        |listed: &Listed| table(listed.heads(), terminal.width(), listed.rows().into_iter(), Long::Cut);
    let text = match arguments.format {
        Format::Json => crate::diagnostic::json(&report_of(asked))?,
        Format::Text => titled(asked, "", of_text),
        Format::Markdown => titled(asked, "## ", |listed| markdown(*listed)),
    };
    terminal.result(&text);
    Ok(Outcome::Clean)
}

/// The texts of lists; each has its title, behind `mark`, if there are several.
fn titled(asked: &[Listed], mark: &str, text: impl Fn(&Listed) -> String) -> String {
    let title = |listed: &Listed| match asked {
        [_] => String::new(),
        _ => format!("{mark}{}\n\n", listed.title()),
    };
    let texts: Vec<String> = asked.iter().map(|listed| title(listed) + &text(listed)).collect();
    texts.join("\n")
}

fn report_of(lists: &[Listed]) -> RulesReport {
    let rows = |listed: &Listed| {
        let of = listed.key();
        let row = move |[name, about, summary]: [String; 3]| RuleRow { of, name, about, summary };
        listed.rows().into_iter().map(row)
    };
    RulesReport { rules: lists.iter().flat_map(rows).collect() }
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
    let found = Explanation::find(asked);
    if found.is_empty() {
        let names = RuleId::ALL
            .iter()
            .map(|rule| rule.as_str())
            .chain(LintRuleId::ALL.iter().map(|rule| rule.as_str()))
            .chain(codes::all().keys().map(String::as_str))
            .chain(kinds::all().trial.keys().chain(kinds::all().ledger.keys()).map(String::as_str));
        return Err(Diagnostic::unknown_name("cli::unknown-name", "rule", asked, "provgen", names).into());
    }
    terminal.result(&match arguments.format {
        ResultFormat::Text => found.iter().map(Explanation::to_text).collect::<Vec<_>>().join("\n"),
        ResultFormat::Json => crate::diagnostic::json(&found)?,
    });
    Ok(Outcome::Clean)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::report::texts;
    use super::*;
    use crate::provider::ledger::Entry;
    use crate::rules::kinds::Kinds;
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
