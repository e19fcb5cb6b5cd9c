//! A schema as the engine sees it: which fields it has, which rows an object key finds in it.
//!
//! In: nodes of schemas. Out: their types, properties, items and columns, with `$ref` followed and `allOf`, `anyOf`
//! and `oneOf` merged by the engine's rules, not by those of JSON Schema.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::view::{View, entries, items, reference, text};
use crate::document::node::Node;
use crate::engine::columns::ANONYMOUS;
use crate::engine::search::{Kind, Link, Property, Searched};

/// Deepest nesting of lists whose rows are looked for.
const MAX_DEPTH: usize = 24;

/// Most parts of one schema that are looked at: alternatives may refer to each other many times over.
const MAX_PARTS: usize = 4_000;

/// A schema, or a reference to one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schema<'v, 'd> {
    view: &'v View<'d>,
    /// The schema itself, not a reference.
    node: &'d Node<'d>,
    /// The name by which it was referred to.
    name: Option<&'d str>,
}

/// A schema whose `allOf` and alternatives are merged.
#[derive(Debug, Default)]
struct Merged<'d> {
    kind: Option<Cow<'d, str>>,
    properties: BTreeMap<Cow<'d, str>, &'d Node<'d>>,
    items: Option<&'d Node<'d>>,
}

impl<'v, 'd> Schema<'v, 'd> {
    pub(super) fn new(view: &'v View<'d>, node: &'d Node<'d>) -> Self {
        let name = reference(node).and_then(|reference| reference.rsplit('/').next());
        Self { view, node: view.follow(node), name }
    }

    /// The name by which it was referred to.
    pub(super) fn name(&self) -> Option<&'d str> {
        self.name
    }

    /// The schema's own `type`.
    pub(super) fn own_type(&self) -> &'d str {
        self.node.get("type").and_then(Node::as_str).unwrap_or_default()
    }

    /// The type, which may be that of a part of `allOf`.
    pub(super) fn kind(&self) -> &'d str {
        let of_parts = || {
            let parts = items(self.node.get("allOf")).iter();
            parts.map(|part| Schema::new(self.view, part).own_type()).find(|kind| !kind.is_empty())
        };
        match self.own_type() {
            "" => of_parts().unwrap_or_default(),
            own => own,
        }
    }

    /// The alternatives or parts of the schema, of the first kind that it has.
    pub(super) fn parts(&self) -> &'d [Node<'d>] {
        let of = |key| items(self.node.get(key));
        [of("allOf"), of("oneOf"), of("anyOf")]
            .into_iter()
            .find(|parts| !parts.is_empty())
            .unwrap_or_default()
    }

    /// The names and schemas of its own `properties`.
    fn own_properties(&self) -> impl Iterator<Item = (&'d str, &'d Node<'d>)> + use<'d> {
        entries(self.node.get("properties").unwrap_or(&Node::Null))
    }

    pub(super) fn has_own_properties(&self) -> bool {
        self.own_properties().next().is_some()
    }

    /// The properties that a body or a row has: its own, else those of its parts.
    pub(super) fn properties(&self) -> Vec<(Cow<'d, str>, &'d Node<'d>)> {
        if self.has_own_properties() {
            return self.own_properties().map(|(name, node)| (Cow::Borrowed(name), node)).collect();
        }
        self.merged().properties.into_iter().collect()
    }

    /// The property `name`. Where the schema has parts, the engine looks at those alone.
    fn property(&self, name: &str) -> Option<Self> {
        let found = if self.parts().is_empty() {
            self.node.get("properties").and_then(|properties| properties.get(name))
        } else {
            self.merged().properties.get(name).copied()
        };
        found.map(|node| Schema::new(self.view, node))
    }

    /// The schema of its items.
    pub(super) fn items(&self) -> Option<Self> {
        let own = self.node.get("items");
        let of_parts = || {
            let parts = items(self.node.get("allOf")).iter().rev();
            parts.filter_map(|part| Schema::new(self.view, part).node.get("items")).next()
        };
        of_parts().or(own).map(|node| Schema::new(self.view, node))
    }

    fn values(&self) -> Option<Self> {
        self.node
            .get("additionalProperties")
            .filter(|values| matches!(values, Node::Map(_)))
            .map(|node| Schema::new(self.view, node))
    }

    /// The parts merged; a name that a second part has, too, is put behind the part's name.
    fn merged(&self) -> Merged<'d> {
        let mut room = MAX_PARTS;
        self.merge(&mut room)
    }

    /// As [`Schema::merged`], as long as there is `room` for further parts.
    fn merge(&self, room: &mut usize) -> Merged<'d> {
        let mut merged = self.alone();
        merged.properties.clear();
        for part in self.parts() {
            let part = Schema::new(self.view, part);
            *room = room.saturating_sub(1);
            let inner = if part.parts().is_empty() || *room == 0 { part.alone() } else { part.merge(room) };
            merged.kind = inner.kind.or(merged.kind);
            merged.items = inner.items.or(merged.items);
            for (name, node) in inner.properties {
                let is_taken = merged.properties.contains_key(&name);
                let own = is_taken.then(|| format!("{}_{name}", part.name.unwrap_or_default()));
                merged.properties.insert(own.map_or(name, Cow::Owned), node);
            }
        }
        merged
    }

    /// The schema without its parts.
    fn alone(&self) -> Merged<'d> {
        Merged {
            kind: text(self.node.get("type")),
            items: self.node.get("items"),
            properties: self.own_properties().map(|(name, node)| (Cow::Borrowed(name), node)).collect(),
        }
    }

    /// The names of the columns of rows with this schema; none where the engine makes no table of them.
    pub(super) fn columns(&self) -> Option<Vec<Cow<'d, str>>> {
        self.columns_at(0)
    }

    fn columns_at(&self, depth: usize) -> Option<Vec<Cow<'d, str>>> {
        let has_fields = self.has_own_properties() || !self.parts().is_empty();
        match self.own_type() {
            "array" if depth < MAX_DEPTH => {
                self.node.get("items").and_then(|items| Schema::new(self.view, items).columns_at(depth + 1))
            }
            "object" => Some(self.names()),
            kind if has_fields && kind != "array" => Some(self.names()),
            _ => (self.kind() == "string").then(|| vec![Cow::Borrowed(ANONYMOUS)]),
        }
    }

    fn names(&self) -> Vec<Cow<'d, str>> {
        let mut names: Vec<Cow<'d, str>> = self.properties().into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    /// Whether XML names lead through the schema: the engine looks for those too.
    fn has_xml(&self) -> bool {
        self.node.get("xml").is_some()
            || items(self.node.get("allOf"))
                .iter()
                .any(|part| Schema::new(self.view, part).node.get("xml").is_some())
    }

    /// The schema of the rows under `key` in an answer of `media_type`.
    pub(super) fn rows(&self, key: &str, media_type: &str) -> Rows<'v, 'd> {
        if key.is_empty() {
            let items = self.node.get("items").map(|node| Schema::new(self.view, node));
            return Rows::Found(items.unwrap_or(*self));
        }
        match Format::of(media_type) {
            // What names of XML lead to isn't looked up here.
            Format::Xml => Rows::Unknown,
            Format::Json if key.starts_with('$') => self.by_path(key),
            Format::Json | Format::Other => self.by_name(key),
        }
    }

    fn by_path(&self, key: &str) -> Rows<'v, 'd> {
        let path = path(key);
        let Some((first, rest)) = path.split_first() else { return of_rows(*self) };
        let mut at = match self.property(first) {
            Some(next) => next,
            None if self.has_xml() => return Rows::Unknown,
            None => return Rows::Missing,
        };
        for step in rest {
            let next = match step.as_str() {
                ALL => at.items().or_else(|| at.values()),
                name => at.property(name),
            };
            at = match next {
                Some(next) => next,
                None if at.has_xml() => return Rows::Unknown,
                None => return Rows::Missing,
            };
        }
        of_rows(at)
    }

    /// The rows under a key without `$`: the items of a property, or of the answer itself.
    fn by_name(&self, key: &str) -> Rows<'v, 'd> {
        let found = if self.own_type() == "array" {
            self.items()
        } else if self.has_own_properties() {
            let property = self.node.get("properties").and_then(|properties| properties.get(key));
            property.and_then(|node| Schema::new(self.view, node).items())
        } else {
            return if self.parts().is_empty() { Rows::Missing } else { Rows::Found(*self) };
        };
        found.map_or(Rows::Missing, Rows::Found)
    }
}

impl<'d> Searched<'d> for Schema<'_, 'd> {
    fn id(self) -> usize {
        std::ptr::from_ref(self.node).addr()
    }

    fn kind(self) -> Kind {
        match self.own_type() {
            "" => Kind::Unsaid,
            "object" => Kind::Object,
            "array" => Kind::Array,
            _ => Kind::Plain,
        }
    }

    fn parts(self) -> Vec<Self> {
        Schema::parts(&self).iter().map(|part| Schema::new(self.view, part)).collect()
    }

    fn properties(self) -> Vec<Property<'d, Self>> {
        let written = |(name, node): (&'d str, &'d Node<'d>)| Property {
            name,
            schema: Schema::new(self.view, node),
            link: if reference(node).is_some() { Link::Reference } else { Link::Inside },
        };
        self.own_properties().map(written).collect()
    }

    fn has_items(self) -> bool {
        self.node.get("items").is_some()
    }
}

/// The items under a path, or the object that it leads to.
fn of_rows<'v, 'd>(at: Schema<'v, 'd>) -> Rows<'v, 'd> {
    match at.node.get("items") {
        Some(_) => at.items().map_or(Rows::Missing, Rows::Found),
        None => Rows::Found(at),
    }
}

/// What an object key finds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rows<'v, 'd> {
    /// The schema of a row.
    Found(Schema<'v, 'd>),
    /// The key leads nowhere.
    Missing,
    /// The key isn't one that is understood here.
    Unknown,
}

/// The step of a path to all items.
const ALL: &str = "[*]";

/// The steps of an object key: `$.a[*].b` is `a`, `[*]`, `b`.
fn path(key: &str) -> Vec<String> {
    let mut steps = Vec::new();
    for step in key.split('.').skip(usize::from(key == "$" || key.starts_with("$."))) {
        match step.strip_suffix(ALL) {
            Some(name) => steps.extend([name.to_string(), ALL.to_string()]),
            None => steps.push(step.to_string()),
        }
    }
    steps
}

/// How the engine reads an answer of a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
    Other,
}

impl Format {
    pub(super) fn of(media_type: &str) -> Self {
        let Some((kind, subtype)) = media_type.split_once('/') else { return Self::Other };
        match kind {
            _ if subtype.contains(char::is_whitespace) => Self::Other,
            "application" if subtype.contains("json") => Self::Json,
            "application" | "text" if subtype.contains("xml") => Self::Xml,
            _ => Self::Other,
        }
    }
}
