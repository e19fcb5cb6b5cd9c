//! From two schemas to what differs between them, at any depth.
//!
//! In: the schema of a column, a parameter or a field, in both releases. Out: [`Change`]s, each with the path to it. Each
//! pair of types is entered once, at the highest place where it stands: that ends cycles, and what many fields have in
//! common is told once.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use super::facets::{self, Choice, Facets};
use super::unchanged::Unchanged;
use crate::api::{Api, Schema};
use crate::provider::Behavior;

/// Levels below which nothing is compared. No API that people write goes as deep.
const MAX_DEPTH: usize = 64;

/// How many further paths to one change are told.
const MAX_PATHS: usize = 50;

/// Two APIs whose schemas are compared.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) unchanged: &'a Unchanged<'a>,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Removed,
    Renamed,
    Added,
    /// A field that came, and that an object must have.
    RequiredAdded,
    /// A field that was there, and that an object must have now.
    BecameRequired,
    Type,
    /// One value where many were, or the reverse.
    Cardinality,
    Format,
    EnumRemoved,
    EnumAdded,
    ReadOnly,
    Immutable,
    Deprecated,
    Described,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// `config.disks[].size`, `labels.*`
    pub(super) path: String,
    /// How many bytes of the path are the column, parameter or field that all this is within.
    pub(super) root: usize,
    pub(super) kind: Kind,
    pub(super) old: String,
    pub(super) new: String,
    /// Whether the old release advised against it.
    pub(super) was_deprecated: bool,
    /// Whether the new release keeps it from requests.
    pub(super) is_read_only: bool,
    /// Other paths from the same column, parameter or field to the same place of the same types.
    pub(super) also: Vec<String>,
}

impl Change {
    /// Whether it is within a column, not the column itself.
    pub(super) fn is_nested(&self) -> bool {
        self.path.len() > self.root
    }
}

/// Where a pair of types stands: where it was entered, and elsewhere.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Twins {
    first: String,
    others: Vec<String>,
}

struct Node<'a> {
    path: String,
    old: &'a Schema,
    new: &'a Schema,
    depth: usize,
    /// Whether it is within something that the server sets.
    is_output: bool,
}

impl<'a> Walk<'a> {
    /// What differs between `old` and `new`, which stand under the name `name`; highest first.
    pub(super) fn changes(self, name: &str, old: &'a Schema, new: &'a Schema) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut entered: HashMap<_, Twins> = HashMap::new();
        let mut waiting =
            VecDeque::from([Node { path: name.to_string(), old, new, depth: 0, is_output: false }]);
        while let Some(mut node) = waiting.pop_front() {
            if self.unchanged.is_same(node.old, node.new) {
                continue;
            }
            let before = Facets::of(self.old, node.old);
            let after = Facets::of(self.new, node.new);
            let first = changes.len();
            let is_within = node.is_output;
            node.is_output |= after.is_read_only;
            own_changes(&node.path, &before, &after, &mut changes);
            let is_entered = before.kind == after.kind && node.depth < MAX_DEPTH;
            let types =
                (self.old.resolve(node.old) as *const Schema, self.new.resolve(node.new) as *const Schema);
            match entered.entry((types, node.is_output)) {
                Entry::Vacant(entry) if is_entered => {
                    entry.insert(Twins { first: node.path.clone(), others: Vec::new() });
                    self.enter(&node, &mut waiting, &mut changes);
                }
                Entry::Occupied(mut twins) => twins.get_mut().others.push(node.path.clone()),
                Entry::Vacant(_) => {}
            }
            // What the server sets, it sets whole.
            for change in changes.iter_mut().skip(first) {
                change.is_read_only |= is_within || (node.is_output && change.path != node.path);
            }
        }
        let mut twins: Vec<Twins> = entered.into_values().filter(|twins| !twins.others.is_empty()).collect();
        twins.sort();
        for change in &mut changes {
            change.root = name.len();
            change.also = other_paths(&change.path, &twins);
        }
        changes
    }

    /// What is within a node: items, values, alternatives, fields.
    fn enter(self, node: &Node<'a>, waiting: &mut VecDeque<Node<'a>>, changes: &mut Vec<Change>) {
        let is_output = node.is_output;
        let mut below = |path: String, old: &'a Schema, new: &'a Schema| {
            waiting.push_back(Node { path, old, new, depth: node.depth + 1, is_output });
        };
        let (old, new) = (node.old, node.new);
        if let (Some(old), Some(new)) = (facets::items(self.old, old), facets::items(self.new, new)) {
            below(format!("{}[]", node.path), old, new);
        }
        if let (Some(old), Some(new)) = (facets::map_values(self.old, old), facets::map_values(self.new, new))
        {
            below(format!("{}.*", node.path), old, new);
        }
        let choices = (facets::choices(self.old, old), facets::choices(self.new, new));
        let kinds = |choices: &[Choice<'_>]| match choices {
            [] => "anything".to_string(),
            _ => {
                format!("one of {}", choices.iter().map(|choice| choice.kind).collect::<Vec<_>>().join(", "))
            }
        };
        let (before, after) = (kinds(&choices.0), kinds(&choices.1));
        if before != after {
            changes.push(change(&node.path, Kind::Type, before, after));
        }
        for (old, new) in facets::paired(&choices.0, &choices.1) {
            below(node.path.clone(), old, new);
        }
        self.fields(node, &mut below, changes);
    }

    /// The properties of two objects.
    fn fields(
        self,
        node: &Node<'a>,
        below: &mut impl FnMut(String, &'a Schema, &'a Schema),
        changes: &mut Vec<Change>,
    ) {
        let before = self.old.properties(node.old);
        let after = self.new.properties(node.new);
        let needed = (facets::required(self.old, node.old), facets::required(self.new, node.new));
        let path = |name: &str| format!("{}.{name}", node.path);
        let mut gone: Vec<(&str, &Schema)> = Vec::new();
        for (name, old) in &before {
            match after.get(name) {
                Some(new) => {
                    below(path(name), old, new);
                    if needed.1.contains(name) && !needed.0.contains(name) {
                        changes.push(change(&path(name), Kind::BecameRequired, "optional", "required"));
                    }
                }
                None => gone.push((name, old)),
            }
        }
        let came: Vec<(&str, &Schema)> = after
            .iter()
            .filter(|(name, _)| !before.contains_key(*name))
            .map(|(name, new)| (*name, *new))
            .collect();
        let needed = |name: &str| needed.1.contains(&name);
        self.went_and_came(&gone, &came, path, needed, changes);
    }

    /// The fields that only one release has.
    pub(super) fn went_and_came(
        self,
        gone: &[(&'a str, &'a Schema)],
        came: &[(&'a str, &'a Schema)],
        path: impl Fn(&str) -> String,
        is_needed: impl Fn(&str) -> bool,
        changes: &mut Vec<Change>,
    ) {
        let pairs = self.renamed(gone, came);
        for (name, old) in gone {
            let facets = Facets::of(self.old, old);
            let renamed = pairs.iter().find(|(before, _)| before == name);
            let (kind, old, new) = match renamed {
                Some((_, after)) => (Kind::Renamed, (*name).to_string(), (*after).to_string()),
                None => (Kind::Removed, facets.type_text(), String::new()),
            };
            changes.push(Change {
                was_deprecated: facets.is_deprecated,
                is_read_only: facets.is_read_only,
                ..change(&path(name), kind, old, new)
            });
        }
        for (name, new) in came.iter().filter(|(name, _)| pairs.iter().all(|(_, after)| after != name)) {
            let facets = Facets::of(self.new, new);
            let kind = if is_needed(name) { Kind::RequiredAdded } else { Kind::Added };
            let is_read_only = facets.is_read_only;
            changes.push(Change { is_read_only, ..change(&path(name), kind, "", facets.type_text()) });
        }
    }

    /// The fields that went and came under another name: the only two with one type and one description.
    fn renamed(
        self,
        gone: &[(&'a str, &'a Schema)],
        came: &[(&'a str, &'a Schema)],
    ) -> Vec<(&'a str, &'a str)> {
        let key = |facets: &Facets<'_>| Some((facets.type_text(), facets.description?.to_string()));
        let before: Vec<_> =
            gone.iter().map(|(name, old)| (*name, key(&Facets::of(self.old, old)))).collect();
        let after: Vec<_> = came.iter().map(|(name, new)| (*name, key(&Facets::of(self.new, new)))).collect();
        let mut pairs = Vec::new();
        for (name, key) in &before {
            let same = |(_, other): &&(&str, Option<_>)| key.is_some() && other == key;
            let (mut old, mut new) = (before.iter().filter(same), after.iter().filter(same));
            if let (Some(_), None, Some((renamed, _)), None) =
                (old.next(), old.next(), new.next(), new.next())
            {
                pairs.push((*name, *renamed));
            }
        }
        pairs
    }
}

fn change(path: &str, kind: Kind, old: impl Into<String>, new: impl Into<String>) -> Change {
    Change {
        path: path.to_string(),
        root: path.len(),
        kind,
        old: old.into(),
        new: new.into(),
        was_deprecated: false,
        is_read_only: false,
        also: Vec::new(),
    }
}

/// The paths by which the same change is reached, as far as they differ in one place; at most [`MAX_PATHS`].
fn other_paths(path: &str, twins: &[Twins]) -> Vec<String> {
    let mut paths = Vec::new();
    for Twins { first, others } in twins {
        let Some(rest) = path.strip_prefix(first.as_str()) else { continue };
        if rest.starts_with(['.', '[']) {
            paths.extend(others.iter().map(|other| format!("{other}{rest}")));
        }
    }
    paths.sort();
    paths.truncate(MAX_PATHS);
    paths
}

/// What differs between two schemas but for what is within them.
fn own_changes(path: &str, before: &Facets<'_>, after: &Facets<'_>, changes: &mut Vec<Change>) {
    let mut add = |kind, old: String, new: String| {
        changes.push(Change {
            was_deprecated: before.is_deprecated,
            is_read_only: after.is_read_only,
            ..change(path, kind, old, new)
        });
    };
    if before.kind != after.kind {
        let is_many = |facets: &Facets<'_>| facets.kind == "array";
        let kind = if is_many(before) == is_many(after) { Kind::Type } else { Kind::Cardinality };
        add(kind, before.type_text(), after.type_text());
    } else if before.format != after.format {
        add(Kind::Format, before.format.unwrap_or("none").into(), after.format.unwrap_or("none").into());
    }
    if !before.values.is_empty() {
        let missing = |from: &[String], to: &[String]| -> Vec<String> {
            from.iter().filter(|value| !to.contains(value)).cloned().collect()
        };
        let gone = missing(&before.values, &after.values);
        let came = missing(&after.values, &before.values);
        if after.values.is_empty() && before.kind == after.kind {
            add(Kind::EnumAdded, before.values.join(", "), "any value".into());
        } else if !after.values.is_empty() {
            if !gone.is_empty() {
                add(Kind::EnumRemoved, gone.join(", "), String::new());
            }
            if !came.is_empty() {
                add(Kind::EnumAdded, String::new(), came.join(", "));
            }
        }
    }
    let marks = [
        (Kind::ReadOnly, before.is_read_only, after.is_read_only, "read-only"),
        (Kind::Immutable, before.is_immutable, after.is_immutable, "immutable"),
        (Kind::Deprecated, before.is_deprecated, after.is_deprecated, "deprecated"),
    ];
    let mut is_marked = false;
    for (kind, _, _, word) in marks.into_iter().filter(|(_, was, is, _)| *is && !was) {
        add(kind, String::new(), word.into());
        is_marked = true;
    }
    // A mark is the first word of a description: that it came is told.
    let words = |text: Option<&str>| {
        let text = text.unwrap_or_default();
        let text = if is_marked { Behavior::split(text).1 } else { text };
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    if before.description != after.description && words(before.description) != words(after.description) {
        add(Kind::Described, words(before.description), words(after.description));
    }
}
