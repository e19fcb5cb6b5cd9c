//! The arguments that `diff` and `changelog` share: configuration, provider, and the filter of findings.

use std::path::PathBuf;

use clap::Args;
use globset::{Glob, GlobMatcher};

use crate::cli::config::optional_config;
use crate::cli::env::Env;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::diff::{DiffReport, Finding, RuleId, Severity};
use crate::names::ProviderName;
use crate::patterns::bounded;
use crate::settings::Settings;
use crate::text::did_you_mean;

/// The arguments that `diff` and `changelog` share.
#[derive(Debug, Args)]
pub(in crate::cli) struct Common {
    /// Only findings of these rules, severities, names (globs: `google.dataproc.*`) or fingerprints, also of
    /// causes; may be repeated
    #[arg(long, value_name = "PATTERN", num_args = 1..)]
    only: Vec<String>,
    /// The configuration by which documents are mapped [default: provgen.yaml in the current folder or one
    /// above, if there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The provider's name, first part of every resource's id [default: the configuration's or the releases']
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
}

impl Common {
    /// The patterns of `--only`.
    pub(in crate::cli) fn patterns(&self) -> Result<Vec<FindingFilter>> {
        self.only.iter().map(|text| FindingFilter::new(text)).collect()
    }

    /// The path of the configuration: the one named, else the one found, if any.
    pub(super) fn configuration(&self, env: &Env) -> Result<Option<PathBuf>> {
        optional_config(self.config.as_deref(), env)
    }

    /// The settings by which the configuration maps documents.
    pub(in crate::cli) fn settings(&self, env: &Env) -> Result<Option<Settings>> {
        self.configuration(env)?.map(|path| Settings::load_rules(&path)).transpose()
    }

    /// The provider's name, where one is given.
    pub(in crate::cli) fn provider(&self) -> Result<Option<String>> {
        let Some(name) = &self.provider else { return Ok(None) };
        let checked = ProviderName::new(name).map_err(|error| {
            Diagnostic::error("cli::provider", format!("{name:?} can't be the provider's name: {error}"))
                .help("it is the first part of every resource's id, for example `google`")
        })?;
        Ok(Some(checked.to_string()))
    }
}

/// The length of a fingerprint, in hexadecimal digits.
const FINGERPRINT: usize = 16;

/// A filter of `--only`.
pub(in crate::cli) enum FindingFilter {
    Rule(RuleId),
    Severity(Severity),
    Fingerprint(String),
    Name(GlobMatcher),
}

impl FindingFilter {
    pub(in crate::cli) fn new(text: &str) -> Result<Self> {
        if let Some(rule) = RuleId::parse(text) {
            return Ok(Self::Rule(rule));
        }
        if let Some(severity) = Severity::ALL.into_iter().find(|severity| severity.as_str() == text) {
            return Ok(Self::Severity(severity));
        }
        if text.len() == FINGERPRINT && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self::Fingerprint(text.to_ascii_lowercase()));
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
        let glob = bounded(text).and_then(|text| Glob::new(text).map_err(|error| error.kind().to_string()));
        let glob = glob.map_err(|why| bad(format!("`{text}`: {why}"), "`*` stands for any text".into()))?;
        Ok(Self::Name(glob.compile_matcher()))
    }

    pub(in crate::cli) fn fits(&self, finding: &Finding) -> bool {
        match self {
            Self::Rule(rule) => finding.rule == *rule,
            Self::Severity(severity) => finding.severity == *severity,
            Self::Fingerprint(print) => finding.fingerprint == *print || finding.cause == *print,
            Self::Name(glob) => glob.is_match(&finding.name) || glob.is_match(format!("{}.", finding.name)),
        }
    }

    /// The provider and the service of names that the filter spells out; none where a wildcard may stand for another one.
    fn service(&self) -> Option<(&str, &str)> {
        let Self::Name(glob) = self else { return None };
        let mut parts = glob.glob().glob().splitn(3, '.');
        let (provider, service) = (parts.next()?, parts.next()?);
        let is_literal = |part: &str| !part.contains(['*', '?', '[', ']', '{', '}', '\\']);
        (is_literal(provider) && is_literal(service)).then_some((provider, service))
    }
}

/// Checks that `only` asks for services that a release of `report` has, if all could be read: a filter that fits nothing
/// would hide every finding, and the comparison would pass.
///
/// # Errors
/// `cli::unknown-name`: a provider or a service that neither release has.
pub(super) fn check_services(only: &[FindingFilter], report: &DiffReport) -> Result<()> {
    if !report.failure.problems.is_empty() {
        return Ok(());
    }
    let problem = |(provider, service): (&str, &str)| {
        const CODE: &str = "cli::unknown-name";
        const WHOLE: &str = "the comparison";
        if provider != report.provider {
            let known = std::iter::once(report.provider.as_str());
            return Some(Diagnostic::unknown_name(CODE, "provider", provider, WHOLE, known));
        }
        let known = report.names.iter().map(String::as_str);
        (!report.names.contains(service))
            .then(|| Diagnostic::unknown_name(CODE, "service", service, WHOLE, known))
    };
    let problems: Vec<Diagnostic> =
        only.iter().filter_map(FindingFilter::service).filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}
