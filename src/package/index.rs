//! `providers.yaml`: the providers and versions of a registry.
//!
//! In: the file's text, which may have been written by hand or by another tool. Out: a provider's versions,
//! and the text with one more version. All other content stays.

use serde_json::{Map, Value};

use super::version::Version;
use crate::diagnostic::{Diagnostic, Result};
use crate::document::cursor::escape;
use crate::document::{locate, parse};
use crate::manifest::to_yaml;
use crate::names::ProviderName;

/// The name of the file.
pub const FILE: &str = "providers.yaml";

/// The index of a registry.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RegistryIndex {
    document: Map<String, Value>,
}

impl RegistryIndex {
    /// An empty index.
    #[must_use]
    pub(super) fn new() -> Self {
        Self { document: Map::from_iter([("providers".into(), Value::Object(Map::new()))]) }
    }

    /// Reads `text`, which messages call `file`.
    ///
    /// # Errors
    /// The text isn't YAML, or has another structure.
    pub(super) fn parse(text: &str, file: &str) -> Result<Self> {
        let problem = |pointer: &str, what: &str| {
            let problem = Diagnostic::error("package::index", what)
                .help("write `providers: { google: { versions: [v26.11.00001] } }`, or move the file away")
                .at(file, pointer);
            locate::positions(problem.into(), text, file)
        };
        let document = match parse::parse(text, file)?.to_value() {
            Value::Null => return Ok(Self::new()),
            Value::Object(document) => document,
            _ => return Err(problem("", "the list of providers must be an object")),
        };
        let Some(Value::Object(providers)) = document.get("providers") else {
            return Err(problem("/providers", "`providers` must be an object"));
        };
        for (name, entry) in providers {
            let pointer = format!("/providers/{}", escape(name));
            let Some(versions) = entry.get("versions").and_then(Value::as_array) else {
                return Err(problem(&pointer, &format!("`{name}` has no list `versions`")));
            };
            if let Some(at) = versions.iter().position(|version| !version.is_string()) {
                return Err(problem(&format!("{pointer}/versions/{at}"), "a version must be a string"));
            }
        }
        Ok(Self { document })
    }

    /// The names of the providers.
    pub(super) fn providers(&self) -> impl Iterator<Item = &str> {
        let providers = self.document.get("providers").and_then(Value::as_object);
        providers.into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// The versions of the provider `name`, as written.
    pub(super) fn versions(&self, name: &str) -> impl Iterator<Item = &str> {
        let providers = self.document.get("providers");
        let entry = providers.and_then(|providers| providers.get(name));
        let versions = entry.and_then(|entry| entry.get("versions")).and_then(Value::as_array);
        versions.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Adds a version of a provider. Afterwards the versions are in order; texts that aren't versions come
    /// first.
    pub(super) fn add(&mut self, name: &ProviderName, version: &Version) {
        let mut versions: Vec<String> = self.versions(name.as_str()).map(str::to_string).collect();
        versions.push(version.to_string());
        versions.sort_by_cached_key(|text| Version::parse(text).ok());
        versions.dedup();
        let versions = Value::from(versions);
        let Some(Value::Object(providers)) = self.document.get_mut("providers") else { return };
        match providers.get_mut(name.as_str()) {
            Some(Value::Object(entry)) => drop(entry.insert("versions".into(), versions)),
            _ => drop(providers.insert(name.to_string(), serde_json::json!({ "versions": versions }))),
        }
        providers.sort_keys();
    }

    /// The index as YAML.
    ///
    /// # Errors
    /// The YAML writer refuses the index.
    pub(super) fn to_text(&self) -> Result<String> {
        to_yaml(&self.document, 0)
    }
}

impl Default for RegistryIndex {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "note: ours\nproviders:\n  google:\n    owner: me\n    versions: [v1, v26.11.00003, v25.01.00001]\n  aws: {versions: [v1.0.0], y: 'no'}\n";

    #[test]
    fn what_else_an_index_says_is_kept() {
        let mut index = RegistryIndex::parse(TEXT, "providers.yaml").unwrap();
        let google = ProviderName::new("google").unwrap();
        for version in ["v26.11.00002", "v26.11.00002"] {
            index.add(&google, &Version::parse(version).unwrap());
        }
        index.add(&ProviderName::new("acme").unwrap(), &Version::parse("v0.1.0").unwrap());
        insta::assert_snapshot!(index.to_text().unwrap(), @r#"
        note: ours
        providers:
          acme:
            versions:
              - v0.1.0
          aws:
            versions:
              - v1.0.0
            "y": "no"
          google:
            owner: me
            versions:
              - v1
              - v25.01.00001
              - v26.11.00002
              - v26.11.00003
        "#);
    }

    #[test]
    fn what_is_no_index_is_told() {
        assert_eq!(RegistryIndex::parse("", "x").unwrap(), RegistryIndex::new());
        for text in
            ["[]", "{}", "providers: []", "providers: {a: {}}", "providers: {a: {versions: [1]}}", "a: b: c"]
        {
            assert!(RegistryIndex::parse(text, "x").is_err(), "{text}");
        }
    }
}
