//! The settings of a run: `provgen.yaml`, resolved once. Every default lives here.
//!
//! In: the text of a configuration file, or the arguments that replace one. Out: [`Settings`], which is all
//! that the stages see. Unknown keys, wrong types and bad names are reported together, with their lines.

mod beside;
mod diff;
mod fetch;
mod file;
mod files;
mod found;
mod keys;
mod manifest;
mod model;
mod naming;
mod needs;
mod overlays;
mod paths;
mod published;
mod schema;
mod selection;
mod spec;
mod specs;
mod split;
mod unmatched;

use std::path::Path;

use model::{ConfigFile, Documents};

use crate::diagnostic::{Diagnostic, Result};
use crate::document::locate;
use crate::document::project::unquoted;
pub use fetch::fetch_settings;
pub use files::{FILE_NAME, MappingContent, MappingFile, Undecided};
pub use model::{OutBound, ServiceSettings, Settings};
pub use naming::NamingSettings;
pub use published::from_folder;
pub use schema::EditorSchema;
pub use spec::{Reading, Spec, SpecLocation};
pub use split::SplitSetting;

impl Settings {
    /// Reads the configuration at `path`, and `mapping.yaml` beside it; relative paths in it start at its
    /// folder.
    ///
    /// # Errors
    /// All problems of the configuration, with lines; patterns that match no document.
    pub fn load(path: &Path) -> Result<Self> {
        Self::load_with(path, Documents::Here)
    }

    /// As [`Settings::load`], for a command that reads other documents than the configuration's: those of the
    /// configuration may be missing.
    ///
    /// # Errors
    /// All other problems of the configuration.
    pub fn load_rules(path: &Path) -> Result<Self> {
        Self::load_with(path, Documents::Elsewhere)
    }

    fn load_with(path: &Path, documents: Documents) -> Result<Self> {
        let ConfigFile { name, text, is_strange } = ConfigFile::read(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut settings = Self::parse_with(&text, &name, folder, documents)
            .map_err(|failure| unquoted(failure, |file| is_strange && file == name))?;
        if let Some(origin) = settings.origin.as_mut().filter(|_| is_strange) {
            // An empty text can't be quoted later.
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
        let mapping = MappingFile::read(path)?;
        settings.notes.extend(mapping.note());
        settings.mapping = Some(mapping);
        Ok(settings)
    }

    /// As [`Settings::load_rules`], for files that are not on this disk: those of a revision of git. `mapping` and
    /// `lock` are the texts of `mapping.yaml` and of the lock file that came before it, where there are any.
    ///
    /// # Errors
    /// As [`Settings::load_rules`].
    pub fn parse_rules(
        text: &str,
        name: &str,
        folder: &Path,
        mapping: Option<&str>,
        lock: Option<&str>,
    ) -> Result<Self> {
        let mut settings = Self::parse_with(text, name, folder, Documents::Elsewhere)?;
        settings.mapping = Some(MappingFile::parse(&folder.join(FILE_NAME), name, (mapping, lock))?);
        Ok(settings)
    }

    /// Reads the configuration `text`; messages call it `name`, and relative paths in it start at `folder`.
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
}
