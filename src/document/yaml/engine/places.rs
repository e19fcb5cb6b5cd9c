//! Places of values in a text.
//!
//! In: a text that can be read, and pointers. Out: for each pointer the bytes of the value or key that it leads to,
//! or of the nearest one above it that is there.

use std::collections::BTreeMap;

use super::parser::{NodeContent, NodeIndex, ParsedDocument};
use crate::text::unescaped;

/// Most aliases that are followed on the way to a value.
const MAX_ALIASES: usize = 64;

/// Places that are looked for, as a tree of the segments of their pointers.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Numbers of the pointers that end here, each with whether it means the key.
    here: Vec<(usize, bool)>,
    below: BTreeMap<String, Wanted>,
}

impl Wanted {
    /// Looks for the value at `pointer` too, or for its key; the answer comes under `number`.
    pub(crate) fn add(&mut self, pointer: &str, on_key: bool, number: usize) {
        let mut at = self;
        for segment in pointer.split('/').skip(1) {
            at = at.below.entry(unescaped(segment).into_owned()).or_default();
        }
        at.here.push((number, on_key));
    }

    /// All numbers here and below.
    fn numbers(&self) -> Vec<usize> {
        let below = self.below.values().flat_map(Self::numbers);
        self.here.iter().map(|(number, _)| *number).chain(below).collect()
    }
}

/// The first byte of each wanted place, and the byte after its last, by the number under which it is wanted.
pub(crate) fn places(text: &str, wanted: &Wanted) -> BTreeMap<usize, (usize, usize)> {
    let mut found = BTreeMap::new();
    if let Ok(document) = super::parser::document(text)
        && let Some(root) = document.root
    {
        Finder { document: &document, found: &mut found }.value(root, None, wanted, 0);
    }
    found
}

struct Finder<'f, 'a> {
    document: &'f ParsedDocument<'a>,
    found: &'f mut BTreeMap<usize, (usize, usize)>,
}

impl Finder<'_, '_> {
    /// Notes the places in the value at `place`, whose key is at `key`.
    fn value(&mut self, place: NodeIndex, key: Option<NodeIndex>, wanted: &Wanted, aliases: usize) {
        for (number, on_key) in &wanted.here {
            let own = key.filter(|_| *on_key).unwrap_or(place);
            self.note(own, *number);
        }
        self.below(place, wanted, aliases);
    }

    /// Notes the places below the value at `place`; what isn't there is placed at the value itself.
    fn below(&mut self, place: NodeIndex, wanted: &Wanted, aliases: usize) {
        let document = self.document;
        let content = document.nodes.get(place).map(|node| &node.content);
        let mut there: BTreeMap<&str, (NodeIndex, Option<NodeIndex>)> = BTreeMap::new();
        match content {
            Some(NodeContent::Alias(target)) if aliases < MAX_ALIASES => {
                return self.below(*target, wanted, aliases + 1);
            }
            Some(NodeContent::Map(pairs)) => {
                for (key, value) in pairs {
                    let name = document.nodes.get(*key).map(|node| &node.content);
                    if let Some(NodeContent::Scalar { text, .. }) = name
                        && let Some((segment, _)) = wanted.below.get_key_value(text.as_ref())
                    {
                        // The last one of a key counts.
                        there.insert(segment, (*value, Some(*key)));
                    }
                }
            }
            Some(NodeContent::List(items)) => {
                for segment in wanted.below.keys() {
                    if let Some(item) = segment.parse::<usize>().ok().and_then(|index| items.get(index)) {
                        there.insert(segment, (*item, None));
                    }
                }
            }
            _ => {}
        }
        for (segment, inner) in &wanted.below {
            match there.get(segment.as_str()) {
                Some((value, key)) => self.value(*value, *key, inner, aliases),
                None => inner.numbers().into_iter().for_each(|number| self.note(place, number)),
            }
        }
    }

    fn note(&mut self, place: NodeIndex, number: usize) {
        if let Some(node) = self.document.nodes.get(place) {
            self.found.insert(number, (node.start.offset, node.end.offset));
        }
    }
}
