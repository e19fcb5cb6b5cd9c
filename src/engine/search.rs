//! The search of EXEC for a parameter's name in an answer.
//!
//! In: the schema of an answer, from an API or from a manifest. Out: the names that are found in it. The engine
//! looks for each parameter, at any depth but not among the values of maps; an array ends the search as if the
//! name had been found. Schemas of a `$ref` are looked at once; a schema that contains itself by `allOf` has no end.

use std::collections::{BTreeMap, BTreeSet};

/// Most schemas of one answer that are looked at. In a larger one nothing is found.
const MAX_SCHEMAS: usize = 20_000;

/// A schema that is searched, not a reference to one.
pub trait Searched<'d>: Copy {
    /// A number that no other schema of the document has.
    fn id(self) -> usize;
    /// The type that is written.
    fn kind(self) -> Kind;
    /// The parts of `allOf`, else of `oneOf`, else of `anyOf`.
    fn parts(self) -> Vec<Self>;
    /// The schema's own properties.
    fn properties(self) -> Vec<Property<'d, Self>>;
    /// Whether the schema's own items are written.
    fn has_items(self) -> bool;
}

/// What the search makes of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No type is written.
    Unsaid,
    /// An object.
    Object,
    /// An array.
    Array,
    /// A value without parts.
    Plain,
}

/// A property of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Property<'d, S> {
    /// The name.
    pub name: &'d str,
    /// The schema, with references followed.
    pub schema: S,
    /// How the schema is written.
    pub link: Link,
}

/// How a schema stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// A `$ref` alone, which is followed once in a search.
    Reference,
    /// The schema itself, or parts.
    Inside,
}

/// A schema whose parts are merged.
#[derive(Debug)]
struct Merged<'d, S> {
    kind: Kind,
    has_items: bool,
    properties: Vec<Property<'d, S>>,
}

/// What is known of one schema.
#[derive(Debug, Default)]
struct Seen<'d> {
    is_array: bool,
    names: Vec<&'d str>,
    inside: Vec<(usize, Link)>,
}

/// An answer with all schemas that a search may come to.
#[derive(Debug, Default)]
pub struct Search<'d> {
    seen: BTreeMap<usize, Seen<'d>>,
    is_too_large: bool,
}

impl<'d> Search<'d> {
    /// The search of `answer`.
    pub fn of<S: Searched<'d>>(answer: S) -> Self {
        let mut search = Self::default();
        let mut open = vec![answer];
        while let Some(schema) = open.pop() {
            if search.seen.contains_key(&schema.id()) {
                continue;
            }
            if search.seen.len() == MAX_SCHEMAS {
                search.is_too_large = true;
                break;
            }
            let merged = merged(schema, &mut BTreeSet::new());
            let is_array = merged.kind == Kind::Array && merged.has_items;
            let has_fields = !is_array && schema.kind() != Kind::Plain && merged.kind != Kind::Plain;
            let fields = if has_fields { merged.properties } else { Vec::new() };
            open.extend(fields.iter().map(|field| field.schema));
            let seen = Seen {
                is_array,
                names: fields.iter().map(|field| field.name).collect(),
                inside: fields.iter().map(|field| (field.schema.id(), field.link)).collect(),
            };
            search.seen.insert(schema.id(), seen);
        }
        search
    }

    /// Whether the engine finds `name`, in whichever order it takes the properties.
    #[must_use]
    pub fn finds(&self, name: &str) -> bool {
        let is_found = |seen: &Seen<'_>| seen.is_array || seen.names.contains(&name);
        let found = self.seen.iter().filter(|(_, seen)| is_found(seen));
        let found: BTreeSet<usize> = found.map(|(id, _)| *id).collect();
        // Where each way on leads back to itself, the search has no end; where one of them leads to the name, it is
        // taken at some time.
        let finding = self.grown(found.clone(), |ways| ways.contains(&true));
        let ending = self.grown(finding, |ways| !ways.contains(&false));
        !self.is_too_large && !found.is_empty() && ending.len() == self.seen.len()
    }

    /// Whether the search for a name that isn't there comes to an end.
    #[must_use]
    pub fn ends(&self) -> bool {
        let ending = self.grown(BTreeSet::new(), |ways| !ways.contains(&false));
        !self.is_too_large && ending.len() == self.seen.len()
    }

    /// `known`, and each schema that belongs to it by the schemas that a search may come to from there again and
    /// again; `belongs` is told which of those are known.
    fn grown(&self, mut known: BTreeSet<usize>, belongs: impl Fn(&[bool]) -> bool) -> BTreeSet<usize> {
        let is_array = |id: &usize| self.seen.get(id).is_some_and(|seen| seen.is_array);
        loop {
            let before = known.len();
            for (id, seen) in &self.seen {
                let ways = seen.inside.iter().filter(|(id, link)| *link == Link::Inside || is_array(id));
                let ways: Vec<bool> = ways.map(|(id, _)| known.contains(id)).collect();
                if belongs(&ways) {
                    known.insert(*id);
                }
            }
            if known.len() == before {
                return known;
            }
        }
    }
}

/// A schema with its parts merged, whose properties then stand for its own; `above` are the schemas that it is a
/// part of.
fn merged<'d, S: Searched<'d>>(schema: S, above: &mut BTreeSet<usize>) -> Merged<'d, S> {
    let (kind, has_items) = (schema.kind(), schema.has_items());
    let parts = schema.parts();
    if parts.is_empty() {
        return Merged { kind, has_items, properties: schema.properties() };
    }
    let mut whole = Merged { kind, has_items, properties: Vec::new() };
    // A schema that is looked at already adds nothing.
    if !above.insert(schema.id()) {
        return whole;
    }
    for part in parts {
        let part = merged(part, above);
        whole.kind = if part.kind == Kind::Unsaid { whole.kind } else { part.kind };
        whole.has_items |= part.has_items;
        whole.properties.extend(part.properties);
    }
    whole
}
