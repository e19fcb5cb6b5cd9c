//! The search of EXEC for a parameter's name in an answer.
//!
//! In: the schema of an answer, from an API or from a manifest. Out: the names that are found in it. The engine
//! looks for each parameter, at any depth but not among the values of maps; an array ends the search as if the
//! name had been found. Schemas of a `$ref` are looked at once; a schema that contains itself by `allOf` has no end.

use std::collections::{BTreeSet, HashMap};

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
    /// The schemas of its properties, by their places in the list of all.
    inside: Vec<(usize, Link)>,
}

/// How many of several schemas are known.
#[derive(Debug, Clone, Copy)]
enum Known {
    Any,
    All,
}

/// An answer with all schemas that a search may come to.
#[derive(Debug, Default)]
pub struct Search<'d> {
    seen: Vec<Seen<'d>>,
    is_too_large: bool,
}

impl<'d> Search<'d> {
    /// The search of `answer`.
    pub fn of<S: Searched<'d>>(answer: S) -> Self {
        let mut search = Self::default();
        let mut places: HashMap<usize, usize> = HashMap::from([(answer.id(), 0)]);
        let mut all = vec![answer];
        while let Some(schema) = all.get(search.seen.len()).copied() {
            if search.seen.len() == MAX_SCHEMAS {
                search.is_too_large = true;
                break;
            }
            let merged = merged(schema, &mut BTreeSet::new());
            let is_array = merged.kind == Kind::Array && merged.has_items;
            let has_fields = !is_array && schema.kind() != Kind::Plain && merged.kind != Kind::Plain;
            let fields = if has_fields { merged.properties } else { Vec::new() };
            let names = fields.iter().map(|field| field.name).collect();
            let inside = fields.into_iter().map(|field| {
                let place = *places.entry(field.schema.id()).or_insert_with(|| {
                    all.push(field.schema);
                    all.len() - 1
                });
                (place, field.link)
            });
            let inside = inside.collect();
            search.seen.push(Seen { is_array, names, inside });
        }
        search
    }

    /// Whether the engine finds `name`, in whichever order it takes the properties.
    #[must_use]
    pub fn finds(&self, name: &str) -> bool {
        let found: Vec<bool> =
            self.seen.iter().map(|seen| seen.is_array || seen.names.contains(&name)).collect();
        if self.is_too_large || !found.contains(&true) {
            return false;
        }
        // Where each way on leads back to itself, the search has no end; where one of them leads to the name, it is
        // taken at some time.
        let finding = self.grown(found, Known::Any);
        let ending = self.grown(finding, Known::All);
        !ending.contains(&false)
    }

    /// Whether the search for a name that isn't there comes to an end.
    #[must_use]
    pub fn ends(&self) -> bool {
        let ending = self.grown(vec![false; self.seen.len()], Known::All);
        !self.is_too_large && !ending.contains(&false)
    }

    /// `known`, and each schema from which a search may come again and again to schemas of which `needed` are known.
    fn grown(&self, mut known: Vec<bool>, needed: Known) -> Vec<bool> {
        let is_array = |place: usize| self.seen.get(place).is_some_and(|seen| seen.is_array);
        loop {
            let mut has_grown = false;
            // Most schemas come after those that lead to them.
            for (place, seen) in self.seen.iter().enumerate().rev() {
                let ways = seen.inside.iter().filter(|(to, link)| *link == Link::Inside || is_array(*to));
                let mut ways = ways.map(|(to, _)| known.get(*to).copied().unwrap_or_default());
                let belongs = match needed {
                    Known::Any => ways.any(|is_known| is_known),
                    Known::All => ways.all(|is_known| is_known),
                };
                if let Some(known) = known.get_mut(place).filter(|known| belongs && !**known) {
                    *known = true;
                    has_grown = true;
                }
            }
            if !has_grown {
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
