//! What a provider says of itself as a whole.
//!
//! In: its name. Out: [`ProviderSettings`] with their defaults, which `settings` fills in.

use serde_json::Value;

use crate::names::{DirectoryName, ProviderName};

/// The provider as a whole.
#[derive(Debug)]
pub struct ProviderSettings {
    /// First part of every resource's id.
    pub name: ProviderName,
    /// Its folder in a registry.
    pub directory: DirectoryName,
    /// One line.
    pub title: String,
    /// Prose.
    pub description: Option<String>,
    /// Goes into `provider.yaml` as it is.
    pub config: Option<Value>,
}

impl ProviderSettings {
    /// A provider of which only the name is known.
    #[must_use]
    pub fn named(name: ProviderName) -> Self {
        let known = KNOWN_DIRECTORIES.iter().find(|(provider, _)| *provider == name.as_str());
        let known = known.and_then(|(_, directory)| DirectoryName::new(directory).ok());
        Self {
            directory: known.unwrap_or_else(|| DirectoryName::from(&name)),
            title: name.to_string(),
            description: None,
            config: None,
            name,
        }
    }
}

/// A provider whose folder in a registry isn't called like it.
const KNOWN_DIRECTORIES: [(&str, &str); 1] = [("google", "googleapis.com")];
