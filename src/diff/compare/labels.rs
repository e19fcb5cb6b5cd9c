//! The names of columns in SQL, where a provider makes others of the API's.
//!
//! In: a resource in both releases. Out: names to compare columns by, and names to show them with. Two releases that
//! name columns in the same way are compared by these names; if the way differs, which is told once for the provider,
//! columns are compared by the API's names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::change::OtherPaths;
use super::difference::Difference;
use super::pairs::ResourcePair;
use crate::provider::Resource;

/// The names of the columns of a resource, by the API's.
type Names<'a> = BTreeMap<&'a str, &'a str>;

/// The names of the columns of a resource in both releases.
pub(super) struct Labels<'a> {
    old: Names<'a>,
    new: Names<'a>,
    is_alike: bool,
}

impl<'a> Labels<'a> {
    pub(super) fn of(pair: &ResourcePair<'a>) -> Self {
        let (old, new) = (names(pair.old), names(pair.new));
        let is_alike = old.is_empty() && new.is_empty() || are_alike(pair.old, pair.new);
        Self { old, new, is_alike }
    }

    /// The name to compare the API's `field` of the old release by.
    pub(super) fn before(&self, field: &'a str) -> &'a str {
        self.old.get(field).filter(|_| self.is_alike).copied().unwrap_or(field)
    }

    /// The name to compare the API's `field` of the new release by.
    pub(super) fn after(&self, field: &'a str) -> &'a str {
        self.new.get(field).filter(|_| self.is_alike).copied().unwrap_or(field)
    }

    /// A difference, whose column has the name that statements of the old release know it by.
    pub(super) fn shown<'d>(&self, difference: &'d Difference) -> Cow<'d, Difference> {
        let root = difference.root();
        let name = self.old.get(root).or_else(|| self.new.get(root)).filter(|_| !self.is_alike);
        let Some(name) = name else { return Cow::Borrowed(difference) };
        let renamed = |path: &str| format!("{name}{}", path.get(root.len()..).unwrap_or_default());
        let also = OtherPaths {
            first: difference.also.first.iter().map(|path| renamed(path)).collect(),
            count: difference.also.count,
        };
        let path = renamed(&difference.path);
        Cow::Owned(Difference { path, root: name.len(), also, ..difference.clone() })
    }
}

/// Whether each of the API's fields that both have is a column of the same name in both.
fn are_alike(old: &Resource, new: &Resource) -> bool {
    let now: Names<'_> =
        new.columns.iter().map(|column| (column.field.as_str(), column.name.as_str())).collect();
    old.columns.iter().all(|column| {
        let other = now.get(column.field.as_str());
        other.is_none_or(|name| *name == column.name)
    })
}

/// The columns whose names aren't the API's.
fn names(resource: &Resource) -> Names<'_> {
    let other = resource.columns.iter().filter(|column| column.name != column.field);
    other.map(|column| (column.field.as_str(), column.name.as_str())).collect()
}
