//! How SQL names the columns of a provider.

use serde_json::Value;

use crate::engine::casing;

/// The names of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnNames {
    /// The API's own names.
    #[default]
    Own,
    /// Snake case of these: the setting `snake_case_aliases` of a provider.
    Snake,
}

impl ColumnNames {
    /// The names that a provider's `config` sets.
    #[must_use]
    pub fn of(config: Option<&Value>) -> Self {
        let setting = config.and_then(|config| config.get("snake_case_aliases"));
        if setting.and_then(Value::as_bool) == Some(true) { Self::Snake } else { Self::Own }
    }

    /// The name of the column for the API's `field`.
    #[must_use]
    pub fn of_field(self, field: &str) -> String {
        match self {
            Self::Own => field.to_string(),
            Self::Snake => casing::snake(field),
        }
    }
}
