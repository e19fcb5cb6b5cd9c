//! Checking one service's manifest.

use super::finding::{CODE, Finding, Wanted, located};
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
    found.extend(located(mistakes(&View::new(&manifest.document), Wanted::All), text, file));
    found
}

/// Why StackQL wouldn't take the manifest `text`, which messages call `file`: the errors alone, for a text that was
/// just written, and without those that the API itself has.
///
/// # Errors
/// All errors, with positions in `text`.
pub fn accept(text: &str, file: &str) -> Result<()> {
    let Manifest { document, .. } = parse_with_repeats(text, file)?;
    let mut errors = mistakes(&View::new(&document), Wanted::Errors);
    errors.retain(Finding::stops_generate);
    let problems = located(errors, text, file);
    if problems.is_empty() { Ok(()) } else { Err(Failure { problems, omitted: 0 }) }
}

/// The mistakes in a document, whatever it was read from. Where errors alone are wanted, there may be others too: what
/// takes time to find and isn't wanted is left out.
pub(super) fn mistakes(view: &View<'_>, wanted: Wanted) -> Vec<Finding> {
    let mut found = loader::check(view, wanted);
    found.extend(resources::document(view));
    let all = of_document(view);
    for resource in &all {
        found.extend(resources::check(view, resource));
        found.extend(rows::check(view, resource, wanted));
        found.extend(parameters::check(resource));
        found.extend(bodies::check(view, resource, wanted));
        found.extend(types::check(view, resource));
    }
    if wanted.has(LintRuleId::ReturningClash) {
        found.extend(returning::check(view, &all));
    }
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// What is left out where errors alone are wanted is no error, by any case of a rule.
    #[test]
    fn errors_are_found_without_the_rest() {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/lint");
        let (mut errors, mut others) = (0, 0);
        for case in fs::read_dir(cases).unwrap() {
            for name in ["fires.yaml", "silent.yaml"] {
                let Ok(text) = fs::read_to_string(case.as_ref().unwrap().path().join(name)) else { continue };
                let Ok(manifest) = parse_with_repeats(&text, name) else { continue };
                let view = View::new(&manifest.document);
                let found = |wanted| -> Vec<Finding> {
                    mistakes(&view, wanted).into_iter().filter(Finding::is_error).collect()
                };
                assert_eq!(found(Wanted::Errors), found(Wanted::All), "{:?}", case.as_ref().unwrap().path());
                errors += found(Wanted::All).len();
                others += mistakes(&view, Wanted::All).len() - mistakes(&view, Wanted::Errors).len();
            }
        }
        assert!(errors > 20 && others > 3, "{errors} {others}");
    }
}
