//! What the documents of a configuration are like, before anything is made of them.

use crate::diagnostic::{Failure, Result};
use crate::load::ApiDocument;
use crate::mapping::survey::Survey;
use crate::settings::{Settings, Spec};

/// Numbers about all documents of `settings`, and the names that fit them.
///
/// # Errors
/// All problems of the documents together.
pub fn survey(settings: &Settings) -> Result<Survey> {
    let (mut survey, mut failures) = (Survey::default(), Vec::new());
    for spec in &settings.specs {
        failures.extend(add(settings, spec, &mut survey).err());
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
