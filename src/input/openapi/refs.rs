//! Where references lead.
//!
//! In: a document and the text of a `$ref`. Out: the name of a component, or a problem. A reference to
//! another place of the document (`#/components/schemas/User/properties/address`) becomes a component too,
//! named after the pointer. The part is then written once however often it is referred to, and circles need
//! no care here.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::ids::Taken;
use crate::diagnostic::Diagnostic;
use crate::document::cursor::{Cursor, escape};
use crate::document::node::Node;
use crate::names::as_component_name;
use crate::text::unescaped;

/// A section of `components` that references lead to, and the name of its items in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Section {
    pub(super) key: &'static str,
    pub(super) item: &'static str,
}

pub(super) const SCHEMAS: Section = Section { key: "schemas", item: "schema" };
pub(super) const PARAMETERS: Section = Section { key: "parameters", item: "parameter" };
pub(super) const RESPONSES: Section = Section { key: "responses", item: "response" };
pub(super) const REQUEST_BODIES: Section = Section { key: "requestBodies", item: "request body" };
pub(super) const SECURITY_SCHEMES: Section = Section { key: "securitySchemes", item: "security scheme" };
pub(super) const PATH_ITEMS: Section = Section { key: "pathItems", item: "path item" };
/// OpenAPI 3.2 has this section.
pub(super) const MEDIA_TYPES: Section = Section { key: "mediaTypes", item: "media type" };
pub(super) const HEADERS: Section = Section { key: "headers", item: "header" };
pub(super) const EXAMPLES: Section = Section { key: "examples", item: "example" };
pub(super) const LINKS: Section = Section { key: "links", item: "link" };
pub(super) const CALLBACKS: Section = Section { key: "callbacks", item: "callback" };
const SECTIONS: [Section; 10] = [
    SCHEMAS,
    PARAMETERS,
    RESPONSES,
    REQUEST_BODIES,
    SECURITY_SCHEMES,
    PATH_ITEMS,
    HEADERS,
    EXAMPLES,
    LINKS,
    CALLBACKS,
];

/// The section with this key.
pub(super) fn section(key: &str) -> Option<Section> {
    SECTIONS.into_iter().find(|section| section.key == key)
}

/// A component made from another place of the document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hoisted {
    pub(super) section: Section,
    pub(super) name: String,
    pub(super) segments: Vec<String>,
}

/// The targets that references may have.
pub(super) struct Targets<'d> {
    pub(super) document: &'d Node<'d>,
    components: BTreeMap<&'static str, BTreeSet<&'d str>>,
    names: BTreeMap<Vec<String>, String>,
    used: RefCell<BTreeSet<Hoisted>>,
    /// The names of schemas by their anchors, of which few documents have any.
    anchors: OnceCell<BTreeMap<&'d str, BTreeSet<&'d str>>>,
}

impl<'d> Targets<'d> {
    pub(super) fn new(document: &'d Node<'d>) -> Self {
        let mut components = BTreeMap::new();
        for section in SECTIONS {
            let found = document.get("components").and_then(|components| components.get(section.key));
            let names = match found {
                Some(Node::Map(entries)) => entries.iter().map(|(name, _)| name.as_ref()).collect(),
                _ => BTreeSet::new(),
            };
            components.insert(section.key, names);
        }
        let names = hoisted_names(document, &components);
        Self { document, components, names, used: RefCell::default(), anchors: OnceCell::new() }
    }

    /// The component that the `$ref` at `at` leads to; problems are reported there, and a reader that goes on has `done`
    /// that about them.
    pub(super) fn resolve(
        &self,
        section: Section,
        at: &Cursor<'_, '_>,
        done: &'static str,
    ) -> Option<String> {
        if let Some((key, name)) = at.node.as_str().and_then(component_name)
            && key == section.key
            && !name.contains(['~', '%'])
            && self.has(section, name)
        {
            return Some(name.to_string());
        }
        let text = at.string()?;
        match self.found(section, &text, at) {
            Ok(name) => Some(name),
            Err(problem) => {
                let meant = if at.is_repairing() { self.meant(section, &text) } else { None };
                let done: Cow<'static, str> = match &meant {
                    Some(name) => format!("it is read as `#/components/{}/{name}`", section.key).into(),
                    None => done.into(),
                };
                at.report_repaired(*problem, done);
                meant
            }
        }
    }

    /// The component that the reference `text` at `at` leads to, or the problem that it leads to none.
    fn found(&self, section: Section, text: &str, at: &Cursor<'_, '_>) -> Result<String, Box<Diagnostic>> {
        let segments = self.segments(text, section)?;
        if let [components, key, name] = segments.as_slice()
            && components == "components"
            && let Some(found) = self::section(key)
        {
            return self.component(section, found, name, at);
        }
        let name = lookup(self.document, &segments).and_then(|_| self.names.get(&segments).cloned());
        let name = name.ok_or_else(|| dangling(text, &segments))?;
        self.used.borrow_mut().insert(Hoisted { section, name: name.clone(), segments });
        Ok(name)
    }

    /// The component of `section` that a reference which leads nowhere names: one without a section, or with another
    /// one, such as Swagger's `#/definitions/Pet`.
    fn meant(&self, section: Section, text: &str) -> Option<String> {
        if !text.starts_with('#') && text.contains(['/', '.', '#']) {
            return None;
        }
        let last = text.rsplit(['/', '#']).next().unwrap_or_default();
        let name = percent_decoded(last).unwrap_or_default();
        let name = unescaped(&name);
        if let Some(anchored) = text.strip_prefix('#').and_then(|anchor| self.anchored(anchor, None)) {
            return Some(anchored).filter(|_| section == SCHEMAS);
        }
        self.has(section, &name).then(|| name.into_owned())
    }

    /// The part of another section that the `$ref` at `at` leads to, with its section and name.
    pub(super) fn elsewhere(&self, section: Section, at: &Cursor<'_, '_>) -> Option<(Section, String)> {
        let (key, name) = component_name(at.node.as_str()?)?;
        let found = self::section(key).filter(|found| *found != section && self.has(*found, name))?;
        (!self.has(section, name)).then(|| (found, name.to_string()))
    }

    /// The name of the schema with that anchor: that of the component `around` if it has it, else the first by name.
    pub(super) fn anchored(&self, anchor: &str, around: Option<&str>) -> Option<String> {
        let found = self.anchors.get_or_init(|| anchors(self.document)).get(anchor)?;
        let name = around.filter(|name| found.contains(name)).or(found.first().copied());
        name.map(str::to_string)
    }

    fn has(&self, section: Section, name: &str) -> bool {
        self.components.get(section.key).is_some_and(|names| names.contains(name))
    }

    /// The pointer's segments of the `$ref` at `at`, whose target is a place in the document and not a
    /// component.
    pub(super) fn place(&self, section: Section, at: &Cursor<'_, '_>) -> Option<Vec<String>> {
        let text = at.string()?;
        let segments = self.segments(&text, section);
        let segments = segments.and_then(|segments| match lookup(self.document, &segments) {
            Some(_) => Ok(segments),
            None => Err(Box::new(dangling(&text, &segments))),
        });
        segments.map_err(|problem| at.report_repaired(*problem, "nothing is read there")).ok()
    }

    /// Components that were made since the last call.
    pub(super) fn take_hoisted(&self) -> BTreeSet<Hoisted> {
        self.used.take()
    }

    fn component(
        &self,
        wanted: Section,
        found: Section,
        name: &str,
        at: &Cursor<'_, '_>,
    ) -> Result<String, Box<Diagnostic>> {
        if wanted != found {
            let problem = Diagnostic::error(
                "input::wrong-ref",
                format!("a {} is needed here, not a {} (`{name}`)", wanted.item, found.item),
            );
            return Err(Box::new(problem.help(format!("refer to one in `#/components/{}`", wanted.key))));
        }
        if self.has(found, name) {
            return Ok(name.to_string());
        }
        let problem =
            Diagnostic::error("input::dangling-ref", format!("no {} is named `{name}`", wanted.item));
        let names = self.components.get(found.key).into_iter().flatten().copied();
        Err(Box::new(match at.meant(name, names) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("add the {}, or fix the reference", wanted.item)),
        }))
    }

    /// A reference's segments; those into other files are a problem.
    fn segments(&self, text: &str, section: Section) -> Result<Vec<String>, Box<Diagnostic>> {
        if let Some(segments) = segments(text, self.document) {
            return Ok(segments);
        }
        Err(Box::new(if text.starts_with('#') {
            Diagnostic::error("input::dangling-ref", format!("`{text}` is not a JSON pointer"))
                .help(format!("write `#/components/{}/…`", section.key))
        } else if self.has(section, text) {
            Diagnostic::error("input::external-ref", format!("`{text}` is taken for a file"))
                .help(format!("write `#/components/{}/{text}`", section.key))
        } else {
            Diagnostic::error("input::external-ref", format!("`{text}` refers to another document"))
                .help("bundle the document into one file first, for example with `redocly bundle`")
        }))
    }
}

/// The names of the schemas that have an anchor, by it.
fn anchors<'d>(document: &'d Node<'d>) -> BTreeMap<&'d str, BTreeSet<&'d str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let schemas = document.get("components").and_then(|components| components.get(SCHEMAS.key));
    let Some(Node::Map(schemas)) = schemas else { return found };
    for (name, schema) in schemas {
        for key in ["$dynamicAnchor", "$anchor"] {
            if let Some(anchor) = schema.get(key).and_then(Node::as_str) {
                found.entry(anchor).or_default().insert(name);
            }
        }
    }
    found
}

fn dangling(text: &str, segments: &[String]) -> Diagnostic {
    let problem = Diagnostic::error("input::dangling-ref", format!("`{text}` leads nowhere"));
    match segments.first().map(String::as_str) {
        Some("definitions") => problem.help("OpenAPI 3 has schemas in `#/components/schemas`"),
        _ => problem.help("fix the reference; a pointer doesn't go through another `$ref`"),
    }
}

/// The section and the name in `#/components/section/name`, as written.
fn component_name(text: &str) -> Option<(&str, &str)> {
    let (key, name) = text.strip_prefix("#/components/")?.split_once('/')?;
    (!name.contains('/')).then_some((key, name))
}

/// The segments of a reference into the same document. A name is looked up as written, or else
/// percent-decoded.
pub(super) fn segments(text: &str, document: &Node<'_>) -> Option<Vec<String>> {
    let pointer = text.strip_prefix("#/")?;
    let split = |pointer: &str| -> Vec<String> {
        pointer.split('/').map(|segment| unescaped(segment).into_owned()).collect()
    };
    let plain = split(pointer);
    if pointer.contains('%') && lookup(document, &plain).is_none() {
        return percent_decoded(pointer).map(|pointer| split(&pointer)).or(Some(plain));
    }
    Some(plain)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// The value at a pointer.
pub(super) fn lookup<'n, 'd>(document: &'n Node<'d>, segments: &[String]) -> Option<&'n Node<'d>> {
    segments.iter().try_fold(document, |at, segment| match at {
        Node::Map(_) => at.get(segment),
        Node::List(items) => items.get(segment.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Calls `read` with the value at a pointer.
pub(super) fn descend(at: &Cursor<'_, '_>, segments: &[String], read: &mut dyn FnMut(&Cursor<'_, '_>)) {
    let Some((first, rest)) = segments.split_first() else { return read(at) };
    let next = match at.node {
        Node::List(_) => first.parse::<usize>().ok().and_then(|index| at.items().nth(index)),
        _ => at.entries().find(|(key, _)| key == first).map(|(_, value)| value),
    };
    if let Some(next) = next {
        descend(&next, rest, read);
    }
}

/// The JSON pointer of `segments`.
pub(super) fn pointer(segments: &[String]) -> String {
    segments.iter().map(|segment| format!("/{}", escape(segment))).collect()
}

/// Names for all targets of references that aren't components. The names are assigned in the order of the
/// pointers, so that they don't depend on the order of keys.
fn hoisted_names(
    document: &Node<'_>,
    components: &BTreeMap<&'static str, BTreeSet<&str>>,
) -> BTreeMap<Vec<String>, String> {
    let mut places = BTreeSet::new();
    gather(document, document, &mut places);
    let mut taken = Taken::new(components.values().flatten().map(ToString::to_string));
    let mut names = BTreeMap::new();
    for place in places {
        let parts = match place.as_slice() {
            [components, _, rest @ ..] if components == "components" => rest,
            all => all,
        };
        let words = parts.iter().filter(|part| *part != "properties").map(String::as_str);
        let base = as_component_name(&words.collect::<Vec<_>>().join("_"));
        let name = taken.unique(&base);
        names.insert(place, name);
    }
    names
}

fn gather(node: &Node<'_>, document: &Node<'_>, places: &mut BTreeSet<Vec<String>>) {
    match node {
        Node::List(items) => items.iter().for_each(|item| gather(item, document, places)),
        Node::Map(entries) => {
            for (key, value) in entries {
                match value {
                    Node::String(text) if key == "$ref" => places.extend(place(text, document)),
                    // References of resources lead to operations and methods, and are read elsewhere.
                    Node::Map(_) if key == "x-stackQL-resources" => {}
                    Node::List(_) | Node::Map(_) => gather(value, document, places),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// The target of a reference, if it is a place in the document that isn't a component.
fn place(text: &str, document: &Node<'_>) -> Option<Vec<String>> {
    if component_name(text).is_some_and(|(key, _)| section(key).is_some()) {
        return None;
    }
    let segments = segments(text, document)?;
    let is_component = matches!(segments.as_slice(), [components, key, _] if components == "components" && section(key).is_some());
    (!is_component && lookup(document, &segments).is_some()).then_some(segments)
}
