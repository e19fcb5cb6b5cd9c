//! Loading one document: reading, naming, splitting, selecting and mapping by the settings.
//!
//! In: a document's text and the settings. Out: the services that the document describes, one after the other; or the
//! fact that the settings leave one out. The pipeline, `diff` and `package` all map their documents here.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::Api;
use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::document::node::Node;
use crate::input::{self, Beside, Folder, Overlay, Purpose, openapi};
use crate::mapping::column_names::ColumnNames;
use crate::mapping::rules::ServiceRules;
use crate::mapping::selection::{Selected, SelectedPart};
use crate::mapping::split::{self, Split};
use crate::mapping::{self, UnmatchedOverride};
use crate::names::ServiceName;
use crate::needs::patterns;
use crate::provider::ledger::Entry;
use crate::provider::{Listing, Service};
use crate::settings::{Reading, Settings, Spec};

/// The reason for leaving a part of a document out of which no method came.
const NOTHING_CALLED: &str = "StackQL can call none of its operations";

/// A document that was read, or a part of one that is a service.
#[derive(Debug)]
pub(crate) struct ApiDocument<'s> {
    /// The service that it describes.
    pub name: ServiceName,
    /// The name that the whole document would have as a service, if this is a part of it.
    pub part_of: Option<ServiceName>,
    api: Api,
    /// The source for reading the text again, for positions of later problems: keeping the text would take
    /// memory.
    spec: Option<&'s Spec>,
}

/// The services of a document, each of which is made when it is taken.
#[derive(Debug)]
pub(crate) enum Parts<'s> {
    /// The document is one service.
    One(Option<Box<ApiDocument<'s>>>),
    /// The document is split.
    Several(Box<SplitDocument<'s>>),
}

/// A document that is split.
#[derive(Debug)]
pub(crate) struct SplitDocument<'s> {
    /// The name that the whole document would have as a service.
    pub(crate) document: ServiceName,
    spec: Option<&'s Spec>,
    pub(crate) split: Split,
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
    /// Reads the document `text` of `spec`, with the overlays of `settings`.
    ///
    /// # Errors
    /// All problems of the document; or its name can't be a service's.
    pub(crate) fn of_spec(settings: &Settings, spec: &'s Spec, text: &str) -> Result<Self> {
        let purpose = settings.purpose();
        let stem = input::stem(&spec.path);
        let given = spec.service.as_ref();
        let (name, api) = match spec.reading {
            Reading::Document => {
                let folder = spec.folder();
                let read = |overlays: &[&Overlay]| {
                    let beside = Beside { folder: folder.as_ref(), overlays };
                    input::parse_for(text, &spec.file, stem, purpose, beside)
                };
                overlaid(Some(settings), given, stem, read)
            }
            Reading::Manifest => {
                input::parse_manifest(text, &spec.file, stem).and_then(|api| named(api, given))
            }
        }
        .map_err(|failure| located(Some(spec), failure))?;
        Ok(Self { name, part_of: None, api, spec: Some(spec) })
    }

    /// The manifest `tree` of `spec`, whose text is `text`, to be written anew.
    ///
    /// # Errors
    /// All problems of its annotations.
    pub(crate) fn of_manifest(spec: &'s Spec, tree: &Node<'_>, text: &str, purpose: Purpose) -> Result<Self> {
        let api = input::of_manifest(tree, text, &spec.file, input::stem(&spec.path), purpose)?;
        let name = mapping::service_name(&api, spec.service.as_ref())
            .map_err(|failure| located(Some(spec), failure))?;
        Ok(Self { name, part_of: None, api, spec: Some(spec) })
    }

    /// The API that the document describes.
    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    /// Reads the document `text`, which messages call `file`, with the overlays of `settings`. Its service is called
    /// `given`, or by the document's own name, or `stem`.
    ///
    /// # Errors
    /// As [`ApiDocument::of_spec`].
    pub(crate) fn parse(
        text: &str,
        (file, stem): (&str, &str),
        given: Option<&ServiceName>,
        folder: Option<&Folder>,
        settings: Option<&Settings>,
    ) -> Result<Self> {
        let (name, api) = if input::is_manifest(text) {
            named(input::parse_manifest(text, file, stem)?, given)?
        } else {
            let read =
                |overlays: &[&Overlay]| input::parse_with(text, file, stem, Beside { folder, overlays });
            overlaid(settings, given, stem, read)?
        };
        Ok(Self { name, part_of: None, api, spec: None })
    }

    /// The services that `settings` make of the document.
    ///
    /// # Errors
    /// Entries of `split` that don't fit together.
    pub(crate) fn parts(self, settings: Option<&Settings>) -> Result<Parts<'s>> {
        let by_settings = settings.and_then(|settings| Some((settings, settings.split_for(&self.name)?)));
        let Some((settings, options)) = by_settings else { return Ok(Parts::One(Some(Box::new(self)))) };
        let Self { name, mut api, spec, .. } = self;
        if !split::can_split(&api) {
            api.notes.push(not_split(&api));
            return Ok(Parts::One(Some(Box::new(Self { name, part_of: None, api, spec }))));
        }
        if let Some(own) = settings.services.get(&name) {
            let Listing { title, description, .. } = own.listing.clone();
            api.title = title.unwrap_or(api.title);
            api.description = description.unwrap_or(api.description);
        }
        let split = Split::of(api, &name, options, settings.acronyms.as_deref())
            .map_err(|problems| settings.bad_split(problems))?;
        Ok(Parts::Several(Box::new(SplitDocument { document: name, spec, split })))
    }

    /// Maps the document.
    ///
    /// # Errors
    /// Invalid names, and all mistakes of overrides.
    pub(crate) fn map(self, settings: &Settings) -> Result<Loaded> {
        let Self { name, part_of, mut api, spec } = self;
        // Lines are told by paths, too, so that all operations have to be there.
        let mut rules = settings.rules_for(&name, &api, part_of.as_ref());
        let Selected { part, mut matched, mut near } = settings.selection.apply(&mut api, &name);
        let entries = match part {
            SelectedPart::Operations(entries) => entries,
            SelectedPart::Nothing { reason, operations: ledger } => {
                let part = Inclusion::Excluded { reason, ledger };
                return Ok(Loaded { part, overrides: Vec::new(), matched, near });
            }
        };
        rules.leave_out(&entries);
        rules.forget(api.unreadable.iter().map(|operation| &operation.id));
        let (fitting, close) = patterns::matched(&api, &rules.needs);
        matched.extend(fitting);
        near.extend(close);
        let overrides = mapping::unmatched_overrides(&api, &rules, &entries);
        set_object_keys(&api, &mut rules);
        let mut service = mapping::apply(api, name, &rules).map_err(|failure| located(spec, failure))?;
        service.listing = settings.listing_for(&service.name, part_of.as_ref(), spec);
        service.part_of = part_of;
        if let Some(problem) = mapping::nothing_called(&service).filter(|_| service.part_of.is_none()) {
            return Err(located(spec, problem.into()));
        }
        service.ledger.extend(entries);
        service.ledger.sort();
        // A document without a single method is refused when it is written; a part of one is left out.
        if service.resources.is_empty() && service.part_of.is_some() {
            let part = Inclusion::Excluded { reason: NOTHING_CALLED.to_string(), ledger: service.ledger };
            return Ok(Loaded { part, overrides, matched, near });
        }
        Ok(Loaded { part: Inclusion::Service(Box::new(service)), overrides, matched, near })
    }

    /// Maps the document as part of a release, which may lack services and operations that the settings name;
    /// none if the settings leave it out. A release with a `provider.yaml` says itself how columns are named.
    ///
    /// # Errors
    /// As [`ApiDocument::map`].
    fn map_release(self, settings: Option<&Settings>, names: Option<ColumnNames>) -> Result<Option<Service>> {
        let Self { name, part_of, mut api, .. } = self;
        let rules = settings.map(|settings| settings.rules_for(&name, &api, part_of.as_ref()));
        let mut rules = rules.unwrap_or_default();
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
        set_object_keys(&api, &mut rules);
        mapping::apply(api, name, &rules).map(Some)
    }
}

impl<'s> Parts<'s> {
    /// The names of the services that are still to be taken, in their order.
    pub(crate) fn names(&self) -> Vec<ServiceName> {
        match self {
            Self::One(one) => one.iter().map(|one| one.name.clone()).collect(),
            Self::Several(several) => several.split.names(),
        }
    }

    /// The service of that name; none if there is no such service, or if it was taken before.
    pub(crate) fn take(&mut self, name: &ServiceName) -> Option<ApiDocument<'s>> {
        match self {
            Self::One(one) => one.take_if(|one| one.name == *name).map(|one| *one),
            Self::Several(several) => {
                let SplitDocument { document, spec, split } = several.as_mut();
                let (name, part_of, spec) = (name.clone(), Some(document.clone()), *spec);
                split.take(&name).map(|api| ApiDocument { name, part_of, api, spec })
            }
        }
    }

    /// Takes the service of that name, mapped as part of a release; none if there is no such service, or if the settings
    /// leave it out.
    ///
    /// # Errors
    /// As [`ApiDocument::map`].
    pub(crate) fn map_release(
        &mut self,
        name: &ServiceName,
        settings: Option<&Settings>,
        names: Option<ColumnNames>,
    ) -> Result<Option<Service>> {
        let Some(part) = self.take(name) else { return Ok(None) };
        let is_part = part.part_of.is_some();
        let service = part.map_release(settings, names)?;
        // Of such a part no manifest is written.
        Ok(service.filter(|service| !is_part || !service.resources.is_empty()))
    }
}

/// The warning about a document that can't be split.
fn not_split(api: &Api) -> Diagnostic {
    let message =
        "`split` changes nothing: StackQL's annotations of the document say which services there are";
    Diagnostic::warning("mapping::split-unused", message)
        .help("write `split: none` at its service, or split a document without annotations")
        .at(&api.file, "")
}

/// Object keys that settings by patterns give: they are as those of overrides, which win.
fn set_object_keys(api: &Api, rules: &mut ServiceRules) {
    let keys = patterns::object_keys(api, &rules.needs);
    let keys: Vec<_> = keys.map(|(id, key)| (id.clone(), key)).collect();
    for (id, key) in keys {
        rules.overrides.entry(id).or_default().object_key.get_or_insert(key);
    }
}

/// The API that `read` makes with the overlays of its service, and the service's name. Which overlays these are may depend
/// on the name, and the name on the document: it is read without them first, and called by the name that it has then.
///
/// # Errors
/// As `read`; or its name can't be a service's.
fn overlaid(
    settings: Option<&Settings>,
    given: Option<&ServiceName>,
    stem: &str,
    read: impl Fn(&[&Overlay]) -> Result<Api>,
) -> Result<(ServiceName, Api)> {
    let Some(settings) = settings.filter(|settings| settings.has_overlays()) else {
        return named(read(&[])?, given);
    };
    if let Some(given) = given {
        return named(read(&settings.overlays_for(given))?, Some(given));
    }
    let common: Vec<&Overlay> = settings.overlays.iter().collect();
    let first = read(&common).and_then(|api| named(api, None));
    let name = match &first {
        Ok((name, _)) => Some(name.clone()),
        // Its overlay may be what makes it readable.
        Err(_) => ServiceName::new(stem).ok(),
    };
    let own = name.map(|name| (settings.overlays_for(&name), name));
    match own.filter(|(overlays, _)| overlays.len() > common.len()) {
        Some((overlays, name)) => named(read(&overlays)?, Some(&name)),
        None => first,
    }
}

/// `api` with the name of its service: `given`, or the one that it has.
fn named(api: Api, given: Option<&ServiceName>) -> Result<(ServiceName, Api)> {
    let name = mapping::service_name(&api, given)?;
    Ok((name, api))
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
