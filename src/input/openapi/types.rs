//! The type of a value.
//!
//! In: `type` of a schema: a word, in OpenAPI 3.1 also a list of words. Out: the type, whether the value may be null,
//! and several types as an `anyOf`. `types.toml` tells what other words mean that documents have.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::version::OpenApiVersion;
use crate::api::{Schema, SchemaType};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::problems::{wrong_type, wrong_type_repaired};
use crate::text::did_you_mean;

const TOML: &str = include_str!("types.toml");

/// What a word for a type means.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meaning {
    /// A word of JSON Schema; none for any value.
    #[serde(rename = "type")]
    kind: Option<String>,
    format: Option<String>,
}

static WORDS: LazyLock<BTreeMap<String, Meaning>> =
    LazyLock::new(|| toml::from_str(TOML).unwrap_or_default());

/// The types that a schema names; the schema's other keys decide what becomes of several.
#[derive(Debug, Default)]
pub(super) struct Types {
    kinds: Vec<SchemaType>,
    is_nullable: bool,
    other: Option<Box<str>>,
    format: Option<String>,
}

impl Types {
    /// Reads `type`.
    pub(super) fn read(version: OpenApiVersion, at: &Cursor<'_, '_>) -> Self {
        let mut types = Self::default();
        match (at.node, version) {
            (Node::List(_), OpenApiVersion::V30) if !at.is_repairing() => wrong_type(at, "a string", OF_3_0),
            (Node::List(_), _) => {
                if version == OpenApiVersion::V30 {
                    wrong_type_repaired(at, "a string", OF_3_0, "the list is read as OpenAPI 3.1 has it");
                }
                at.items().for_each(|item| types.word(version, &item, true));
            }
            _ => types.word(version, at, false),
        }
        if types.kinds.contains(&SchemaType::Number) {
            types.kinds.retain(|kind| *kind != SchemaType::Integer);
        }
        if types.kinds.len() > 1 {
            let names: Vec<&str> = types.kinds.iter().map(|kind| kind.as_str()).collect();
            let message = format!("a value can't be of several types here: {}", names.join(", "));
            at.report_repaired(
                Diagnostic::error("input::unsupported", message)
                    .help("write `anyOf` with a schema for each type"),
                "they are read as an `anyOf`",
            );
            if !at.is_repairing() {
                types.kinds.clear();
            }
        }
        types
    }

    /// Reads a word for a type; of several in a list, those that mean nothing are left out.
    fn word(&mut self, version: OpenApiVersion, at: &Cursor<'_, '_>, is_listed: bool) {
        if *at.node == Node::Null && at.is_repairing() {
            // In YAML, `null` without quotes is no word. Of a list it is told already that 3.0 has none.
            if !is_listed || version == OpenApiVersion::V31 {
                let problem = Diagnostic::error("input::wrong-type", "a type must be a string, found null");
                at.report_repaired(problem.help("write \"null\" in quotes"), "null is allowed");
            }
            self.is_nullable = true;
            return;
        }
        let Some(text) = at.string() else { return };
        if let Some(kind) = SchemaType::parse(&text) {
            return self.add(kind);
        }
        match (text.as_str(), version) {
            ("null", OpenApiVersion::V31) => return self.is_nullable = true,
            ("null", OpenApiVersion::V30) if at.is_repairing() => {
                // Of a list it is told already that 3.0 has none.
                if !is_listed {
                    at.report_repaired(unknown(&text), "null is allowed");
                }
                return self.is_nullable = true;
            }
            ("any", _) => return self.other(text, is_listed),
            _ => {}
        }
        if !at.is_repairing() {
            at.report(unknown(&text));
            return self.other(text, is_listed);
        }
        let meant = WORDS.get(&text.to_ascii_lowercase());
        let kind = meant.and_then(|meant| meant.kind.as_deref()).and_then(SchemaType::parse);
        match (meant, kind) {
            (Some(meant), Some(kind)) => {
                let format = meant.format.as_ref();
                let format_words = format.map(|format| format!(" with the format `{format}`"));
                let done = format!("it is read as `{}`{}", kind.as_str(), format_words.unwrap_or_default());
                at.report_repaired(unknown(&text), done);
                self.add(kind);
                self.format = self.format.take().or(format.cloned());
            }
            _ => at.report_repaired(unknown(&text), "any value fits"),
        }
    }

    fn add(&mut self, kind: SchemaType) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    fn other(&mut self, text: String, is_listed: bool) {
        if !is_listed {
            self.other = Some(text.into());
        }
    }

    /// Gives `schema`, which has all its other keys, its type. Of several types each gets the keys that are about it
    /// alone.
    pub(super) fn give(self, schema: &mut Schema) {
        schema.nullable |= self.is_nullable;
        schema.other_kind = self.other;
        if schema.format.is_none() {
            schema.format = self.format;
        }
        if let [kind] = self.kinds.as_slice() {
            schema.kind = Some(*kind);
            return;
        }
        let mut branch = |kind: SchemaType| match kind {
            SchemaType::Object => Schema {
                properties: std::mem::take(&mut schema.properties),
                required: std::mem::take(&mut schema.required),
                additional: schema.additional.take(),
                ..Schema::of(kind)
            },
            SchemaType::Array => Schema { items: schema.items.take(), ..Schema::of(kind) },
            _ => Schema::of(kind),
        };
        let branches: Vec<Schema> = self.kinds.into_iter().map(&mut branch).collect();
        if schema.any_of.is_empty() {
            schema.any_of = branches;
        } else if !branches.is_empty() {
            schema.all_of.push(Schema { any_of: branches, ..Schema::default() });
        }
    }
}

const OF_3_0: &str =
    "OpenAPI 3.0 has one type, and `nullable: true` for null; lists of types are OpenAPI 3.1";

fn unknown(text: &str) -> Diagnostic {
    let known = ["string", "integer", "number", "boolean", "object", "array"];
    let problem = Diagnostic::error("input::unknown-type", format!("`{text}` is not a type"));
    match (text, did_you_mean(text, known)) {
        ("file", _) => problem.help("write `type: string` with `format: binary`"),
        ("null", _) => problem.help("OpenAPI 3.0 has `nullable: true` for null"),
        (_, Some(near)) => problem.help(format!("did you mean `{near}`?")),
        _ => problem.help("types are string, integer, number, boolean, object and array"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_means_a_type_or_any_value() {
        let words: BTreeMap<String, Meaning> = toml::from_str(TOML).unwrap();
        for (word, Meaning { kind, .. }) in words {
            assert_eq!(word, word.to_ascii_lowercase());
            assert!(kind.is_none_or(|kind| SchemaType::parse(&kind).is_some()), "{word}");
        }
    }
}
