//! Ids for operations that have none, or share one.
//!
//! In: HTTP methods, paths and the ids that the document gives. Out: an id for each operation, all different.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::OperationId;

/// An operation's id.
pub(super) struct Assigned {
    pub(super) id: OperationId,
    /// Whether the document gives the id.
    pub(super) is_own: bool,
}

/// Gives each operation an id, by its method in lower case, its path and its own id. If two `operations` have the same id, the first in their order keeps it, and
/// the second is named after its HTTP method and path.
pub(super) fn assign<'o>(
    operations: impl Iterator<Item = (String, &'o str, Option<&'o str>)>,
) -> Vec<Assigned> {
    let operations: Vec<_> = operations.collect();
    let mut taken = Taken::default();
    let given: Vec<Option<String>> = operations
        .iter()
        .map(|(_, _, id)| id.filter(|id| !id.trim().is_empty() && taken.0.insert(id.to_string())))
        .map(|id| id.map(str::to_string))
        .collect();
    // Ids are made only when all given ids are known: a made id must not take the place of a given one.
    let ids = operations.iter().zip(given).map(|((method, path, _), given)| Assigned {
        is_own: given.is_some(),
        id: OperationId::new(given.unwrap_or_else(|| taken.unique(&made(method, path)))),
    });
    ids.collect()
}

/// `get_v1_teams_id_members`
fn made(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut id = method.to_string();
    for word in words {
        id.push('_');
        id.push_str(word);
    }
    id
}

/// Names that are taken, and for each base the last number that was added to it.
#[derive(Default)]
pub(super) struct Taken(BTreeSet<String>, BTreeMap<String, u64>);

impl Taken {
    pub(super) fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().collect(), BTreeMap::new())
    }

    /// `base`, or `base_2`, `base_3`, … if that is taken; taken from now on.
    pub(super) fn unique(&mut self, base: &str) -> String {
        if self.0.insert(base.to_string()) {
            return base.to_string();
        }
        let number = self.1.entry(base.to_string()).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{base}_{number}");
            if self.0.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// The first dotted part, if all ids have dots and share it: `dataproc` of `dataproc.projects.…`.
pub(super) fn common_first_part<'o>(ids: impl Iterator<Item = &'o str>) -> Option<String> {
    let mut common = None;
    for id in ids {
        let (first, _) = id.split_once('.')?;
        if first.is_empty() || *common.get_or_insert(first) != first {
            return None;
        }
    }
    common.map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_from_method_and_path_and_stay_unique() {
        let operations = [
            ("get", "/v1/teams/{id}/members", None),
            ("post", "/v1/teams", Some("team")),
            ("post", "/v1/teams-all", Some("team")),
            ("get", "/a/b", Some("get_a_b_2")),
            ("get", "/a-b", None),
            ("get", "/a_b", Some("")),
        ];
        let ids = assign(operations.into_iter().map(|(method, path, id)| (method.to_string(), path, id)));
        let ids: Vec<&str> = ids.iter().map(|assigned| assigned.id.as_str()).collect();
        assert_eq!(
            ids,
            ["get_v1_teams_id_members", "team", "post_v1_teams_all", "get_a_b_2", "get_a_b", "get_a_b_3"]
        );
    }

    #[test]
    fn a_common_first_part_needs_dots_in_every_id() {
        assert_eq!(common_first_part(["a.b.c", "a.d"].into_iter()), Some("a".into()));
        assert_eq!(common_first_part(["a.b.c", "a"].into_iter()), None);
        assert_eq!(common_first_part(["a.b", "b.a"].into_iter()), None);
        assert_eq!(common_first_part([].into_iter()), None);
    }
}
