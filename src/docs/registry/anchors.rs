//! The ids of a page's parts, which links point to.

use std::collections::{BTreeMap, BTreeSet};

/// Ids by name. Each is plain (letters, digits, `_`, `-`, `.`) and unique on its page.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    by_name: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Anchors {
    /// Ids that start with `prefix`, for names in their order.
    pub(super) fn new<'n>(prefix: &str, names: impl Iterator<Item = &'n str>) -> Self {
        let mut anchors = Self::default();
        for name in names {
            anchors.add(prefix, name);
        }
        anchors
    }

    fn add(&mut self, prefix: &str, name: &str) {
        if self.by_name.contains_key(name) {
            return;
        }
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let plain = format!("{prefix}-{}", name.chars().filter(is_plain).collect::<String>());
        let mut id = plain.clone();
        let mut number = 1;
        while !self.taken.insert(id.clone()) {
            number += 1;
            id = format!("{plain}-{number}");
        }
        self.by_name.insert(name.to_string(), id);
    }

    /// The id of a name that the ids were made for.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_and_unique() {
        let anchors = Anchors::new("col", ["a", "a!", "a?", "a", "b[].c"].into_iter());
        assert_eq!(anchors.get("a"), Some("col-a"));
        assert_eq!(anchors.get("a!"), Some("col-a-2"));
        assert_eq!(anchors.get("a?"), Some("col-a-3"));
        assert_eq!(anchors.get("b[].c"), Some("col-b.c"));
        assert_eq!(anchors.get("c"), None);
    }
}
