//! The provider as a whole.
//!
//! In: the provider's name. Out: [`ProviderSettings`] with their defaults, which `settings` fills in.

use serde_json::Value;

use crate::names::{DirectoryName, ProviderName};

/// The provider as a whole.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// First part of every resource's id.
    pub name: ProviderName,
    /// The provider's folder in a registry.
    pub directory: DirectoryName,
    /// The title, in one line.
    pub title: String,
    /// Prose.
    pub description: Option<String>,
    /// Free settings, copied into `provider.yaml`.
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

/// Providers whose folder in a registry has another name.
const KNOWN_DIRECTORIES: [(&str, &str); 1] = [("google", "googleapis.com")];
