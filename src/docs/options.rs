//! How pages look, as far as users can say.
//!
//! In: nothing. Out: [`DocsSettings`] with their defaults, which `settings` fills in.

use crate::document::project::Inside;

/// A set of page templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Short pages: overview, fields, methods.
    #[default]
    Classic,
    /// The pages of StackQL's provider sites: access patterns, columns with what is in them, parameters,
    /// examples; each with a JSON twin.
    Registry,
}

/// In which order a page lists the fields of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FieldOrder {
    /// id, name, description, then by bytes: as StackQL's DESCRIBE has it.
    #[default]
    Stackql,
    /// As the document has it.
    Source,
}

/// How pages look.
#[derive(Debug, Clone, Default)]
pub struct DocsSettings {
    /// Which templates.
    pub style: Style,
    /// A folder whose templates replace those of the style, file by file.
    pub templates: Option<Inside>,
    /// In which order fields stand.
    pub field_order: FieldOrder,
    /// Files of Markdown that the provider's page of style `registry` begins with.
    pub header: Vec<Inside>,
    /// Earlier revisions of the documents: pages of style `registry` tell by them since when there is what.
    pub history: Vec<Inside>,
}
