//! What the id of an operation says: words, without what a framework or a tag adds to them.

use std::collections::BTreeSet;

use super::nouns::singular;
use crate::api::Operation;
use crate::names::identifier;

/// The words of an operation's id, in snake case.
#[derive(Debug, Default)]
pub(in crate::mapping) struct IdWords {
    /// The whole id: `users_list_keys`; empty for an operation without an id of its own.
    pub(in crate::mapping) whole: String,
    /// Without a tag or the service before it: `list_keys`.
    pub(super) plain: String,
}

impl IdWords {
    pub(in crate::mapping) fn of(operation: &Operation, service: &str, acronyms: &[String]) -> Self {
        if !operation.has_own_id {
            return Self::default();
        }
        let whole = identifier(operation.id.as_str(), acronyms);
        let whole = without_path(&whole, operation, acronyms).to_string();
        let tags = operation.tags.iter().rev().map(|tag| identifier(tag, acronyms));
        let plain =
            tags.chain([service.to_string()]).find_map(|tag| behind(&whole, &tag).map(str::to_string));
        Self { plain: plain.unwrap_or_else(|| whole.clone()), whole }
    }

    /// The first word of the id, behind a tag.
    pub(super) fn verb(&self) -> &str {
        self.words().next().unwrap_or_default()
    }

    /// Whether the id has no word that isn't in `path` in singular or plural, but the first one behind a tag:
    /// `listImageRepositories` of `/image-repositories`.
    pub(in crate::mapping) fn repeats(&self, path: &str, acronyms: &[String]) -> bool {
        let literals = path.split(['/', ':']).filter(|segment| !segment.contains('{'));
        let named = literals.map(|literal| identifier(literal, acronyms)).collect::<Vec<_>>().join("_");
        let named: BTreeSet<String> = named.split('_').map(singular).collect();
        self.words().skip(1).all(|word| named.contains(&singular(word)))
    }

    /// The words of the id, behind a tag.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.plain.split('_').filter(|word| !word.is_empty())
    }
}

/// `id` without the path and the HTTP method at its end, which FastAPI adds: `read_user_users__id__get` is `read_user`.
fn without_path<'i>(id: &'i str, operation: &Operation, acronyms: &[String]) -> &'i str {
    let path = operation.path.split('?').next().unwrap_or_default();
    let tail = identifier(&format!("{path}_{}", operation.http_method.key()), acronyms);
    let rest = id.strip_suffix(&tail).and_then(|rest| rest.strip_suffix('_'));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(id)
}

/// What follows `tag`, in singular or plural, in an id.
fn behind<'i>(id: &'i str, tag: &str) -> Option<&'i str> {
    let stem = tag.strip_suffix('s').unwrap_or(tag);
    if stem.is_empty() {
        return None;
    }
    let rest = id.strip_prefix(stem)?;
    rest.strip_prefix('s').unwrap_or(rest).strip_prefix('_').filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_before_an_id_goes() {
        for (id, tag, rest) in [
            ("users_list", "users", Some("list")),
            ("user_list", "users", Some("list")),
            ("users_list", "user", Some("list")),
            ("userspace_list", "user", None),
            ("users", "users", None),
            ("users_", "users", None),
            ("list_users", "users", None),
            ("list", "", None),
        ] {
            assert_eq!(behind(id, tag), rest, "{id} {tag}");
        }
    }
}
