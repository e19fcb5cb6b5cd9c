//! `provgen verify` checks packages.

mod report;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
pub(super) use report::VerifyReport;

use super::json::ResultFormat;
use super::package::of;
use super::terminal::Terminal;
use crate::cli::common::{Outcome, pool};
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Result, plain, printable};
use crate::package::{PublicKey, Signed, Trust, Verdict, Verified, verify};
use crate::text::counted;

/// Arguments of `provgen verify`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A package (.tgz), a provider's folder (of several versions the highest), or a folder of packages
    #[arg(value_name = "FILE|DIR")]
    path: PathBuf,
    /// Each file must be signed by the owner of this key: Ed25519, in PEM
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// How long after provider.yaml the other files of a package may have been signed, for example 10s or 5m
    /// [default: all at one time, as provgen signs]
    #[arg(long, value_name = "TIME", value_parser = span)]
    signed_within: Option<Duration>,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ResultFormat::Text)]
    format: ResultFormat,
}

/// Parses a span of time from the command line.
fn span(text: &str) -> std::result::Result<Duration, String> {
    let span = text.parse().ok().and_then(|span: jiff::SignedDuration| span.try_into().ok());
    span.ok_or_else(|| "write a number and s, m or h: 5m for five minutes".into())
}

/// Checks one package or several, and lists all problems.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, _env: &Env) -> Result<Outcome> {
    let key = arguments.public_key.as_deref().map(key).transpose()?;
    let trust = Trust { key: key.as_ref(), span: arguments.signed_within.unwrap_or_default() };
    let verdict = pool(None)?.install(|| verify(&arguments.path, trust))?;
    match arguments.format {
        ResultFormat::Text => tell(&verdict, terminal),
        ResultFormat::Json => terminal.result(&crate::diagnostic::json(&VerifyReport::new(&verdict))?),
    }
    Ok(if verdict.problems.problems.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// Prints what was found.
pub(super) fn tell(verdict: &Verdict, terminal: &Terminal) {
    terminal.notes(&verdict.notes.iter().collect::<Vec<_>>());
    let mut text = String::new();
    for problem in &verdict.problems.problems {
        // Writing to a string can't fail.
        let _ = problem.write_styled(&mut text);
    }
    terminal.result(&text);
    terminal
        .summary(&verdict.packages.iter().filter(|package| package.is_sound).map(line).collect::<String>());
    let packages = counted(verdict.packages.len(), "package");
    match verdict.problems.problems.len() + verdict.problems.omitted {
        0 => {
            let verb = if verdict.packages.len() == 1 { "is as it" } else { "are as they" };
            terminal.summary(&format!("{packages} {verb} should be\n"));
            let is_unchecked = |package: &Verified| matches!(package.signed, Signed::Unchecked(_));
            if verdict.packages.iter().any(is_unchecked) {
                terminal.remark("Who signed it wasn't checked; --public-key names the key.\n");
            }
        }
        count => {
            let more = match verdict.problems.omitted {
                0 => String::new(),
                omitted => format!(" ({omitted} not listed)"),
            };
            let place = if verdict.packages.is_empty() { String::new() } else { format!(" in {packages}") };
            terminal.remark(&format!("{}{place}{more}\n", counted(count, "problem")));
        }
    }
}

/// The line for a package without problems.
fn line(package: &Verified) -> String {
    let (Some(provider), Some(version)) = (&package.provider, &package.version) else { return String::new() };
    let signed = match package.signed {
        Signed::No => "not signed".to_string(),
        Signed::Unchecked(time) => format!("says it was signed {time}, not checked"),
        Signed::Checked(time) => format!("signed {time} with the key"),
    };
    printable(&format!("{}   {provider} {version}   {}   {signed}", package.place, of(&package.counts)))
        + "\n"
}

/// The key in the file at `path`.
fn key(path: &Path) -> Result<PublicKey> {
    // No public key is longer, in any form.
    const MAX_BYTES: u64 = 64 << 10;
    let mut text = String::new();
    let read = crate::document::file::open_named(path)
        .and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text));
    let key = read.map_err(|error| format!("the key can't be read: {}", plain(&error))).and_then(|_| {
        PublicKey::from_pem(&text).map_err(|why| format!("the file can't be used as a key: {why}"))
    });
    key.map_err(|message| {
        Diagnostic::error("cli::key", message)
            .help("name a file that `provgen keygen` or `openssl pkey -pubout` wrote")
            .at(path.display().to_string(), "")
            .into()
    })
}
