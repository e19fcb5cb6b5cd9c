//! The documents of a release, and the services that they are mapped to.
//!
//! In: the place of a text, and the configuration's rules. Out: services. Each document is read and mapped
//! when it is compared, and dropped then.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::git::GitReader;
use crate::api::Api;
use crate::diagnostic::{Failure, Result};
use crate::document::file::is_handed_over;
use crate::document::project::is_strange;
use crate::document::read;
use crate::input::{self, Beside, Folder};
use crate::load::{ApiDocument, Parts};
use crate::mapping::column_names::ColumnNames;
use crate::names::ServiceName;
use crate::provider::Service;
use crate::settings::{Settings, Spec};

/// A document that a service is read from.
#[derive(Debug, Clone)]
pub struct ReleaseDocument {
    /// The name that messages call it by.
    pub file: String,
    /// The place of its text.
    pub content: Content,
    /// The name for a service whose document has none, if it isn't the file's name.
    pub called: Option<String>,
    /// The name that a `provider.yaml` has for the document's service.
    pub service: Option<ServiceName>,
}

/// The place of a text.
#[derive(Debug, Clone)]
pub enum Content {
    /// In a file, which is read when it is needed.
    File(PathBuf),
    /// In a file outside of the project, to which a link of the project leads: no message quotes it.
    Outside(PathBuf),
    /// In git, in an object, which is read when it is needed.
    Object(GitObjectText),
    /// In memory: the text came out of git or a package.
    Text(String),
    /// Nowhere: a provider.yaml names the file, which is missing. The other documents are compared.
    Missing(Box<Failure>),
}

/// A text in git.
#[derive(Debug, Clone)]
pub struct GitObjectText {
    pub(super) id: String,
    /// The size in bytes; 0 if it isn't known.
    pub(super) size: u64,
    pub(super) reader: Arc<GitReader>,
}

impl Content {
    /// Whether both are known to be the same text without reading it.
    #[must_use]
    pub fn is_same_object(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Object(one), Self::Object(other)) if one.id == other.id)
    }

    /// The place of the file at `path`.
    #[must_use]
    pub fn on_disk(path: &Path) -> Self {
        if is_strange(path) { Self::Outside(path.to_path_buf()) } else { Self::File(path.to_path_buf()) }
    }

    /// The text; messages call it `file`.
    ///
    /// # Errors
    /// The file can't be read, or is missing.
    pub fn text(&self, file: &str) -> Result<Cow<'_, str>> {
        match self {
            Self::File(path) | Self::Outside(path) => {
                read::read(path, file, read::TextKind::Document).map(Cow::Owned)
            }
            Self::Object(object) => object.reader.text(&object.id, file).map(Cow::Owned),
            Self::Text(text) => Ok(Cow::Borrowed(text)),
            Self::Missing(why) => Err((**why).clone()),
        }
    }

    /// The size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::File(path) | Self::Outside(path) => read::size(path),
            Self::Object(object) => object.size,
            Self::Missing(_) => 0,
            Self::Text(text) => text.len() as u64,
        }
    }
}

impl ReleaseDocument {
    /// A document that messages call `file`.
    #[must_use]
    pub fn new(file: String, content: Content) -> Self {
        Self { file, content, called: None, service: None }
    }

    /// The document at `path`, which the user names.
    ///
    /// # Errors
    /// The shell hands the file over, and it can't be read.
    pub fn on_disk(path: &Path, file: &str) -> Result<Self> {
        let content = if is_handed_over(path) {
            // A file from the shell can be read only once, so its text is kept.
            Content::Text(read::read_named(path, file, read::TextKind::Document)?)
        } else {
            Content::on_disk(path)
        };
        Ok(Self::new(file.to_string(), content))
    }

    /// Whether messages may quote nothing of the document.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        matches!(self.content, Content::Outside(_))
    }

    /// Whether the document is a file that others find by the same path.
    #[must_use]
    pub fn is_on_disk(&self) -> bool {
        matches!(self.content, Content::File(_) | Content::Outside(_))
    }

    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.file.rsplit(['/', ':']).next().unwrap_or(&self.file)
    }

    /// The file's name without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        input::stem(Path::new(self.name()))
    }

    /// The name that the service probably has: the file's name up to its first dot.
    #[must_use]
    pub fn key(&self) -> String {
        self.name().split('.').next().unwrap_or_default().to_ascii_lowercase()
    }

    /// The name for a service whose document has none: the name of the same document in the configuration.
    #[must_use]
    pub fn given_stem(&self, settings: Option<&Settings>) -> Option<String> {
        let spec = settings.and_then(|settings| self.spec(settings));
        self.called.clone().or_else(|| spec.map(|spec| input::stem(&spec.path).to_string()))
    }

    /// Reads the document, whose services are those that the configuration makes of it. `stem` is the name for a
    /// service whose document has none.
    ///
    /// # Errors
    /// All problems of the document.
    pub(crate) fn parts(
        &self,
        text: &str,
        stem: &str,
        settings: Option<&Settings>,
    ) -> Result<Parts<'static>> {
        // StackQL calls a service as its provider.yaml does, whatever the ids of its resources say.
        let by_configuration = || settings.and_then(|settings| self.spec(settings))?.service.as_ref();
        let given = self.service.as_ref().or_else(by_configuration);
        let folder = self.folder();
        ApiDocument::parse(text, (&self.file, stem), given, folder.as_ref(), settings)?.parts(settings)
    }

    /// Reads and maps the document by the rules of the configuration, as one service; none if the configuration leaves it
    /// out, or splits it. `stem` is the name for a service whose document has none; `names` are those of the release's
    /// columns.
    ///
    /// # Errors
    /// All problems of the document.
    pub fn service(
        &self,
        text: &str,
        stem: &str,
        settings: Option<&Settings>,
        names: Option<ColumnNames>,
    ) -> Result<Option<Service>> {
        let mut parts = self.parts(text, stem, settings)?;
        match parts.names().as_slice() {
            [name] => parts.map_release(name, settings, names),
            _ => Ok(None),
        }
    }

    /// As [`ReleaseDocument::parts`], for a document that is known to be of the service `name`.
    ///
    /// # Errors
    /// All problems of the document.
    pub(crate) fn parts_named(
        &self,
        text: &str,
        settings: &Settings,
        name: &ServiceName,
    ) -> Result<Parts<'static>> {
        let folder = self.folder();
        let called = (self.file.as_str(), self.stem());
        ApiDocument::parse(text, called, Some(name), folder.as_ref(), Some(settings))?.parts(Some(settings))
    }

    /// The API that the document describes; `stem` is its name if it has none. Only what it says of itself counts.
    ///
    /// # Errors
    /// All problems of the document.
    pub fn api(&self, text: &str, stem: &str) -> Result<Api> {
        let folder = self.folder();
        input::parse_with(text, &self.file, stem, Beside { folder: folder.as_ref(), overlays: &[] })
    }

    /// The folder to whose files the document's references may lead: there is one for a file on disk alone.
    fn folder(&self) -> Option<Folder> {
        match &self.content {
            Content::File(path) => Folder::of(path),
            _ => None,
        }
    }

    /// The configuration's document with the same file name, or the one that this document is an earlier
    /// revision of.
    fn spec<'s>(&self, settings: &'s Settings) -> Option<&'s Spec> {
        let path = Path::new(self.name());
        let is_own = |spec: &&Spec| spec.path.file_name() == path.file_name();
        let specs = || settings.specs.iter();
        specs().find(is_own).or_else(|| specs().find(|spec| spec.is_earlier(path)))
    }
}
