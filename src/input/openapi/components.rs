//! Components: what a document writes once and refers to by name.
//!
//! In: `components` of a document, and the places that references elsewhere lead to. Out: schemas of the
//! neutral model, and the other sections in `openapiv3`'s types, with references among them followed.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Parameter, ReferenceOr, RequestBody, Response, SecurityScheme};
use serde::de::DeserializeOwned;

use super::convert::{Loaded, Reader};
use super::refs::{self, Hoisted};
use super::shape::{Kind, Shape};
use crate::api::Schema;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::cursor::Cursor;

/// Longest chain of references from one component to another that is followed.
const MAX_CHAIN: usize = 64;

/// A section of `components` but for the schemas.
pub(super) struct Section<T>(BTreeMap<String, Loaded<ReferenceOr<T>>>);

impl<T> Default for Section<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: DeserializeOwned> Section<T> {
    fn read(&mut self, name: &str, kind: Kind, at: &Cursor<'_, '_>, reader: &Reader<'_>) {
        if let Some(loaded) = reader.load(Shape::OrRef(kind), at) {
            self.0.insert(name.to_string(), loaded);
        }
    }

    /// What `start` is in the end, with the schemas that its stubs stand for; `own` are those of `start`
    /// itself.
    pub(super) fn follow<'s>(
        &'s self,
        start: &'s ReferenceOr<T>,
        own: &'s [Schema],
    ) -> Option<(&'s T, &'s [Schema])> {
        let (mut at, mut schemas) = (start, own);
        for _ in 0..MAX_CHAIN {
            match at {
                ReferenceOr::Item(item) => return Some((item, schemas)),
                ReferenceOr::Reference { reference } => {
                    let next = self.0.get(reference)?;
                    (at, schemas) = (&next.item, &next.schemas);
                }
            }
        }
        None
    }

    /// All components by name, references among them followed.
    pub(super) fn resolved(&self) -> impl Iterator<Item = (&String, &T)> {
        self.0.iter().filter_map(|(name, entry)| {
            self.follow(&entry.item, &entry.schemas).map(|(item, _)| (name, item))
        })
    }

    /// Reports references that go in circles.
    fn check_chains(&self, file: &str, problems: &Problems) {
        for (name, entry) in &self.0 {
            let mut trail = vec![name.as_str()];
            let mut at = &entry.item;
            while let ReferenceOr::Reference { reference } = at {
                let Some(next) = self.0.get(reference) else { break };
                let circle = reference == name;
                if circle || trail.len() > MAX_CHAIN {
                    trail.push(reference);
                    problems.add(chain_problem(&trail, circle).at(file, entry.pointer.clone()));
                    break;
                }
                // A circle that this one only leads to is reported at its own members.
                if trail.contains(&reference.as_str()) {
                    break;
                }
                trail.push(reference);
                at = &next.item;
            }
        }
    }
}

fn chain_problem(trail: &[&str], circle: bool) -> Diagnostic {
    let name = trail.first().copied().unwrap_or_default();
    if circle {
        let message = format!("`{name}` refers to itself: {}", trail.join(" → "));
        return Diagnostic::error("input::circular-ref", message).help("one of them must not be a reference");
    }
    Diagnostic::error("input::too-deep", format!("`{name}` begins too long a chain of references"))
        .help(format!("at most {MAX_CHAIN} are followed: refer to the last one"))
}

/// The components of a document.
#[derive(Default)]
pub(super) struct Components {
    pub(super) schemas: BTreeMap<String, Schema>,
    pub(super) parameters: Section<Parameter>,
    pub(super) responses: Section<Response>,
    pub(super) request_bodies: Section<RequestBody>,
    pub(super) security_schemes: Section<SecurityScheme>,
    hoisted: BTreeSet<Hoisted>,
}

impl Components {
    /// Reads the object `components`.
    pub(super) fn read(&mut self, at: &Cursor<'_, '_>, reader: &Reader<'_>) {
        for (key, section) in at.entries() {
            match refs::section(key) {
                // A path item is read where a path refers to it.
                Some(refs::PATH_ITEMS) | None => {}
                Some(known) if is_read(known) => {
                    for (name, value) in section.entries() {
                        self.read_one(known, name, &value, reader);
                    }
                }
                Some(_) => {
                    reader.value(Shape::RefsOnly(known_key(key)), &section, &mut Vec::new());
                }
            }
        }
    }

    /// Reads what references into other places of the document led to, until there is nothing new.
    pub(super) fn read_hoisted(&mut self, root: &Cursor<'_, '_>, reader: &Reader<'_>) {
        loop {
            let found: Vec<_> = reader.targets.take_hoisted().difference(&self.hoisted).cloned().collect();
            if found.is_empty() {
                return;
            }
            for hoisted in found {
                refs::descend(root, &hoisted.segments, &mut |at| {
                    self.read_one(hoisted.section, &hoisted.name, at, reader);
                });
                self.hoisted.insert(hoisted);
            }
        }
    }

    fn read_one(&mut self, section: refs::Section, name: &str, at: &Cursor<'_, '_>, reader: &Reader<'_>) {
        match section {
            refs::SCHEMAS => drop(self.schemas.insert(name.to_string(), reader.schema(at))),
            refs::PARAMETERS => self.parameters.read(name, Kind::Parameter, at, reader),
            refs::RESPONSES => self.responses.read(name, Kind::Response, at, reader),
            refs::REQUEST_BODIES => self.request_bodies.read(name, Kind::RequestBody, at, reader),
            refs::SECURITY_SCHEMES => self.security_schemes.read(name, Kind::SecurityScheme, at, reader),
            _ => {}
        }
    }

    /// Reports components that refer to themselves and nothing else.
    pub(super) fn check_circles(&self, file: &str, problems: &Problems) {
        crate::input::check::self_aliases(&self.schemas, "/components/schemas", file, problems);
        self.parameters.check_chains(file, problems);
        self.responses.check_chains(file, problems);
        self.request_bodies.check_chains(file, problems);
        self.security_schemes.check_chains(file, problems);
    }
}

/// Whether the section's items come into the API.
fn is_read(section: refs::Section) -> bool {
    let read =
        [refs::SCHEMAS, refs::PARAMETERS, refs::RESPONSES, refs::REQUEST_BODIES, refs::SECURITY_SCHEMES];
    read.contains(&section)
}

/// A section's key with a life of its own.
fn known_key(key: &str) -> &'static str {
    refs::section(key).map_or("", |section| section.key)
}
