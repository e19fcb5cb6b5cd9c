//! Names of resources and methods, by the rule and the style that the configuration chooses.

use std::collections::BTreeMap;

use super::ids::IdWords;
use super::lists::{Lists, has};
use super::nouns::{plural, singular};
use super::shape::{End, Shape};
use crate::api::{HttpMethod, Operation, SqlVerb};
use crate::mapping::rules::{OperationNames, ResourceNames};
use crate::names::{MAX_NAME_BYTES, identifier};

/// What a name is made of.
pub(super) struct Parts<'s> {
    pub(super) operation: &'s Operation,
    pub(super) shape: &'s Shape<'s>,
    pub(super) words: &'s IdWords,
    pub(super) verb: SqlVerb,
    /// Whether the answer has many rows, or an envelope around one.
    pub(super) has_many: bool,
    /// The scope that a short name of a method ends with, since another scope has the same operation.
    pub(super) scope: Option<String>,
    pub(super) service: &'s str,
    pub(super) acronyms: &'s [String],
    pub(super) lists: &'s Lists,
}

impl Parts<'_> {
    fn identifier(&self, text: &str) -> String {
        identifier(text, self.acronyms)
    }

    /// The names in the path that the resource can have, outermost first.
    fn nouns(&self) -> Vec<String> {
        let mut nouns = self.shape.nouns.as_slice();
        // The end of the path tells what is done.
        let is_action = self.verb == SqlVerb::Exec && matches!(self.shape.end, End::Literal(_));
        if let Some((last, before)) = nouns.split_last().filter(|(_, before)| is_action && !before.is_empty())
        {
            let is_end = matches!(self.shape.end, End::Literal(end) if end == *last);
            nouns = if is_end { before } else { nouns };
            while let Some((group, before)) = nouns.split_last().filter(|(_, before)| !before.is_empty()) {
                if !has(&self.lists.action_groups, group) {
                    break;
                }
                nouns = before;
            }
        }
        while let Some((last, before)) = nouns.split_last() {
            let is_done = has(&self.lists.crud_segments, &self.identifier(last));
            if !is_done || before.is_empty() {
                break;
            }
            nouns = before;
        }
        nouns.iter().map(|noun| self.identifier(noun)).filter(|noun| !noun.is_empty()).collect()
    }

    /// The resource's name by `rule`; `collections` has the names of those that end as others do.
    pub(super) fn resource(
        &self,
        rule: ResourceNames,
        collections: &BTreeMap<Vec<String>, Vec<String>>,
    ) -> String {
        let nouns = self.nouns();
        let last = nouns.last().cloned();
        let with_parent = || nouns.get(nouns.len().saturating_sub(2)..).map(<[String]>::to_vec).map(joined);
        let named_tag =
            |tag: Option<&String>| tag.map(|tag| self.identifier(tag)).filter(|tag| !tag.is_empty());
        let tag = named_tag(self.operation.tags.first());
        let named = match rule {
            ResourceNames::PathLast => last,
            ResourceNames::PathTail => with_parent(),
            ResourceNames::PathParent => {
                collections.get(&self.collection()).map(|names| joined(names.clone())).or(last)
            }
            ResourceNames::OperationId => self.id_noun().or(last),
            ResourceNames::Tag => tag.clone().map(|tag| self.below_tag(tag)).or(last),
            ResourceNames::LastTag => {
                named_tag(self.operation.tags.last()).map(|tag| self.below_tag(tag)).or(last)
            }
        };
        named.filter(|name| !name.is_empty()).or(tag).unwrap_or_else(|| self.service.to_string())
    }

    /// The names that tell the collection of the path from others: those below what everything is in, such as
    /// `/accounts/{account}`.
    pub(super) fn collection(&self) -> Vec<String> {
        let mut nouns = self.nouns();
        if self.shape.scope.is_some() && nouns.len() > 1 {
            nouns.remove(0);
        }
        nouns
    }

    /// The things that the id names, in plural: `datastore_items` of `ListDatastoreItems`, and of `datastore_items_list`.
    fn id_noun(&self) -> Option<String> {
        let is_verb = |word: &str| self.lists.id_verbs.contains(word) || self.lists.actions.contains(word);
        let mut words: Vec<&str> = self.words.words().collect();
        // The lists don't have every verb: an action whose id has none of them begins with its own, `burn` of
        // `burnBook`.
        if self.verb == SqlVerb::Exec && words.len() > 1 && !words.iter().any(|word| is_verb(word)) {
            words.remove(0);
        }
        let words = words.into_iter().skip_while(|word| is_verb(word));
        let mut noun: Vec<&str> = words.take_while(|word| !self.lists.id_ends.contains(*word)).collect();
        while let Some((_, before)) =
            noun.split_last().filter(|(last, before)| is_verb(last) && !before.is_empty())
        {
            noun = before.to_vec();
        }
        let (last, before) = noun.split_last()?;
        Some(joined(before.iter().map(ToString::to_string).chain([plural(last)]).collect()))
    }

    /// The resource of an operation with `tag`: what the tag names, or the part of it that the id names, such as
    /// `pipeline_permissions` of `pipelines_get_permissions`. A resource of the whole tag would have the rows of several
    /// things. An action belongs to what the tag names, whatever its id says.
    fn below_tag(&self, tag: String) -> String {
        let is_action = !self.lists.id_verbs.contains(self.words.verb());
        let Some(noun) = self.id_noun().filter(|_| !is_action) else { return tag };
        if tag == noun || plural(&tag) == noun || tag.ends_with(&format!("_{noun}")) {
            return tag;
        }
        // The last words of the tag often stand before the noun once more.
        let words: Vec<&str> = tag.split('_').collect();
        for at in 0..words.len() {
            let (before, shared) = words.split_at(at);
            let shared = shared.join("_");
            let is_said = [singular(&shared), shared]
                .iter()
                .any(|shared| noun.strip_prefix(shared).is_some_and(|rest| rest.starts_with('_')));
            if is_said {
                return before.iter().copied().chain([noun.as_str()]).collect::<Vec<_>>().join("_");
            }
        }
        format!("{}_{noun}", singular(&tag))
    }

    /// The method's name by `style`; `is_replaced` tells whether a PUT serves the path, too.
    pub(super) fn method(&self, style: OperationNames, is_replaced: bool) -> String {
        let by_id = match style {
            OperationNames::Id => self.words.whole.clone(),
            OperationNames::IdRaw => raw(self.operation),
            OperationNames::IdWithoutTag => self.words.plain.clone(),
            OperationNames::Verb => self.words.verb().to_string(),
            OperationNames::Crud => String::new(),
        };
        if !by_id.is_empty() {
            return by_id;
        }
        let crud = self.crud(is_replaced);
        match &self.scope {
            Some(scope) => format!("{crud}_by_{scope}"),
            None => crud,
        }
    }

    /// The name by what the method does: `list`, `get`, `create`, `update`, `delete`, or the action. Where PUT and PATCH
    /// serve one path, published providers call them `update` and `edit`.
    fn crud(&self, is_replaced: bool) -> String {
        let name = match (self.verb, self.shape.end) {
            (SqlVerb::Select, End::Item) => "get",
            (SqlVerb::Select, _) if self.has_many => "list",
            (SqlVerb::Select, _) => "get",
            (SqlVerb::Insert, _) => "create",
            (SqlVerb::Delete, _) => "delete",
            (SqlVerb::Update, _) if is_replaced && self.operation.http_method == HttpMethod::Patch => "edit",
            (SqlVerb::Update | SqlVerb::Replace, _) => "update",
            (SqlVerb::Exec, End::Custom(action) | End::Literal(action)) => return self.identifier(action),
            (SqlVerb::Exec, End::Item | End::Root) => {
                let by_id = self.words.plain.clone();
                return if by_id.is_empty() { self.operation.http_method.key() } else { by_id };
            }
        };
        name.to_string()
    }

    /// The name that a method gets if another of its resource has `method`: `list_by_account`, or what the id says
    /// where the path has no owner, or a tag named the resource, which then is about several collections.
    pub(super) fn qualified(&self, style: OperationNames, rule: ResourceNames, method: &str) -> String {
        let is_short = matches!(style, OperationNames::Crud | OperationNames::Verb);
        let is_by_tag = matches!(rule, ResourceNames::Tag | ResourceNames::LastTag);
        let owner = self.shape.owner.map(|owner| self.identifier(owner));
        let owner =
            owner.map(|owner| owner.trim_end_matches("_id").to_string()).filter(|owner| !owner.is_empty());
        match owner.filter(|_| style == OperationNames::Crud && !is_by_tag) {
            Some(owner) if self.scope.is_none() => format!("{method}_by_{owner}"),
            // The name ends with its scope already: the owner follows, as in `list_by_account_rule`.
            Some(owner) if self.scope.as_ref() != Some(&owner) => format!("{method}_{owner}"),
            _ if is_short && !self.words.plain.is_empty() => self.words.plain.clone(),
            _ => self.by_path(),
        }
    }

    /// A name that no other operation has: the HTTP method and the path.
    fn by_path(&self) -> String {
        let path = self.operation.path.replace(['{', '}'], "");
        self.identifier(&format!("{}{path}", self.operation.http_method.key()))
    }
}

/// `name` with as many of its first words as a name can have, and room for a number behind it. What is left of an id
/// without its tag can begin with a digit, which no name does.
pub(super) fn bounded(mut name: String) -> String {
    const ROOM: usize = MAX_NAME_BYTES - 10;
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if name.len() <= ROOM {
        return name;
    }
    let fits = |at: &usize| *at <= ROOM;
    let end = name.match_indices('_').map(|(at, _)| at).take_while(fits).last();
    let end = end.or_else(|| name.char_indices().map(|(at, _)| at).take_while(fits).last());
    name.get(..end.unwrap_or_default()).unwrap_or_default().to_string()
}

fn joined(parts: Vec<String>) -> String {
    // `team_members` below `team` would say it twice.
    let mut whole = String::new();
    for part in parts {
        if whole.is_empty() || part.strip_prefix(&whole).is_some_and(|rest| rest.starts_with('_')) {
            whole = part;
        } else {
            whole.push('_');
            whole.push_str(&part);
        }
    }
    whole
}

/// The id in its own spelling, without what no name can have.
fn raw(operation: &Operation) -> String {
    if !operation.has_own_id {
        return String::new();
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut name: String = operation.id.as_str().chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_a_word() {
        assert_eq!(bounded("a_b".into()), "a_b");
        assert_eq!(bounded("0_hold".into()), "_0_hold");
        let long = format!("{}_{}", "a".repeat(150), "b".repeat(60));
        assert_eq!(bounded(long), "a".repeat(150));
        assert_eq!(bounded("ä".repeat(150)).len(), 190);
    }

    #[test]
    fn parts_that_repeat_the_first_are_joined_once() {
        let join = |parts: &[&str]| joined(parts.iter().map(ToString::to_string).collect());
        assert_eq!(join(&["team", "team_members"]), "team_members");
        assert_eq!(join(&["teams", "members"]), "teams_members");
        assert_eq!(join(&[]), "");
    }
}
