//! A service's document with its parts by name.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::document::node::Node;
use crate::text::unescaped;

/// Most references that are followed in a row: a circle has no end.
const MAX_HOPS: usize = 32;

/// A service's document. Its large maps are kept by name: a map of the document itself is searched key by key.
#[derive(Debug)]
pub(super) struct View<'d> {
    pub(super) root: &'d Node<'d>,
    paths: HashMap<&'d str, &'d Node<'d>>,
    /// The maps of `components`, by name.
    sections: HashMap<&'d str, HashMap<&'d str, &'d Node<'d>>>,
}

impl<'d> View<'d> {
    pub(super) fn new(root: &'d Node<'d>) -> Self {
        let by_name = |node: &'d Node<'d>| entries(node).collect();
        let sections = entries(root.get("components").unwrap_or(&Node::Null));
        Self {
            root,
            paths: root.get("paths").map(by_name).unwrap_or_default(),
            sections: sections.map(|(key, section)| (key, by_name(section))).collect(),
        }
    }

    /// The path `name` of the document.
    pub(super) fn path(&self, name: &str) -> Option<&'d Node<'d>> {
        self.paths.get(name).copied()
    }

    /// The schema `name`.
    pub(super) fn schema(&self, name: &str) -> Option<&'d Node<'d>> {
        self.sections.get("schemas")?.get(name).copied()
    }

    /// The names of a part of `components`.
    pub(super) fn names(&self, section: &str) -> impl Iterator<Item = &'d str> {
        let node = self.root.get("components").and_then(|components| components.get(section));
        entries(node.unwrap_or(&Node::Null)).map(|(key, _)| key)
    }

    /// The value at a JSON pointer.
    pub(super) fn at(&self, pointer: &str) -> Option<&'d Node<'d>> {
        let segments = pointer.split('/').skip(1).map(unescaped);
        segments.into_iter().try_fold(self.root, |at, segment| match at {
            Node::List(items) => items.get(segment.parse::<usize>().ok()?),
            node => node.get(&segment),
        })
    }

    /// The value that the reference `reference` leads to.
    pub(super) fn resolve(&self, reference: &str) -> Option<&'d Node<'d>> {
        let fragment = reference.strip_prefix("#/")?;
        let segments: Vec<Cow<'_, str>> = fragment.split('/').map(decoded).collect();
        let (mut at, rest) = match segments.as_slice() {
            [components, section, name, rest @ ..] if components == "components" => {
                (*self.sections.get(&**section)?.get(&**name)?, rest)
            }
            [paths, path, rest @ ..] if paths == "paths" => (self.path(path)?, rest),
            all => (self.root, all),
        };
        for segment in rest {
            at = self.below(at, segment)?;
        }
        Some(at)
    }

    /// The value under `segment`; where `at` is a reference, under what it leads to.
    fn below(&self, at: &'d Node<'d>, segment: &str) -> Option<&'d Node<'d>> {
        match at {
            Node::List(items) => items.get(segment.parse::<usize>().ok()?),
            Node::Map(_) => match (at.get(segment), reference(at)) {
                (Some(value), _) => Some(value),
                (None, Some(reference)) if reference.matches('/').count() < MAX_HOPS => {
                    self.named(reference)?.get(segment)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The named object that a plain reference leads to, without looking below it.
    fn named(&self, reference: &str) -> Option<&'d Node<'d>> {
        let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
        self.sections.get(section)?.get(&*decoded(name)).copied()
    }

    /// `node`, or what it leads to if it is a reference.
    pub(super) fn follow(&self, node: &'d Node<'d>) -> &'d Node<'d> {
        let mut at = node;
        for _ in 0..MAX_HOPS {
            match reference(at).and_then(|reference| self.resolve(reference)) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }
}

/// The text of `node`'s `$ref`, if that is what it is.
pub(super) fn reference<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    node.get("$ref").and_then(Node::as_str).filter(|reference| !reference.is_empty())
}

/// The entries of a map; none of anything else.
pub(super) fn entries<'d>(node: &'d Node<'d>) -> impl Iterator<Item = (&'d str, &'d Node<'d>)> {
    let entries = match node {
        Node::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, value)| (key.as_ref(), value))
}

/// The items of a list; none of anything else.
pub(super) fn items<'d>(node: Option<&'d Node<'d>>) -> &'d [Node<'d>] {
    match node {
        Some(Node::List(items)) => items,
        _ => &[],
    }
}

/// The text of a scalar, as the engine takes it where it wants a text.
pub(super) fn text<'n>(node: Option<&'n Node<'_>>) -> Option<Cow<'n, str>> {
    match node? {
        Node::String(text) => Some(Cow::Borrowed(text)),
        Node::Number(number) => Some(number.to_string().into()),
        Node::Bool(value) => Some(value.to_string().into()),
        Node::Null | Node::List(_) | Node::Map(_) => None,
    }
}

/// Whether `node` has `key` with the value true.
pub(super) fn is_set(node: &Node<'_>, key: &str) -> bool {
    matches!(node.get(key), Some(Node::Bool(true)))
}

/// A segment of a reference as the name that it stands for.
fn decoded(segment: &str) -> Cow<'_, str> {
    if !segment.contains(['~', '%']) {
        return Cow::Borrowed(segment);
    }
    let plain = unescaped(segment);
    if plain.contains('%') {
        return percent_encoding::percent_decode_str(&plain).decode_utf8_lossy().into_owned().into();
    }
    plain
}
