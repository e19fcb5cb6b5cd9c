//! One document as several services, by tags or by paths.
//!
//! In: an [`Api`] and the options of its split. Out: a [`Split`], from which the parts are taken one after the other, each
//! an [`Api`] of its own with the components that it reaches, and no more.

mod notes;
pub mod options;
mod parts;
mod reached;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use notes::PartNotes;
use options::SplitOptions;
pub use parts::SplitProblem;
use parts::{BaseName, Fates, Naming};
use reached::reached;

use super::rules::google;
use crate::api::{Api, Operation, UnreadableOperation};
use crate::diagnostic::Diagnostic;
use crate::names::ServiceName;
use crate::provider::ledger::Entry;

/// Most tags that a title names.
const TITLE_TAGS: usize = 3;

/// A document that is split into services.
#[derive(Debug)]
pub struct Split {
    /// The document without operations, of which each part gets what it reaches.
    whole: Api,
    /// Whether an operation of the document says what authenticates it.
    demands: bool,
    parts: BTreeMap<ServiceName, Part>,
    notes: PartNotes,
    /// The services that the configuration leaves out.
    pub dropped: Vec<DroppedPart>,
    /// Pointers of the entries of the configuration that matched.
    pub matched: BTreeSet<String>,
    /// The probable intent of entries that matched nothing, by their pointers.
    pub near: BTreeMap<String, String>,
}

/// What goes into one service.
#[derive(Debug, Default)]
struct Part {
    operations: Vec<Operation>,
    unreadable: Vec<UnreadableOperation>,
    /// Whether operations are here that tags or paths give no name.
    has_rest: bool,
    /// The names that it is made of.
    bases: BTreeSet<BaseName>,
    /// The tags that gave these names.
    tags: BTreeMap<BaseName, String>,
}

/// A service that the configuration leaves out.
#[derive(Debug)]
pub struct DroppedPart {
    /// The name that the service would have.
    pub name: ServiceName,
    /// The reason why it is left out.
    pub reason: String,
    /// Its operations, by id: each is an [`Entry::Excluded`].
    pub ledger: Vec<Entry>,
}

/// Whether a document can be split: one with StackQL's annotations says itself which services there are.
#[must_use]
pub fn can_split(api: &Api) -> bool {
    api.annotated.is_none() && api.operations.iter().all(|operation| operation.annotation.is_none())
}

/// The names by which `by` would split `api`, the service `name`, each with its number of operations.
pub(super) fn names(
    api: &Api,
    name: &ServiceName,
    by: options::SplitBy,
    acronyms: &[String],
) -> BTreeMap<ServiceName, usize> {
    let mut names = BTreeMap::new();
    for base in (Naming { by, document: name, acronyms }).bases(api).into_values() {
        *names.entry(base).or_default() += 1;
    }
    names
}

impl Split {
    /// Splits `api`, the service `document`, by `options`; `acronyms` are words that names keep whole, none for the
    /// default ones.
    ///
    /// # Errors
    /// Entries of the configuration that give several services one name.
    pub fn of(
        mut api: Api,
        document: &ServiceName,
        options: &SplitOptions,
        acronyms: Option<&[String]>,
    ) -> Result<Self, Vec<SplitProblem>> {
        let acronyms = acronyms.unwrap_or(&google().acronyms);
        let naming = Naming { by: options.by, document, acronyms };
        let bases: Vec<BaseName> = {
            let by_id = naming.bases(&api);
            api.operations.iter().filter_map(|operation| by_id.get(&operation.id).cloned()).collect()
        };
        let unreadable = std::mem::take(&mut api.unreadable);
        let unread = unreadable.into_iter().map(|one| (naming.base(&one.tags, &one.path), one));
        let unread: Vec<(BaseName, UnreadableOperation)> = unread.collect();
        let all = bases.iter().chain(unread.iter().map(|(base, _)| base)).cloned().collect();
        let Fates { homes, dropped, matched, near } = Fates::of(&all, options, acronyms)?;

        let mut notes = PartNotes::of(std::mem::take(&mut api.notes), &api.file);
        let demands = api.operations.iter().any(|operation| !operation.security.is_empty());
        let (mut parts, mut out) = (BTreeMap::<ServiceName, Part>::new(), BTreeMap::new());
        for base in dropped {
            let reason = format!("`split.drop` leaves out the service `{base}`");
            out.insert(base.clone(), DroppedPart { name: base, reason, ledger: Vec::new() });
        }
        for (operation, base) in std::mem::take(&mut api.operations).into_iter().zip(bases) {
            let home = homes.get(&base);
            notes.place(&operation, home);
            let Some(home) = home else {
                if let Some(part) = out.get_mut(&base) {
                    part.ledger
                        .push(Entry::Excluded { operation: operation.id, reason: part.reason.clone() });
                }
                continue;
            };
            let part = parts.entry(home.clone()).or_default();
            part.has_rest |= base == *document;
            if let Some(tag) = naming.tag(&operation) {
                part.tags.entry(base.clone()).or_insert_with(|| tag.trim().to_string());
            }
            part.bases.insert(base);
            part.operations.push(operation);
        }
        for (base, operation) in unread {
            if let Some(part) = homes.get(&base).and_then(|home| parts.get_mut(home)) {
                part.unreadable.push(operation);
                continue;
            }
            // Of a service without operations no manifest can be loaded: it is left out.
            let name = homes.get(&base).unwrap_or(&base).clone();
            let reason = format!("no operation of the service `{name}` can be read");
            let part = out.entry(base).or_insert_with(|| DroppedPart { name, reason, ledger: Vec::new() });
            let UnreadableOperation { id, reason, .. } = operation;
            part.ledger.push(Entry::Unreadable { operation: id, reason });
        }
        let mut dropped: Vec<DroppedPart> = out.into_values().collect();
        dropped.iter_mut().for_each(|part| part.ledger.sort());
        Ok(Self { whole: api, demands, parts, notes, dropped, matched, near })
    }

    /// The names of the parts that are still to be taken, in their order.
    #[must_use]
    pub fn names(&self) -> Vec<ServiceName> {
        self.parts.keys().cloned().collect()
    }

    /// The part of that name; none if there is no such part, or if it was taken before.
    pub fn take(&mut self, name: &ServiceName) -> Option<Api> {
        let part = self.parts.remove(name)?;
        let names = reached(&self.whole, &part.operations);
        let notes = self.notes.take(name);
        let schemas = self.whole.schemas.iter().filter(|(name, _)| names.contains(name.as_str()));
        let schemas = schemas.map(|(name, schema)| (name.clone(), schema.clone())).collect();
        let named: BTreeSet<&str> = {
            let requirements = part.operations.iter().flat_map(|operation| &operation.security);
            requirements.flat_map(BTreeMap::keys).map(String::as_str).collect()
        };
        // Of a document that demands nothing anywhere each part is called by whatever the document declares.
        let schemes = self.whole.security_schemes.iter();
        let schemes = schemes.filter(|(name, _)| !self.demands || named.contains(name.as_str()));
        let schemes = schemes.map(|(name, scheme)| (name.clone(), scheme.clone())).collect();
        let (title, description) = self.words(name, &part);
        let whole = &self.whole;
        Some(Api {
            format: whole.format,
            file: whole.file.clone(),
            name: whole.name.clone(),
            version: whole.version.clone(),
            revision: whole.revision.clone(),
            title,
            description,
            documentation: whole.documentation.clone(),
            servers: whole.servers.clone(),
            security_schemes: schemes,
            parameters: whole.parameters.clone(),
            schemas,
            tags: BTreeMap::new(),
            operations: part.operations,
            unreadable: part.unreadable,
            annotated: None,
            notes,
            beside: whole.beside.clone(),
        })
    }

    /// The warnings about nothing that is in one part alone, once.
    pub fn other_notes(&mut self) -> Vec<Diagnostic> {
        self.notes.others()
    }

    /// The title and the description of a part: those of its tags, where it has some.
    fn words(&self, name: &ServiceName, part: &Part) -> (String, String) {
        let whole = &self.whole;
        if part.has_rest {
            return (whole.title.clone(), whole.description.clone());
        }
        let tags: Vec<&str> = part.tags.values().map(String::as_str).collect();
        let is_named = tags.len() == part.bases.len() && tags.len() <= TITLE_TAGS;
        let own = if is_named { tags.join(", ") } else { name.to_string() };
        let described = match tags.as_slice() {
            [tag] if part.bases.len() == 1 => whole.tags.get(*tag).cloned(),
            _ => None,
        };
        (format!("{}: {own}", whole.title), described.unwrap_or_else(|| whole.description.clone()))
    }
}
