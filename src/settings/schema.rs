//! JSON Schemas of `provgen.yaml` and `mapping.yaml`, by which editors complete and check what a person writes.
//!
//! In: the path of one of these files. Out: where its schema stands, and the comment that leads an editor there.

use std::path::{Path, PathBuf};

use crate::mapping::pins;

/// The folder of the schemas, beside the files that they describe. Patterns of documents pass over names like it.
const FOLDER: &str = ".provgen-schemas";

/// A schema for editors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditorSchema {
    /// The schema of a configuration.
    Config,
    /// The schema of `mapping.yaml`.
    Mapping,
}

impl EditorSchema {
    /// All schemas.
    pub const ALL: [Self; 2] = [Self::Config, Self::Mapping];

    /// The schema, in JSON.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Config => include_str!("config.schema.json"),
            Self::Mapping => pins::SCHEMA,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Config => "config.schema.json",
            Self::Mapping => "mapping.schema.json",
        }
    }

    /// The folder of the schemas for the files beside `file`.
    #[must_use]
    pub fn folder_beside(file: &Path) -> PathBuf {
        file.with_file_name(FOLDER)
    }

    /// The place of the schema for `file`, or for another file in its folder.
    #[must_use]
    pub fn path_beside(self, file: &Path) -> PathBuf {
        Self::folder_beside(file).join(self.name())
    }

    /// The first line of a file that the schema describes: an editor's YAML language server reads it, and takes
    /// its path from the file's own folder.
    #[must_use]
    pub fn line(self) -> String {
        format!("# yaml-language-server: $schema={FOLDER}/{}\n", self.name())
    }

    /// The first line for `file`; empty where the line would lead nowhere.
    #[must_use]
    pub fn line_for(self, file: &Path) -> String {
        if self.path_beside(file).is_file() { self.line() } else { String::new() }
    }
}
