//! A document as a tree, before anyone knows what kind of document it is.
//!
//! In: the values that a reader of JSON or YAML finds. Out: a [`Node`]. A key that is there twice is refused:
//! the engine's reader would silently keep the last.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// Maps of up to this many keys compare their keys pairwise; larger ones keep a set.
const FEW_KEYS: usize = 12;

/// A value of a JSON or YAML document.
#[derive(Debug, Clone, PartialEq)]
pub enum Node<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number.
    Number(Number),
    /// Any string.
    String(Cow<'a, str>),
    /// A JSON array, a YAML sequence.
    List(Vec<Node<'a>>),
    /// A JSON object, a YAML mapping: keys are unique, in the document's order.
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// The value under `key`, where this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, where this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The same value, which borrows from no text.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(value),
            Self::Number(number) => Node::Number(number),
            Self::String(text) => Node::String(Cow::Owned(text.into_owned())),
            Self::List(items) => Node::List(items.into_iter().map(Node::into_owned).collect()),
            Self::Map(entries) => {
                let owned = |(key, value): Entry<'a>| (Cow::Owned(key.into_owned()), value.into_owned());
                Node::Map(entries.into_iter().map(owned).collect())
            }
        }
    }

    /// The value as messages describe it: `a list`, `"yes"`.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
            Self::String(text) if text.chars().count() > 40 => {
                format!("\"{}…\"", text.chars().take(40).collect::<String>())
            }
            Self::String(text) => format!("\"{text}\""),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "an object".into(),
        }
    }

    /// The same value as `serde_json`'s type, for crates that need that.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(number.clone()),
            Self::String(text) => Value::String(text.clone().into_owned()),
            Self::List(items) => items.iter().map(Node::to_value).collect(),
            Self::Map(entries) => Value::Object(
                entries.iter().map(|(key, value)| (key.to_string(), value.to_value())).collect(),
            ),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let open = (RefCell::default(), RefCell::default());
        NodeVisitor { items: &open.0, entries: &open.1 }.deserialize(deserializer)
    }
}

/// An entry of a map.
type Entry<'a> = (Cow<'a, str>, Node<'a>);

/// Reads a value. The items and entries of all open lists and maps are kept in one place, so that each list
/// and map gets just the memory that it needs: most are small, and there are hundreds of thousands.
#[derive(Clone, Copy)]
struct NodeVisitor<'v, 'a> {
    items: &'v RefCell<Vec<Node<'a>>>,
    entries: &'v RefCell<Vec<Entry<'a>>>,
}

impl<'de> DeserializeSeed<'de> for NodeVisitor<'_, 'de> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeVisitor<'_, 'de> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Number::from_f64(value).map(Node::Number).ok_or_else(|| E::custom("a number that JSON doesn't have"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Node::String(Cow::Owned(text.to_string())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Node::String(Cow::Borrowed(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Node::String(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let start = self.items.borrow().len();
        while let Some(item) = items.next_element_seed(self)? {
            self.items.borrow_mut().push(item);
        }
        Ok(Node::List(self.items.borrow_mut().split_off(start)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let start = self.entries.borrow().len();
        let mut seen: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(Key(key)) = entries.next_key()? {
            let is_twice = {
                let open = self.entries.borrow();
                let map = open.get(start..).unwrap_or_default();
                if map.len() < FEW_KEYS {
                    map.iter().any(|(name, _)| *name == key)
                } else {
                    if seen.is_empty() {
                        seen.extend(map.iter().map(|(name, _)| name.clone()));
                    }
                    !seen.insert(key.clone())
                }
            };
            if is_twice {
                return Err(de::Error::custom(format!("duplicate key `{key}`")));
            }
            let value = entries.next_value_seed(self)?;
            self.entries.borrow_mut().push((key, value));
        }
        Ok(Node::Map(self.entries.borrow_mut().split_off(start)))
    }
}

/// A map's key; YAML's numbers and booleans, for example the status code in `200:`, become texts.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Owned(text.to_string())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Borrowed(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Key(Cow::Owned(text)))
    }
}
