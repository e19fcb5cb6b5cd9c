//! `provgen try` tries a provider on StackQL itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use super::complete;
use super::progress::Bar;
use super::terminal::Terminal;
use crate::cli::common::{EventFormat, Outcome, duration, pool, settings};
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Result};
use crate::settings::Settings;
use crate::trial::{self, Answers, Asked, Length, One, Stage, StageSettings, TrialReport};

/// The variable that names the engine.
const STACKQL: &str = "STACKQL";

/// Arguments of `provgen try`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Services or resources to try, such as dataproc or google.dataproc.sessions; or one statement in quotes
    /// [default: all of the provider's]
    ///
    /// A text with white space or a parenthesis, or one that begins with a comment, is a statement; put `--`
    /// before one that begins with `--`. Its placeholders in double braces get values as those of the pages'
    /// examples do. Each request that it becomes is shown, with the status of the mock's answer if that tells an
    /// error.
    #[arg(value_name = "SERVICE|SQL", add = ArgValueCompleter::new(complete::services))]
    what: Vec<String>,
    /// The program of StackQL [default: what STACKQL names, or `stackql` in PATH]
    #[arg(long, value_name = "FILE")]
    stackql: Option<PathBuf>,
    /// The answers of the mock API
    #[arg(long, value_name = "KIND", value_enum, default_value_t = Kind::Full)]
    answers: Kind,
    /// Longest time for a statement, and for the engine's start, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Format of the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE", conflicts_with = "spec")]
    config: Option<PathBuf>,
    /// A discovery or OpenAPI document, instead of a configuration; may be repeated
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "provider")]
    spec: Vec<PathBuf>,
    /// The provider's name, first part of every resource's id
    #[arg(long, value_name = "NAME", requires = "spec")]
    provider: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
}

/// The answers of the mock, as the user names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Things of the types that the API describes, two pages of a list
    Full,
    /// Empty lists
    Empty,
    /// The error 403
    Error,
    /// As `full`, two seconds later
    Slow,
    /// Answers that break off
    Broken,
}

impl From<Kind> for Answers {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Full => Self::Full,
            Kind::Empty => Self::Empty,
            Kind::Error => Self::Error,
            Kind::Slow => Self::Slow,
            Kind::Broken => Self::Broken,
        }
    }
}

/// Tries the provider, or runs one statement.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let interrupted = env.interruptible();
    let program = engine(arguments.stackql.as_deref(), env)?;
    let settings =
        settings(arguments.config.as_deref(), &arguments.spec, arguments.provider.as_deref(), None, env)?;
    terminal.warnings(&settings.notes);
    match arguments.what.as_slice() {
        [statement] if trial::is_statement(statement) => {
            if trial::is_empty(statement) {
                return Err(empty().into());
            }
            let asked = Asked::of_statement(settings.provider.name.as_str(), statement);
            let mut stage = set(&settings, &how(arguments, program, asked, interrupted))?;
            one(&stage.ask_own(statement)?, arguments, terminal)
        }
        names => {
            let asked = Asked::new(settings.provider.name.as_str(), names.iter().map(String::as_str));
            everything(arguments, &settings, &how(arguments, program, asked, interrupted), terminal, env)
        }
    }
}

fn how(arguments: &Arguments, program: PathBuf, asked: Asked, interrupted: Arc<AtomicBool>) -> StageSettings {
    let limit = Duration::from_secs(arguments.timeout);
    StageSettings { program, asked, answers: arguments.answers.into(), limit, interrupted }
}

fn set(settings: &Settings, how: &StageSettings) -> Result<Stage> {
    pool(None)?.install(|| Stage::set(settings, how))
}

/// Tries everything that is asked for, and prints the report.
fn everything(
    arguments: &Arguments,
    settings: &Settings,
    how: &StageSettings,
    terminal: &Terminal,
    env: &Env,
) -> Result<Outcome> {
    let start = env.instant();
    let mut stage = set(settings, how)?;
    let format = if arguments.format == Format::Text { EventFormat::Text } else { EventFormat::Json };
    let bar = Bar::new(stage.services(), "services", format, terminal, start);
    let report = trial::run(&mut stage, |name| bar.begin(name), |name| bar.end(name, 0));
    bar.clear();
    let report = report?;
    print(&report, arguments.format, terminal)?;
    if arguments.format == Format::Text {
        terminal.summary(&format!("{}   {}\n", trial::summary(&report), duration(start.elapsed())));
    }
    Ok(if report.differences.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn print(report: &TrialReport, format: Format, terminal: &Terminal) -> Result<()> {
    let length = if terminal.is_verbose() { Length::Whole } else { Length::Short };
    terminal.result(&match format {
        Format::Text => trial::text(report, length),
        Format::Json => report.json()?,
        Format::Github => trial::github(report),
    });
    Ok(())
}

/// Prints the answer to one statement, and the requests that it became.
fn one(one: &One, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    terminal.result(&match arguments.format {
        Format::Json => one.json()?,
        Format::Text | Format::Github => trial::answer(one),
    });
    Ok(if one.answer.is_ok() { Outcome::Clean } else { Outcome::Findings })
}

fn empty() -> Diagnostic {
    Diagnostic::error("cli::empty-statement", "the statement is empty")
        .help("give one in quotes, such as \"SHOW SERVICES IN google\"; or name a service, or give nothing to try all")
}

/// The program of the engine: the one that the user names, or that the environment has.
///
/// # Errors
/// - `cli::no-engine`: there is none
fn engine(named: Option<&Path>, env: &Env) -> Result<PathBuf> {
    let named = named.map(Path::to_path_buf).or_else(|| env.text(STACKQL).map(PathBuf::from));
    let found = match &named {
        Some(path) if path.is_file() => Some(path.clone()),
        Some(path) => env.program_in_path(path),
        None => env.program_in_path(Path::new("stackql")),
    };
    let Some(found) = found else {
        let message = match &named {
            Some(named) => format!("there is no program `{}`", named.display()),
            None => "there is no `stackql` in PATH".into(),
        };
        return Err(Diagnostic::error("cli::no-engine", message)
            .help("install StackQL, https://stackql.io/install, or name its program with --stackql or in STACKQL")
            .into());
    };
    // The engine works in another folder.
    Ok(std::path::absolute(&found).unwrap_or(found))
}
