//! What the documents of a configuration are like, before anything is made of them.

use crate::diagnostic::{Failure, Result};
use crate::load::ApiDocument;
use crate::mapping::survey::Survey;
use crate::pipeline::each::is_fragment;
use crate::settings::{Settings, Spec};

/// Numbers about all documents of `settings`, and the names that fit them.
///
/// # Errors
/// All problems of the documents together.
pub fn survey(settings: &Settings) -> Result<Survey> {
    let (mut survey, mut failures, mut fragments) = (Survey::default(), Vec::new(), Vec::new());
    for spec in &settings.specs {
        match add(settings, spec, &mut survey) {
            Err(failure) if is_fragment(&failure) => fragments.push((spec, failure)),
            result => failures.extend(result.err()),
        }
    }
    if survey.documents + survey.others == 0 {
        failures.extend(fragments.into_iter().map(|(_, failure)| failure));
    } else {
        survey.fragments = fragments.into_iter().map(|(spec, _)| spec.file.clone()).collect();
    }
    if failures.is_empty() { Ok(survey) } else { Err(Failure::join(failures)) }
}

/// Takes the document of `spec` into account: as a whole, then each service that `settings` make of it.
fn add(settings: &Settings, spec: &Spec, survey: &mut Survey) -> Result<()> {
    let document = spec.read().and_then(|text| ApiDocument::of_spec(settings, spec, &text))?;
    survey.add_document(document.api(), &document.name, settings.acronyms.as_deref());
    let mut parts = document.parts(Some(settings))?;
    for name in parts.names() {
        let Some(part) = parts.take(&name) else { continue };
        let rules = settings.rules_for(&part.name, part.api(), part.part_of.as_ref());
        survey.add(part.api(), part.name.as_str(), &rules);
    }
    Ok(())
}
