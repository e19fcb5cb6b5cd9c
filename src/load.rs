//! Loading one document: reading, naming, selecting and mapping by the settings.
//!
//! In: a document's text and the settings. Out: the service that the document describes; or the fact that the
//! settings leave it out. The pipeline, `diff` and `package` all map their documents here.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::Api;
use crate::diagnostic::{Failure, Result};
use crate::document::node::Node;
use crate::input::{self, Purpose, openapi};
use crate::mapping::column_names::ColumnNames;
use crate::mapping::rules::ServiceRules;
use crate::mapping::selection::{Selected, SelectedPart};
use crate::mapping::{self, UnmatchedOverride};
use crate::names::ServiceName;
use crate::provider::Service;
use crate::provider::ledger::Entry;
use crate::settings::{Reading, Settings, Spec};

/// A document that was read.
#[derive(Debug)]
pub(crate) struct ApiDocument<'s> {
    /// The service that it describes.
    pub name: ServiceName,
    api: Api,
    /// The source for reading the text again, for positions of later problems: keeping the text would take
    /// memory.
    spec: Option<&'s Spec>,
}

/// The result of loading a document.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The service, or why it is left out.
    pub part: Inclusion,
    /// Overrides of the settings that match no operation.
    pub overrides: Vec<UnmatchedOverride>,
    /// Pointers of the patterns of `select` and `exclude` that matched.
    pub matched: BTreeSet<String>,
    /// The probable intent of patterns that matched nothing, by their pointers.
    pub near: BTreeMap<String, String>,
}

/// Whether the document's service is part of the provider.
#[derive(Debug)]
pub(crate) enum Inclusion {
    /// The service is part of the provider.
    Service(Box<Service>),
    /// The settings leave the service out.
    Excluded {
        /// The reason in the configuration.
        reason: String,
        /// The service's operations, by id: each is an [`Entry::Excluded`].
        ledger: Vec<Entry>,
    },
}

impl<'s> ApiDocument<'s> {
    /// Reads the document `text` of `spec`.
    ///
    /// # Errors
    /// All problems of the document; or its name can't be a service's.
    pub(crate) fn of_spec(spec: &'s Spec, text: &str, purpose: Purpose) -> Result<Self> {
        let stem = input::stem(&spec.path);
        let api = match spec.reading {
            Reading::Document => input::parse_for(text, &spec.file, stem, purpose)?,
            Reading::Manifest => input::parse_manifest(text, &spec.file, stem)?,
        };
        let name = mapping::service_name(&api, spec.service.as_ref())
            .map_err(|failure| located(Some(spec), failure))?;
        Ok(Self { name, api, spec: Some(spec) })
    }

    /// The manifest `tree` of `spec`, whose text is `text`, to be written anew.
    ///
    /// # Errors
    /// All problems of its annotations.
    pub(crate) fn of_manifest(spec: &'s Spec, tree: &Node<'_>, text: &str, purpose: Purpose) -> Result<Self> {
        let api = input::of_manifest(tree, text, &spec.file, input::stem(&spec.path), purpose)?;
        let name = mapping::service_name(&api, spec.service.as_ref())
            .map_err(|failure| located(Some(spec), failure))?;
        Ok(Self { name, api, spec: Some(spec) })
    }

    /// Reads the document `text`, which messages call `file`. Its service is called `given`, or by the
    /// document's own name, or `stem`.
    ///
    /// # Errors
    /// As [`ApiDocument::of_spec`].
    pub(crate) fn parse(text: &str, file: &str, stem: &str, given: Option<&ServiceName>) -> Result<Self> {
        let api = read(text, file, stem)?;
        let name = mapping::service_name(&api, given)?;
        Ok(Self { name, api, spec: None })
    }

    /// As [`ApiDocument::parse`], for a document that is known to be of the service `name`.
    ///
    /// # Errors
    /// All problems of the document.
    pub(crate) fn of_service(text: &str, file: &str, stem: &str, name: &ServiceName) -> Result<Self> {
        Ok(Self { name: name.clone(), api: read(text, file, stem)?, spec: None })
    }

    /// Maps the document.
    ///
    /// # Errors
    /// Invalid names, and all mistakes of overrides.
    pub(crate) fn map(self, settings: &Settings) -> Result<Loaded> {
        let Self { name, mut api, spec } = self;
        let Selected { part, matched, near } = settings.selection.apply(&mut api, &name);
        let entries = match part {
            SelectedPart::Operations(entries) => entries,
            SelectedPart::Nothing { reason, operations: ledger } => {
                let part = Inclusion::Excluded { reason, ledger };
                return Ok(Loaded { part, overrides: Vec::new(), matched, near });
            }
        };
        let mut rules = settings.rules_for(&name);
        rules.leave_out(&entries);
        rules.forget(api.unreadable.iter().map(|operation| &operation.id));
        let overrides = mapping::unmatched_overrides(&api, &rules, &entries);
        let mut service = mapping::apply(api, name, &rules).map_err(|failure| located(spec, failure))?;
        service.listing = settings.listing_for(&service.name, spec);
        service.ledger.extend(entries);
        service.ledger.sort();
        Ok(Loaded { part: Inclusion::Service(Box::new(service)), overrides, matched, near })
    }

    /// Maps the document as part of a release, which may lack services and operations that the settings name;
    /// none if the settings leave it out. A release with a `provider.yaml` says itself how columns are named.
    ///
    /// # Errors
    /// As [`ApiDocument::map`].
    pub(crate) fn map_release(
        self,
        settings: Option<&Settings>,
        names: Option<ColumnNames>,
    ) -> Result<Option<Service>> {
        let Self { name, mut api, .. } = self;
        let mut rules = settings.map(|settings| settings.rules_for(&name)).unwrap_or_default();
        rules.column_names = names.unwrap_or(rules.column_names);
        let Some(settings) = settings else {
            return mapping::apply(api, name, &rules).map(Some);
        };
        // A published document was selected when it was generated.
        if api.annotated.is_none() {
            match settings.selection.apply(&mut api, &name).part {
                SelectedPart::Operations(entries) => rules.leave_out(&entries),
                SelectedPart::Nothing { .. } => return Ok(None),
            }
        }
        rules.overrides.retain(|id, _| api.operation(id).is_some());
        mapping::apply(api, name, &rules).map(Some)
    }
}

/// Reads a document that is only looked at: a manifest as StackQL reads it.
fn read(text: &str, file: &str, stem: &str) -> Result<Api> {
    if input::is_manifest(text) {
        return input::parse_manifest(text, file, stem);
    }
    input::parse(text, file, stem)
}

/// Reads and maps `document`, the manifest of the service `name` in a provider's folder, by its own
/// annotations.
///
/// # Errors
/// All problems of the document, without positions.
pub(crate) fn manifest(document: &Node<'_>, file: &str, name: &ServiceName) -> Result<Service> {
    let api = openapi::read(document, file, name.as_str(), Purpose::Reading)?;
    mapping::apply(api, name.clone(), &ServiceRules::default())
}

/// `failure` with positions, if the document can be read again.
fn located(spec: Option<&Spec>, failure: Failure) -> Failure {
    match spec {
        Some(spec) => input::locate_in(spec.read(), &spec.file, failure),
        None => failure,
    }
}
