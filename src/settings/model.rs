//! The settings of a run, as the stages see them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::{MappingFile, Undecided};
use super::naming::NamingSettings;
use super::spec::{Reading, Spec};
use super::split::SplitSetting;
use crate::api::Api;
use crate::diagnostic::{Diagnostic, Result};
use crate::docs::options::DocsSettings;
use crate::document::project::{Project, is_strange};
use crate::document::read::TextKind;
use crate::input::{Overlay, Purpose};
use crate::manifest::options::ManifestSettings;
use crate::mapping::column_names::ColumnNames;
use crate::mapping::pins::{Mapping, Pins};
use crate::mapping::rules::ServiceRules;
use crate::mapping::selection::Selection;
use crate::mapping::split::options::SplitOptions;
use crate::names::{ProviderName, ServiceName};
use crate::needs::options::NeedsOptions;
use crate::provider::Listing;
use crate::provider::identity::ProviderSettings;
use crate::rules::levels::DiffSettings;

/// The output folder, unless the configuration or the user names another.
pub(super) const DEFAULT_OUT: &str = "generated";

/// The settings of a run: everything that its output depends on, beside the documents.
#[derive(Debug)]
pub struct Settings {
    /// The provider.
    pub provider: ProviderSettings,
    /// The documents, in the order of their paths.
    pub specs: Vec<Spec>,
    /// The patterns that found the documents, as written.
    pub patterns: Vec<String>,
    /// Settings that differ from the defaults, by service.
    pub services: BTreeMap<ServiceName, ServiceSettings>,
    /// How documents are split into services; none for one service a document.
    pub split: Option<SplitSetting>,
    /// The overlays that change every document, in their order.
    pub overlays: Vec<Overlay>,
    /// Whether a document is refused where a part would be repaired or left out.
    pub is_strict: bool,
    /// Which services and operations become part of the provider.
    pub selection: Selection,
    /// How documents without annotations are named, and how their rows are found.
    pub naming: NamingSettings,
    /// Words that snake case keeps whole; none means the default ones.
    pub acronyms: Option<Vec<String>>,
    /// The style of pages.
    pub docs: DocsSettings,
    /// How manifests are written.
    pub manifest: ManifestSettings,
    /// What the engine needs besides names.
    pub needs: NeedsOptions,
    /// The severities of findings of `provgen diff`.
    pub diff: DiffSettings,
    /// The output folder.
    pub out: PathBuf,
    /// The project that the output folder has to lie in; none if the user names the folder.
    pub out_bound: OutBound,
    /// `mapping.yaml` beside the configuration; none without a configuration.
    pub mapping: Option<MappingFile>,
    /// What becomes of operations that the rules doubt.
    pub undecided: Undecided,
    /// Warnings about the configuration: documents that lie outside of the project.
    pub notes: Vec<Diagnostic>,
    /// The file that the settings were read from, for messages.
    pub(crate) origin: Option<ConfigFile>,
}

/// The text of a configuration file.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    pub(super) name: String,
    pub(super) text: String,
    /// Whether the configuration is a link that leads out of its folder's project: the owner of the link
    /// needn't have written the text.
    pub(super) is_strange: bool,
}

impl ConfigFile {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let text = crate::document::read::read_named(path, &name, TextKind::Configuration)?;
        Ok(Self { name, text, is_strange: is_strange(path) })
    }
}

/// Where the output folder may lie.
#[derive(Debug, Clone)]
pub enum OutBound {
    /// In the project: only the configuration names the folder.
    Project(Project),
    /// Wherever the text of its path says; no link on the way may lead out of the project.
    Links(Project),
    /// Anywhere: the command line names the folder.
    Anywhere,
}

/// One service's settings.
#[derive(Debug, Clone, Default)]
pub struct ServiceSettings {
    /// How the service is mapped.
    pub rules: ServiceRules,
    /// Whether each list gets a twin that returns the whole response; none where the service doesn't say.
    pub raw_list_methods: Option<bool>,
    /// What the provider says of the service.
    pub listing: Listing,
    /// How its document is split into services, in place of what is said of all documents.
    pub split: Option<SplitSetting>,
    /// The overlays that change its document, in their order, after those of every document.
    pub overlays: Vec<Overlay>,
    /// How the service is named, and how its rows are found, if the document has no annotations.
    pub naming: NamingSettings,
}

/// Whether a command reads the documents that its configuration names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Documents {
    /// The command reads them: they have to exist.
    Here,
    /// The command reads other documents.
    Elsewhere,
}

impl Settings {
    /// Settings without a configuration file: `files` are a provider's documents.
    #[must_use]
    pub fn for_specs(provider: ProviderName, files: &[PathBuf], out: Option<PathBuf>) -> Self {
        let mut specs: Vec<Spec> = files.iter().cloned().map(Spec::named).collect();
        specs.sort();
        specs.dedup();
        Self {
            provider: ProviderSettings::named(provider),
            specs,
            patterns: Vec::new(),
            services: BTreeMap::new(),
            split: None,
            overlays: Vec::new(),
            is_strict: false,
            selection: Selection::default(),
            naming: NamingSettings::default(),
            acronyms: None,
            docs: DocsSettings::default(),
            manifest: ManifestSettings::default(),
            needs: NeedsOptions::default(),
            diff: DiffSettings::default(),
            out: out.unwrap_or_else(|| PathBuf::from(DEFAULT_OUT)),
            out_bound: OutBound::Anywhere,
            mapping: None,
            undecided: Undecided::default(),
            notes: Vec::new(),
            origin: None,
        }
    }

    /// Settings of a provider whose manifests are those of `services`, by name.
    #[must_use]
    pub fn for_manifests(
        provider: ProviderName,
        services: impl IntoIterator<Item = (ServiceName, PathBuf, Listing)>,
    ) -> Self {
        let mut settings = Self::for_specs(provider, &[], None);
        let spec = |(name, path, listing)| Spec {
            service: Some(name),
            reading: Reading::Manifest,
            listing,
            ..Spec::named(path)
        };
        settings.specs = services.into_iter().map(spec).collect();
        settings.specs.sort();
        settings
    }

    /// The path of the configuration's file, as the user named it.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_ref().map(|file| file.name.as_str())
    }

    /// The file of the configuration as messages call it, and its text, which is empty where messages mustn't quote it.
    #[must_use]
    pub(crate) fn written(&self) -> Option<(&str, &str)> {
        self.origin.as_ref().map(|file| (file.name.as_str(), file.text.as_str()))
    }

    /// The purpose for which documents are read.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        if self.is_strict { Purpose::Strict } else { Purpose::Writing }
    }

    /// The rules for the service `name`, which `api` describes. A part of the document of another service goes by the rules of that one where
    /// it has none of its own; overrides are always its own.
    #[must_use]
    pub fn rules_for(&self, name: &ServiceName, api: &Api, part_of: Option<&ServiceName>) -> ServiceRules {
        let service = self.services.get(name).cloned().unwrap_or_default();
        let ServiceSettings { mut rules, mut naming, mut raw_list_methods, .. } = service;
        let document = part_of.filter(|document| *document != name);
        if let Some(document) = document.and_then(|document| self.services.get(document)) {
            rules.method_names = rules.method_names.or(document.rules.method_names);
            raw_list_methods = raw_list_methods.or(document.raw_list_methods);
            rules.needs = std::mem::take(&mut rules.needs).or(&document.rules.needs);
            naming = naming.or(&document.naming);
        }
        rules.raw_list_methods = raw_list_methods.unwrap_or_default();
        (rules.names, rules.envelope) = naming.over(&self.naming);
        rules.acronyms.clone_from(&self.acronyms);
        rules.needs = std::mem::take(&mut rules.needs).or(&self.needs);
        rules.column_names = ColumnNames::of(self.provider.config.as_ref());
        if let Some((file, resources)) = self.mapping.as_ref().zip(self.pinned()) {
            let file = file.path.display().to_string();
            let of_service = resources.services.get(name);
            rules.pins = of_service.map(|lines| Pins::of(lines, api, name, &file)).unwrap_or_default();
        }
        rules
    }

    /// What `mapping.yaml` says; none if there is no such file.
    #[must_use]
    pub fn pinned(&self) -> Option<&Mapping> {
        self.mapping.as_ref()?.content.as_ref().map(|content| &content.mapping)
    }

    /// How the document of the service `name` is split into services; none for one service.
    #[must_use]
    pub fn split_for(&self, name: &ServiceName) -> Option<&SplitOptions> {
        let own = self.services.get(name).and_then(|service| service.split.as_ref());
        own.or(self.split.as_ref())?.options()
    }

    /// Whether any document may become several services.
    #[must_use]
    pub fn has_split(&self) -> bool {
        self.all_splits().next().is_some()
    }

    pub(super) fn all_splits(&self) -> impl Iterator<Item = &SplitOptions> {
        let own = self.services.values().filter_map(|service| service.split.as_ref());
        self.split.iter().chain(own).filter_map(SplitSetting::options)
    }

    /// Whether any document is changed by an overlay.
    #[must_use]
    pub fn has_overlays(&self) -> bool {
        self.all_overlays().next().is_some()
    }

    /// The overlays of the service `name`: those of every document, and its own.
    #[must_use]
    pub fn overlays_for(&self, name: &ServiceName) -> Vec<&Overlay> {
        let own = self.services.get(name).map(|service| service.overlays.as_slice()).unwrap_or_default();
        self.overlays.iter().chain(own).collect()
    }

    fn all_overlays(&self) -> impl Iterator<Item = &Overlay> {
        self.overlays.iter().chain(self.services.values().flat_map(|service| &service.overlays))
    }

    /// What the provider says of the service `name`, which `spec` describes: the configuration's words, else those of
    /// the provider.yaml to which the document belongs. A part of the document of another service is preferred as that
    /// one is.
    #[must_use]
    pub fn listing_for(
        &self,
        name: &ServiceName,
        part_of: Option<&ServiceName>,
        spec: Option<&Spec>,
    ) -> Listing {
        let listing = |name| self.services.get(name).map(|service| service.listing.clone());
        let document =
            part_of.and_then(listing).map(|of| Listing { preferred: of.preferred, ..Listing::default() });
        let own = listing(name).unwrap_or_default().or(document.unwrap_or_default());
        own.or(spec.map(|spec| spec.listing.clone()).unwrap_or_default())
    }

    /// The output folder, which may be written to and shown.
    ///
    /// # Errors
    /// The folder lies outside of the project, and only the configuration or a link says so.
    pub fn checked_out(&self) -> Result<&Path> {
        match &self.out_bound {
            OutBound::Project(project) => project.check_folder(&self.out)?,
            OutBound::Links(project) => project.check_links_to(&self.out)?,
            OutBound::Anywhere => {}
        }
        Ok(&self.out)
    }

    /// Takes the output folder that the configuration says, wherever it lies: the user has named this
    /// configuration, and so trusts what it says. A link that leads out of the project is still refused: nobody
    /// has said where it leads.
    pub fn trust_out(&mut self) {
        if let OutBound::Project(project) = &self.out_bound {
            self.out_bound = OutBound::Links(project.clone());
        }
    }

    /// Files and folders that a run reads: these are never output, even if the list of files names them.
    #[must_use]
    pub fn inputs(&self) -> Vec<PathBuf> {
        let docs = self.docs.header.iter().chain(&self.docs.history).chain(&self.docs.templates);
        let named = docs.chain(&self.diff.accept).map(|file| file.path().to_path_buf());
        self.sources().into_iter().chain(named).collect()
    }

    /// The files that manifests are made from: documents, overlays, the configuration, `mapping.yaml`.
    #[must_use]
    pub fn sources(&self) -> Vec<PathBuf> {
        let specs = self.specs.iter().map(|spec| spec.path.clone());
        let overlays = self.all_overlays().map(|overlay| PathBuf::from(&overlay.file));
        let origin = self.origin.iter().map(|file| PathBuf::from(&file.name));
        let mapping = self.mapping.iter().flat_map(MappingFile::paths);
        specs.chain(overlays).chain(origin).chain(mapping).collect()
    }
}
