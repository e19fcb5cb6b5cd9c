//! `provgen map` keeps `mapping.yaml` in step with the documents, and changes nothing that a person decided.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::complete;
use super::json::{MappingReport, ResultFormat};
use super::terminal::Terminal;
use crate::cli::common::{Outcome, pool};
use crate::cli::config::load;
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Result, json};
use crate::document::read::{TextKind, read_named};
use crate::mapping::pins::table::{self, Table};
use crate::mapping::pins::{Line, Mapping, Mark, MethodPath, Policy, edited, shown};
use crate::output::{remove, replace};
use crate::pipeline::{each_service, names};
use crate::settings::{EditorSchema, MappingContent, MappingFile, Settings};
use crate::text::counted;

/// Arguments of `provgen map`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Write nothing; list what would change, and exit with 1 if anything would
    #[arg(long, conflicts_with = "csv")]
    check: bool,
    /// Print the mapping as CSV, in the 13 columns of StackQL's provider-utils, and write nothing
    #[arg(long)]
    csv: bool,
    /// Take resources, methods, verbs and object keys from a CSV of these columns
    #[arg(long, value_name = "FILE", conflicts_with = "csv")]
    from_csv: Option<PathBuf>,
    /// Name everything by the rules again, whatever the file says; or what is below SERVICE, SERVICE.RESOURCE, …
    #[arg(long, value_name = "PATH", num_args = 0..=1, conflicts_with_all = ["csv", "from_csv"],
        add = ArgValueCompleter::new(complete::methods))]
    reset: Option<Option<String>>,
    /// The configuration [default: PROVGEN_CONFIG, else provgen.yaml in the current folder or one above]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ResultFormat::Text, conflicts_with = "csv")]
    format: ResultFormat,
}

/// Adds what is new, and marks what has gone.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let (_, mut settings) = load(arguments.config.as_deref(), env)?;
    terminal.warnings(&settings.notes);
    if arguments.csv {
        return print_table(&settings, terminal);
    }
    let file = file_of(&settings)?;
    let mut policy = Policy::Mark;
    let pinned = settings.pinned().cloned().unwrap_or_default();
    let mut asked = match &arguments.reset {
        None => pinned,
        Some(None) => Mapping::default(),
        Some(Some(path)) => without(pinned, path)?,
    };
    let table = arguments.from_csv.as_deref().map(read_table).transpose()?;
    if let Some(table) = &table {
        terminal.warnings(&table.notes);
        let (before, _) = pool(None)?.install(|| names(&settings))?;
        terminal.warnings(&table.apply(&before, &mut asked)?);
    }
    if arguments.reset.is_some() || table.is_some() {
        policy = Policy::Follow;
    }
    let now = named(&mut settings, asked, terminal)?;
    if let Some(table) = &table {
        table.check(&now)?;
    }
    let (is_check, format) = (arguments.check, arguments.format);
    update(&Update { file: &file, now: &now, policy, is_check, command: "map", format }, terminal)
}

/// The names of now, where the file says `asked`. Lines whose operation is in another service go there.
///
/// # Errors
/// All problems of the documents and the configuration.
pub(super) fn named(settings: &mut Settings, mut asked: Mapping, terminal: &Terminal) -> Result<Mapping> {
    set(settings, asked.clone());
    let (mut now, mut notes) = pool(None)?.install(|| names(settings))?;
    if let Some(followed) = asked.followed(&now) {
        asked = followed;
        set(settings, asked.clone());
        (now, notes) = pool(None)?.install(|| names(settings))?;
    }
    terminal.warnings(&notes);
    Ok(now.with_doubts_of(&asked))
}

/// # Errors
/// The settings have no configuration, beside which the file would stand.
pub(super) fn file_of(settings: &Settings) -> Result<MappingFile> {
    settings.mapping.clone().ok_or_else(|| {
        Diagnostic::error("cli::no-config", "mapping.yaml stands beside a configuration")
            .help("name one with --config")
            .into()
    })
}

/// Makes `mapping` what the names of a run follow.
fn set(settings: &mut Settings, mapping: Mapping) {
    if let Some(file) = &mut settings.mapping {
        file.content = Some(MappingContent { mapping, text: None });
    }
}

/// The mapping without the lines of what is below `path`.
///
/// # Errors
/// No line is.
fn without(mapping: Mapping, path: &str) -> Result<Mapping> {
    let is_below = |of: &MethodPath| {
        let of = of.to_string();
        of == path || of.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
    };
    let count = mapping.len();
    let groups: BTreeSet<String> = mapping
        .lines()
        .flat_map(|(of, _)| [of.service.to_string(), format!("{}.{}", of.service, of.resource)])
        .collect();
    let rest = mapping.retained(|of| !is_below(of));
    if rest.len() < count {
        return Ok(rest);
    }
    let names = groups.iter().map(String::as_str);
    Err(Diagnostic::unknown_name("cli::unknown-name", "name", path, "mapping.yaml", names).into())
}

fn print_table(settings: &Settings, terminal: &Terminal) -> Result<Outcome> {
    let rows = pool(None)?.install(|| each_service(settings, |_, service| Ok(table::rows(&service))))?;
    terminal.result(&table::text(rows.made.into_iter().flatten())?);
    Ok(Outcome::Clean)
}

fn read_table(path: &Path) -> Result<Table> {
    let name = path.display().to_string();
    Table::parse(&read_named(path, &name, TextKind::Table)?, &name)
}

/// A file, and the names that it should have.
pub(super) struct Update<'u> {
    pub(super) file: &'u MappingFile,
    pub(super) now: &'u Mapping,
    pub(super) policy: Policy,
    pub(super) is_check: bool,
    /// The command that does it, for messages.
    pub(super) command: &'u str,
    pub(super) format: ResultFormat,
}

/// Writes the file, unless it is up to date, and lists what that changes; a check only lists.
pub(super) fn update(update: &Update<'_>, terminal: &Terminal) -> Result<Outcome> {
    let Update { file, now, policy, is_check, command, format } = *update;
    let old = file.content.as_ref().map(|content| content.mapping.clone()).unwrap_or_default();
    let name = file.path.display().to_string();
    let text = match file.content.as_ref().and_then(|content| content.text.as_deref()) {
        // A file without a word is as none: it gets those that explain it.
        Some(text) if !text.trim().is_empty() => edited(text, &name, &old, now, policy)?,
        _ => {
            // What has gone stays in the file until it is released.
            let text = if policy == Policy::Mark { old.with_gone(now).to_text() } else { now.to_text() };
            EditorSchema::Mapping.line_for(&file.path) + &text
        }
    };
    let new = Mapping::parse(&text, &name)?;
    let before = file.content.as_ref().and_then(|content| content.text.as_deref());
    let is_same = before.map_or(text.is_empty(), |before| before.lines().eq(text.lines()));
    let report = MappingReport { is_current: is_same, ..MappingReport::new(&name, &old, &new) };
    let changes = lines(&old, &new);
    if is_check && format == ResultFormat::Json {
        terminal.result(&json(&report)?);
        return Ok(if is_same { Outcome::Clean } else { Outcome::Findings });
    }
    if is_check {
        terminal.result(&changes);
        let state =
            if is_same { "is up to date".to_string() } else { format!("is stale.  Run `provgen {command}`") };
        terminal.remark(&format!("{name} {state}\n"));
        return Ok(if is_same { Outcome::Clean } else { Outcome::Findings });
    }
    // A file that is up to date isn't touched.
    if !is_same {
        replace(&writable(&file.path)?, text.as_bytes())?;
    }
    if format == ResultFormat::Text {
        terminal.summary(&changes);
    }
    if let Some(lock) = file.lock.as_ref().filter(|_| file.is_read_from_lock()) {
        remove(lock)?;
        terminal.remark(&format!("took {} away: {name} has its names\n", lock.display()));
    }
    match format {
        ResultFormat::Text => terminal.summary(&summary(&old, &new, &name)),
        ResultFormat::Json => terminal.result(&json(&MappingReport { is_written: !is_same, ..report })?),
    }
    Ok(Outcome::Clean)
}

/// The file that is written: where `path` is a link, what it leads to, which was read.
///
/// # Errors
/// Nobody may write to it.
fn writable(path: &Path) -> Result<PathBuf> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if target.metadata().is_ok_and(|metadata| metadata.permissions().readonly()) {
        return Err(Diagnostic::error(
            "cli::read-only",
            "the file may only be read, and nothing was written",
        )
        .help("make it writable: `chmod u+w`, or ask who protected it")
        .at(path.display().to_string(), "")
        .into());
    }
    Ok(target)
}

/// The figures of an update: how many methods there are, what came and went, and what is to decide.
fn summary(old: &Mapping, new: &Mapping, name: &str) -> String {
    let marked =
        |mapping: &Mapping, mark: Mark| mapping.lines().filter(|(_, line)| line.mark == mark).count();
    let came = new.lines().filter(|(path, _)| old.line(path).is_none()).count();
    let went = old.lines().filter(|(path, line)| {
        line.mark != Mark::Gone && new.line(path).is_none_or(|line| line.mark == Mark::Gone)
    });
    let is_other = |known: &&Line, line: &Line| **known != Line { mark: known.mark, ..line.clone() };
    let changed =
        new.lines().filter(|(path, line)| old.line(path).is_some_and(|known| is_other(&known, line)));
    let changed = match changed.count() {
        0 => String::new(),
        count => format!(", {count} changed"),
    };
    let living = new.len() - marked(new, Mark::Gone);
    let doubtful = match marked(new, Mark::Doubtful) {
        0 => String::new(),
        count => format!("   {count} to decide: look for `?`"),
    };
    format!("{} in {name}, {came} new{changed}, {} gone{doubtful}\n", counted(living, "method"), went.count())
}

/// The changes for people: one line a method, `+` and `-`.
fn lines(old: &Mapping, new: &Mapping) -> String {
    let text = |mark: char, text: String, color: anstyle::AnsiColor| {
        let style = color.on_default();
        format!("{style}{mark} {}{style:#}\n", crate::diagnostic::printable(&text))
    };
    let is_in = |other: &Mapping, path: &_, line: &_| other.line(path).is_some_and(|known| known == line);
    let gone = old.lines().filter(|(path, line)| !is_in(new, path, line));
    let gone = gone.map(|(path, line)| text('-', shown(&path, line), anstyle::AnsiColor::Red));
    let come = new.lines().filter(|(path, line)| !is_in(old, path, line));
    let come = come.map(|(path, line)| text('+', shown(&path, line), anstyle::AnsiColor::Green));
    gone.chain(come).collect()
}
