//! Checking one service's manifest.

use super::finding::{CODE, Finding, located};
use super::method::resources as of_document;
use super::view::View;
use super::{bodies, loader, parameters, resources, returning, rows, types};
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::document::manifest::{DUPLICATE_KEY, MORE_DOCUMENTS, Manifest, parse_with_repeats};
use crate::rules::lint_rule::LintRuleId;

/// The mistakes in the service's manifest `text`, which messages call `file`, in the order of their places.
#[must_use]
pub fn service(text: &str, file: &str) -> Vec<Diagnostic> {
    match parse_with_repeats(text, file) {
        Ok(manifest) => of_service(&manifest, text, file),
        Err(problem) => vec![of_reader(*problem, LintRuleId::YamlUnreadable)],
    }
}

/// As [`service`], for a manifest that was read from `text`.
#[must_use]
pub fn of_service(manifest: &Manifest<'_>, text: &str, file: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = manifest.warnings.iter().cloned().map(of_reading).collect();
    found.extend(located(mistakes(&View::new(&manifest.document)), text, file));
    found
}

/// Why StackQL wouldn't take the manifest `text`, which messages call `file`: the errors alone, for a text that was
/// just written, and without those that the API itself has.
///
/// # Errors
/// All errors, with positions in `text`.
pub fn accept(text: &str, file: &str) -> Result<()> {
    let Manifest { document, .. } = parse_with_repeats(text, file)?;
    let mut errors = mistakes(&View::new(&document));
    errors.retain(Finding::stops_generate);
    let problems = located(errors, text, file);
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}

/// The mistakes in a document, whatever it was read from.
pub(super) fn mistakes(view: &View<'_>) -> Vec<Finding> {
    let mut found = loader::check(view);
    found.extend(resources::document(view));
    let all = of_document(view);
    for resource in &all {
        found.extend(resources::check(view, resource));
        found.extend(rows::check(view, resource));
        found.extend(parameters::check(view, resource));
        found.extend(bodies::check(view, resource));
        found.extend(types::check(view, resource));
    }
    found.extend(returning::check(view, &all));
    found
}

/// A warning of the reader, under the code of its rule.
pub(super) fn of_reading(warning: Diagnostic) -> Diagnostic {
    let rule = match &*warning.code {
        DUPLICATE_KEY => LintRuleId::KeyTwice,
        MORE_DOCUMENTS => LintRuleId::TextAfterEnd,
        _ => LintRuleId::WordReadOtherwise,
    };
    of_reader(warning, rule)
}

/// What the reader says, by `rule`.
pub(super) fn of_reader(problem: Diagnostic, rule: LintRuleId) -> Diagnostic {
    Diagnostic { code: format!("{CODE}{rule}").into(), severity: rule.rule().severity, ..problem }
}
