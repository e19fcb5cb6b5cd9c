//! The options of what the engine needs besides names.
//!
//! In: keys of a configuration. Out: [`NeedsOptions`]; defaults are here.

use serde_json::Value;

use super::pattern::PatternSettings;
use crate::api::FieldNames;

/// What a configuration says, for the provider or for one service.
#[derive(Debug, Clone, Default)]
pub struct NeedsOptions {
    /// `requests.body_columns`: the names of a body's fields.
    pub body_columns: Option<FieldNames>,
    /// `pagination`: how lists are read page after page.
    pub pagination: Option<Pagination>,
    /// `settings`: settings of methods, by patterns of their operations.
    pub settings: Vec<PatternSettings>,
}

/// How lists are read page after page.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Pagination {
    /// As parameters and answers of the lists let it be.
    #[default]
    Auto,
    /// Not by a setting.
    None,
    /// By a setting, for all methods.
    Set {
        /// The setting.
        value: Value,
        /// Its place in the configuration: a JSON pointer.
        pointer: String,
    },
}

impl NeedsOptions {
    /// The options of a service, and those of `provider` where it has none.
    #[must_use]
    pub fn or(self, provider: &Self) -> Self {
        // What a service says comes last, so that it wins.
        let settings = provider.settings.iter().cloned().chain(self.settings);
        Self {
            settings: settings.collect(),
            body_columns: self.body_columns.or_else(|| provider.body_columns.clone()),
            pagination: self.pagination.or_else(|| provider.pagination.clone()),
        }
    }
}
