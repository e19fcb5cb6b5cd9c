//! Which operations of a document make which service.
//!
//! In: the names that tags or paths give, and what the configuration makes of them. Out: the services' names, each with
//! the names that it is made of; or the entries of the configuration that don't fit together.

use std::collections::{BTreeMap, BTreeSet};

use super::options::{Fate, PartChange, SplitBy, SplitOptions};
use crate::api::{Api, Operation};
use crate::diagnostic::Diagnostic;
use crate::mapping::openapi::first_noun;
use crate::names::{OperationId, ServiceName, identifier};
use crate::text::did_you_mean;

/// The name that a tag or a path gives to a service, before the configuration makes something else of it.
pub(super) type BaseName = ServiceName;

/// A problem of the configuration.
#[derive(Debug)]
pub struct SplitProblem {
    /// The place in the configuration: a JSON pointer.
    pub pointer: String,
    /// What is wrong there.
    pub problem: Diagnostic,
}

/// Gives operations their services.
pub(super) struct Naming<'n> {
    pub(super) by: SplitBy,
    /// The name for operations that have none by themselves: that of the whole document.
    pub(super) document: &'n ServiceName,
    pub(super) acronyms: &'n [String],
}

impl Naming<'_> {
    /// The service of an operation with these tags and this path.
    pub(super) fn base(&self, tags: &[String], path: &str) -> BaseName {
        let text = match self.by {
            SplitBy::Tag => tags.first().map(String::as_str),
            SplitBy::Path => first_noun(path),
        };
        // A tag may have no letter that a name could be made of.
        let named = text.and_then(|text| ServiceName::new(&identifier(text, self.acronyms)).ok());
        named.unwrap_or_else(|| self.document.clone())
    }

    /// The tag that names the service of `operation`, if a tag does.
    pub(super) fn tag<'o>(&self, operation: &'o Operation) -> Option<&'o str> {
        operation.tags.first().map(String::as_str).filter(|_| self.by == SplitBy::Tag)
    }

    /// The service of each operation of `api`, by id. Content goes with the operation whose content it is.
    pub(super) fn bases<'a>(&self, api: &'a Api) -> BTreeMap<&'a OperationId, BaseName> {
        let base = |operation: &Operation| {
            let owner = operation.content_of().and_then(|owner| api.operation(owner)).unwrap_or(operation);
            self.base(&owner.tags, &owner.path)
        };
        api.operations.iter().map(|operation| (&operation.id, base(operation))).collect()
    }
}

/// What becomes of the services that tags or paths name.
#[derive(Debug, Default)]
pub(super) struct Fates {
    /// The services, by the names that they are made of.
    pub(super) homes: BTreeMap<BaseName, ServiceName>,
    /// The services that are left out.
    pub(super) dropped: BTreeSet<BaseName>,
    /// Pointers of the entries that matched.
    pub(super) matched: BTreeSet<String>,
    /// The probable intent of entries that matched nothing, by their pointers.
    pub(super) near: BTreeMap<String, String>,
}

/// How a service gets a name.
#[derive(Debug, Clone, Copy)]
enum Way<'c> {
    Kept,
    Renamed(&'c PartChange),
    Merged(&'c PartChange),
}

impl Fates {
    /// What becomes of the services `bases`.
    ///
    /// # Errors
    /// Several services would have one name, or names that differ in case alone, and the configuration doesn't merge them.
    pub(super) fn of(
        bases: &BTreeSet<BaseName>,
        options: &SplitOptions,
        acronyms: &[String],
    ) -> Result<Self, Vec<SplitProblem>> {
        let mut fates = Self::default();
        let mut changes: BTreeMap<&BaseName, &PartChange> = BTreeMap::new();
        let mut problems = Vec::new();
        for change in &options.changes {
            let same = |base: &&BaseName| base.as_str() == change.of;
            let found = bases.iter().find(same).or_else(|| {
                let name = identifier(&change.of, acronyms);
                bases.iter().find(|base| base.as_str() == name)
            });
            match found {
                Some(base) => {
                    fates.matched.insert(change.pointer.clone());
                    if changes.insert(base, change).is_some() {
                        problems.push(twice(change));
                    }
                }
                None => {
                    let near = did_you_mean(&change.of, bases.iter().map(|base| base.as_str()));
                    fates.near.extend(near.map(|near| (change.pointer.clone(), near.to_string())));
                }
            }
        }
        let mut named: BTreeMap<String, Vec<(&BaseName, ServiceName, Way<'_>)>> = BTreeMap::new();
        for base in bases {
            let (name, way) = match changes.get(base).map(|change| (*change, &change.fate)) {
                None => (base.clone(), Way::Kept),
                Some((change, Fate::Renamed(name))) => (name.clone(), Way::Renamed(change)),
                Some((change, Fate::Merged(name))) => (name.clone(), Way::Merged(change)),
                Some((_, Fate::Dropped)) => {
                    fates.dropped.insert(base.clone());
                    continue;
                }
            };
            named.entry(name.as_str().to_ascii_lowercase()).or_default().push((base, name, way));
        }
        problems.extend(named.values().filter_map(|all| clash(all)));
        if !problems.is_empty() {
            return Err(problems);
        }
        for all in named.into_values() {
            // The document's own name may be one of a tag's in capitals.
            let Some(name) = all.first().map(|(_, name, _)| name.clone()) else { continue };
            fates.homes.extend(all.into_iter().map(|(base, ..)| (base.clone(), name.clone())));
        }
        Ok(fates)
    }
}

/// The problem of a service that is named twice.
fn twice(change: &PartChange) -> SplitProblem {
    let problem = Diagnostic::error("config::split", format!("`{}` is named in `split` twice", change.of))
        .help("a service is renamed, merged or dropped: keep one of the entries");
    let problem = if change.is_key { problem.on_key() } else { problem };
    SplitProblem { pointer: change.pointer.clone(), problem }
}

/// The problem of services that get one name; none if that is what the configuration says.
fn clash(all: &[(&BaseName, ServiceName, Way<'_>)]) -> Option<SplitProblem> {
    let ((_, first, _), rest) = all.split_first()?;
    rest.first()?;
    let renamed = all.iter().find_map(|(_, name, way)| match way {
        Way::Renamed(change) => Some((name, *change)),
        Way::Kept | Way::Merged(_) => None,
    });
    if let Some((name, change)) = renamed {
        let message = format!("`{}` can't be called `{name}`: another service is", change.of);
        let help = format!("to make one of them, write `merge: {{ {name}: [{}] }}`", change.of);
        let problem = Diagnostic::error("config::split", message).help(help);
        return Some(SplitProblem { pointer: change.pointer.clone(), problem });
    }
    let other = rest.iter().map(|(_, name, _)| name).find(|name| *name != first)?;
    // The names of tags are all in lower case: one that differs in case alone is the configuration's.
    let (name, change) = all.iter().find_map(|(_, name, way)| match way {
        Way::Merged(change) => Some((name, *change)),
        Way::Kept | Way::Renamed(_) => None,
    })?;
    let kept = if name == first { other } else { first };
    let message = format!("`{name}` and `{kept}` differ in case alone: they would share a folder");
    let problem = Diagnostic::error("config::split", message).help(format!("write `{kept}`"));
    Some(SplitProblem { pointer: change.pointer.clone(), problem })
}
