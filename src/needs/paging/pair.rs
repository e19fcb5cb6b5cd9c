//! Pairs of what tells of a next page and what asks for it.
//!
//! In: an operation. Out: the pairs that its parameters and its answer have, the likeliest first.

use serde_json::{Value, json};

use super::words::{is_known, plain, words};
use crate::api::{Api, Location, Operation, Schema, SchemaType};
use crate::engine::answer::NEXT_PAGE_TOKEN;

/// How deep the properties of an answer are looked at.
const DEPTH: usize = 3;
/// Most properties of an answer that are looked at.
const MOST: usize = 1000;

/// How a list tells of its next page, and how that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pair {
    /// The parameter gets the value at the place.
    Token { parameter: String, place: String },
    /// The place has the address of the next page.
    Address { place: String },
    /// The parameter counts pages: the place has the number of the page, and the other that of all.
    Number { parameter: String, place: String, last: String },
    /// The header has the address of the next page.
    Header { name: String },
}

/// A value of an answer.
struct Found<'a> {
    /// Its place: `$.meta.next`.
    place: String,
    /// The properties above it, as words are compared.
    parents: String,
    /// Its own name, as words are compared.
    leaf: String,
    schema: &'a Schema,
}

impl Pair {
    /// The pair by which the engine reads pages where nothing is set.
    pub(super) fn is_default(&self) -> bool {
        matches!(self, Self::Token { parameter, place } if parameter == "pageToken" && place.strip_prefix("$.") == Some(NEXT_PAGE_TOKEN))
    }

    /// The place in an answer that tells of a next page.
    pub(super) fn told(&self) -> &str {
        match self {
            Self::Token { place, .. } | Self::Address { place } | Self::Number { place, .. } => place,
            Self::Header { name } => name,
        }
    }

    /// The setting.
    pub(super) fn written(&self) -> Value {
        let query = |parameter: &str| json!({ "key": parameter, "location": "query" });
        let body = |place: &str| json!({ "key": place, "location": "body" });
        match self {
            Self::Token { parameter, place } => {
                json!({ "requestToken": query(parameter), "responseToken": body(place) })
            }
            Self::Address { place } => json!({
                "requestToken": { "key": "", "location": "request" },
                "responseToken": body(place)
            }),
            Self::Header { name } => json!({
                "requestToken": { "key": "", "location": "request" },
                "responseToken": { "key": name, "location": "header" }
            }),
            Self::Number { parameter, place, last } => json!({
                "algorithm": "page_number",
                "requestToken": query(parameter),
                "responseToken": body(place),
                "responseTerminator": body(last)
            }),
        }
    }
}

/// The places of an answer that could tell of a next page.
pub(super) fn answers(api: &Api, operation: &Operation) -> Vec<String> {
    found(api, operation).into_iter().map(|found| found.place).collect()
}

/// All pairs of `operation`, the likeliest first.
pub(super) fn pairs(api: &Api, operation: &Operation) -> Vec<Pair> {
    let words = words();
    let found = found(api, operation);
    let query = operation.parameters.iter().chain(api.parameters.values());
    let query = query.filter(|parameter| parameter.location == Location::Query);
    let parameters: Vec<(String, &str)> =
        query.map(|parameter| (plain(&parameter.name), parameter.name.as_str())).collect();
    let named = |wanted: &'static [String]| {
        let parameters = &parameters;
        wanted.iter().filter_map(move |word| parameters.iter().find(|(name, _)| name == word))
    };
    let mut pairs = Vec::new();
    for token in &words.token {
        for (_, parameter) in named(&token.parameters) {
            let values = below(&found, &token.leaves).filter(|found| !is_address(api, found));
            pairs.extend(values.map(|found| Pair::Token {
                parameter: (*parameter).to_string(),
                place: found.place.clone(),
            }));
        }
    }
    for address in &words.address {
        let values = below(&found, &address.leaves).filter(|found| is_address(api, found));
        pairs.extend(values.map(|found| Pair::Address { place: found.place.clone() }));
    }
    for number in &words.number {
        for (_, parameter) in named(&number.parameters) {
            for place in below(&found, &number.leaves).filter(|found| is_number(api, found.schema)) {
                let beside =
                    |other: &&Found<'_>| other.parents == place.parents && is_number(api, other.schema);
                if let Some(last) = below(&found, &number.last).find(beside) {
                    let (parameter, place) = ((*parameter).to_string(), place.place.clone());
                    pairs.push(Pair::Number { parameter, place, last: last.place.clone() });
                }
            }
        }
    }
    let link = &words.headers.link;
    if operation.response.headers.contains(&link.to_ascii_lowercase()) {
        pairs.push(Pair::Header { name: link.clone() });
    }
    pairs
}

/// The values whose names are among `leaves`, in the order of the words.
fn below<'f, 'a>(
    found: &'f [Found<'a>],
    leaves: &'static [String],
) -> impl Iterator<Item = &'f Found<'a>> + 'f {
    let parents = words().parents.iter();
    leaves.iter().flat_map(move |leaf| {
        parents.clone().filter_map(move |parents| {
            found.iter().find(|found| found.leaf == *leaf && found.parents == *parents)
        })
    })
}

/// The texts and numbers of the answer that the words know, which aren't in lists, and whose names can be written in a
/// place.
fn found<'a>(api: &'a Api, operation: &'a Operation) -> Vec<Found<'a>> {
    let mut search = Search { api, left: MOST, above: Vec::new(), found: Vec::new() };
    if let Some(schema) = operation.response.schema() {
        search.object(schema);
    }
    search.found
}

/// A search of an answer.
struct Search<'a> {
    api: &'a Api,
    /// How many properties may still be looked at.
    left: usize,
    /// The properties above the current one.
    above: Vec<&'a str>,
    found: Vec<Found<'a>>,
}

impl<'a> Search<'a> {
    fn object(&mut self, schema: &'a Schema) {
        let parents: String = self.above.iter().map(|name| plain(name)).collect();
        for (name, property) in self.api.properties(schema) {
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            if name.is_empty() || name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                continue;
            }
            match self.api.type_of(property) {
                Some(SchemaType::String | SchemaType::Integer | SchemaType::Number) | None => {
                    let leaf = plain(name);
                    if is_known(&parents, &leaf) {
                        let place = std::iter::once("$").chain(self.above.iter().copied()).chain([name]);
                        let place = place.collect::<Vec<_>>().join(".");
                        self.found.push(Found { place, parents: parents.clone(), leaf, schema: property });
                    }
                }
                Some(SchemaType::Object) if self.above.len() < DEPTH => {
                    self.above.push(name);
                    self.object(property);
                    self.above.pop();
                }
                Some(SchemaType::Object | SchemaType::Array | SchemaType::Boolean) => {}
            }
        }
    }
}

fn is_number(api: &Api, schema: &Schema) -> bool {
    matches!(api.type_of(schema), Some(SchemaType::Integer | SchemaType::Number))
}

/// Whether the value is an address, by its place, its format or what is said of it.
fn is_address(api: &Api, found: &Found<'_>) -> bool {
    let lists = &words().addresses;
    if lists.parents.contains(&found.parents) {
        return true;
    }
    let schema = found.schema;
    let target = api.resolve(schema);
    let format = schema.format.as_ref().or(target.format.as_ref());
    let said = schema.description.as_ref().or(target.description.as_ref());
    let said = said.map(|text| text.to_ascii_lowercase()).unwrap_or_default();
    let has_word = |word: &String| {
        said.match_indices(word.as_str()).any(|(at, _)| {
            let before = said.get(..at).and_then(|text| text.chars().next_back());
            before.is_none_or(|c| !c.is_alphanumeric())
        })
    };
    format.is_some_and(|format| lists.formats.contains(format)) || lists.words.iter().any(has_word)
}
