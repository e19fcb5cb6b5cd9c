//! What the engine refuses when it loads a service: values of a wrong type, and references that lead nowhere.
//!
//! In: a document. Out: all of these places. The engine stops at the first.

use std::collections::BTreeMap;

use super::finding::{Finding, Wanted};
use super::shapes::{Kind, Shape};
use super::view::{View, reference};
use crate::document::cursor::Path;
use crate::document::node::Node;
use crate::rules::lint_rule::LintRuleId;
use crate::text::did_you_mean;

/// All mistakes of `view`'s document that the engine's loader finds.
pub(super) fn check(view: &View<'_>, wanted: Wanted) -> Vec<Finding> {
    let mut loader = Loader { view, wanted, found: Vec::new() };
    loader.object(Kind::Document, view.root, &Path::Root);
    loader.found.extend(circles(view));
    loader.found
}

struct Loader<'l, 'd> {
    view: &'l View<'d>,
    wanted: Wanted,
    found: Vec<Finding>,
}

impl<'d> Loader<'_, 'd> {
    fn add(&mut self, rule: LintRuleId, path: &Path<'_>, message: String) {
        self.found.push(Finding::new(rule, path.pointer(), message));
    }

    fn value(&mut self, shape: Shape, node: &'d Node<'d>, path: &Path<'_>) {
        match (shape, node) {
            // The engine takes null for a missing value; entries of maps and lists are looked at by `entry`.
            (_, Node::Null)
            | (Shape::Text, Node::String(_))
            | (Shape::Flag | Shape::FlagOrRef(_), Node::Bool(_))
            | (Shape::Number, Node::Number(_))
            | (Shape::Values, Node::List(_)) => {}
            (Shape::Count, Node::Number(number)) if is_count(number) => {}
            (Shape::One(kind), Node::Map(_)) => self.object(kind, node, path),
            (Shape::Ref(kind) | Shape::FlagOrRef(kind), Node::Map(_)) => match reference(node) {
                Some(reference) => self.reference(kind, reference, node, path),
                None => self.object(kind, node, path),
            },
            (Shape::List(inner), Node::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.entry(*inner, item, &Path::Index(path, index));
                }
            }
            (Shape::Map(inner), Node::Map(entries)) => {
                for (key, value) in entries {
                    self.entry(*inner, value, &Path::Key(path, key));
                }
            }
            _ => self.wrong(shape, node, path),
        }
    }

    /// An entry of a map or a list.
    fn entry(&mut self, shape: Shape, node: &'d Node<'d>, path: &Path<'_>) {
        match (shape, node) {
            (Shape::Ref(kind), Node::Null) => {
                self.add(
                    LintRuleId::SchemaNull,
                    path,
                    format!("`{}` is null, and must be {}", path.name(), kind.words()),
                );
            }
            _ => self.value(shape, node, path),
        }
    }

    fn object(&mut self, kind: Kind, node: &'d Node<'d>, path: &Path<'_>) {
        let Node::Map(entries) = node else {
            return self.wrong(Shape::One(kind), node, path);
        };
        for (key, value) in entries {
            if let Some(shape) = kind.shape(key) {
                self.value(shape, value, &Path::Key(path, key));
            }
        }
        let has = |key: &str| node.get(key).is_some_and(|value| !matches!(value, Node::Null));
        if kind == Kind::Parameter && has("schema") && has("content") {
            let message = "the parameter has both `schema` and `content`".to_string();
            self.add(LintRuleId::ParameterSchemaAndContent, path, message);
        }
    }

    fn wrong(&mut self, shape: Shape, node: &Node<'_>, path: &Path<'_>) {
        let message = format!("`{}` must be {}, found {}", path.name(), shape.words(), node.describe());
        self.found.push(Finding::new(LintRuleId::WrongType, path.pointer(), message).wanting(shape));
    }

    fn reference(&mut self, kind: Kind, reference: &str, node: &'d Node<'d>, path: &Path<'_>) {
        let here = Path::Key(path, "$ref");
        if !reference.starts_with("#/") {
            let message = format!("`{reference}` leads out of the file");
            let finding = Finding::new(LintRuleId::ReferenceDangling, here.pointer(), message);
            self.found.push(finding.help("copy what it leads to into this file"));
        } else if self.view.resolve(reference).is_none_or(|target| matches!(target, Node::Null)) {
            self.dangling(kind, reference, &here);
        } else if let Some(other) = other_section(kind, reference) {
            let message = format!("`{reference}` leads to {other}, and must lead to {}", kind.words());
            self.add(LintRuleId::ReferenceDangling, &here, message);
        }
        if let (Node::Map(entries), true) = (node, self.wanted.has(LintRuleId::ReferenceSiblings)) {
            let lost: Vec<&str> =
                entries.iter().map(|(key, _)| key.as_ref()).filter(|key| *key != "$ref").collect();
            if !lost.is_empty() {
                let message = beside(&lost);
                self.add(LintRuleId::ReferenceSiblings, path, message);
            }
        }
    }

    fn dangling(&mut self, kind: Kind, reference: &str, here: &Path<'_>) {
        let finding = Finding::new(
            LintRuleId::ReferenceDangling,
            here.pointer(),
            format!("`{reference}` leads nowhere"),
        );
        let typed = reference.rsplit('/').next().unwrap_or_default();
        // Looking for what was meant takes a look at every name, so it is done for few.
        let few = self.found.len() < MAX_MEANT;
        let near =
            kind.section().filter(|_| few).and_then(|section| did_you_mean(typed, self.view.names(section)));
        self.found.push(match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        });
    }
}

/// Names are suggested for up to this many findings.
const MAX_MEANT: usize = 50;

/// Whether a number is whole, and not negative.
fn is_count(number: &serde_json::Number) -> bool {
    number.as_u64().is_some() || number.as_f64().is_some_and(|value| value >= 0.0 && value.fract() == 0.0)
}

/// The part of `components` that a reference leads to, if objects of `kind` are in another one.
fn other_section(kind: Kind, reference: &str) -> Option<String> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    // Below a named object there may be anything, and headers are parameters.
    if name.contains('/') || section == "headers" && kind == Kind::Parameter || section.starts_with("x-") {
        return None;
    }
    (kind.section() != Some(section)).then(|| format!("`components.{section}`"))
}

/// The message about keys beside a reference.
fn beside(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().take(3).map(|key| format!("`{key}`")).collect();
    let more = if keys.len() > quoted.len() { " and more" } else { "" };
    let (verb, object) = if keys.len() == 1 { ("stands", "it") } else { ("stand", "them") };
    format!("{}{more} {verb} beside a reference: StackQL drops {object}", quoted.join(", "))
}

/// Most names of a circle that a message gives.
const NAMED: usize = 8;

/// Schemas that are nothing but references which lead back to them. Each schema is walked through once.
fn circles(view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut walked: BTreeMap<&str, &str> = BTreeMap::new();
    for start in view.names("schemas") {
        let (mut path, mut at) = (Vec::new(), Some(start));
        while let Some(name) = at {
            if let Some(before) = walked.get(name) {
                if *before == start {
                    let circle = path.iter().position(|known| *known == name).unwrap_or_default();
                    let circle = path.get(circle..).unwrap_or_default();
                    found.extend((0..circle.len()).map(|first| leads_back(circle, first)));
                }
                break;
            }
            walked.insert(name, start);
            path.push(name);
            let target = view.schema(name).and_then(reference);
            at = target.and_then(|to| to.strip_prefix("#/components/schemas/"));
        }
    }
    found
}

/// The finding for the schema at place `first` of a circle.
fn leads_back(circle: &[&str], first: usize) -> Finding {
    let around = circle.iter().cycle().skip(first).take(circle.len());
    let name = circle.get(first).copied().unwrap_or_default();
    let mut names: Vec<&str> = around.take(NAMED).copied().collect();
    names.extend((circle.len() > NAMED).then_some("…"));
    let message = format!("`{name}` is a reference that leads back to it: {} → {name}", names.join(" → "));
    let pointer = format!("/components/schemas/{}", crate::document::cursor::escape(name));
    Finding::new(LintRuleId::ReferenceCircle, pointer, message).on_key()
}
