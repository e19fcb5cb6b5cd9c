//! The place of the rows in an answer: what is left when everything about the answer is taken out.

use super::lists::{Lists, has};
use crate::api::{Api, ObjectKey, Operation, Schema, SchemaType};
use crate::engine::columns::columns;
use crate::mapping::rules::{Envelope, Single};
use crate::names::identifier;
use crate::provider::ledger::Entry;

/// The place of the rows that the rules find, and a doubt about it.
pub(super) struct Rows {
    /// None, where the engine finds them by itself: in an array, or in one thing.
    pub(super) key: Option<ObjectKey>,
    /// The entry about other places that could be meant.
    pub(super) doubt: Option<Entry>,
    /// Whether there are rows to read one by one: an array.
    pub(super) are_many: bool,
}

/// The input of the search.
pub(super) struct Answer<'a> {
    pub(super) api: &'a Api,
    pub(super) operation: &'a Operation,
    /// The name of the resource in the path, as it is there.
    pub(super) noun: Option<&'a str>,
    /// Whether the path is that of a collection, and its id or an item below it says that it lists it.
    pub(super) lists_many: bool,
    /// Whether the path is that of one thing.
    pub(super) is_item: bool,
    pub(super) envelope: &'a Envelope,
    pub(super) lists: &'a Lists,
}

impl<'a> Answer<'a> {
    /// The place of the rows.
    pub(super) fn rows(&self) -> Rows {
        let nothing = || Rows { key: self.api.whole_if_items(self.operation), doubt: None, are_many: false };
        let Some(schema) = self.operation.response.schema() else { return nothing() };
        if self.api.type_of(schema) == Some(SchemaType::Array) {
            return Rows { key: None, doubt: None, are_many: true };
        }
        let properties = self.api.properties(schema);
        let left: Vec<(&str, &Schema)> = properties
            .into_iter()
            .filter(|(name, _)| !self.is_envelope(name) && ObjectKey::can_name(name))
            .collect();
        match left.as_slice() {
            [] => nothing(),
            [(name, property)] => match self.only(name, property) {
                Some(rows) => rows,
                None => nothing(),
            },
            several => self.among(several),
        }
    }

    /// The rows in the only property that isn't about the answer.
    fn only(&self, name: &str, property: &'a Schema) -> Option<Rows> {
        if self.is_list(property) {
            return Some(Rows { key: Some(ObjectKey::property(name)), doubt: None, are_many: true });
        }
        // An array of texts has no columns, and what isn't an object is a column by itself.
        let is_thing = self.envelope.single == Single::Unwrap && self.has_columns(property);
        is_thing.then(|| self.below(name, property))
    }

    /// The rows in `property`, or in the list below it.
    fn below(&self, name: &str, property: &'a Schema) -> Rows {
        let inner: Vec<(&str, &Schema)> = if has(&self.lists.nested_in, &lower(name)) {
            self.api.properties(property).into_iter().filter(|(name, _)| !self.is_envelope(name)).collect()
        } else {
            Vec::new()
        };
        match inner.as_slice() {
            [(list, items)] if self.is_row_name(list) && self.is_list(items) && ObjectKey::can_name(list) => {
                Rows { key: Some(ObjectKey::within(name, list)), doubt: None, are_many: true }
            }
            _ => Rows { key: Some(ObjectKey::property(name)), doubt: None, are_many: false },
        }
    }

    /// The rows in one of several properties.
    fn among(&self, several: &[(&'a str, &'a Schema)]) -> Rows {
        let arrays = several.iter().filter(|(_, property)| self.is_list(property));
        let mut arrays: Vec<&str> = arrays.map(|(name, _)| *name).collect();
        arrays.sort_unstable();
        let whole = || self.api.whole_if_items(self.operation);
        let is_thing = several.iter().any(|(name, _)| has(&self.lists.identities, &lower(name)));
        let noun = self.noun.map(|noun| identifier(noun, &[]));
        let named = arrays
            .iter()
            .find(|name| Some(identifier(name, &[])) == noun)
            .or_else(|| self.row_names().find_map(|row| arrays.iter().find(|name| lower(name) == row)));
        let chosen = match (named, arrays.as_slice()) {
            _ if is_thing => None,
            (Some(name), _) => Some(*name),
            // A single thing that contains a list isn't a list: `GET /me` with `addresses`.
            (None, [first, ..]) if self.lists_many => Some(*first),
            _ => None,
        };
        let others = arrays.iter().filter(|name| Some(**name) != chosen).map(|other| format!("$.{other}"));
        let others: Vec<String> = others.collect();
        let is_doubtful = !others.is_empty() && !self.is_item && !is_thing;
        let doubt = is_doubtful.then(|| Entry::AmbiguousObjectKey {
            operation: self.operation.id.clone(),
            chosen: chosen.map_or_else(|| "$".to_string(), |name| format!("$.{name}")),
            others,
        });
        Rows { key: chosen.map(ObjectKey::property).or_else(whole), doubt, are_many: chosen.is_some() }
    }

    /// Whether a property is an array of things that have columns.
    fn is_list(&self, property: &Schema) -> bool {
        let items = self.api.resolve(property).items.as_deref();
        let is_array = self.api.type_of(property) == Some(SchemaType::Array);
        is_array
            && (items.is_some_and(|items| self.has_columns(items)) || self.api.is_array_of_objects(property))
    }

    fn has_columns(&self, property: &Schema) -> bool {
        let is_object = matches!(self.api.type_of(property), None | Some(SchemaType::Object));
        is_object && !columns(self.api, property).is_empty()
    }

    fn is_envelope(&self, name: &str) -> bool {
        let (snake, lower) = (identifier(name, &[]), name.to_ascii_lowercase());
        let is_named = |list: &[String]| list.iter().any(|known| *known == name || *known == snake);
        if is_named(&self.envelope.rows) {
            return false;
        }
        is_named(&self.envelope.ignore) || self.lists.is_envelope(&snake) || self.lists.is_envelope(&lower)
    }

    /// Names of properties that hold rows, the configuration's first.
    fn row_names(&self) -> impl Iterator<Item = String> {
        self.envelope.rows.iter().chain(&self.lists.rows).map(|name| lower(name))
    }

    fn is_row_name(&self, name: &str) -> bool {
        self.row_names().any(|row| row == lower(name))
    }
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}
