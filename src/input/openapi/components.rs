//! Components: the parts of a document that are written once and referred to by name.
//!
//! In: `components` of a document, and the places that references elsewhere lead to. Out: schemas of the
//! neutral model, and the other sections, with references among them followed.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ReferenceOr, SecurityScheme};

use super::content::{Answer, Body};
use super::parameter::ListedPart;
use super::reader::Reader;
use super::refs::{self, Hoisted};
use super::security;
use crate::api::Schema;
use crate::diagnostic::{Diagnostic, Problems};
use crate::document::cursor::Cursor;

/// Longest chain of references from one component to another that is followed.
const MAX_CHAIN: usize = 64;

/// What becomes of those that refer to a component which nobody can read.
const COSTS: &str = "operations that need it are left out";

/// A section of `components` but for the schemas.
pub(super) struct ComponentMap<T>(BTreeMap<String, Component<T>>);

struct Component<T> {
    item: ReferenceOr<T>,
    /// JSON pointer in the document.
    pointer: String,
}

impl<T> Default for ComponentMap<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Clone> ComponentMap<T> {
    fn add(&mut self, name: &str, item: Option<ReferenceOr<T>>, at: &Cursor<'_, '_>) {
        let component = item.map(|item| Component { item, pointer: at.pointer() });
        self.0.extend(component.map(|component| (name.to_string(), component)));
    }

    /// The component of that name, with its references followed.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let mut at = self.0.get(name)?;
        for _ in 0..MAX_CHAIN {
            match &at.item {
                ReferenceOr::Item(item) => return Some(item),
                ReferenceOr::Reference { reference } => at = self.0.get(reference)?,
            }
        }
        None
    }

    /// The name of the component that `one` refers to, if nobody could read that.
    pub(super) fn lacks<'o>(&self, one: &'o ReferenceOr<T>) -> Option<&'o str> {
        match one {
            ReferenceOr::Reference { reference } if self.get(reference).is_none() => Some(reference),
            _ => None,
        }
    }

    /// The component `one`, with its reference followed if it is one.
    pub(super) fn follow(&self, one: ReferenceOr<T>) -> Option<T> {
        match one {
            ReferenceOr::Item(item) => Some(item),
            ReferenceOr::Reference { reference } => self.get(&reference).cloned(),
        }
    }

    /// All components by name, each reference replaced with its target.
    pub(super) fn resolved(&self) -> BTreeMap<String, T> {
        self.0.keys().filter_map(|name| Some((name.clone(), self.get(name)?.clone()))).collect()
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
                    problems
                        .add_repaired(chain_problem(&trail, circle).at(file, entry.pointer.clone()), COSTS);
                    break;
                }
                // A circle that this component only leads to is reported at the circle's own members.
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
    pub(super) parameters: ComponentMap<ListedPart>,
    pub(super) responses: ComponentMap<Answer>,
    pub(super) request_bodies: ComponentMap<Body>,
    pub(super) security_schemes: ComponentMap<SecurityScheme>,
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
                Some(known) => reader.check_references(known, &section),
            }
        }
    }

    /// Reads the places elsewhere in the document that references led to, until no new ones come up.
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
            refs::PARAMETERS => {
                self.parameters.add(name, reader.referred(section, at, COSTS, |at| reader.parameter(at)), at);
            }
            refs::RESPONSES => {
                self.responses.add(name, reader.referred(section, at, COSTS, |at| reader.response(at)), at);
            }
            refs::REQUEST_BODIES => {
                self.request_bodies.add(
                    name,
                    reader.referred(section, at, COSTS, |at| reader.request_body(at)),
                    at,
                );
            }
            refs::SECURITY_SCHEMES => {
                self.security_schemes.add(
                    name,
                    reader.referred(section, at, "it is passed over", security::scheme),
                    at,
                );
            }
            _ => {}
        }
    }

    /// Reports components that refer to themselves and nothing else; such schemas become schemas of any value.
    pub(super) fn break_circles(&mut self, file: &str, problems: &Problems) {
        let circular =
            crate::input::check::self_aliases(&self.schemas, "/components/schemas", file, problems);
        self.schemas.extend(circular.into_iter().map(|name| (name, Schema::default())));
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
