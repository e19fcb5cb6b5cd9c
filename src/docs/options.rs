//! The settings of pages.
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

/// The order in which a page lists the fields of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FieldOrder {
    /// id, name, description, then by bytes: the order of StackQL's DESCRIBE.
    #[default]
    Stackql,
    /// The order of the document.
    Source,
}

/// The settings of pages.
#[derive(Debug, Clone, Default)]
pub struct DocsSettings {
    /// The set of templates.
    pub style: Style,
    /// A folder whose templates replace those of the style, file by file.
    pub templates: Option<Inside>,
    /// The order of fields.
    pub field_order: FieldOrder,
    /// Files of Markdown that the provider's page of style `registry` begins with.
    pub header: Vec<Inside>,
    /// Earlier revisions of the documents: from these, pages of style `registry` show when each thing came.
    pub history: Vec<Inside>,
}
