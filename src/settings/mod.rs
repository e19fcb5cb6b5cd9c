//! What a run works on: `provgen.yaml`, resolved once. Every default lives here.
//!
//! In: the text of a configuration file, or the arguments that stand for one. Out: [`Settings`], which is all
//! that the stages see. Unknown keys, wrong types and bad names are told together, with their lines.

mod diff;
mod fetch;
mod file;
mod paths;
mod selection;
mod spec;
mod specs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Diagnostic, Failure, Result};
use crate::docs::options::DocsSettings;
use crate::document::locate;
use crate::document::project::{Project, is_strange, read_found, unquoted};
use crate::mapping::UnmatchedOverride;
use crate::mapping::lock::Lock;
use crate::mapping::rules::ServiceRules;
use crate::mapping::selection::{Pattern, Selection, Subject};
use crate::names::{ProviderName, ServiceName};
use crate::provider::identity::ProviderSettings;
use crate::rules::levels::DiffSettings;
use crate::text::did_you_mean;
pub use fetch::fetch_settings;
pub use spec::{Location, Reading, Spec};

/// A configuration's file name, looked for in the current folder and above.
pub const FILE_NAME: &str = "provgen.yaml";

/// Where output goes where nothing else is said.
const DEFAULT_OUT: &str = "generated";

/// All that a run depends on.
#[derive(Debug)]
pub struct Settings {
    /// The provider.
    pub provider: ProviderSettings,
    /// The documents, in the order of their paths.
    pub specs: Vec<Spec>,
    /// The patterns that found documents, as they are written.
    pub patterns: Vec<String>,
    /// What differs from the defaults, by service.
    pub services: BTreeMap<ServiceName, ServiceSettings>,
    /// Which services and operations become part of the provider.
    pub selection: Selection,
    /// Words that snake case keeps whole; none for the default ones.
    pub acronyms: Option<Vec<String>>,
    /// How pages look.
    pub docs: DocsSettings,
    /// What findings of `provgen diff` count as.
    pub diff: DiffSettings,
    /// Folder that output goes to.
    pub out: PathBuf,
    /// The project that it has to lie in; none where the user names the folder.
    pub out_project: Option<Project>,
    /// The lock file beside the configuration, whether it is there or not.
    pub lock_path: Option<PathBuf>,
    /// The names of the last release, where there is a lock file.
    pub lock: Option<Lock>,
    /// What whoever runs this should know of the configuration: documents that lie elsewhere.
    pub notes: Vec<Diagnostic>,
    /// Where all this was read from, for messages.
    origin: Option<ConfigFile>,
}

/// The text of a configuration file.
#[derive(Debug)]
struct ConfigFile {
    name: String,
    text: String,
    /// Whether it is a link that leads out of its folder's project: whoever put it there hasn't written what
    /// it says.
    is_strange: bool,
}

impl ConfigFile {
    fn read(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let text = crate::document::read::read_named(path, &name)?;
        Ok(Self { name, text, is_strange: is_strange(path) })
    }
}

/// Whether a command reads the documents that a configuration names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Documents {
    /// It does: they have to be there.
    Here,
    /// It reads others.
    Elsewhere,
}

/// One service's settings.
#[derive(Debug, Clone, Default)]
pub struct ServiceSettings {
    /// How it is mapped.
    pub rules: ServiceRules,
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
            selection: Selection::default(),
            acronyms: None,
            docs: DocsSettings::default(),
            diff: DiffSettings::default(),
            out: out.unwrap_or_else(|| PathBuf::from(DEFAULT_OUT)),
            out_project: None,
            lock_path: None,
            lock: None,
            notes: Vec::new(),
            origin: None,
        }
    }

    /// Settings of a provider whose manifests are `files`.
    #[must_use]
    pub fn for_manifests(provider: ProviderName, files: &[PathBuf]) -> Self {
        let mut settings = Self::for_specs(provider, files, None);
        settings.specs.iter_mut().for_each(|spec| spec.reading = Reading::Manifest);
        settings
    }

    /// Reads the configuration at `path`, and the lock file beside it; what is relative in it starts at its
    /// folder.
    ///
    /// # Errors
    /// All that is wrong with it, with lines; patterns that match no document.
    pub fn load(path: &Path) -> Result<Self> {
        Self::load_with(path, Documents::Here)
    }

    /// As [`Settings::load`], for whoever reads other documents than the configuration's: its own needn't be
    /// there.
    ///
    /// # Errors
    /// All else that is wrong with the configuration.
    pub fn load_rules(path: &Path) -> Result<Self> {
        Self::load_with(path, Documents::Elsewhere)
    }

    fn load_with(path: &Path, documents: Documents) -> Result<Self> {
        let ConfigFile { name, text, is_strange } = ConfigFile::read(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut settings = Self::parse_with(&text, &name, folder, documents)
            .map_err(|failure| unquoted(failure, |file| is_strange && file == name))?;
        if let Some(origin) = settings.origin.as_mut().filter(|_| is_strange) {
            // A text that isn't there can't be quoted later.
            origin.text.clear();
            settings.notes.push(
                Diagnostic::warning(
                    "config::elsewhere",
                    "the configuration is a link that leads out of its project",
                )
                .help("no message quotes a line of it; --config names the file where it lies")
                .at(&origin.name, ""),
            );
        }
        let lock_path = path.with_extension("lock");
        if lock_path.symlink_metadata().is_ok() {
            let name = lock_path.display().to_string();
            settings.lock = Some(Lock::parse(&read_found(&lock_path, &name)?, &name)?);
        }
        settings.lock_path = Some(lock_path);
        Ok(settings)
    }

    /// As [`Settings::load_rules`], for a configuration and a lock file that are no files here: those of a
    /// revision.
    ///
    /// # Errors
    /// As [`Settings::load_rules`].
    pub fn parse_rules(text: &str, name: &str, folder: &Path, lock: Option<&str>) -> Result<Self> {
        let mut settings = Self::parse_with(text, name, folder, Documents::Elsewhere)?;
        settings.lock = lock.map(|lock| Lock::parse(lock, &format!("{name} (lock)"))).transpose()?;
        Ok(settings)
    }

    /// Reads the configuration `text`; messages call it `name`, and what is relative in it starts at
    /// `folder`.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn parse(text: &str, name: &str, folder: &Path) -> Result<Self> {
        Self::parse_with(text, name, folder, Documents::Here)
    }

    fn parse_with(text: &str, name: &str, folder: &Path, documents: Documents) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut settings = file::read(text, name, folder, documents)
            .map_err(|failure| locate::positions(failure, text, name))?;
        settings.origin =
            Some(ConfigFile { name: name.to_string(), text: text.to_string(), is_strange: false });
        Ok(settings)
    }

    /// The configuration's file as the user named it.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_ref().map(|file| file.name.as_str())
    }

    /// The rules for the service `name`.
    #[must_use]
    pub fn rules_for(&self, name: &ServiceName) -> ServiceRules {
        let mut rules = self.services.get(name).map(|service| service.rules.clone()).unwrap_or_default();
        rules.acronyms.clone_from(&self.acronyms);
        if let Some(pins) = self.lock.as_ref().and_then(|lock| lock.services.get(name)) {
            rules.pins.clone_from(pins);
        }
        rules
    }

    /// The output folder, to be written to and to be shown.
    ///
    /// # Errors
    /// It lies outside of the project, and nobody but the configuration or a link says so.
    pub fn checked_out(&self) -> Result<&Path> {
        if let Some(project) = &self.out_project {
            project.check_folder(&self.out)?;
        }
        Ok(&self.out)
    }

    /// Files and folders that a run reads: none of them is output, whatever a list of files says.
    #[must_use]
    pub fn inputs(&self) -> Vec<PathBuf> {
        let docs = self.docs.header.iter().chain(&self.docs.history).chain(&self.docs.templates);
        let named = docs.chain(&self.diff.accept).map(|file| file.path().to_path_buf());
        let specs = self.specs.iter().map(|spec| spec.path.clone());
        let origin = self.origin.iter().map(|file| PathBuf::from(&file.name));
        specs.chain(named).chain(origin).chain(self.lock_path.clone()).collect()
    }

    /// A text that differs where output may differ: all of the settings but the documents and where output
    /// goes.
    ///
    /// # Errors
    /// Templates that can't be read.
    pub fn fingerprint(&self) -> Result<String> {
        // Each field is named, so that a new one can't be forgotten.
        let Self {
            provider,
            specs: _,
            patterns: _,
            services,
            selection,
            acronyms,
            docs,
            diff: _,
            out: _,
            out_project: _,
            lock_path: _,
            lock,
            notes: _,
            origin: _,
        } = self;
        let templates = crate::docs::own_sources(docs)?;
        let mut history = Sha256::new();
        for file in &docs.history {
            history.update(file.read()?);
        }
        let history = history.finalize();
        Ok(format!(
            "{provider:?} {services:?} {selection:?} {acronyms:?} {docs:?} {templates:?} {lock:?} {history:?}"
        ))
    }

    /// Problems of the configuration that show only when the documents are known: overrides, services and
    /// patterns that match nothing. `matched` has the pointers of the patterns that do, `near` what was
    /// probably meant by others.
    #[must_use]
    pub fn unmatched(
        &self,
        services: &[(ServiceName, Vec<UnmatchedOverride>)],
        matched: &BTreeSet<String>,
        near: &BTreeMap<String, String>,
    ) -> Option<Failure> {
        let origin = self.origin.as_ref()?;
        let unmatched = self.selection.unmatched(matched);
        let mut problems: Vec<Diagnostic> = unmatched
            .map(|pattern| unmatched_pattern(pattern, services, near).at(&origin.name, &pattern.pointer))
            .collect();
        for name in self.services.keys() {
            match services.iter().find(|(service, _)| service == name) {
                None => {
                    let near = did_you_mean(name.as_str(), services.iter().map(|(name, _)| name.as_str()));
                    let help = near.map_or("remove it, or add its document to `specs`".into(), |near| {
                        format!("did you mean `{near}`?")
                    });
                    let message = format!("no document describes the service `{name}`");
                    problems.push(
                        Diagnostic::error("config::unknown-service", message)
                            .help(help)
                            .at(&origin.name, format!("/services/{name}"))
                            .on_key(),
                    );
                }
                Some((_, overrides)) => problems.extend(overrides.iter().map(|UnmatchedOverride { id, near, excluded }| {
                    let pointer = file::override_pointer(name.as_str(), id);
                    if *excluded {
                        let message = format!("the override of {id} changes nothing: the operation is left out");
                        return Diagnostic::error("config::unmatched-override", message)
                            .help("remove it, or what leaves the operation out")
                            .at(&origin.name, pointer)
                            .on_key();
                    }
                    let help = near.as_ref().map_or_else(
                        || "an override is keyed by the operation's id; `provgen show … --format json` has them".into(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    Diagnostic::error(
                        "config::unmatched-override",
                        format!("`{name}` has no operation `{id}`"),
                    )
                    .help(help)
                    .at(&origin.name, pointer)
                    .on_key()
                })),
            }
        }
        let failure = Failure { problems, omitted: 0 };
        (!failure.problems.is_empty()).then(|| locate::positions(failure, &origin.text, &origin.name))
    }
}

/// The error for a pattern of `select` or `exclude` that fits nothing.
fn unmatched_pattern(
    pattern: &Pattern,
    services: &[(ServiceName, Vec<UnmatchedOverride>)],
    near: &BTreeMap<String, String>,
) -> Diagnostic {
    let (text, key) = (&pattern.text, pattern.subject.key());
    let near = match pattern.subject {
        Subject::Service => did_you_mean(text, services.iter().map(|(name, _)| name.as_str())),
        Subject::Scope | Subject::Operation => near.get(&pattern.pointer).map(String::as_str),
    };
    let help = near.map_or_else(
        || "remove it, or mend it: `*` stands for any text, `?` for one character".into(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::error("config::unmatched-pattern", format!("no {key} fits `{text}`")).help(help)
}
