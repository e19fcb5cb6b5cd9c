//! `provgen diff` compares two releases.

mod common;
mod summary;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

pub(super) use self::common::Common;
use self::common::check_services;
use self::summary::step_summary;
use super::terminal::Terminal;
use crate::cli::common::Outcome;
use crate::cli::common::pool;
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::lines::Lines;
use crate::diff::render::text::Detail;
use crate::diff::report::accept::Acceptance;
use crate::diff::source::{Release, file_at};
use crate::diff::{Comparison, DiffReport, Finding, Remark, Severity, compare, render};
use crate::document::project::{is_strange, unquoted};
use crate::document::read::TextKind;
use crate::settings::{MappingFile, Settings};
use crate::text::counted;

/// Arguments of `provgen diff`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The older release: a document, a provider's folder, a package (.tgz), or REVISION:PATH in git
    #[arg(value_name = "OLD")]
    old: String,
    /// The newer release
    #[arg(value_name = "NEW", required_unless_present = "since")]
    new: Option<String>,
    /// Compare PATH with its state in a revision of git: `--since main specs` is `main:./specs specs`
    #[arg(long, value_name = "REVISION", conflicts_with = "new")]
    since: Option<String>,
    /// Format of the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 1 where something at least as bad changed
    #[arg(long, value_name = "IMPACT", value_enum, default_value_t = FailOn::Breaking)]
    fail_on: FailOn,
    /// A file of accepted findings [default: `diff.accept` of the configuration]
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// Write what would fail to a file of accepted findings, one entry a cause, and keep the entries that it
    /// has
    #[arg(long, value_name = "FILE", conflicts_with_all = ["accept", "only"])]
    write_accept: Option<PathBuf>,
    /// Why the findings are accepted; without it, each entry waits for a reason in the file
    #[arg(long, value_name = "TEXT", requires = "write_accept", default_value = "")]
    reason: String,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the terminal
    Text,
    /// For machines: `provgen schema diff` is its schema
    Json,
    /// For one comment on a pull request
    Markdown,
    /// Annotations of a pull request; and the Markdown in the job's summary
    Github,
    /// A page with filters, in one file
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Breaking,
    Risky,
    Deprecated,
    Any,
    Never,
}

impl FailOn {
    fn includes(self, severity: Severity) -> bool {
        match self {
            Self::Breaking => severity == Severity::Breaking,
            Self::Risky => severity <= Severity::Risky,
            Self::Deprecated => severity <= Severity::Deprecated,
            Self::Any => true,
            Self::Never => false,
        }
    }
}

/// Compares two releases, and prints what changed.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal, env: &Env) -> Result<Outcome> {
    let only = arguments.common.patterns()?;
    let settings = arguments.common.settings(env)?;
    let provider = arguments.common.provider()?;
    let (old, new) = match (&arguments.since, &arguments.new) {
        (Some(revision), _) => {
            (Release::at(revision, &in_repository(&arguments.old))?, arguments.old.as_str())
        }
        (None, new) => (Release::find(&arguments.old)?, new.as_deref().unwrap_or_default()),
    };
    let new = Release::find(new)?;
    let notes =
        Failure::join([&old, &new].map(|release| Failure { problems: release.notes.clone(), omitted: 0 }));
    terminal.warnings(&notes.problems);
    let config = arguments.common.configuration(env)?;
    let then = match &old.revision {
        Some(revision) => settings_at(revision, config.as_deref())?,
        None => None,
    };
    let old_settings = then.as_ref().or(settings.as_ref());
    let provider = provider.as_deref();
    let comparison = Comparison { old: &old, new: &new, settings: settings.as_ref(), old_settings, provider };
    let mut report = pool(None)?.install(|| compare(comparison))?;
    check_levels(settings.as_ref(), &report)?;
    check_services(&only, &report)?;
    if !only.is_empty() {
        report.retain(|finding| only.iter().any(|pattern| pattern.fits(finding)));
    }
    if report.skipped > 0 {
        let count = counted(report.skipped, "document");
        terminal.remark(&format!("{count} passed over: the configuration names others\n"));
    }
    let is_whole = report.failure.problems.is_empty();
    if let Some(file) = arguments.write_accept.as_deref().filter(|_| is_whole) {
        return write_accept(file, &report, arguments, terminal);
    }
    if let Some(acceptance) = accepted(arguments.accept.as_deref(), settings.as_ref())? {
        // A finding that `--only` hides may still be accepted.
        let unused = if only.is_empty() { Unused::Told } else { Unused::Silent };
        accept(&acceptance, &mut report, unused, &today(env), terminal);
    }
    print(arguments.format, &report, terminal, env)?;
    if !is_whole {
        terminal.failure(&report.failure, "; the rest was compared");
        return Ok(Outcome::Failed);
    }
    let fails = report.findings.iter().any(|finding| arguments.fail_on.includes(finding.severity));
    Ok(if fails { Outcome::Findings } else { Outcome::Clean })
}

/// The settings by which documents of a revision of git were mapped: those of that revision. None, where the
/// revision has the same configuration or no configuration.
fn settings_at(revision: &str, config: Option<&Path>) -> Result<Option<Settings>> {
    let Some(config) = config.filter(|config| config.is_relative()) else { return Ok(None) };
    let read = |path: &Path| file_at(revision, &in_repository(&path.display().to_string()));
    let here = |path: &Path| crate::document::file::text(path).ok();
    let (mapping_path, lock_path) = (MappingFile::beside(config).path, MappingFile::lock_beside(config));
    let (text, mapping, lock) = (read(config)?, read(&mapping_path)?, read(&lock_path)?);
    let is_same = |text: &String| {
        here(config).as_ref() == Some(text) && here(&mapping_path) == mapping && here(&lock_path) == lock
    };
    let Some(text) = text.filter(|text| !is_same(text)) else { return Ok(None) };
    let name = format!("{revision}:{}", config.display());
    let folder = config.parent().unwrap_or(Path::new(""));
    Settings::parse_rules(&text, &name, folder, mapping.as_deref(), lock.as_deref()).map(Some)
}

/// Checks that the services for which `diff.services` sets levels exist.
fn check_levels(settings: Option<&Settings>, report: &DiffReport) -> Result<()> {
    let Some(settings) = settings else { return Ok(()) };
    let documents =
        settings.specs.iter().filter_map(|spec| spec.path.file_name()?.to_str()?.split('.').next());
    let mut known: BTreeSet<&str> = settings.services.keys().map(AsRef::as_ref).chain(documents).collect();
    known.extend(report.names.iter().map(String::as_str));
    let unknown = settings.diff.levels.services.keys().filter(|name| !known.contains(name.as_str()));
    let problem = |name: &String| {
        let problem = Diagnostic::unknown_name(
            "cli::unknown-name",
            "service",
            name,
            "the provider",
            known.iter().copied(),
        );
        problem.at(settings.origin().unwrap_or_default(), format!("/diff/services/{name}"))
    };
    let problems: Vec<Diagnostic> = unknown.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}

fn print(format: Format, report: &DiffReport, terminal: &Terminal, env: &Env) -> Result<()> {
    let text = match format {
        Format::Text => {
            let detail = if terminal.is_verbose() { Detail::Verbose } else { Detail::Normal };
            render::text::text(report, terminal.width(), detail)
        }
        Format::Json => report.json()?,
        Format::Markdown => render::markdown::markdown(report, render::markdown::MAX_COMMENT),
        Format::Github => render::github::github(report, &Lines::new(report)),
        Format::Html => render::html::html(report)?,
    };
    terminal.result(&text);
    if format == Format::Github { step_summary(report, terminal, env) } else { Ok(()) }
}

/// A path as git expects it: relative to the current folder, unless it is absolute.
fn in_repository(path: &str) -> String {
    let path = path.trim_end_matches('/');
    match path {
        "." => "./".into(),
        _ if path.starts_with("./") || path.starts_with("../") || path.starts_with('/') => path.into(),
        _ => format!("./{path}"),
    }
}

/// Whether entries that accept nothing are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unused {
    Told,
    Silent,
}

/// The accepted findings: from the file that is named, else from the configuration's.
pub(super) fn accepted(named: Option<&Path>, settings: Option<&Settings>) -> Result<Option<Acceptance>> {
    let own = settings.and_then(|settings| settings.diff.accept.as_ref());
    let (text, shown) = match (named, own) {
        (Some(file), _) => {
            let shown = file.display().to_string();
            (crate::document::read::read_named(file, &shown, TextKind::Accepted)?, shown)
        }
        (None, Some(file)) => (file.read(TextKind::Accepted)?, file.shown()),
        (None, None) => return Ok(None),
    };
    // A user who names a link of a checkout hasn't chosen where the link leads.
    let is_outside = named.is_some_and(is_strange);
    Acceptance::parse(&text, &shown).map(Some).map_err(|failure| unquoted(failure, |_| is_outside))
}

/// Takes the accepted findings out of the report.
fn accept(
    acceptance: &Acceptance,
    report: &mut DiffReport,
    unused: Unused,
    today: &str,
    terminal: &Terminal,
) {
    let findings: Vec<&Finding> = report.findings.iter().collect();
    let warnings = match unused {
        Unused::Told => acceptance.unused(&findings, today),
        Unused::Silent => Vec::new(),
    };
    terminal.warnings(&warnings);
    // Whoever reads a comment on a pull request doesn't see what the terminal said.
    let remark = |warning: &Diagnostic| Remark {
        code: warning.code.to_string(),
        message: warning.message.to_string(),
    };
    report.remarks = warnings.iter().map(remark).collect();
    report.accept(|finding| acceptance.reason(finding, today));
}

fn write_accept(
    file: &Path,
    report: &DiffReport,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<Outcome> {
    let shown = file.display().to_string();
    let known = if file.exists() {
        Acceptance::parse_unfinished(&crate::document::read::read(file, &shown, TextKind::Accepted)?, &shown)?
    } else {
        Acceptance::default()
    };
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        return Err(Diagnostic::error(
            "cli::no-folder",
            format!("there is no folder `{}`", folder.display()),
        )
        .help("make it first")
        .into());
    }
    let gated: Vec<&Finding> =
        report.findings.iter().filter(|finding| arguments.fail_on.includes(finding.severity)).collect();
    let all: Vec<&Finding> = report.findings.iter().collect();
    let written = known.written(&gated, &all, &report.causes, arguments.reason.trim())?;
    crate::output::replace(file, written.text.as_bytes())?;
    let is_waiting = arguments.reason.trim().is_empty() && !gated.is_empty();
    let waiting = if is_waiting { "; give each a reason" } else { "" };
    let entries = match written.entries {
        1 => "1 entry".to_string(),
        count => format!("{count} entries"),
    };
    let findings = counted(written.findings, "finding");
    terminal.summary(&format!("wrote {entries} for {findings} to {shown}{waiting}\n"));
    Ok(Outcome::Clean)
}

/// Today's date in UTC: `2027-06-30`.
pub(super) fn today(env: &Env) -> String {
    let now = jiff::Timestamp::try_from(env.now()).unwrap_or_default();
    jiff::tz::TimeZone::UTC.to_datetime(now).date().to_string()
}
