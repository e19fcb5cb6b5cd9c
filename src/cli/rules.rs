//! `provgen rules` lists the rules of `diff`, and `provgen explain` explains one.

use std::fmt::Write as _;

use anstyle::Style;
use clap::{Args, ValueEnum};

use super::show::table::{Long, table};
use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::diagnostic::{Diagnostic, Result};
use crate::diff::RuleId;
use crate::rules::rule::Rule;

/// Arguments of `provgen rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    /// Format of the list
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Arguments of `provgen explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// A rule of `provgen rules`
    #[arg(value_name = "RULE")]
    rule: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
}

/// Lists all rules.
pub(super) fn rules(arguments: &RulesArguments, terminal: &Terminal) -> Result<Outcome> {
    let text = match arguments.format {
        Format::Text => {
            let rows = RuleId::ALL.iter().map(|id| {
                let rule = id.rule();
                [
                    id.to_string(),
                    rule.severity.to_string(),
                    rule.group.as_str().to_string(),
                    rule.summary.clone(),
                ]
            });
            table(["RULE", "SEVERITY", "ABOUT", "WHAT CHANGED"], terminal.width(), rows, Long::Cut)
        }
        Format::Markdown => {
            let mut text =
                String::from("| Rule | Severity | What changed |\n|:-----|:---------|:-------------|\n");
            for id in RuleId::ALL {
                let rule = id.rule();
                let _ = writeln!(text, "| `{id}` | {} | {} |", rule.severity, rule.summary);
            }
            text
        }
    };
    terminal.result(&text);
    Ok(Outcome::Clean)
}

/// Explains one rule in full.
pub(super) fn explain(arguments: &ExplainArguments, terminal: &Terminal) -> Result<Outcome> {
    let Some(id) = RuleId::parse(&arguments.rule) else {
        let names = RuleId::ALL.iter().map(|rule| rule.as_str());
        return Err(
            Diagnostic::unknown_name("cli::unknown-name", "rule", &arguments.rule, "provgen", names).into()
        );
    };
    terminal.result(&explained(id, id.rule()));
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
