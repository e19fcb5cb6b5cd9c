//! Patterns of operations, and the settings that those which fit get.
//!
//! In: an entry of `settings`. Out: whether an operation fits.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};
use serde_json::Value;

use crate::api::Operation;
use crate::patterns::bounded;

/// An entry of `settings`.
#[derive(Debug, Clone)]
pub struct PatternSettings {
    /// The patterns as written, each with its place in the configuration.
    pub patterns: Vec<OperationPattern>,
    /// The place of the entry in the configuration: a JSON pointer.
    pub pointer: String,
    /// Settings by their path in a method: `config/pagination`, `request/nativeCasing`.
    pub values: BTreeMap<String, Value>,
}

/// A pattern of operations: an id, or HTTP method and path, in which `*`, `?`, `[…]` and `{…,…}` are wildcards.
#[derive(Debug, Clone)]
pub struct OperationPattern {
    /// The pattern as written.
    pub text: String,
    /// Its place in the configuration: a JSON pointer.
    pub pointer: String,
    glob: GlobMatcher,
}

impl OperationPattern {
    /// The pattern `text`, at `pointer` in the configuration.
    ///
    /// # Errors
    /// Why the text isn't a pattern.
    pub fn new(text: &str, pointer: String) -> Result<Self, String> {
        // Braces of a path are no alternatives.
        let path = text.split_once(' ').map(|(method, path)| format!("{method} {}", literal(path)));
        let written = path.as_deref().unwrap_or(text);
        let glob = GlobBuilder::new(bounded(written)?).backslash_escape(true).build();
        let glob = glob.map_err(|error| error.kind().to_string())?.compile_matcher();
        Ok(Self { text: text.to_string(), pointer, glob })
    }

    pub(super) fn fits(&self, operation: &Operation) -> bool {
        if self.text.contains(' ') {
            let path = operation.shared_path.as_ref().unwrap_or(&operation.path);
            return self.glob.is_match(format!("{} {path}", operation.http_method.as_str()));
        }
        self.glob.is_match(operation.id.as_str())
    }
}

/// A path in which `{id}` means itself.
fn literal(path: &str) -> String {
    path.replace('{', "\\{").replace('}', "\\}")
}
