//! From two schemas to their differences, at any depth.
//!
//! In: the schema of a column, a parameter or a field, in both releases. Out: [`Difference`]s, each with the
//! path to it. Each pair of types is entered once, at the highest place where it occurs: that ends cycles,
//! and a difference that many fields share is reported once, with the other paths to it.

mod own;
mod walker;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

pub(super) use walker::{Of, Walk};

use super::change::OtherPaths;
use super::difference::{Difference, DifferenceKind};
use super::facets::{self, Choice, Facets};
use super::path;
use crate::api::{Api, Format, Schema};

/// Deepest level that is compared. No API written by people is as deep.
const MAX_DEPTH: usize = 64;

/// Most further paths to one change that are listed.
const MAX_PATHS: usize = 50;

/// The places of a pair of types: where it was entered, and others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Twins {
    first: String,
    others: Vec<String>,
}

/// Pairs of types that the walk has met.
#[derive(Default)]
struct Seen(HashMap<(*const Schema, *const Schema), Twins>);

impl Seen {
    /// Whether `types` are entered at `path`: pairs that were entered before are not, and pairs that can't be
    /// are only noted elsewhere.
    fn enter(&mut self, types: (*const Schema, *const Schema), path: &str, can_be_entered: bool) -> bool {
        match self.0.entry(types) {
            Entry::Vacant(entry) if can_be_entered => {
                entry.insert(Twins { first: path.to_string(), others: Vec::new() });
                true
            }
            Entry::Occupied(mut twins) => {
                twins.get_mut().others.push(path.to_string());
                false
            }
            Entry::Vacant(_) => false,
        }
    }

    /// The types that occur in several places.
    fn twins(self) -> Vec<Twins> {
        let mut twins: Vec<Twins> = self.0.into_values().filter(|twins| !twins.others.is_empty()).collect();
        twins.sort();
        twins
    }
}

/// Two schemas to compare, and their place.
struct Node<'a> {
    path: String,
    old: &'a Schema,
    new: &'a Schema,
    depth: usize,
    /// Whether the old release advised against something around the node.
    was_deprecated: bool,
}

impl<'a> Node<'a> {
    /// The node for two schemas within this one.
    fn below(&self, path: String, old: &'a Schema, new: &'a Schema) -> Self {
        Self { path, old, new, depth: self.depth + 1, was_deprecated: self.was_deprecated }
    }
}

/// The differences at a node, and the nodes to compare next.
#[derive(Default)]
struct Step<'a> {
    differences: Vec<Difference>,
    below: Vec<Node<'a>>,
}

/// Whether the server alone sets a field.
enum SetByServer {
    /// In neither release.
    Never,
    /// In both releases.
    Always,
    /// In the new release only.
    Now,
    /// In the old release only.
    NoMore,
}

impl<'a> Walk<'a> {
    /// The differences between `old` and `new`, which stand under the name `name`; highest first.
    pub(super) fn differences(self, name: &str, old: &'a Schema, new: &'a Schema) -> Vec<Difference> {
        let mut all = Vec::new();
        let mut seen = Seen::default();
        let root = Node { path: name.to_string(), old, new, depth: 0, was_deprecated: false };
        let mut waiting = VecDeque::from([root]);
        while let Some(node) = waiting.pop_front() {
            if !self.unchanged.is_same(node.old, node.new) {
                let step = self.step(node, &mut seen);
                all.extend(step.differences);
                waiting.extend(step.below);
            }
        }
        let twins = seen.twins();
        for difference in &mut all {
            difference.root = name.len();
            difference.also = other_paths(&difference.path, &twins);
        }
        all
    }

    /// Compares the schemas of a node.
    fn step(self, mut node: Node<'a>, seen: &mut Seen) -> Step<'a> {
        let before = Facets::of(self.old, node.old);
        let after = Facets::of(self.new, node.new);
        node.was_deprecated |= before.is_deprecated;
        let only = |kind, new: String| Step {
            differences: vec![Difference::new(&node.path, kind, "", new)],
            below: Vec::new(),
        };
        // Of a field that the server sets, only whether requests can set it is compared.
        let mut step = match self.set_by_server(&before, &after) {
            SetByServer::Always => Step::default(),
            SetByServer::Now => only(DifferenceKind::ReadOnly, "read-only".into()),
            SetByServer::NoMore => only(DifferenceKind::Settable, after.type_text()),
            SetByServer::Never => self.whole(&node, &before, &after, seen),
        };
        for difference in &mut step.differences {
            difference.was_deprecated |= node.was_deprecated;
            if difference.path == node.path {
                difference.value = before.kind;
                difference.now = after.kind;
            }
        }
        step
    }

    /// The schemas themselves, and everything within them that wasn't compared elsewhere.
    fn whole(self, node: &Node<'a>, before: &Facets<'_>, after: &Facets<'_>, seen: &mut Seen) -> Step<'a> {
        let mut differences = self.own(&node.path, before, after);
        let types =
            (std::ptr::from_ref(self.old.resolve(node.old)), std::ptr::from_ref(self.new.resolve(node.new)));
        let can_be_entered = before.kind == after.kind && node.depth < MAX_DEPTH;
        if !seen.enter(types, &node.path, can_be_entered) {
            return Step { differences, below: Vec::new() };
        }
        let within = self.within(node);
        differences.extend(within.differences);
        Step { differences, below: within.below }
    }

    /// Finds out which release leaves a field of a body to the server.
    fn set_by_server(self, before: &Facets<'_>, after: &Facets<'_>) -> SetByServer {
        let is_body = matches!(self.of, Of::Body(..));
        match (is_body && before.is_read_only, is_body && after.is_read_only) {
            (false, false) => SetByServer::Never,
            (true, true) => SetByServer::Always,
            (false, true) => SetByServer::Now,
            (true, false) => SetByServer::NoMore,
        }
    }

    /// Compares the content of a node: items, values, alternatives, fields.
    fn within(self, node: &Node<'a>) -> Step<'a> {
        let (old, new) = (node.old, node.new);
        let items = facets::items(self.old, old).zip(facets::items(self.new, new));
        let items = items.map(|(old, new)| node.below(format!("{}[]", node.path), old, new));
        let values = facets::map_values(self.old, old).zip(facets::map_values(self.new, new));
        let values = values.map(|(old, new)| node.below(format!("{}.*", node.path), old, new));
        let choices = (facets::choices(self.old, old), facets::choices(self.new, new));
        let (before, after) = (kinds(self.old, old, &choices.0), kinds(self.new, new, &choices.1));
        let is_composed = !(choices.0.is_empty() && choices.1.is_empty());
        let kind = (is_composed && before != after)
            .then(|| Difference::new(&node.path, DifferenceKind::Type, before, after));
        let mut step = Step {
            differences: kind.into_iter().collect(),
            below: items.into_iter().chain(values).collect(),
        };
        if choices.0.is_empty() != choices.1.is_empty() {
            // Its fields are, or were, among the alternatives.
            return step;
        }
        let pairs = facets::paired(&choices.0, &choices.1).into_iter();
        step.below.extend(pairs.map(|(old, new)| node.below(node.path.clone(), old, new)));
        let fields = self.fields(node);
        step.below.extend(fields.below);
        step.differences.extend(fields.differences);
        step
    }

    /// The properties of two objects.
    fn fields(self, node: &Node<'a>) -> Step<'a> {
        let before = self.old.properties(node.old);
        let after = self.new.properties(node.new);
        let path = |name: &str| path::field(&node.path, name);
        let (was_listed, is_listed) =
            (facets::required(self.old, node.old), facets::required(self.new, node.new));
        let was_needed =
            |name: &str, schema: &Schema| was_listed.contains(&name) || self.is_needed(schema, Side::Old);
        let is_needed =
            |name: &str, schema: &Schema| is_listed.contains(&name) || self.is_needed(schema, Side::New);
        let kept: Vec<(&str, &Schema, &Schema)> =
            before.iter().filter_map(|(name, old)| Some((*name, *old, *after.get(name)?))).collect();
        let gone: Vec<(&str, &Schema)> =
            before.iter().filter(|(name, _)| !after.contains_key(*name)).map(|(n, s)| (*n, *s)).collect();
        let came: Vec<(&str, &Schema)> =
            after.iter().filter(|(name, _)| !before.contains_key(*name)).map(|(n, s)| (*n, *s)).collect();
        let needed = kept.iter().filter(|(name, old, new)| is_needed(name, new) && !was_needed(name, old));
        let needed = needed.map(|(name, ..)| {
            Difference::new(&path(name), DifferenceKind::BecameRequired, "optional", "required")
        });
        let others = self.went_and_came(&gone, &came, path, is_needed);
        Step {
            differences: needed.chain(others).collect(),
            below: kept.iter().map(|(name, old, new)| node.below(path(name), old, new)).collect(),
        }
    }

    /// Whether discovery's annotations require a field for an operation. Compared only if both releases could
    /// say so: a manifest doesn't have these annotations for fields within fields.
    fn is_needed(self, schema: &Schema, side: Side) -> bool {
        let could = self.old.format == Format::Discovery && self.new.format == Format::Discovery;
        let is_named = match (self.of, side) {
            (Of::Body(old, _), Side::Old) => schema.required_by.contains(old),
            (Of::Body(_, new), Side::New) => schema.required_by.contains(new),
            (Of::Rows | Of::Parameter, _) => false,
        };
        could && is_named
    }

    /// The fields that only one release has. A field that the server sets doesn't count as a field of a body.
    pub(super) fn went_and_came(
        self,
        gone: &[(&'a str, &'a Schema)],
        came: &[(&'a str, &'a Schema)],
        path: impl Fn(&str) -> String,
        is_needed: impl Fn(&str, &Schema) -> bool,
    ) -> Vec<Difference> {
        let (gone, came) = (self.told(self.old, gone), self.told(self.new, came));
        let pairs: BTreeMap<&str, &str> = renamed(&gone, &came).into_iter().collect();
        let renamed: BTreeSet<&str> = pairs.values().copied().collect();
        let gone = gone.iter().map(|(name, _, facets)| {
            let renamed = pairs.get(name).map(ToString::to_string);
            let kind = if renamed.is_some() { DifferenceKind::Renamed } else { DifferenceKind::Removed };
            Difference {
                was_deprecated: facets.is_deprecated,
                value: facets.kind,
                renamed,
                ..Difference::new(&path(name), kind, facets.type_text(), "")
            }
        });
        let came = came.iter().filter(|(name, ..)| !renamed.contains(name)).map(|(name, new, facets)| {
            let kind =
                if is_needed(name, new) { DifferenceKind::RequiredAdded } else { DifferenceKind::Added };
            Difference::new(&path(name), kind, "", facets.type_text())
        });
        gone.chain(came).collect()
    }

    /// The fields that are reported, with their facets.
    fn told(self, api: &'a Api, fields: &[(&'a str, &'a Schema)]) -> Vec<Told<'a>> {
        let is_body = matches!(self.of, Of::Body(..));
        let all = fields.iter().map(|(name, schema)| (*name, *schema, Facets::of(api, schema)));
        all.filter(|(_, _, facets)| !(is_body && facets.is_read_only)).collect()
    }
}

/// One of the two releases.
#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

/// The alternatives of a value in words; its own type, if it has none.
fn kinds(api: &Api, schema: &Schema, choices: &[Choice<'_>]) -> String {
    if choices.is_empty() {
        return Facets::of(api, schema).type_text();
    }
    format!("one of {}", choices.iter().map(|choice| choice.kind).collect::<Vec<_>>().join(", "))
}

/// A field with its schema and its facets.
type Told<'a> = (&'a str, &'a Schema, Facets<'a>);

/// Renamed fields: the only two removed and added ones with one type and one description.
fn renamed<'a>(gone: &[Told<'a>], came: &[Told<'a>]) -> Vec<(&'a str, &'a str)> {
    let by_key = |fields: &[Told<'a>]| {
        let mut names: BTreeMap<(String, &'a str), Vec<&'a str>> = BTreeMap::new();
        for (name, _, facets) in fields {
            if let Some(description) = facets.description {
                names.entry((facets.type_text(), description)).or_default().push(name);
            }
        }
        names
    };
    let (before, after) = (by_key(gone), by_key(came));
    let mut pairs = Vec::new();
    for (key, names) in before {
        if let ([old], Some([new])) = (names.as_slice(), after.get(&key).map(Vec::as_slice)) {
            pairs.push((*old, *new));
        }
    }
    pairs
}

/// Other paths to the same change, as far as they differ in one place; at most [`MAX_PATHS`].
fn other_paths(path: &str, twins: &[Twins]) -> OtherPaths {
    let mut paths = Vec::new();
    for Twins { first, others } in twins {
        let Some(rest) = path.strip_prefix(first.as_str()) else { continue };
        if rest.starts_with(['.', '[']) {
            paths.extend(others.iter().map(|other| format!("{other}{rest}")));
        }
    }
    paths.sort();
    let count = paths.len();
    paths.truncate(MAX_PATHS);
    OtherPaths { first: paths, count }
}
