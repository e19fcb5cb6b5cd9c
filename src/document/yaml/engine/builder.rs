//! From a tree of texts to a document.
//!
//! In: the nodes of a document. Out: a [`Node`] with the engine's values, in which aliases and merged maps
//! are replaced by the values that they stand for.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Number;

use super::parser::{NodeContent, NodeIndex, ParsedDocument, YAML};
use super::scanner::Scanned;
use super::token::Refusal;
use super::value::{self, ScalarValue};
use crate::document::node::Node;
use crate::document::yaml::engine::model::{
    MAX_DEPTH, MAX_VALUES, RefusalCause, Remark, Repeat, Repeats, TOO_DEEP, TOO_LARGE,
};

/// Most bytes of texts that differ from their spelling in the document.
const MAX_BYTES: usize = 512 << 20;

/// Maps of up to this many keys compare their keys pairwise; larger ones keep the places of the keys.
const FEW_KEYS: usize = 12;

/// Up to this many values, all but one in a hundred may come from aliases; from [`MANY`] on, one in ten.
const FEW: usize = 400_000;
const MANY: usize = 4_000_000;

/// What is noted while a document is made.
pub(super) struct Notes {
    pub(super) remarks: Vec<Remark>,
    pub(super) repeats: Vec<Repeat>,
    allowed: Repeats,
}

impl Notes {
    pub(super) fn new(allowed: Repeats) -> Self {
        Self { remarks: Vec::new(), repeats: Vec::new(), allowed }
    }
}

/// Makes the document of `nodes`.
pub(super) fn build<'a>(document: &ParsedDocument<'a>, notes: &mut Notes) -> Scanned<Node<'a>> {
    let mut builder = Builder {
        document,
        notes,
        open: HashSet::new(),
        depth: 0,
        within_alias: 0,
        values: 0,
        from_aliases: 0,
        bytes: 0,
    };
    document.root.map_or(Ok(Node::Null), |root| builder.node(root))
}

struct Builder<'d, 'a> {
    document: &'d ParsedDocument<'a>,
    notes: &'d mut Notes,
    /// The aliases that are being followed.
    open: HashSet<NodeIndex>,
    depth: usize,
    within_alias: usize,
    values: usize,
    from_aliases: usize,
    bytes: usize,
}

/// A map under construction.
#[derive(Default)]
struct Entries<'a> {
    entries: Vec<(Cow<'a, str>, Node<'a>)>,
    /// Whether each entry is written in the map itself.
    origins: Vec<Origin>,
    /// The places of the keys, if the map has many.
    known: HashMap<Cow<'a, str>, usize>,
}

/// How an entry came into a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Own,
    /// The entry came from a map below `<<`.
    Merged,
}

impl<'a> Entries<'a> {
    /// Adds an entry, or replaces an earlier one; returns where the earlier one came from.
    fn put(&mut self, key: Cow<'a, str>, value: Node<'a>, origin: Origin) -> Option<Origin> {
        let place = match self.entries.len() {
            0..=FEW_KEYS => self.entries.iter().position(|(known, _)| *known == key),
            _ => {
                if self.known.is_empty() {
                    self.known.extend(self.entries.iter().enumerate().map(|(n, (key, _))| (key.clone(), n)));
                }
                let next = self.entries.len();
                Some(*self.known.entry(key.clone()).or_insert(next)).filter(|place| *place < next)
            }
        };
        let earlier =
            place.and_then(|place| Some((self.entries.get_mut(place)?, self.origins.get_mut(place)?)));
        let Some((entry, earlier)) = earlier else {
            self.entries.push((key, value));
            self.origins.push(origin);
            return None;
        };
        entry.1 = value;
        Some(std::mem::replace(earlier, origin))
    }
}

impl<'a> Builder<'_, 'a> {
    fn refuse<T>(&self, place: NodeIndex, why: impl Into<Cow<'static, str>>) -> Scanned<T> {
        let at = self.document.nodes.get(place).map(|node| node.start).unwrap_or_default();
        Err(Refusal::new(at, why))
    }

    fn refuse_for<T>(
        &self,
        cause: RefusalCause,
        place: NodeIndex,
        why: impl Into<Cow<'static, str>>,
    ) -> Scanned<T> {
        self.refuse(place, why).map_err(|refusal| Refusal { cause, ..refusal })
    }

    /// Counts a value: aliases must not turn a small document into a huge one.
    fn count(&mut self, place: NodeIndex) -> Scanned {
        self.values += 1;
        self.from_aliases += usize::from(self.within_alias > 0);
        #[expect(clippy::cast_precision_loss, reason = "the bounds are no exact ones")]
        let too_many = self.from_aliases > 100 && self.values > 1000 && {
            let beyond = self.values.clamp(FEW, MANY) - FEW;
            let allowed = 0.99 - 0.89 * (beyond as f64 / (MANY - FEW) as f64);
            self.from_aliases as f64 / self.values as f64 > allowed
        };
        if too_many || self.values > MAX_VALUES || self.bytes > MAX_BYTES {
            return self.refuse_for(RefusalCause::Bound, place, TOO_LARGE);
        }
        Ok(())
    }

    /// The value at `place`; its content is one level deeper.
    fn node(&mut self, place: NodeIndex) -> Scanned<Node<'a>> {
        self.count(place)?;
        let document = self.document;
        let Some(node) = document.nodes.get(place) else { return Ok(Node::Null) };
        match &node.content {
            NodeContent::Alias(target) => self.follow(place, |builder| builder.node(*target)),
            NodeContent::Scalar { .. } => {
                let value = self.scalar(place)?;
                self.remark(place, &value, None);
                self.of_value(place, value)
            }
            NodeContent::List(items) => self.deeper(place, |builder| {
                Ok(Node::List(items.iter().map(|item| builder.node(*item)).collect::<Scanned<_>>()?))
            }),
            NodeContent::Map(_) => self.deeper(place, |builder| {
                let mut entries = Entries::default();
                builder.entries(place, &mut entries, Origin::Own)?;
                Ok(Node::Map(entries.entries))
            }),
        }
    }

    fn deeper<T>(&mut self, place: NodeIndex, read: impl FnOnce(&mut Self) -> Scanned<T>) -> Scanned<T> {
        if self.depth == MAX_DEPTH {
            return self.refuse_for(RefusalCause::Bound, place, TOO_DEEP);
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// Reads the value that the alias at `place` stands for.
    fn follow<T>(&mut self, place: NodeIndex, read: impl FnOnce(&mut Self) -> Scanned<T>) -> Scanned<T> {
        if !self.open.insert(place) {
            return self.refuse(place, "the alias stands for a value that contains it");
        }
        self.within_alias += 1;
        let value = self.deeper(place, read);
        self.within_alias -= 1;
        self.open.remove(&place);
        value
    }

    /// The value of the scalar at `place`.
    fn scalar(&mut self, place: NodeIndex) -> Scanned<ScalarValue<'a>> {
        let document = self.document;
        let Some(node) = document.nodes.get(place) else { return Ok(ScalarValue::Null) };
        let NodeContent::Scalar { text, is_plain } = &node.content else { return Ok(ScalarValue::Null) };
        if let Cow::Owned(text) = text {
            self.bytes += text.len();
        }
        if !is_plain && node.tag.is_empty() {
            return Ok(ScalarValue::Text(text.clone()));
        }
        let value = match node.tag.as_str() {
            "" => value::of_plain(text),
            tag => match value::of_tagged(text, tag) {
                Ok(value) => value,
                Err(why) => return self.refuse(place, why),
            },
        };
        Ok(match value {
            ScalarValue::Null => ScalarValue::Null,
            ScalarValue::Bool(is_true) => ScalarValue::Bool(is_true),
            ScalarValue::Int(number) => ScalarValue::Int(number),
            ScalarValue::Large(number) => ScalarValue::Large(number),
            ScalarValue::Float(number) => ScalarValue::Float(number),
            ScalarValue::Text(read) if *read == **text => ScalarValue::Text(text.clone()),
            ScalarValue::Text(read) => ScalarValue::Text(Cow::Owned(read.into_owned())),
        })
    }

    fn of_value(&self, place: NodeIndex, value: ScalarValue<'a>) -> Scanned<Node<'a>> {
        Ok(match value {
            ScalarValue::Null => Node::Null,
            ScalarValue::Bool(is_true) => Node::Bool(is_true),
            ScalarValue::Int(number) => Node::Number(number.into()),
            ScalarValue::Large(number) => Node::Number(number.into()),
            ScalarValue::Float(number) => match Number::from_f64(number) {
                Some(number) => Node::Number(number),
                None => return self.refuse(place, "JSON has no such number: quote it"),
            },
            ScalarValue::Text(text) => Node::String(text),
        })
    }

    /// The text of the key at `place`.
    fn key(&mut self, place: NodeIndex) -> Scanned<Cow<'a, str>> {
        self.count(place)?;
        let document = self.document;
        let content = document.nodes.get(place).map(|node| &node.content);
        let value = match content {
            Some(NodeContent::Alias(target)) => {
                return self.follow(place, |builder| builder.key(*target));
            }
            Some(NodeContent::Scalar { .. }) => self.scalar(place)?,
            _ => return self.refuse(place, "a list or a map can't be a key"),
        };
        let key = match &value {
            ScalarValue::Null => return self.refuse(place, "null can't be a key: quote the word"),
            ScalarValue::Large(_) => return self.refuse(place, "the key is too large a number: quote it"),
            ScalarValue::Bool(is_true) => Cow::Owned(is_true.to_string()),
            ScalarValue::Int(number) => Cow::Owned(number.to_string()),
            ScalarValue::Float(number) => Cow::Owned(value::key_of_float(*number)),
            ScalarValue::Text(text) => text.clone(),
        };
        self.remark(place, &value, Some(&key));
        Ok(key)
    }

    /// Reads the map at `place` into `entries`.
    fn entries(&mut self, place: NodeIndex, entries: &mut Entries<'a>, origin: Origin) -> Scanned {
        let document = self.document;
        let Some(NodeContent::Map(pairs)) = document.nodes.get(place).map(|node| &node.content) else {
            return Ok(());
        };
        for (key_place, value_place) in pairs {
            if self.is_merge(*key_place) {
                self.merge(*value_place, entries)?;
                continue;
            }
            let key = self.key(*key_place)?;
            let value = self.node(*value_place)?;
            let earlier = entries.put(key.clone(), value, origin);
            if origin == Origin::Own && earlier == Some(Origin::Own) {
                self.repeat(*key_place, &key)?;
            }
        }
        Ok(())
    }

    /// Notes a key that its map has already.
    ///
    /// # Errors
    /// Such keys aren't allowed.
    fn repeat(&mut self, place: NodeIndex, key: &str) -> Scanned {
        if self.notes.allowed == Repeats::Refused {
            return self.refuse_for(RefusalCause::Twice, place, format!("the key `{key}` is there twice"));
        }
        let start = self.document.nodes.get(place).map(|node| node.start.offset).unwrap_or_default();
        self.notes.repeats.push(Repeat { start, key: key.to_string() });
        Ok(())
    }

    fn is_merge(&self, place: NodeIndex) -> bool {
        self.document.nodes.get(place).is_some_and(|node| match &node.content {
            NodeContent::Scalar { text, is_plain } => {
                text == "<<" && (*is_plain || node.tag.strip_prefix(YAML) == Some("merge"))
            }
            _ => false,
        })
    }

    /// Adds the entries of the map or maps at `place`; entries of the first map win.
    fn merge(&mut self, place: NodeIndex, entries: &mut Entries<'a>) -> Scanned {
        let document = self.document;
        match document.nodes.get(place).map(|node| &node.content) {
            Some(NodeContent::List(items)) => {
                items.iter().rev().try_for_each(|item| self.merge_one(*item, entries))
            }
            _ => self.merge_one(place, entries),
        }
    }

    fn merge_one(&mut self, place: NodeIndex, entries: &mut Entries<'a>) -> Scanned {
        let document = self.document;
        let content = |place: NodeIndex| document.nodes.get(place).map(|node| &node.content);
        match content(place) {
            Some(NodeContent::Map(_)) => {
                self.count(place)?;
                self.deeper(place, |builder| builder.entries(place, entries, Origin::Merged))
            }
            Some(NodeContent::Alias(target)) if matches!(content(*target), Some(NodeContent::Map(_))) => {
                self.count(place)?;
                self.follow(place, |builder| builder.merge_one(*target, entries))
            }
            _ => self.refuse(place, "`<<` needs a map, or a list of maps"),
        }
    }

    /// Notes a scalar without quotes whose value isn't the obvious one.
    fn remark(&mut self, place: NodeIndex, value: &ScalarValue<'a>, key: Option<&str>) {
        let Some(node) = self.document.nodes.get(place).filter(|_| self.within_alias == 0) else { return };
        let NodeContent::Scalar { text, is_plain: true } = &node.content else { return };
        let is_odd = match key {
            Some(key) => key != text,
            None => value::is_odd(text, value),
        };
        if is_odd && node.tag.is_empty() {
            let (start, end) = (node.start.offset, node.end.offset);
            let read = match (key, value) {
                (Some(key), _) => key.to_string(),
                (None, ScalarValue::Bool(is_true)) => is_true.to_string(),
                (None, ScalarValue::Int(number)) => number.to_string(),
                (None, ScalarValue::Large(number)) => number.to_string(),
                (None, ScalarValue::Float(number)) => number.to_string(),
                (None, ScalarValue::Null | ScalarValue::Text(_)) => return,
            };
            self.notes.remarks.push(Remark { start, end, read, is_key: key.is_some() });
        }
    }
}
