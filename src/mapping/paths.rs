//! Names, verbs and object keys of an OpenAPI document that has no annotations: from paths, tags and
//! operation ids.

use std::collections::BTreeSet;

use super::rules::ResourceFrom;
use crate::api::{Api, HttpMethod, ObjectKey, Operation, SchemaType, SqlVerb};
use crate::mapping::proposal::{Findings, Proposal, ProposalSource};
use crate::names::identifier;
use crate::provider::ledger::Entry;

/// Array properties that hold the rows of a list of any resource; the first one that is there counts.
const ROW_PROPERTIES: [&str; 4] = ["items", "data", "results", "value"];

/// First words of an operation id by which a GET returns many rows, whatever its path looks like.
const LIST_WORDS: [&str; 4] = ["list", "search", "find", "query"];

/// The input of the naming of one service's operations.
pub(super) struct Paths<'r> {
    pub(super) resource_from: ResourceFrom,
    pub(super) acronyms: &'r [String],
    pub(super) service: &'r str,
    /// Paths that a GET serves, without the names of their parameters.
    served: BTreeSet<String>,
}

/// The shape of an operation's path.
struct Shape<'p> {
    /// The literal that names the resource.
    noun: Option<&'p str>,
    kind: Kind<'p>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind<'p> {
    /// `/teams`
    Collection,
    /// `/teams/{id}`
    Item,
    /// `/teams/{id}/archive`, `/teams/{id}:archive`
    Action(&'p str),
}

impl<'r> Paths<'r> {
    pub(super) fn new(
        api: &Api,
        resource_from: ResourceFrom,
        acronyms: &'r [String],
        service: &'r str,
    ) -> Self {
        let gets = api.operations.iter().filter(|operation| operation.http_method == HttpMethod::Get);
        let served = gets.map(|operation| anonymous(&operation.path)).collect();
        Self { resource_from, acronyms, service, served }
    }

    /// The place of `operation` by the rules; doubtful cases are added to `found`.
    pub(super) fn propose<'o>(
        &self,
        api: &Api,
        operation: &'o Operation,
        found: &mut Findings,
    ) -> Proposal<'o> {
        let shape = self.shape(&operation.path);
        let resource = self.resource(operation, &shape);
        let qualified = identifier(
            &format!("{}{}", operation.http_method.key(), operation.path.replace(['{', '}'], "")),
            self.acronyms,
        );
        let named = operation.has_own_id.then(|| identifier(operation.id.as_str(), self.acronyms));
        let method = named
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| self.method(operation.http_method, &shape));
        let verb = verb(operation.http_method, &shape);
        let is_list = verb == SqlVerb::Select && shape.kind == Kind::Collection;
        let object_key = match (is_list, verb) {
            (true, _) => self.object_key(api, operation, &shape, &resource, found),
            (false, SqlVerb::Select) => api.whole_if_items(operation),
            (false, _) => None,
        };
        Proposal {
            operation,
            resource,
            method,
            qualified,
            verb,
            is_list,
            object_key,
            request: None,
            further: Vec::new(),
            goes_first: false,
            route: None,
            source: ProposalSource::Rules,
        }
    }

    fn shape<'p>(&self, path: &'p str) -> Shape<'p> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let literal = |segment: &&str| !segment.contains('{');
        let last_noun =
            |segments: &[&'p str]| segments.iter().rev().copied().find(|segment| literal(segment));
        let Some((last, before)) = segments.split_last() else {
            return Shape { noun: None, kind: Kind::Collection };
        };
        if let Some((head, action)) = last.rsplit_once(':').filter(|(_, action)| !action.contains(['{', '}']))
        {
            let noun = if literal(&head) && !head.is_empty() { Some(head) } else { last_noun(before) };
            return Shape { noun, kind: Kind::Action(action) };
        }
        if !literal(last) {
            return Shape { noun: last_noun(before), kind: Kind::Item };
        }
        let after_parameter = before.last().is_some_and(|segment| !literal(segment));
        if after_parameter && !self.serves(path) {
            return Shape { noun: last_noun(before), kind: Kind::Action(last) };
        }
        Shape { noun: Some(last), kind: Kind::Collection }
    }

    /// Whether a GET serves the path, or an item right below it: in that case its last segment is a
    /// collection.
    fn serves(&self, path: &str) -> bool {
        let path = anonymous(path);
        self.served.contains(&path) || self.served.contains(&format!("{path}/{{}}"))
    }

    fn resource(&self, operation: &Operation, shape: &Shape<'_>) -> String {
        let tag = match self.resource_from {
            ResourceFrom::Tag => operation.tags.first().map(String::as_str),
            ResourceFrom::Path => None,
        };
        [tag, shape.noun, operation.tags.first().map(String::as_str)]
            .into_iter()
            .flatten()
            .map(|text| identifier(text, self.acronyms))
            .find(|name| !name.is_empty())
            .unwrap_or_else(|| self.service.to_string())
    }

    fn method(&self, http_method: HttpMethod, shape: &Shape<'_>) -> String {
        let name = match (http_method, shape.kind) {
            (_, Kind::Action(action)) => return identifier(action, self.acronyms),
            (HttpMethod::Get, Kind::Collection) => "list",
            (HttpMethod::Get, Kind::Item) => "get",
            (HttpMethod::Post, Kind::Collection) => "create",
            (HttpMethod::Patch, _) => "update",
            (HttpMethod::Put, _) => "replace",
            (HttpMethod::Delete, _) => "delete",
            _ => return http_method.key(),
        };
        name.to_string()
    }

    fn names_a_list(&self, operation: &Operation) -> bool {
        let id = identifier(operation.id.as_str(), self.acronyms);
        id.split('_').any(|word| LIST_WORDS.contains(&word))
    }

    /// The only array of objects in a list's response; of several, the one with a name that says it holds the
    /// rows.
    fn object_key(
        &self,
        api: &Api,
        operation: &Operation,
        shape: &Shape<'_>,
        resource: &str,
        found: &mut Findings,
    ) -> Option<ObjectKey> {
        let schema = operation.response.schema()?;
        if api.type_of(schema) == Some(SchemaType::Array) {
            return None;
        }
        let properties = api.properties(schema);
        let mut arrays: Vec<&str> = properties
            .iter()
            .filter(|(name, property)| api.is_array_of_objects(property) && ObjectKey::can_name(name))
            .map(|(name, _)| *name)
            .collect();
        arrays.sort_unstable();
        let named_like_rows = arrays
            .iter()
            .find(|name| {
                **name == shape.noun.unwrap_or_default() || identifier(name, self.acronyms) == resource
            })
            .or_else(|| ROW_PROPERTIES.iter().find_map(|row| arrays.iter().find(|name| *name == row)));
        let has_items = self.served.contains(&format!("{}/{{}}", anonymous(&operation.path)));
        let (first, others) = arrays.split_first()?;
        let doubt = |chosen: String, others: &[&str]| Entry::AmbiguousObjectKey {
            operation: operation.id.clone(),
            chosen,
            others: others.iter().map(|other| format!("$.{other}")).collect(),
        };
        let chosen = match named_like_rows {
            Some(name) => name,
            // A single thing that contains a list isn't a list: `GET /me` with `addresses`.
            None if !has_items && !self.names_a_list(operation) => {
                found.ledger.push(doubt("$".into(), &arrays));
                return api.whole_if_items(operation);
            }
            None => first,
        };
        if !others.is_empty() {
            let rest: Vec<&str> = arrays.iter().copied().filter(|name| name != chosen).collect();
            found.ledger.push(doubt(format!("$.{chosen}"), &rest));
        }
        Some(ObjectKey::property(chosen))
    }
}

fn verb(http_method: HttpMethod, shape: &Shape<'_>) -> SqlVerb {
    match (http_method, shape.kind) {
        (HttpMethod::Get, _) => SqlVerb::Select,
        (_, Kind::Action(_)) => SqlVerb::Exec,
        (HttpMethod::Post, Kind::Collection) => SqlVerb::Insert,
        (HttpMethod::Patch, _) => SqlVerb::Update,
        (HttpMethod::Put, _) => SqlVerb::Replace,
        (HttpMethod::Delete, _) => SqlVerb::Delete,
        _ => SqlVerb::Exec,
    }
}

/// A path without its parameters' names: `/teams/{id}` and `/teams/{team}` are the same place.
fn anonymous(path: &str) -> String {
    let mut place = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.trim_end_matches('/').chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        place.push(c);
    }
    place
}
