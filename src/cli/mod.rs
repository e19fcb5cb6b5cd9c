//! The command line: arguments, messages and exit codes.
//!
//! In: what the user typed. Out: results on stdout, everything else on stderr, and an exit code: 0 clean, 1
//! findings, 2 the tool failed. This is the only part of the crate that prints, and that asks for the clock
//! or the environment.

mod cache;
mod changelog;
mod config;
mod diff;
mod events;
mod fetch;
mod generate;
mod keygen;
mod lint;
mod lock;
mod package;
mod preview;
mod progress;
mod registry;
mod release;
mod rules;
mod schema;
mod shell;
mod show;
mod state;
mod terminal;
mod verify;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{ColorChoice, Parser, Subcommand};

use crate::diagnostic::{Diagnostic, Failure, Result};
use config::{config_path, optional_config, project_of};
use terminal::Terminal;

/// Generates StackQL provider manifests and reference pages from Google discovery and OpenAPI documents.
#[derive(Debug, Parser)]
#[command(
    name = "provgen",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Exit codes: 0 clean, 1 findings (stale output, a broken package, SQL that a release breaks), 2 the tool failed (bad arguments, bad input, I/O)."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours; NO_COLOR is honoured
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    color: ColorChoice,
    /// Print nothing but results asked for and errors
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
    /// Show a provider, a service or a resource as tables
    Show(show::Arguments),
    /// Read the pages in a browser, as they would come out
    Preview(preview::Arguments),
    /// Tell what a release changes for those who query it
    Diff(diff::Arguments),
    /// Tell over a series of releases when each name came, changed, was deprecated, went
    Changelog(changelog::Arguments),
    /// List the rules of `diff`
    Rules(rules::RulesArguments),
    /// Explain a rule of `diff`
    Explain(rules::ExplainArguments),
    /// Print the JSON Schema of what a command prints as JSON
    Schema(schema::Arguments),
    /// Check the links and ids of generated pages
    Lint(lint::Arguments),
    /// Pin the names of a release, so that regenerating changes none of them
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

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is as it should be.
    Clean,
    /// The command worked and found something: stale output, a package that isn't as it should be.
    Findings,
    /// The command failed: bad arguments, bad input, I/O.
    Failed,
}

impl Outcome {
    /// The exit code of the process, for every command alike.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

/// How much to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

/// Parses the arguments of the process, runs the command, prints what it has to say.
#[must_use]
pub fn run() -> Outcome {
    let cli = Cli::parse();
    let verbosity = match (cli.quiet, cli.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    };
    let terminal = Terminal::new(cli.color, verbosity);
    let after = match cli.command {
        Command::Generate(_) | Command::Package(_) | Command::Release(_) => "; nothing was written",
        _ => "",
    };
    let outcome = match cli.command {
        Command::Generate(arguments) => generate::run(&arguments, &terminal),
        Command::Show(arguments) => show::run(&arguments, &terminal),
        Command::Preview(arguments) => preview::run(&arguments, &terminal),
        Command::Diff(arguments) => diff::run(&arguments, &terminal),
        Command::Changelog(arguments) => changelog::run(&arguments, &terminal),
        Command::Rules(arguments) => rules::rules(&arguments, &terminal),
        Command::Explain(arguments) => rules::explain(&arguments, &terminal),
        Command::Schema(arguments) => schema::run(&arguments, &terminal),
        Command::Lint(arguments) => lint::run(&arguments, &terminal),
        Command::Lock(arguments) => lock::run(&arguments, &terminal),
        Command::Fetch(arguments) => fetch::run(&arguments, &terminal),
        Command::Package(arguments) => package::run(&arguments, &terminal),
        Command::Verify(arguments) => verify::run(&arguments, &terminal),
        Command::Release(arguments) => release::run(&arguments, &terminal),
        Command::Registry(arguments) => registry::run(&arguments, &terminal),
        Command::Keygen(arguments) => keygen::run(&arguments, &terminal),
        Command::Completions(arguments) => shell::completions(&arguments, &terminal),
        Command::Man => shell::man(&terminal),
    };
    outcome.unwrap_or_else(|failure| {
        terminal.failure(&failure, after);
        Outcome::Failed
    })
}

/// A flag that SIGINT and SIGTERM set.
fn interruptible() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let setter = Arc::clone(&flag);
    // Where no handler can be set, an interrupt ends the process at once; what it leaves is tidied up by the
    // next run.
    drop(ctrlc::set_handler(move || {
        // Whoever asks twice doesn't want to wait for a document that never ends.
        if setter.swap(true, Ordering::SeqCst) {
            std::process::exit(2);
        }
    }));
    flag
}

/// A pool of `jobs` threads; none for one a core. Their stacks hold the deepest document that is read.
fn pool(jobs: Option<usize>) -> Result<rayon::ThreadPool> {
    const STACK_BYTES: usize = 16 << 20;
    rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).stack_size(STACK_BYTES).build().map_err(
        |error| {
            Failure::from(
                Diagnostic::error("cli::threads", format!("can't start threads: {error}"))
                    .help("try --jobs 1"),
            )
        },
    )
}
