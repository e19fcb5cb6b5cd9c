//! Names, verbs and object keys of an OpenAPI document that has no annotations: from paths, tags, operation ids and
//! answers. The lists of words are in `openapi.toml`.

pub(super) mod ids;
mod lists;
mod names;
mod nouns;
mod rows;
mod shape;
mod verb;

use std::collections::{BTreeMap, BTreeSet};

use ids::IdWords;
use lists::{Lists, has};
use names::Parts;
use rows::{Answer, Rows};
use shape::{End, Shape};
use verb::{Choice, Signs};

use crate::api::{Api, HttpMethod, Operation, SqlVerb};
use crate::engine::answer;
use crate::mapping::place::anonymous;
use crate::mapping::proposal::{Findings, Proposal, ProposalSource};
use crate::mapping::rules::{Envelope, OpenApiNames, OperationNames, ResourceNames};
use crate::names::identifier;
use crate::provider::ledger::Entry;

/// Names of collections, by the names of their paths.
type Collections = BTreeMap<Vec<String>, Vec<String>>;

/// The first name of a path that is neither a version nor a word that stands before the API's own names, such as `api`.
pub(super) fn first_noun(path: &str) -> Option<&str> {
    Shape::of(path, lists::lists()).nouns.first().copied()
}

/// The input of the naming of one service's operations.
pub(super) struct OpenApiRules<'r> {
    api: &'r Api,
    names: OpenApiNames,
    envelope: &'r Envelope,
    acronyms: &'r [String],
    service: &'r str,
    lists: &'static Lists,
    /// Paths that a GET serves, and those that a PUT replaces, without the names of their parameters.
    served: BTreeSet<String>,
    replaced: BTreeSet<String>,
    /// Calls that are there in several scopes, by HTTP method and the path below the scope.
    shared: BTreeSet<(HttpMethod, String)>,
    /// The names of the collections whose last name isn't theirs alone, by the names of their paths.
    collections: Collections,
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
        let (served, replaced) = (of(HttpMethod::Get), of(HttpMethod::Put));
        let lists = lists::lists();
        let mut rules = Self {
            api,
            names,
            envelope,
            acronyms,
            service,
            lists,
            served,
            replaced,
            shared: BTreeSet::new(),
            collections: Collections::new(),
        };
        // By the other rules, the scope or the id is in the resource's name.
        let is_in_no_name = matches!(names.resources, ResourceNames::PathLast | ResourceNames::PathParent);
        if names.methods == OperationNames::Crud && is_in_no_name {
            rules.shared = rules.shared();
        }
        if names.resources == ResourceNames::PathParent {
            rules.collections = rules.collections();
        }
        rules
    }

    /// The place of `operation` by the rules; doubtful cases are added to `found`.
    pub(super) fn propose<'o>(&self, operation: &'o Operation, found: &mut Findings) -> Proposal<'o> {
        let shape = Shape::of(&operation.path, self.lists);
        let words = IdWords::of(operation, self.service, self.acronyms);
        let (Choice { verb, other }, rows) = self.verb_and_rows(operation, &shape, &words);
        let parts = self.parts(operation, &shape, &words, verb, &rows);
        let resource = parts.resource(self.names.resources, &self.collections);
        let method = parts.method(self.names.methods, self.replaced.contains(&anonymous(&operation.path)));
        let qualified = parts.qualified(self.names.methods, self.names.resources, &method);
        let is_list = verb == SqlVerb::Select && (rows.are_many || shape.end != End::Item);
        if verb == SqlVerb::Select {
            found.ledger.extend(rows.doubt);
        }
        let verbs = |other| Entry::AmbiguousVerb { operation: operation.id.clone(), chosen: verb, other };
        found.ledger.extend(other.map(verbs));
        Proposal {
            operation,
            resource: names::bounded(resource),
            method: names::bounded(method),
            qualified: names::bounded(qualified),
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

    fn verb_and_rows(&self, operation: &Operation, shape: &Shape<'_>, words: &IdWords) -> (Choice, Rows) {
        let is_item = shape.end == End::Item;
        let searched = Answer {
            api: self.api,
            operation,
            noun: shape.noun(),
            lists_many: !is_item && (self.has_items(&operation.path) || self.says_list(words)),
            is_item,
            envelope: self.envelope,
            lists: self.lists,
        };
        let rows = searched.rows();
        let signs = Signs {
            http_method: operation.http_method,
            shape,
            words,
            has_rows: rows.are_many,
            is_served: self.is_served(&operation.path),
        };
        (verb::choose(&signs, self.lists), rows)
    }

    fn parts<'p>(
        &'p self,
        operation: &'p Operation,
        shape: &'p Shape<'p>,
        words: &'p IdWords,
        verb: SqlVerb,
        rows: &Rows,
    ) -> Parts<'p> {
        // What no table is made of is for EXEC alone, and named so.
        let is_table = verb != SqlVerb::Select || answer::is_table(self.api, operation);
        Parts {
            operation,
            shape,
            words,
            verb: if is_table { verb } else { SqlVerb::Exec },
            has_many: rows.are_many
                || rows.key.is_some()
                || self.has_items(&operation.path)
                || operation.http_method != HttpMethod::Get,
            scope: self.scope(operation, shape),
            service: self.service,
            acronyms: self.acronyms,
            lists: self.lists,
        }
    }

    /// The scope of an operation, in singular, if another scope has the same operation: `account` of
    /// `/accounts/{account}/rules` beside `/zones/{zone}/rules`.
    fn scope(&self, operation: &Operation, shape: &Shape<'_>) -> Option<String> {
        let scope = shape.scope.as_ref()?;
        let call = (operation.http_method, anonymous(&scope.below.join("/")));
        self.shared.contains(&call).then(|| nouns::singular(&identifier(scope.noun, self.acronyms)))
    }

    /// Calls that are there in several scopes.
    fn shared(&self) -> BTreeSet<(HttpMethod, String)> {
        let mut scopes: BTreeMap<(HttpMethod, String), BTreeSet<&str>> = BTreeMap::new();
        for operation in &self.api.operations {
            if let Some(scope) = Shape::of(&operation.path, self.lists).scope {
                let call = (operation.http_method, anonymous(&scope.below.join("/")));
                scopes.entry(call).or_default().insert(scope.noun);
            }
        }
        scopes.retain(|_, scopes| scopes.len() > 1);
        scopes.into_keys().collect()
    }

    /// The first name of an operation's path, where it has one.
    pub(super) fn first_noun(&self, operation: &Operation) -> Option<String> {
        first_noun(&operation.path).map(|noun| identifier(noun, self.acronyms))
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

    /// The names of the collections that end as others do: as many names of their paths as tell them apart. The one
    /// with the shortest path keeps the last name alone.
    fn collections(&self) -> Collections {
        let mut by_last: BTreeMap<String, BTreeSet<(usize, Vec<String>)>> = BTreeMap::new();
        for operation in &self.api.operations {
            let shape = Shape::of(&operation.path, self.lists);
            let words = IdWords::of(operation, self.service, self.acronyms);
            let (Choice { verb, .. }, rows) = self.verb_and_rows(operation, &shape, &words);
            let nouns = self.parts(operation, &shape, &words, verb, &rows).collection();
            if let Some(last) = nouns.last().cloned() {
                by_last.entry(last).or_default().insert((nouns.len(), nouns));
            }
        }
        let mut named = Collections::new();
        for paths in by_last.into_values().filter(|paths| paths.len() > 1) {
            for (length, path) in paths.iter().skip(1) {
                let tail = |names: usize| path.get(length.saturating_sub(names)..).unwrap_or_default();
                let is_shared = |names: &usize| {
                    paths.iter().filter(|(_, other)| other.ends_with(tail(*names))).count() > 1
                };
                let names = (2..*length).find(|names| !is_shared(names)).unwrap_or(*length);
                named.insert(path.clone(), tail(names).to_vec());
            }
        }
        named
    }
}
