//! The base of the readers of all parts of a document: knowledge about the whole document, and ways to read
//! values.
//!
//! In: a place in a document. Out: the value there, or nothing and a problem: the reader goes on, so that all
//! problems of a document come together.

use std::cell::Cell;

use openapiv3::ReferenceOr;
use serde_json::{Number, Value};

use super::asked::AllAsked;
use super::refs::{Section, Targets};
use super::version::OpenApiVersion;
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::input::problems::{missing, wrong_type, wrong_type_repaired};

/// Reads the parts of a document. Each part's file adds functions.
pub(super) struct Reader<'d> {
    pub(super) version: OpenApiVersion,
    pub(super) targets: Targets<'d>,
    /// What the document's methods have asked for.
    pub(super) asked: AllAsked<'d>,
    /// How many values may still be read a second time, in the place of references to them.
    pub(super) in_place: Cell<usize>,
}

/// How many values of a document are read a second time at most.
const MAX_IN_PLACE: usize = 2_000_000;

impl<'d> Reader<'d> {
    pub(super) fn of(document: &'d Node<'d>) -> Self {
        Self {
            version: OpenApiVersion::of(document),
            targets: Targets::new(document),
            asked: AllAsked::of(document),
            in_place: Cell::new(MAX_IN_PLACE),
        }
    }
}

impl Reader<'_> {
    /// The name of the component that the reference at `at` leads to, or the result of `read` for a value
    /// that isn't a reference; none if the reference is broken. A reader that goes on has `done` that about it.
    pub(super) fn referred<T>(
        &self,
        section: Section,
        at: &Cursor<'_, '_>,
        done: &'static str,
        read: impl FnOnce(&Cursor<'_, '_>) -> Option<T>,
    ) -> Option<ReferenceOr<T>> {
        match reference(at) {
            Some(target) => {
                let name = self.targets.resolve(section, &target, done);
                name.map(|reference| ReferenceOr::Reference { reference })
            }
            None => read(at).map(ReferenceOr::Item),
        }
    }

    /// Checks the references at `at`, by name, to parts that the API doesn't hold: examples, links,
    /// callbacks, headers.
    pub(super) fn check_references(&self, section: Section, at: &Cursor<'_, '_>) {
        // In schemas of OpenAPI 3.1, `examples` is a list; a list is allowed anywhere here.
        if is_map(at.node) {
            for (_, value) in at.entries() {
                if let Some(target) = reference(&value) {
                    self.targets.resolve(section, &target, "nothing is read there");
                }
            }
        }
    }

    /// Whether the document is read so that each problem costs as little as it can.
    pub(super) const fn is_repairing(&self) -> bool {
        !self.asked.is_manifest
    }
}

fn is_map(node: &Node<'_>) -> bool {
    matches!(node, Node::Map(_))
}

/// Whether the value is an object; any other value is reported.
pub(super) fn map(at: &Cursor<'_, '_>) -> bool {
    at.expect_object();
    is_map(at.node)
}

/// The `$ref` of the object at `at`, if it has one.
pub(super) fn reference<'c, 'a>(at: &'c Cursor<'c, 'a>) -> Option<Cursor<'c, 'a>> {
    at.get("$ref")
}

/// As [`map`], for a part that may be missing: null counts as an empty object.
pub(super) fn map_or_null(at: &Cursor<'_, '_>) -> bool {
    if at.is_repairing() && *at.node == Node::Null {
        return true;
    }
    map(at)
}

/// `value`, which was read from `key` of the object at `at`; a missing key is reported. `gives` says what the
/// key is for.
pub(super) fn required<T>(at: &Cursor<'_, '_>, key: &str, value: Option<T>, gives: &str) -> Option<T> {
    // A value of the wrong type is reported already.
    if value.is_none() && at.node.get(key).is_none() {
        at.report(missing(key, gives));
    }
    value
}

/// A text, unless it is empty.
pub(super) fn prose(at: &Cursor<'_, '_>) -> Option<String> {
    at.string().filter(|text| !text.trim().is_empty())
}

/// The values of a map of texts.
pub(super) fn texts(at: &Cursor<'_, '_>) -> impl Iterator<Item = (String, String)> {
    at.entries().filter_map(|(key, value)| Some((key.to_string(), value.string()?)))
}

/// Checks that the object at `at` has texts under `keys`, which the API doesn't hold.
pub(super) fn check_texts(at: &Cursor<'_, '_>, keys: &[&str]) {
    for (_, value) in at.entries().filter(|(key, _)| keys.contains(key)) {
        value.string();
    }
}

/// The URL of `externalDocs`.
pub(super) fn external_docs(at: &Cursor<'_, '_>) -> Option<String> {
    check_texts(at, &["description"]);
    at.get("url").and_then(|url| url.string())
}

/// Any number.
pub(super) fn number(at: &Cursor<'_, '_>) -> Option<Number> {
    match at.node {
        Node::Number(number) => return Some(number.clone()),
        Node::String(text) => {
            let help = "write the number without quotes";
            let read = text.trim().parse::<Number>().ok().filter(|_| at.is_repairing());
            match &read {
                Some(read) => wrong_type_repaired(at, "a number", help, format!("it is read as {read}")),
                None => wrong_type(at, "a number", help),
            }
            return read;
        }
        _ => wrong_type(at, "a number", "leave the key out where there is no bound"),
    }
    None
}

/// A whole number, zero or more.
pub(super) fn count(at: &Cursor<'_, '_>) -> Option<u64> {
    let (wanted, help) = ("a whole number", "write 0 or more, without quotes, or leave the key out");
    let whole = match at.node {
        Node::Number(number) => whole(number),
        Node::String(text) if at.is_repairing() => {
            let read = text.trim().parse::<u64>().ok();
            if let Some(read) = read {
                wrong_type_repaired(at, wanted, help, format!("it is read as {read}"));
                return Some(read);
            }
            None
        }
        _ => None,
    };
    if whole.is_none() {
        wrong_type(at, wanted, help);
    }
    whole
}

fn whole(number: &Number) -> Option<u64> {
    number.as_u64().or_else(|| {
        // `1.0` is a whole number in JSON Schema, and generators write it.
        number
            .as_f64()
            .filter(|float| float.fract() == 0.0 && (0.0..1e15).contains(float))
            .and_then(|float| format!("{float:.0}").parse().ok())
    })
}

/// A value with free content; keys are sorted, since nothing may depend on their order.
pub(super) fn free(node: &Node<'_>) -> Value {
    match node {
        Node::List(items) => items.iter().map(free).collect(),
        Node::Map(entries) => {
            let mut sorted: Vec<_> =
                entries.iter().map(|(key, value)| (key.to_string(), free(value))).collect();
            sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
            Value::Object(sorted.into_iter().collect())
        }
        leaf => leaf.to_value(),
    }
}
