//! `provgen diff`.

mod summary;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use globset::{Glob, GlobMatcher};

use self::summary::step_summary;
use super::terminal::Terminal;
use super::{Outcome, config_path, pool};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::accept::Acceptance;
use crate::diff::render::text::Detail;
use crate::diff::source::Source;
use crate::diff::{Comparison, Finding, Report, RuleId, Severity, compare, render};
use crate::names::{ProviderName, counted, did_you_mean};
use crate::settings::Settings;

/// Arguments of `provgen diff`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The older release: a document, a provider's folder, a package (.tgz), or REVISION:PATH in git
    #[arg(value_name = "OLD")]
    old: String,
    /// The newer release
    #[arg(value_name = "NEW", required_unless_present = "since")]
    new: Option<String>,
    /// Compare PATH with what it was in a revision of git: `--since main specs` is `main:specs specs`
    #[arg(long, value_name = "REVISION", conflicts_with = "new")]
    since: Option<String>,
    /// How to tell what changed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 1 where something at least as bad changed
    #[arg(long, value_name = "IMPACT", value_enum, default_value_t = FailOn::Breaking)]
    fail_on: FailOn,
    /// Only findings of these rules, severities, or names (globs: `google.dataproc.*`); may be repeated
    #[arg(long, value_name = "PATTERN", num_args = 1..)]
    only: Vec<String>,
    /// A file of accepted findings; else `diff.accept` of the configuration
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// Write the findings that would fail to a file of accepted findings, and those that it has already
    #[arg(long, value_name = "FILE", conflicts_with = "accept")]
    write_accept: Option<PathBuf>,
    /// Why they are accepted; else each entry waits for a reason in the file
    #[arg(long, value_name = "TEXT", requires = "write_accept", default_value = "")]
    reason: String,
    /// The configuration by which documents are mapped; else provgen.yaml in the current folder or one above, if there is one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The provider's name, first part of every resource's id; else the configuration's or the release's
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
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
    Any,
    Never,
}

impl FailOn {
    fn includes(self, severity: Severity) -> bool {
        match self {
            Self::Breaking => severity == Severity::Breaking,
            Self::Risky => severity <= Severity::Risky,
            Self::Any => true,
            Self::Never => false,
        }
    }
}

/// Compares, and tells what changed.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let only = arguments.only.iter().map(|text| Pattern::new(text)).collect::<Result<Vec<_>>>()?;
    let settings = settings(arguments.config.as_deref())?;
    let provider = arguments.provider.as_deref().map(checked_provider).transpose()?;
    let (old, new) = match (&arguments.since, &arguments.new) {
        (Some(revision), _) => {
            (format!("{revision}:{}", in_repository(&arguments.old)), arguments.old.as_str())
        }
        (None, new) => (arguments.old.clone(), new.as_deref().unwrap_or_default()),
    };
    let (old, new) = (Source::find(&old)?, Source::find(new)?);
    let comparison =
        Comparison { old: &old, new: &new, settings: settings.as_ref(), provider: provider.as_deref() };
    let mut report = pool(None)?.install(|| compare(comparison))?;
    if !only.is_empty() {
        report.retain(|finding| only.iter().any(|pattern| pattern.fits(finding)));
    }
    if report.skipped > 0 {
        let count = counted(report.skipped, "document");
        terminal.remark(&format!("{count} passed over: the configuration names others\n"));
    }
    if let Some(file) = &arguments.write_accept {
        return write_accept(file, &report, arguments, terminal);
    }
    let own = settings.as_ref().and_then(|settings| settings.diff.accept.as_deref());
    if let Some(file) = arguments.accept.as_deref().or(own) {
        accept(file, &mut report, only.is_empty(), terminal)?;
    }
    print(arguments.format, &report, terminal)?;
    if !report.failure.problems.is_empty() {
        terminal.failure(&report.failure, "; the rest was compared");
        return Ok(Outcome::Failed);
    }
    let fails = report.findings.iter().any(|finding| arguments.fail_on.includes(finding.severity));
    Ok(if fails { Outcome::Findings } else { Outcome::Clean })
}

fn print(format: Format, report: &Report, terminal: &Terminal) -> Result<()> {
    let text = match format {
        Format::Text => {
            let detail = if terminal.is_verbose() { Detail::Verbose } else { Detail::Normal };
            render::text::text(report, Terminal::width(), detail)
        }
        Format::Json => report.json()?,
        Format::Markdown => render::markdown::markdown(report, render::markdown::MAX_COMMENT),
        Format::Github => render::github::github(report),
        Format::Html => render::html::html(report)?,
    };
    terminal.result(&text);
    if format == Format::Github { step_summary(report, terminal) } else { Ok(()) }
}

/// The configuration that is named, else the nearest one, if there is one.
pub(super) fn settings(named: Option<&Path>) -> Result<Option<Settings>> {
    match (named, config_path(named)) {
        (_, Ok(path)) => Settings::load_rules(&path).map(Some),
        (None, Err(_)) => Ok(None),
        (Some(_), Err(failure)) => Err(failure),
    }
}

/// A path as git has it: relative to the current folder, unless it is absolute.
fn in_repository(path: &str) -> String {
    let path = path.trim_end_matches('/');
    match path {
        "." => "./".into(),
        _ if path.starts_with("./") || path.starts_with("../") || path.starts_with('/') => path.into(),
        _ => format!("./{path}"),
    }
}

pub(super) fn checked_provider(name: &str) -> Result<String> {
    let checked = ProviderName::new(name).map_err(|error| {
        Diagnostic::error("cli::provider", format!("{name:?} can't be the provider's name: {error}"))
            .help("it is the first part of every resource's id, `google` for one")
    })?;
    Ok(checked.to_string())
}

/// What `--only` asks for.
pub(super) enum Pattern {
    Rule(RuleId),
    Severity(Severity),
    Name(GlobMatcher),
}

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Self> {
        if let Some(rule) = RuleId::parse(text) {
            return Ok(Self::Rule(rule));
        }
        if let Some(severity) = Severity::ALL.into_iter().find(|severity| severity.as_str() == text) {
            return Ok(Self::Severity(severity));
        }
        let bad = |message: String, help: String| {
            Failure::from(Diagnostic::error("cli::pattern", message).help(help))
        };
        let is_name = text.contains(['.', '*', '?', '[', '{']);
        if !is_name {
            let severities = Severity::ALL.iter().map(|severity| severity.as_str());
            let known = RuleId::ALL.iter().map(|rule| rule.as_str()).chain(severities);
            let help = did_you_mean(text, known).map_or_else(
                || "name a rule (`provgen rules` lists them), a severity, or a glob of full names: `google.dataproc.*`".into(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(bad(format!("`{text}` is neither a rule, a severity nor a full name"), help));
        }
        let glob = Glob::new(text)
            .map_err(|error| bad(format!("`{text}`: {}", error.kind()), "`*` stands for any text".into()))?;
        Ok(Self::Name(glob.compile_matcher()))
    }

    pub(super) fn fits(&self, finding: &Finding) -> bool {
        match self {
            Self::Rule(rule) => finding.rule == *rule,
            Self::Severity(severity) => finding.severity == *severity,
            Self::Name(glob) => glob.is_match(&finding.name) || glob.is_match(format!("{}.", finding.name)),
        }
    }
}

/// Takes out of the report what a file accepts; tells of entries that accept nothing.
pub(super) fn accept(file: &Path, report: &mut Report, is_whole: bool, terminal: &Terminal) -> Result<()> {
    let shown = file.display().to_string();
    let acceptance = Acceptance::parse(&crate::input::read(file, &shown)?, &shown)?;
    let today = today();
    let findings: Vec<&Finding> = report.findings.iter().collect();
    // What a filter hides may be accepted all the same.
    let warnings = if is_whole { acceptance.unused(&findings, &today) } else { Vec::new() };
    terminal.warnings(&warnings);
    report.accept(|finding| acceptance.reason(finding, &today));
    Ok(())
}

fn write_accept(file: &Path, report: &Report, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome> {
    let shown = file.display().to_string();
    let known = match file.exists() {
        true => Acceptance::parse_unfinished(&crate::input::read(file, &shown)?, &shown)?,
        false => Acceptance::default(),
    };
    let gated: Vec<&Finding> =
        report.findings.iter().filter(|finding| arguments.fail_on.includes(finding.severity)).collect();
    let text = known.written(&gated, arguments.reason.trim())?;
    crate::output::replace(file, text.as_bytes())?;
    let waiting = if arguments.reason.trim().is_empty() { "; give each a reason" } else { "" };
    terminal.summary(&format!("wrote {} to {shown}{waiting}\n", counted(gated.len(), "accepted finding")));
    Ok(Outcome::Clean)
}

/// The day, in UTC: `2027-06-30`.
fn today() -> String {
    #[expect(clippy::disallowed_methods, reason = "this is `cli`; acceptances end on a day")]
    let now = std::time::SystemTime::now();
    let now = jiff::Timestamp::try_from(now).unwrap_or_default();
    jiff::tz::TimeZone::UTC.to_datetime(now).date().to_string()
}
