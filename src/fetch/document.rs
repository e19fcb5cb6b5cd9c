//! From a server's answer to a file on disk.
//!
//! In: bytes. Out: a document that can be read and is the requested one, in the form for disk: keys sorted,
//! indented by two spaces, so that the same document is the same file in any order of the server's keys.

use serde_json::Value;

use super::directory::Item;
use super::trouble::Cause;
use crate::api::Format;
use crate::diagnostic::{Diagnostic, Result};
use crate::document::parse;
use crate::input::{self, Stranger};

/// A discovery document.
#[derive(Debug, PartialEq)]
pub(super) struct DiscoveryDocument(Value);

impl DiscoveryDocument {
    /// Reads a document from disk.
    ///
    /// # Errors
    /// The text isn't JSON.
    pub(super) fn read(text: &str, file: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Ok(Self(parse::parse(text, file)?.to_value()))
    }

    /// Reads the document of `item`, which came from `address`.
    ///
    /// # Errors
    /// [`Cause`]: a discovery document that `generate` can't read isn't kept, and neither is that of another
    /// API.
    pub(super) fn check(bytes: Vec<u8>, item: &Item, address: &str) -> std::result::Result<Self, Cause> {
        let problem =
            |code, message: &str| Cause::Document(Diagnostic::error(code, message).at(address, "").into());
        let text =
            String::from_utf8(bytes).map_err(|_| problem("input::not-utf8", "the document is not UTF-8"))?;
        if let Some(stranger) = Stranger::of_text(&text) {
            return Err(Cause::Document(stranger.problem(address).into()));
        }
        // `generate` reads YAML too, and would take an error page for a YAML text.
        if parse::Notation::of(text.trim_start_matches('\u{feff}')) != parse::Notation::Json {
            return Err(problem("fetch::not-json", "the answer is not JSON"));
        }
        let api = input::parse(&text, address, &item.name).map_err(Cause::Document)?;
        if api.format != Format::Discovery {
            return Err(problem("fetch::not-discovery", "the answer is not a discovery document"));
        }
        if (api.name.as_str(), api.version.as_str()) != (&item.name, &item.version) {
            return Err(Cause::OtherDocument(format!("{}:{}", api.name, api.version)));
        }
        Self::read(&text, address).map_err(Cause::Document)
    }

    /// The document's revision, `20261023`.
    pub(super) fn revision(&self) -> Option<String> {
        self.0.get("revision").and_then(Value::as_str).map(crate::diagnostic::printable)
    }

    /// Whether the document is a discovery document that belongs into `file`, and not another file of the
    /// folder.
    pub(super) fn belongs_in(&self, file: &str) -> bool {
        let text = |key: &str| self.0.get(key).and_then(Value::as_str);
        let named = text("name").zip(text("version")).map(|(name, version)| format!("{name}.{version}.json"));
        text("kind") == Some("discovery#restDescription") && named.as_deref() == Some(file)
    }

    /// The text to write to disk.
    pub(super) fn into_text(mut self) -> std::result::Result<String, Cause> {
        self.0.sort_all_objects();
        let text = serde_json::to_string_pretty(&self.0);
        // A tree of strings and numbers can always be written; an error is reported all the same.
        text.map(|text| text + "\n").map_err(|error| {
            Cause::Document(Diagnostic::error("fetch::document", format!("can't be written: {error}")).into())
        })
    }
}
