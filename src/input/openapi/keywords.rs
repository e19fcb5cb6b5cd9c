//! Keys of JSON Schema that OpenAPI 3.0 has no words for.
//!
//! In: such keys of a schema. Out: what they mean for tables and bodies in the words of 3.0: items, values of maps,
//! properties, references. What only restricts values further is left out: no table shows it.

use std::collections::BTreeSet;

use super::reader::Reader;
use super::refs;
use crate::api::{Additional, Schema};
use crate::diagnostic::Diagnostic;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::text::unescaped;

/// The keys, in the order in which they are read, with the way out.
const KEYWORDS: [(&str, &str); 8] = [
    ("prefixItems", "write `items` with a schema that all items fit, an `anyOf` for example"),
    ("unevaluatedItems", "write `items`"),
    ("patternProperties", "write `additionalProperties` with a schema that all values fit"),
    ("unevaluatedProperties", "write `additionalProperties`"),
    ("if", "write `anyOf` or `oneOf`"),
    ("dependentSchemas", "write `anyOf` or `oneOf`"),
    ("$dynamicRef", "write `$ref`"),
    ("$recursiveRef", "write `$ref`"),
];

/// Most choices that are listed; more of them are any value.
const MAX_CHOICES: usize = 16;

/// Whether a key is one of these.
pub(super) fn is_keyword(key: &str) -> bool {
    KEYWORDS.iter().any(|(name, _)| *name == key)
}

/// Reports the key at `at` if it is one of these and says something.
pub(super) fn check(key: &str, at: &Cursor<'_, '_>) {
    let Some((_, help)) = KEYWORDS.iter().find(|(name, _)| *name == key) else { return };
    if !is_idle(at.node) {
        at.report(problem(key, help));
    }
}

fn is_idle(node: &Node<'_>) -> bool {
    match node {
        Node::Map(entries) => entries.is_empty(),
        Node::List(items) => items.is_empty(),
        Node::Bool(_) => true,
        _ => false,
    }
}

fn problem(key: &str, help: &str) -> Diagnostic {
    Diagnostic::error("input::unsupported", format!("StackQL has no counterpart of `{key}`")).help(help)
}

/// The parts of a schema that these keys add to.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) properties: Vec<(String, Schema)>,
    pub(super) items: Option<Schema>,
    pub(super) additional: Option<Additional>,
    /// The name of the schema that a reference leads to.
    pub(super) reference: Option<String>,
}

impl Reader<'_> {
    /// Reads these keys of the schema at `at` into its `parts`.
    pub(super) fn keywords(&self, at: &Cursor<'_, '_>, parts: &mut Parts) {
        for (key, help) in KEYWORDS {
            let Some(value) = at.get(key).filter(|value| !is_idle(value.node)) else { continue };
            let done = match key {
                "prefixItems" => self.prefix_items(&value, parts),
                "unevaluatedItems" if parts.items.is_none() => {
                    parts.items = Some(self.schema(&value));
                    "it is read as `items`".into()
                }
                "patternProperties" => self.pattern_properties(&value, parts),
                "unevaluatedProperties" if parts.additional.is_none() => {
                    parts.additional = Some(Additional::Schema(Box::new(self.schema(&value))));
                    "it is read as `additionalProperties`".into()
                }
                "if" => self.conditional(at, parts),
                "dependentSchemas" => self.dependent(&value, parts),
                "$dynamicRef" | "$recursiveRef" => self.dynamic(&value, parts),
                _ => "it is passed over".into(),
            };
            value.report_repaired(problem(key, help), done);
        }
    }

    /// The items of an array whose first items have schemas of their own: any of these, and of those of the rest.
    pub(super) fn prefix_items(&self, at: &Cursor<'_, '_>, parts: &mut Parts) -> String {
        let mut choices = self.schemas(at);
        // `items: false` says that there are no others.
        let none = Schema { not: Some(Box::default()), ..Schema::default() };
        choices.extend(parts.items.take().filter(|items| *items != none));
        parts.items = any_of(choices);
        "its schemas are read as an `anyOf` of `items`".into()
    }

    fn pattern_properties(&self, at: &Cursor<'_, '_>, parts: &mut Parts) -> String {
        let mut values: Vec<(&str, Cursor<'_, '_>)> = at.entries().collect();
        values.sort_by_key(|(pattern, _)| *pattern);
        let mut choices: Vec<Schema> = values.iter().map(|(_, value)| self.schema(value)).collect();
        match parts.additional.take() {
            Some(Additional::Any(true)) => choices = vec![Schema::default()],
            Some(Additional::Schema(others)) => choices.push(*others),
            Some(Additional::Any(false)) | None => {}
        }
        parts.additional = any_of(choices).map(|values| Additional::Schema(Box::new(values)));
        "its schemas are read as `additionalProperties`".into()
    }

    /// Reads `then` and `else` of the schema at `at`: what they name may be there.
    fn conditional(&self, at: &Cursor<'_, '_>, parts: &mut Parts) -> String {
        let branches: Vec<Cursor<'_, '_>> = ["then", "else"].iter().filter_map(|key| at.get(key)).collect();
        self.adopt(&branches, parts)
    }

    fn dependent(&self, at: &Cursor<'_, '_>, parts: &mut Parts) -> String {
        let mut schemas: Vec<(&str, Cursor<'_, '_>)> = at.entries().collect();
        schemas.sort_by_key(|(name, _)| *name);
        let branches: Vec<Cursor<'_, '_>> = schemas.into_iter().map(|(_, schema)| schema).collect();
        self.adopt(&branches, parts)
    }

    /// Adds the properties of schemas that hold sometimes, unless the schema itself has them.
    fn adopt(&self, branches: &[Cursor<'_, '_>], parts: &mut Parts) -> String {
        let mut known: BTreeSet<String> = parts.properties.iter().map(|(name, _)| name.clone()).collect();
        let mut is_any = false;
        for branch in branches {
            let Some(properties) = branch.get("properties").filter(|all| matches!(all.node, Node::Map(_)))
            else {
                continue;
            };
            for (name, value) in properties.entries() {
                if known.insert(name.to_string()) {
                    parts.properties.push((name.to_string(), self.schema(&value)));
                }
                is_any = true;
            }
        }
        let done =
            if is_any { "the properties that it may add are optional ones" } else { "it is passed over" };
        done.into()
    }

    /// Follows `$recursiveRef`, which leads to the schema around it, or `$dynamicRef`, which may name an anchor.
    fn dynamic(&self, at: &Cursor<'_, '_>, parts: &mut Parts) -> String {
        let Some(text) = at.string() else { return "any value fits".into() };
        let target = match text.strip_prefix('#') {
            Some("") => component(&at.pointer()),
            Some(pointer) if pointer.starts_with('/') => {
                self.targets.resolve(refs::SCHEMAS, at, "any value fits")
            }
            Some(anchor) => self.targets.anchored(anchor, component(&at.pointer()).as_deref()),
            None => None,
        };
        let done = match &target {
            Some(name) => format!("it is read as a reference to `{name}`"),
            None => "any value fits".into(),
        };
        parts.reference = parts.reference.take().or(target);
        done
    }
}

/// The name of the component below which the place at `pointer` is, if it is one of the schemas.
fn component(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("/components/schemas/")?.split('/').next()?;
    Some(unescaped(name).into_owned())
}

/// A schema that any of `choices` fits, each of them once; none without any.
fn any_of(choices: Vec<Schema>) -> Option<Schema> {
    let mut different: Vec<Schema> = Vec::new();
    for choice in choices {
        if !different.contains(&choice) {
            different.push(choice);
        }
        if different.len() > MAX_CHOICES {
            return Some(Schema::default());
        }
    }
    match different.len() {
        0 => None,
        1 => different.pop(),
        // What fits anything makes the others idle.
        _ if different.iter().any(Schema::is_any) => Some(Schema::default()),
        _ => Some(Schema { any_of: different, ..Schema::default() }),
    }
}
