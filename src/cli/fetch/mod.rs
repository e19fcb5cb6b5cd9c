//! `provgen fetch` downloads discovery documents.

mod counts;
mod stream;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use clap::Args;
use counts::OutcomeCounts;
pub(super) use stream::FetchLine;

use super::events;
use super::progress::Bar;
use super::terminal::Terminal;
use crate::cli::common::{EventFormat, Outcome, duration, folder, pool};
use crate::cli::config::optional_config;
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Failure, Result, printable};
use crate::document::project::Project;
use crate::fetch::address::Address;
use crate::fetch::options::Network;
use crate::fetch::revision::{OlderRevisions, is_older};
use crate::fetch::{Cause, FetchEvent, FetchOutcome, FetchReport, Fetched, Scope, fetch};
use crate::settings::fetch_settings;

/// The folder for documents, unless the user names another.
const DEFAULT_OUT: &str = "specs";

/// How many names a message lists.
const MAX_NAMES: usize = 12;

/// Arguments of `provgen fetch`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Services to fetch: dataproc, or dataproc:v1 [default: those in the folder or that the configuration
    /// names, else all preferred ones]
    #[arg(value_name = "SERVICE")]
    services: Vec<String>,
    /// Address of the directory service or its mirror [default: Google's own]
    #[arg(long, value_name = "URL")]
    root: Option<String>,
    /// Folder to write to [default: specs beside the configuration]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above, if there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Let the server's older revision of a document replace a newer one [default: the newer one stays]
    #[arg(long)]
    allow_older: bool,
    /// Format of the events: for people, or as JSON with one event a line
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = EventFormat::Text)]
    format: EventFormat,
}

/// Fetches documents, and prints what became of each.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let start = env.instant();
    let (report, out) = bring(arguments, start, terminal, env).inspect_err(|failure| {
        if arguments.format == EventFormat::Json {
            events::failed(failure, terminal);
        }
    })?;
    let failure = failure(&report, terminal);
    let kept = kept(&report);
    // A document that stays because the server's is older is as new as it can be.
    let outcome = if failure.is_some() { Outcome::Failed } else { Outcome::Clean };
    match arguments.format {
        EventFormat::Json => stream::report(&report, outcome, terminal),
        EventFormat::Text => {
            terminal.notes(&report.notes.iter().collect::<Vec<_>>());
            terminal.summary(&summary(&report, &out, terminal, start.elapsed()));
            kept.inspect(|kept| terminal.remark(kept));
        }
    }
    failure.map_or(Ok(outcome), Err)
}

/// Fetches the documents; returns the report and the folder that they are in.
fn bring(
    arguments: &Arguments,
    start: Instant,
    terminal: &Terminal,
    env: &Env,
) -> Result<(FetchReport, PathBuf)> {
    let interrupted = env.interruptible();
    let config = match &arguments.config {
        Some(path) => Some(path.clone()),
        // `fetch` works without a configuration: then the defaults hold.
        None => optional_config(None, env)?,
    };
    let mut settings = fetch_settings(config.as_deref())?;
    if let Some(root) = &arguments.root {
        settings.root = Address::parse(root).map_err(|error| {
            Diagnostic::error("cli::root", format!("--root: {error}"))
                .help("it is an address without path, for example https://www.googleapis.com")
        })?;
    }
    if arguments.allow_older {
        settings.older = OlderRevisions::Taken;
    }
    let beside = config.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => {
            let specs = beside.join(DEFAULT_OUT);
            Project::of(beside).check_folder(&specs)?;
            specs
        }
    };

    let bar: OnceLock<Bar> = OnceLock::new();
    let watch = |event: FetchEvent<'_>| match (&event, arguments.format) {
        (FetchEvent::Start { scope: Scope::Preferred, total }, EventFormat::Text) => {
            terminal.remark(&format!(
                "no documents in {} yet: fetching the preferred version of each service, {total} in all\n",
                folder(&out)
            ))
        }
        (FetchEvent::Retry { id, cause, wait }, EventFormat::Text) if terminal.is_verbose() => {
            let retry = format!("retry    {id}   {cause}   again in {:.1} s\n", wait.as_secs_f64());
            match bar.get() {
                Some(bar) => bar.above(|| terminal.remark(&retry)),
                None => terminal.remark(&retry),
            }
        }
        (event, EventFormat::Json) => stream::event(event, terminal),
        _ => {}
    };
    let watch = |event: FetchEvent<'_>| {
        match &event {
            FetchEvent::Start { total, .. } => {
                drop(bar.set(Bar::new(*total, "documents", arguments.format, terminal, start)))
            }
            FetchEvent::Begin { id } => drop(bar.get().map(|bar| bar.begin(id))),
            FetchEvent::Done { id, .. } => drop(bar.get().map(|bar| bar.end(id, 0))),
            FetchEvent::Retry { .. } => {}
        }
        watch(event);
    };
    let network = Network { proxy: env.proxy(), authorities: env.authorities()? };
    let connections = settings.connections;
    let report = pool(Some(connections))?
        .install(|| fetch(&settings, &arguments.services, &out, network, &interrupted, &watch));
    if let Some(bar) = bar.get() {
        bar.clear();
    }
    Ok((report?, out))
}

/// A line for each document that changed, came, went or failed, and a line for the whole run.
fn summary(report: &FetchReport, out: &Path, terminal: &Terminal, elapsed: Duration) -> String {
    let mut rows: Vec<(&str, &str, String)> = Vec::new();
    for Fetched { file, outcome, .. } in &report.documents {
        let word = outcome.word();
        let detail = match outcome {
            FetchOutcome::New { revision } => revision.as_ref().map(|new| format!("revision {new}")),
            FetchOutcome::Changed { from, to } => Some(revisions(from.as_deref(), to.as_deref())),
            FetchOutcome::Unchanged => None,
            FetchOutcome::Kept { revision, offered } => {
                Some(format!("revision {revision} stays, the server's {offered} is older"))
            }
            FetchOutcome::Failed(trouble) if trouble.cause == Cause::Interrupted => continue,
            FetchOutcome::Failed(trouble) => Some(printable(&trouble.to_string())),
        };
        if word != "unchanged" || terminal.is_verbose() {
            rows.push((word, file, detail.unwrap_or_default()));
        }
    }
    let no_longer = || "the directory no longer lists it; the file is still there".to_string();
    rows.extend(report.gone.iter().map(|file| ("gone", file.as_str(), no_longer())));
    // Documents that need action come last, next to the prompt.
    let rank = |word: &str| {
        ["unchanged", "new", "changed", "kept", "gone", "failed"].iter().position(|w| *w == word)
    };
    rows.sort_by_key(|(word, file, _)| (rank(word), *file));

    let width = rows.iter().map(|(_, file, _)| file.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    for (word, file, detail) in &rows {
        let style = match *word {
            "new" => anstyle::AnsiColor::Green.on_default(),
            "changed" | "kept" | "gone" => anstyle::AnsiColor::Yellow.on_default(),
            "failed" => anstyle::AnsiColor::Red.on_default(),
            _ => anstyle::Style::new(),
        };
        let pad = if detail.is_empty() { 0 } else { width };
        let gap = if detail.is_empty() { "" } else { "   " };
        // Writing to a string can't fail.
        let _ = writeln!(text, "{style}{word:<9}{style:#} {file:<pad$}{gap}{detail}");
    }
    let OutcomeCounts { new, changed, unchanged, kept, gone, failed, interrupted } =
        OutcomeCounts::of(report);
    let kept = if kept > 0 { format!("{kept} kept, ") } else { String::new() };
    let mut figures =
        format!("{new} new, {changed} changed, {unchanged} unchanged, {kept}{gone} gone, {failed} failed");
    if interrupted > 0 {
        // Writing to a string can't fail.
        let _ = write!(figures, ", {interrupted} not reached");
    }
    let _ = writeln!(text, "{}   {figures}   {}", folder(out), duration(elapsed));
    text
}

/// `revision 20260101 → 20261023`
fn revisions(from: Option<&str>, to: Option<&str>) -> String {
    let (old, new) = (from.unwrap_or("unknown"), to.unwrap_or("unknown"));
    match () {
        () if old == new => format!("revision {new}, other content"),
        () if is_older(new, old) => format!("revision {old} → {new}, which is older"),
        () => format!("revision {old} → {new}"),
    }
}

/// What to do about documents that the servers have older revisions of, if there are any.
fn kept(report: &FetchReport) -> Option<String> {
    let is_kept = |document: &&Fetched| matches!(document.outcome, FetchOutcome::Kept { .. });
    let kept: Vec<&str> =
        report.documents.iter().filter(is_kept).map(|document| document.id.as_str()).collect();
    let (documents, them) = match kept.len() {
        0 => return None,
        1 => ("1 document is newer here than at its server".to_string(), "it"),
        count => (format!("{count} documents are newer here than at their servers"), "them"),
    };
    let names = if kept.len() <= MAX_NAMES { kept.join(" ") } else { "SERVICE…".into() };
    Some(format!("{documents}; `provgen fetch --allow-older {names}` replaces {them}\n"))
}

/// The failure to report, if the run couldn't fetch every document.
fn failure(report: &FetchReport, terminal: &Terminal) -> Option<Failure> {
    let (mut failed, mut interrupted, mut problems) = (Vec::new(), false, Vec::new());
    for document in &report.documents {
        let FetchOutcome::Failed(trouble) = &document.outcome else { continue };
        failed.push(document.id.as_str());
        interrupted |= trouble.cause == Cause::Interrupted;
        if terminal.is_verbose() {
            problems.extend_from_slice(trouble.cause.problems());
        }
    }
    if failed.is_empty() {
        return None;
    }
    let listed = |between: &str| {
        let mut names: Vec<&str> = failed.iter().copied().take(MAX_NAMES).collect();
        if failed.len() > MAX_NAMES {
            names.push("…");
        }
        names.join(between)
    };
    let of = format!("{} of {}", failed.len(), report.documents.len());
    let total = if report.documents.len() == 1 { "document" } else { "documents" };
    let (code, message) = if interrupted {
        ("fetch::interrupted", format!("interrupted: {of} {total} not fetched: {}", listed(", ")))
    } else {
        ("fetch::failed", format!("{of} {total} could not be fetched: {}", listed(", ")))
    };
    // The suggested command contains only names that were checked; other names come from outside.
    let can_be_named = |document: &Fetched| match &document.outcome {
        FetchOutcome::Failed(trouble) => {
            !matches!(trouble.cause, Cause::Name(_) | Cause::Twice | Cause::NotListed)
        }
        _ => true,
    };
    let is_short = failed.len() <= MAX_NAMES && report.documents.iter().all(can_be_named);
    let names = if is_short { listed(" ") } else { "SERVICE…".into() };
    let help = format!("their files are as they were; `provgen fetch {names}` tries again");
    problems.push(Diagnostic::error(code, message).help(help));
    Some(Failure { problems, omitted: 0 })
}
