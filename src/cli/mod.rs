//! The command line: arguments, messages and exit codes.
//!
//! In: the arguments that the user typed. Out: results on stdout, everything else on stderr, and an exit
//! code: 0 clean, 1 findings, 2 the tool failed. This is the only part of the crate that prints, and that
//! asks for the clock or the environment.

mod cache;
mod changelog;
mod common;
mod complete;
mod config;
mod diff;
mod env;
mod events;
mod fetch;
mod generate;
mod help;
mod init;
mod inspect;
mod io;
mod json;
mod keygen;
mod lint;
mod lock;
mod map;
mod origin;
mod package;
mod preview;
mod progress;
mod registry;
mod release;
mod rules;
mod schema;
mod shell;
mod show;
mod start;
mod table;
mod terminal;
mod trial;
mod verify;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{ColorChoice, CommandFactory, FromArgMatches as _, Parser, Subcommand};
use common::Verbosity;
use terminal::Terminal;

pub use common::Outcome;
pub use env::Env;
pub use io::Io;

/// Most characters of a line of help.
const MAX_WIDTH: usize = 100;

/// Generates StackQL provider manifests and reference pages from Google discovery and OpenAPI documents.
#[derive(Debug, Parser)]
#[command(name = "provgen", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours; NO_COLOR and FORCE_COLOR are honoured
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    color: ColorChoice,
    /// Print only errors and the results that you asked for
    #[arg(short, long, global = true, overrides_with = "verbose", help_heading = "Global options")]
    quiet: bool,
    /// List each warning, and each file that changes
    #[arg(short, long, global = true, overrides_with = "quiet", help_heading = "Global options")]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a provider's manifests and reference pages
    Generate(generate::Arguments),
    /// Start a provider from a vendor's documents: write provgen.yaml, and say what it chose and why
    Init(init::Arguments),
    /// Show what documents without annotations are like, and which rules of naming fit them
    Inspect(inspect::Arguments),
    /// Show a provider, a service or a resource as tables
    Show(show::Arguments),
    /// Read the pages in a browser, as they would come out
    Preview(preview::Arguments),
    /// Show what a release changes for those who query it
    Diff(diff::Arguments),
    /// Show over a series of releases when each name came, changed, was deprecated, went
    Changelog(changelog::Arguments),
    /// List the rules of `diff` and `lint`, the codes of messages, and what `try` and `generate` count
    Rules(rules::RulesArguments),
    /// Explain a rule, the code of a message, or a kind that `try` or `generate` counts
    Explain(rules::ExplainArguments),
    /// Print the JSON Schema of a command's JSON output, or of a manifest
    Schema(schema::Arguments),
    /// Try a provider on StackQL itself, against a mock of its API
    Try(trial::Arguments),
    /// Check manifests for what StackQL doesn't take, and pages for links that lead nowhere
    Lint(lint::Arguments),
    /// Keep mapping.yaml in step with the documents: which query calls which operation
    Map(map::Arguments),
    /// Pin the names of a release in mapping.yaml, so that regenerating changes none of them
    Lock(lock::Arguments),
    /// Fetch discovery documents from the directory service, or a mirror of it
    Fetch(fetch::Arguments),
    /// Pack a provider's manifests as a version that a registry serves
    Package(package::Arguments),
    /// Check a package, a version folder or a whole registry
    Verify(verify::Arguments),
    /// Check everything, and pack a version with its release notes
    Release(release::Arguments),
    /// Serve packages to StackQL, on this machine alone
    Registry(registry::Arguments),
    /// Make a pair of keys to sign packages with
    Keygen(keygen::Arguments),
    /// Print a shell's completions
    Completions(shell::CompletionsArguments),
    /// Print the manual page
    Man,
}

/// Parses the arguments (the first is the program's name), runs the command, and prints the outcome.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>, io: Io, env: &Env) -> Outcome {
    let io = io.colored(env);
    // Help is as wide as the terminal that shows it, not as one that the process may have beside.
    let width = io.out.width.map_or(MAX_WIDTH, |width| width.min(MAX_WIDTH));
    let mut command = help::dressed(Cli::command().term_width(width), width);
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(outcome) = complete::answer(&arguments, command.clone(), &io, env) {
        return outcome;
    }
    if arguments.len() < 2 {
        let next = match config::optional_config(None, env) {
            Ok(None) => start::next(),
            // If it can't be used, `generate` tells why.
            _ => "provgen generate".to_string(),
        };
        io.err.write(&help::short(&command, width, &next), anstream::ColorChoice::Auto);
        return Outcome::Failed;
    }
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let parsed = command.try_get_matches_from_mut(arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return usage(&error.format(&mut command), &words, &io),
    };
    let verbosity = match (cli.quiet, cli.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    let terminal = Terminal::new(io.clone(), cli.color, verbosity);
    let outcome = execute(cli.command, &terminal, env);
    // A result that isn't whole is none, whatever the command found.
    match io.out.trouble() {
        Some(problem) => {
            terminal.failure(&problem.into(), "");
            Outcome::Failed
        }
        None => outcome,
    }
}

/// Runs a command, and prints why it failed.
fn execute(command: Command, terminal: &Terminal, env: &Env) -> Outcome {
    let after = match command {
        Command::Generate(_) | Command::Init(_) | Command::Package(_) | Command::Release(_) => {
            "; nothing was written"
        }
        _ => "",
    };
    let outcome = match command {
        Command::Generate(arguments) => generate::run(&arguments, terminal, env),
        Command::Init(arguments) => init::run(&arguments, terminal, env),
        Command::Inspect(arguments) => inspect::run(&arguments, terminal, env),
        Command::Show(arguments) => show::run(&arguments, terminal, env),
        Command::Preview(arguments) => preview::run(&arguments, terminal, env),
        Command::Diff(arguments) => diff::run(&arguments, terminal, env),
        Command::Changelog(arguments) => changelog::run(&arguments, terminal, env),
        Command::Rules(arguments) => rules::rules(&arguments, terminal),
        Command::Explain(arguments) => rules::explain(&arguments, terminal),
        Command::Schema(arguments) => schema::run(&arguments, terminal),
        Command::Try(arguments) => trial::run(&arguments, terminal, env),
        Command::Lint(arguments) => lint::run(&arguments, terminal, env),
        Command::Map(arguments) => map::run(&arguments, terminal, env),
        Command::Lock(arguments) => lock::run(&arguments, terminal, env),
        Command::Fetch(arguments) => fetch::run(&arguments, terminal, env),
        Command::Package(arguments) => package::run(&arguments, terminal, env),
        Command::Verify(arguments) => verify::run(&arguments, terminal, env),
        Command::Release(arguments) => release::run(&arguments, terminal, env),
        Command::Registry(arguments) => registry::run(&arguments, terminal, env),
        Command::Keygen(arguments) => keygen::run(&arguments, terminal),
        Command::Completions(arguments) => shell::completions(&arguments, terminal),
        Command::Man => shell::man(Cli::command().disable_help_subcommand(true), terminal),
    };
    outcome.unwrap_or_else(|failure| {
        terminal.failure(&failure, after);
        Outcome::Failed
    })
}

/// Prints the help, the version, or what is wrong with the arguments `words`. Where one is missing, examples of the
/// command show what was meant.
fn usage(error: &clap::Error, words: &[String], io: &Io) -> Outcome {
    let mut text = error.render().ansi().to_string();
    if error.kind() == ErrorKind::MissingRequiredArgument {
        text.push_str(&words.iter().find_map(|word| help::examples_of(word)).unwrap_or_default());
    }
    let sink = if error.use_stderr() { &io.err } else { &io.out };
    sink.write(&text, anstream::ColorChoice::Auto);
    if error.exit_code() == 0 { Outcome::Clean } else { Outcome::Failed }
}
