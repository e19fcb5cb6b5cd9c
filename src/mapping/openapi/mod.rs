//! Names, verbs and object keys of an OpenAPI document that has no annotations: from paths, tags, operation ids and
//! answers. The lists of words are in `openapi.toml`.

pub(super) mod ids;
mod lists;
mod names;
mod rows;
mod shape;
mod verb;

use std::collections::{BTreeMap, BTreeSet};

use ids::IdWords;
use lists::{Lists, has};
use names::Parts;
use rows::Answer;
use shape::{End, Shape, anonymous};
use verb::Signs;

use crate::api::{Api, HttpMethod, Operation, SqlVerb};
use crate::engine::answer;
use crate::mapping::proposal::{Findings, Proposal, ProposalSource};
use crate::mapping::rules::{Envelope, OpenApiNames, ResourceNames};
use crate::names::identifier;

/// The input of the naming of one service's operations.
pub(super) struct OpenApiRules<'r> {
    api: &'r Api,
    names: OpenApiNames,
    envelope: &'r Envelope,
    acronyms: &'r [String],
    service: &'r str,
    lists: &'static Lists,
    /// Paths that a GET serves, and those that a PATCH changes, without the names of their parameters.
    served: BTreeSet<String>,
    patched: BTreeSet<String>,
    /// The last names of paths that several collections have.
    shared: BTreeSet<String>,
}

impl<'r> OpenApiRules<'r> {
    pub(super) fn new(
        api: &'r Api,
        names: OpenApiNames,
        envelope: &'r Envelope,
        acronyms: &'r [String],
        service: &'r str,
    ) -> Self {
        let of = |http_method: HttpMethod| {
            let operations =
                api.operations.iter().filter(move |operation| operation.http_method == http_method);
            operations.map(|operation| anonymous(&operation.path)).collect::<BTreeSet<String>>()
        };
        let (served, patched) = (of(HttpMethod::Get), of(HttpMethod::Patch));
        let lists = lists::lists();
        let mut rules =
            Self { api, names, envelope, acronyms, service, lists, served, patched, shared: BTreeSet::new() };
        if names.resources == ResourceNames::PathParent {
            rules.shared = rules.shared();
        }
        rules
    }

    /// The place of `operation` by the rules; doubtful cases are added to `found`.
    pub(super) fn propose<'o>(&self, operation: &'o Operation, found: &mut Findings) -> Proposal<'o> {
        let shape = Shape::of(&operation.path, self.lists);
        let words = IdWords::of(operation, self.service, self.acronyms);
        let is_served = self.is_served(&operation.path);
        let is_item = shape.end == End::Item;
        let searched = Answer {
            api: self.api,
            operation,
            noun: shape.noun(),
            lists_many: !is_item && (self.has_items(&operation.path) || self.says_list(&words)),
            is_item,
            envelope: self.envelope,
            lists: self.lists,
        };
        let rows = searched.rows();
        let has_rows = rows.are_many;
        let signs =
            Signs { http_method: operation.http_method, shape: &shape, words: &words, has_rows, is_served };
        let verb = verb::verb(&signs, self.lists);
        // What no table is made of is for EXEC alone, and named so.
        let is_table = verb != SqlVerb::Select || answer::is_table(self.api, operation);
        let parts = Parts {
            operation,
            shape: &shape,
            words: &words,
            verb: if is_table { verb } else { SqlVerb::Exec },
            has_many: rows.are_many
                || rows.key.is_some()
                || self.has_items(&operation.path)
                || operation.http_method != HttpMethod::Get,
            service: self.service,
            acronyms: self.acronyms,
            lists: self.lists,
        };
        let resource = parts.resource(self.names.resources, |name| self.shared.contains(name));
        let method = parts.method(self.names.methods, self.patched.contains(&anonymous(&operation.path)));
        let qualified = parts.qualified(self.names.methods, self.names.resources, &method);
        let is_list = verb == SqlVerb::Select && (rows.are_many || !is_item);
        if verb == SqlVerb::Select {
            found.ledger.extend(rows.doubt);
        }
        Proposal {
            operation,
            resource,
            method,
            qualified,
            verb,
            is_list,
            object_key: rows.key.filter(|_| verb == SqlVerb::Select),
            request: None,
            further: Vec::new(),
            goes_first: false,
            route: None,
            source: ProposalSource::Rules,
        }
    }

    /// The first name of an operation's path, where it has one.
    pub(super) fn first_noun(&self, operation: &Operation) -> Option<String> {
        Shape::of(&operation.path, self.lists).nouns.first().map(|noun| identifier(noun, self.acronyms))
    }

    /// Whether a GET serves the path, or an item right below it: in that case its last segment is a
    /// collection.
    fn is_served(&self, path: &str) -> bool {
        self.served.contains(&anonymous(path)) || self.has_items(path)
    }

    fn has_items(&self, path: &str) -> bool {
        self.served.contains(&format!("{}/{{}}", anonymous(path)))
    }

    fn says_list(&self, words: &IdWords) -> bool {
        words.whole.split('_').any(|word| has(&self.lists.list_words, word))
    }

    /// The last names of paths that several collections have.
    fn shared(&self) -> BTreeSet<String> {
        let mut collections: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
        for operation in &self.api.operations {
            let shape = Shape::of(&operation.path, self.lists);
            let words = IdWords::default();
            let parts = Parts {
                operation,
                shape: &shape,
                words: &words,
                verb: SqlVerb::Select,
                has_many: false,
                service: self.service,
                acronyms: self.acronyms,
                lists: self.lists,
            };
            let mut nouns = parts.collection();
            // What all is in, such as accounts, tells no collections apart.
            if nouns.len() > 2 {
                nouns.remove(0);
            }
            if let Some(last) = nouns.last().cloned() {
                collections.entry(last).or_default().insert(nouns);
            }
        }
        collections.into_iter().filter(|(_, paths)| paths.len() > 1).map(|(last, _)| last).collect()
    }
}
