//! What the documents of a configuration are like, before anything is made of them.

use crate::diagnostic::{Failure, Result};
use crate::load::ApiDocument;
use crate::mapping::survey::Survey;
use crate::settings::Settings;

/// Numbers about all documents of `settings`, and the names that fit them.
///
/// # Errors
/// All problems of the documents together.
pub fn survey(settings: &Settings) -> Result<Survey> {
    let (mut survey, mut failures) = (Survey::default(), Vec::new());
    for spec in &settings.specs {
        let document = spec.read().and_then(|text| ApiDocument::of_spec(settings, spec, &text));
        match document {
            Ok(document) => {
                let rules = settings.rules_for(&document.name, document.api());
                survey.add(document.api(), document.name.as_str(), &rules);
            }
            Err(failure) => failures.push(failure),
        }
    }
    if failures.is_empty() { Ok(survey) } else { Err(Failure::join(failures)) }
}
