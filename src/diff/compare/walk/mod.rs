//! From two schemas to what differs between them, at any depth.
//!
//! In: the schema of a column, a parameter or a field, in both releases. Out: [`Change`]s, each with the path
//! to it. Each pair of types is entered once, at the highest place where it stands: that ends cycles, and
//! what many fields have in common is told once, with the other paths to it.

mod own;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::facets::{self, Choice, Facets};
use super::path;
use super::unchanged::Unchanged;
use crate::api::{Api, Format, Schema};
use crate::names::OperationId;

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
    pub(super) of: Of<'a>,
}

/// What the schemas are of: who may write what differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of<'a> {
    /// Rows: whatever the server answers.
    Rows,
    /// The body of an operation, before and after: what the server sets is nobody's to send.
    Body(&'a OperationId, &'a OperationId),
    /// A parameter.
    Parameter,
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
    /// Bounds, a pattern or a list of values that lets less through.
    Narrowed,
    Default,
    ReadOnly,
    /// It was the server's to set, and can be set now.
    Settable,
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
    /// Name of the field that it is now, where it was renamed.
    pub(super) renamed: Option<String>,
    /// Type of the value in the old release, where it had one.
    pub(super) value: &'static str,
    /// Whether the new release has a list there.
    pub(super) is_list: bool,
    /// Whether the old release advised against it, or against what it is within.
    pub(super) was_deprecated: bool,
    /// Values that went or came.
    pub(super) values: Vec<String>,
    /// The first other paths from the same column, parameter or field to the same place of the same types.
    pub(super) also: Vec<String>,
    /// How many of these there are.
    pub(super) also_count: usize,
}

impl Change {
    pub(super) fn new(path: &str, kind: Kind, old: impl Into<String>, new: impl Into<String>) -> Self {
        Self {
            path: path.to_string(),
            root: path.len(),
            kind,
            old: old.into(),
            new: new.into(),
            renamed: None,
            value: "string",
            is_list: false,
            was_deprecated: false,
            values: Vec::new(),
            also: Vec::new(),
            also_count: 0,
        }
    }

    /// How it was and how it is: the two names of what was renamed.
    pub(super) fn sides(&self) -> (String, String) {
        match &self.renamed {
            Some(name) => {
                let old = self.path.rsplit(['.', ']']).find(|part| !part.is_empty());
                let old = if self.is_nested() { old.unwrap_or(&self.path) } else { &self.path };
                (old.to_string(), name.clone())
            }
            None => (self.old.clone(), self.new.clone()),
        }
    }

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
    /// Whether the old release advised against what it is within.
    was_deprecated: bool,
}

impl<'a> Walk<'a> {
    /// What differs between `old` and `new`, which stand under the name `name`; highest first.
    pub(super) fn changes(self, name: &str, old: &'a Schema, new: &'a Schema) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut entered: HashMap<_, Twins> = HashMap::new();
        let root = Node { path: name.to_string(), old, new, depth: 0, was_deprecated: false };
        let mut waiting = VecDeque::from([root]);
        while let Some(mut node) = waiting.pop_front() {
            if self.unchanged.is_same(node.old, node.new) {
                continue;
            }
            let before = Facets::of(self.old, node.old);
            let after = Facets::of(self.new, node.new);
            node.was_deprecated |= before.is_deprecated;
            let first = changes.len();
            let types =
                (self.old.resolve(node.old) as *const Schema, self.new.resolve(node.new) as *const Schema);
            if let Some(kind) = self.set_by_server(&before, &after) {
                // Whether it can be set is all there is to say of it.
                changes.extend(kind.map(|kind| {
                    let new = if kind == Kind::ReadOnly { "read-only".into() } else { after.type_text() };
                    Change::new(&node.path, kind, "", new)
                }));
            } else {
                self.own_changes(&node.path, &before, &after, &mut changes);
                let is_entered = before.kind == after.kind && node.depth < MAX_DEPTH;
                match entered.entry(types) {
                    Entry::Vacant(entry) if is_entered => {
                        entry.insert(Twins { first: node.path.clone(), others: Vec::new() });
                        self.enter(&node, &mut waiting, &mut changes);
                    }
                    Entry::Occupied(mut twins) => twins.get_mut().others.push(node.path.clone()),
                    Entry::Vacant(_) => {}
                }
            }
            for change in changes.iter_mut().skip(first) {
                change.was_deprecated |= node.was_deprecated;
                if change.path == node.path {
                    change.value = before.kind;
                    change.is_list = after.kind == "array";
                }
            }
        }
        let mut twins: Vec<Twins> = entered.into_values().filter(|twins| !twins.others.is_empty()).collect();
        twins.sort();
        for change in &mut changes {
            change.root = name.len();
            (change.also, change.also_count) = other_paths(&change.path, &twins);
        }
        changes
    }

    /// Of a body's field that the server sets in either release: what became of that, if anything.
    fn set_by_server(self, before: &Facets<'_>, after: &Facets<'_>) -> Option<Option<Kind>> {
        if !matches!(self.of, Of::Body(..)) {
            return None;
        }
        match (before.is_read_only, after.is_read_only) {
            (false, false) => None,
            (true, true) => Some(None),
            (false, true) => Some(Some(Kind::ReadOnly)),
            (true, false) => Some(Some(Kind::Settable)),
        }
    }

    /// What is within a node: items, values, alternatives, fields.
    fn enter(self, node: &Node<'a>, waiting: &mut VecDeque<Node<'a>>, changes: &mut Vec<Change>) {
        let was_deprecated = node.was_deprecated;
        let mut below = |path: String, old: &'a Schema, new: &'a Schema| {
            waiting.push_back(Node { path, old, new, depth: node.depth + 1, was_deprecated });
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
        let kinds = |api: &Api, schema: &Schema, choices: &[Choice<'_>]| match choices {
            [] => Facets::of(api, schema).type_text(),
            _ => {
                format!("one of {}", choices.iter().map(|choice| choice.kind).collect::<Vec<_>>().join(", "))
            }
        };
        let before = kinds(self.old, old, &choices.0);
        let after = kinds(self.new, new, &choices.1);
        let is_composed = !(choices.0.is_empty() && choices.1.is_empty());
        if is_composed && before != after {
            changes.push(Change::new(&node.path, Kind::Type, before, after));
        }
        if choices.0.is_empty() != choices.1.is_empty() {
            // Its fields are somewhere among the alternatives, or were.
            return;
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
        let path = |name: &str| path::field(&node.path, name);
        let listed = (facets::required(self.old, node.old), facets::required(self.new, node.new));
        let was_needed = |name: &str, schema: &Schema| {
            listed.0.contains(&name)
                || self.is_needed(
                    schema,
                    |of| matches!(of, Of::Body(old, _) if schema.required_by.contains(old)),
                )
        };
        let is_needed = |name: &str, schema: &Schema| {
            listed.1.contains(&name)
                || self.is_needed(
                    schema,
                    |of| matches!(of, Of::Body(_, new) if schema.required_by.contains(new)),
                )
        };
        let mut gone: Vec<(&str, &Schema)> = Vec::new();
        for (name, old) in &before {
            match after.get(name) {
                Some(new) => {
                    below(path(name), old, new);
                    if is_needed(name, new) && !was_needed(name, old) {
                        changes.push(Change::new(&path(name), Kind::BecameRequired, "optional", "required"));
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
        self.went_and_came(&gone, &came, path, is_needed, changes);
    }

    /// Whether discovery's annotations say that an operation needs a field. Only where both releases could: a
    /// manifest doesn't have them for fields within fields.
    fn is_needed(self, schema: &Schema, by: impl Fn(Of<'a>) -> bool) -> bool {
        let could = self.old.format == Format::Discovery && self.new.format == Format::Discovery;
        could && !schema.required_by.is_empty() && by(self.of)
    }

    /// The fields that only one release has. What the server sets is no field of a body.
    pub(super) fn went_and_came(
        self,
        gone: &[(&'a str, &'a Schema)],
        came: &[(&'a str, &'a Schema)],
        path: impl Fn(&str) -> String,
        is_needed: impl Fn(&str, &Schema) -> bool,
        changes: &mut Vec<Change>,
    ) {
        let is_body = matches!(self.of, Of::Body(..));
        let told =
            |api: &'a Api, fields: &[(&'a str, &'a Schema)]| -> Vec<(&'a str, &'a Schema, Facets<'a>)> {
                let all = fields.iter().map(|(name, schema)| (*name, *schema, Facets::of(api, schema)));
                all.filter(|(_, _, facets)| !(is_body && facets.is_read_only)).collect()
            };
        let (gone, came) = (told(self.old, gone), told(self.new, came));
        let pairs: BTreeMap<&str, &str> = renamed(&gone, &came).into_iter().collect();
        let renamed: BTreeSet<&str> = pairs.values().copied().collect();
        for (name, _, facets) in &gone {
            let renamed = pairs.get(name).map(ToString::to_string);
            let kind = if renamed.is_some() { Kind::Renamed } else { Kind::Removed };
            changes.push(Change {
                was_deprecated: facets.is_deprecated,
                value: facets.kind,
                renamed,
                ..Change::new(&path(name), kind, facets.type_text(), "")
            });
        }
        for (name, new, facets) in came.iter().filter(|(name, ..)| !renamed.contains(name)) {
            let kind = if is_needed(name, new) { Kind::RequiredAdded } else { Kind::Added };
            changes.push(Change::new(&path(name), kind, "", facets.type_text()));
        }
    }
}

/// A field with its schema and what that says in the end.
type Told<'a> = (&'a str, &'a Schema, Facets<'a>);

/// The fields that went and came under another name: the only two with one type and one description.
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

/// The paths by which the same change is reached, as far as they differ in one place; at most [`MAX_PATHS`].
fn other_paths(path: &str, twins: &[Twins]) -> (Vec<String>, usize) {
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
    (paths, count)
}
