//! Where the lines of the file stand, so that single ones can be changed and all others stay as a person wrote them.
//!
//! In: the text of a file that was read. Out: the place of each group and each line; or that of the first line that isn't
//! one `name: …` a line.

use std::collections::BTreeMap;

use super::model::{Mapping, MethodPath};
use crate::diagnostic::{Diagnostic, Result};
use crate::document::node::Node;
use crate::document::parse;

/// The lines of a file.
#[derive(Debug)]
pub(super) struct Layout<'t> {
    /// All lines, without their ends.
    pub(super) lines: Vec<&'t str>,
    /// The end of each line.
    pub(super) line_end: &'static str,
    /// Services by name.
    pub(super) services: BTreeMap<String, ServicePlace>,
}

/// Where a service stands.
#[derive(Debug)]
pub(super) struct ServicePlace {
    /// The line with its name, counted from 0.
    pub(super) line: usize,
    /// Resources by name.
    pub(super) resources: BTreeMap<String, ResourcePlace>,
}

/// Where a resource stands.
#[derive(Debug)]
pub(super) struct ResourcePlace {
    /// The line with its name, counted from 0.
    pub(super) line: usize,
    /// Lines of methods by name.
    pub(super) methods: BTreeMap<String, usize>,
}

impl ResourcePlace {
    /// The last line of the resource.
    pub(super) fn last(&self) -> usize {
        self.methods.values().copied().max().unwrap_or(self.line)
    }
}

impl<'t> Layout<'t> {
    /// The layout of `text`, which was read as `mapping`; messages call it `file`.
    ///
    /// # Errors
    /// Something isn't written one method a line, below its resource and service.
    pub(super) fn of(text: &'t str, mapping: &Mapping, file: &str) -> Result<Self> {
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let lines: Vec<&str> = text.lines().collect();
        let mut layout = Self { lines, line_end, services: BTreeMap::new() };
        let (mut service, mut resource): (Option<Group>, Option<Group>) = (None, None);
        for (at, line) in layout.lines.iter().enumerate() {
            let rest = line.trim_start_matches(' ');
            if rest.trim().is_empty() || rest.starts_with('#') {
                continue;
            }
            // YAML takes a tab before the first line, and nowhere else.
            let entry = entry(rest).filter(|_| !rest.starts_with('\t'));
            let (name, has_value) = entry.ok_or_else(|| unreadable(text, at, file))?;
            let group = Group { indent: line.len() - rest.len(), name };
            match (&service, &resource) {
                (Some(of), Some(below)) if group.is_in(of) && group.is_in(below) && has_value => {
                    let place = layout.services.get_mut(&of.name);
                    let place = place.and_then(|place| place.resources.get_mut(&below.name));
                    place.ok_or_else(|| unreadable(text, at, file))?.methods.insert(group.name, at);
                }
                (Some(of), _) if group.is_in(of) && !has_value => {
                    let place = ResourcePlace { line: at, methods: BTreeMap::new() };
                    if let Some(of) = layout.services.get_mut(&of.name) {
                        of.resources.insert(group.name.clone(), place);
                    }
                    resource = Some(group);
                }
                _ if group.indent == 0 && !has_value => {
                    let place = ServicePlace { line: at, resources: BTreeMap::new() };
                    layout.services.insert(group.name.clone(), place);
                    (service, resource) = (Some(group), None);
                }
                _ => return Err(unreadable(text, at, file)),
            }
        }
        layout.check(mapping, text, file).map(|()| layout)
    }

    /// The line of a method, counted from 0.
    pub(super) fn line(&self, path: &MethodPath) -> Option<usize> {
        let service = self.services.get(path.service.as_str())?;
        service.resources.get(path.resource.as_str())?.methods.get(path.method.as_str()).copied()
    }

    /// # Errors
    /// The lines found aren't those that were read.
    fn check(&self, mapping: &Mapping, text: &str, file: &str) -> Result<()> {
        let found = self.services.values().flat_map(|service| service.resources.values());
        let found: usize = found.map(|resource| resource.methods.len()).sum();
        let is_there = |(path, _): (MethodPath, _)| self.line(&path).is_some();
        if found == mapping.len() && mapping.lines().all(is_there) {
            return Ok(());
        }
        Err(unreadable(text, 0, file))
    }
}

/// A line with a name, of a service or a resource, below which others may stand.
struct Group {
    indent: usize,
    name: String,
}

impl Group {
    const fn is_in(&self, outer: &Self) -> bool {
        self.indent > outer.indent
    }
}

/// The name in a line `name: …`, and whether something follows it.
fn entry(line: &str) -> Option<(String, bool)> {
    match parse::parse(line, "").ok()? {
        Node::Map(entries) => match entries.as_slice() {
            [(name, Node::Null)] => Some((name.to_string(), false)),
            [(name, Node::String(_))] => Some((name.to_string(), true)),
            _ => None,
        },
        _ => None,
    }
}

/// The error for a line, counted from 0, that isn't laid out as a run can change it.
pub(super) fn unreadable(text: &str, at: usize, file: &str) -> crate::diagnostic::Failure {
    let length = text.lines().nth(at).map_or(1, |line| line.chars().count());
    Diagnostic::error("mapping::layout", "a run can't change this file without touching what you wrote")
        .help("write each service, resource and method on a line of its own, indented below each other, as `provgen map` does")
        .at(file, "")
        .at_line(text, at + 1, 1, length)
        .into()
}
