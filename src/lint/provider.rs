//! Checking a provider's folder: its provider.yaml, and each service.
//!
//! In: texts by path. Out: all mistakes.

use std::collections::BTreeMap;

use super::credentials;
use super::finding::{Finding, located, of_rule};
use super::service::{of_reader, of_reading, service};
use crate::diagnostic::{Diagnostic, Origin};
use crate::document::cursor::escape;
use crate::document::manifest::{self, Manifest};
use crate::manifest::layout::{PROVIDER, SIGNATURE};
use crate::manifest::published::Published;
use crate::rules::lint_rule::LintRuleId;
use crate::threads;

/// What was checked, and the mistakes.
#[derive(Debug, Default)]
pub struct Linted {
    /// The number of services' manifests.
    pub services: usize,
    /// The mistakes, those of provider.yaml first.
    pub problems: Vec<Diagnostic>,
}

/// Checks `files`, texts by their paths below a provider's version folder; messages call one `<shown>/<path>`.
#[must_use]
pub fn provider(files: &BTreeMap<String, String>, shown: &str) -> Linted {
    let file = format!("{shown}/{PROVIDER}");
    let mut problems = match files.get(PROVIDER) {
        Some(text) => of_provider(text, &file, files),
        None => {
            let origin = Origin { file: shown.to_string(), ..Origin::default() };
            let message = format!("there is no {PROVIDER}");
            vec![of_rule(LintRuleId::ProviderUnusable, message, None, Some(origin))]
        }
    };
    let manifests: Vec<(&String, &String)> =
        files.iter().filter(|(path, _)| *path != PROVIDER && !path.ends_with(SIGNATURE)).collect();
    let found = threads::largest_first(
        &manifests,
        |(_, text)| text.len() as u64,
        |(path, text)| service(text, &format!("{shown}/{path}")),
    );
    problems.extend(found.into_iter().flatten());
    Linted { services: manifests.len(), problems }
}

/// The mistakes in the provider.yaml `text`, beside which `files` are.
#[must_use]
pub fn of_provider(text: &str, file: &str, files: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let Manifest { document, warnings } = match manifest::parse_with_repeats(text, file) {
        Ok(manifest) => manifest,
        Err(problem) => return vec![of_reader(*problem, LintRuleId::YamlUnreadable)],
    };
    let mut found: Vec<Diagnostic> = warnings.into_iter().map(of_reading).collect();
    let published = Published::read(&document, file, files.keys().map(String::as_str));
    let mut mistakes = findings(published);
    mistakes.extend(credentials::check(&document, files));
    found.extend(located(mistakes, text, file));
    found
}

/// The findings for what the reader of provider.yaml says.
fn findings(published: Published) -> Vec<Finding> {
    let Published { manifest, faults, unreferenced, absent } = published;
    let mut found: Vec<Finding> = absent
        .iter()
        .map(|(service, path)| {
            let pointer = format!("/providerServices/{}", escape(service));
            let message = format!("the manifest of `{service}` isn't there: {path}");
            Finding::new(LintRuleId::ServiceFileMissing, pointer, message).on_key()
        })
        .collect();
    found.extend(unreferenced.iter().filter(|_| manifest.is_some()).map(|path| {
        let message = format!("no service refers to {path}");
        Finding::new(LintRuleId::FileUnreferenced, "/providerServices", message).on_key()
    }));
    found.extend(faults.problems.into_iter().filter_map(of_fault));
    found
}

/// The finding for a fault that isn't told otherwise.
fn of_fault(fault: Diagnostic) -> Option<Finding> {
    let Diagnostic { code, message, origin, help, .. } = fault;
    let Origin { pointer, on_key, .. } = origin.unwrap_or_default();
    let rule = match &*code {
        // These are told by what they lead to.
        "manifest::unknown-file" => return None,
        "manifest::reference" if message.starts_with("there is no file") => return None,
        "manifest::unsafe-name" | "manifest::empty" | "manifest::reference" => LintRuleId::ProviderUnusable,
        "manifest::missing-key" if is_needed(&message, &pointer) => LintRuleId::ProviderUnusable,
        "manifest::mismatch" if message.starts_with("`name`") => LintRuleId::ProviderUnusable,
        _ => LintRuleId::ProviderIncomplete,
    };
    let mut finding = Finding::new(rule, pointer, message);
    if on_key {
        finding = finding.on_key();
    }
    Some(match help {
        Some(help) => finding.help(help),
        None => finding,
    })
}

/// Whether StackQL finds nothing without the key that `message` misses at `pointer`; a service's `name` may be
/// missing.
fn is_needed(message: &str, pointer: &str) -> bool {
    let is_missing = |key: &str| message.starts_with(&format!("`{key}`"));
    ["providerServices", "service", "$ref"].into_iter().any(is_missing)
        || pointer.is_empty() && is_missing("name")
}
