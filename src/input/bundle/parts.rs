//! The parts of other files that a document's references lead to.
//!
//! In: a document. Out: the same with those parts among its own, and with references that lead there.

use std::collections::{BTreeMap, BTreeSet};

use super::files::Files;
use super::grammar::{self, Part};
use super::target::{Refusal, Target, is_external};
use super::{names, rewriting};
use crate::document::cursor::escape;
use crate::document::node::Node;
use crate::input::origins::{Moves, Place, below};
use crate::input::tree;
use crate::text::unescaped;

/// Most values of all parts from other files together: parts may overlap.
const MAX_VALUES: usize = 5_000_000;

/// A part of another file.
pub(super) struct Found {
    pub(super) node: Node<'static>,
    pub(super) place: Place,
}

/// A bundle under way.
pub(super) struct Bundle<'f> {
    pub(super) is_swagger: bool,
    pub(super) files: Files<'f>,
    /// The parts of other files, in the order in which they get their names.
    parts: BTreeMap<(Part, Target), Found>,
    /// Where the document's references lead, by their texts; none for those that aren't followed.
    answers: BTreeMap<(Part, String), Option<Target>>,
    pub(super) moves: Moves,
    pub(super) refusals: BTreeMap<String, Refusal>,
    /// The parts of files that are sections of the document, with their pointers in it.
    pub(super) sections: Vec<(Target, String)>,
    values: usize,
}

impl<'f> Bundle<'f> {
    /// Nothing yet, of a document whose parts are in `files`.
    pub(super) fn new(is_swagger: bool, files: Files<'f>) -> Self {
        let (parts, answers, moves, refusals, sections, values) = Default::default();
        Self { is_swagger, files, parts, answers, moves, refusals, sections, values }
    }

    /// Finds all parts to which references lead, from `document` or from each other.
    pub(super) fn gather(&mut self, document: &Node<'_>) {
        let mut pending: Vec<(Part, String)> = Vec::new();
        grammar::visit(document, Part::Document, &mut |part, text| pending.push((part, text.to_string())));
        while let Some((part, text)) = pending.pop() {
            let key = (part, text);
            if !is_external(&key.1) || self.answers.contains_key(&key) {
                continue;
            }
            let answer = match self.found(part, &key.1) {
                Ok((target, more)) => {
                    pending.extend(more);
                    Some(target)
                }
                Err(refusal) => {
                    self.refusals.insert(key.1.clone(), refusal);
                    None
                }
            };
            self.answers.insert(key, answer);
        }
    }

    /// The target of the reference `text` to a `part`, and the references in that.
    fn found(&mut self, part: Part, text: &str) -> Result<(Target, Vec<(Part, String)>), Refusal> {
        let target = Target::of(text, "", self.files.own())?;
        let key = (part, target);
        let mut more = Vec::new();
        if !key.1.file.is_empty() && !self.parts.contains_key(&key) {
            let found = self.read(part, &key.1, text)?;
            grammar::visit(&found.node, part, &mut |part, text| more.push((part, text.to_string())));
            self.parts.insert(key.clone(), found);
        }
        Ok((key.1, more))
    }

    /// The part at `target`, whose references start at the document's folder.
    fn read(&mut self, part: Part, target: &Target, text: &str) -> Result<Found, Refusal> {
        let mut found = self.as_written(target, text)?;
        rewriting::rebase(&mut found.node, part, &target.file, self.files.own());
        Ok(found)
    }

    /// The value at `target`, to which `text` refers.
    pub(super) fn as_written(&mut self, target: &Target, text: &str) -> Result<Found, Refusal> {
        let (index, file) = self.files.get(&target.file)?;
        let Some(node) = tree::at(file, &target.pointer) else {
            let help = "fix the reference; a pointer doesn't go through another `$ref`";
            return Err(Refusal::new(format!("`{text}` leads nowhere"), help));
        };
        self.values += tree::values(node);
        if self.values > MAX_VALUES {
            let help = format!("parts of other files have at most {MAX_VALUES} values together");
            return Err(Refusal::new(format!("`{text}` leads to more than can be read"), help));
        }
        let place = Place { file: Some(index), pointer: target.pointer.clone() };
        Ok(Found { node: node.clone(), place })
    }

    /// Writes the parts into `document`, and references to them.
    pub(super) fn write(&mut self, document: &mut Node<'_>) {
        let names = self.names(document);
        let is_swagger = self.is_swagger;
        let answers = std::mem::take(&mut self.answers);
        let mut instead = |part: Part, text: &str| -> Option<String> {
            let target = answers.get(&(part, text.to_string()))?.as_ref()?;
            if target.file.is_empty() {
                return Some(format!("#{}", target.pointer));
            }
            let name = names.get(&(part, target.clone()))?;
            let section = part.section(is_swagger)?;
            Some(format!("#/{}/{}", section.join("/"), escape(name)))
        };
        grammar::replace(document, Part::Document, &mut instead);
        for ((part, target), Found { mut node, place }) in std::mem::take(&mut self.parts) {
            let (Some(section), Some(name)) = (part.section(is_swagger), names.get(&(part, target))) else {
                continue;
            };
            grammar::replace(&mut node, part, &mut instead);
            self.moves.put(&below(&format!("/{}", section.join("/")), name), place);
            rewriting::put(document, section, name, node);
        }
    }

    /// The names of all parts: of a component that is nothing but a reference to one, that component's.
    fn names(&self, document: &Node<'_>) -> BTreeMap<(Part, Target), String> {
        let mut names: BTreeMap<(Part, Target), String> = BTreeMap::new();
        let mut taken: BTreeMap<&[&str], BTreeSet<String>> = BTreeMap::new();
        for part in rewriting::NAMED_PARTS {
            let Some(section) = part.section(self.is_swagger) else { continue };
            let at = section.iter().try_fold(document, |node, key| node.get(key));
            let Some(Node::Map(entries)) = at else { continue };
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
            for (name, value) in sorted {
                taken.entry(section).or_default().insert(name.to_string());
                let target =
                    rewriting::reference(value).and_then(|text| self.answers.get(&(part, text.to_string())));
                if let Some(target) = target.and_then(Option::as_ref).filter(|target| !target.file.is_empty())
                {
                    names.entry((part, target.clone())).or_insert_with(|| name.to_string());
                }
            }
        }
        for key in self.parts.keys() {
            let Some(section) = key.0.section(self.is_swagger) else { continue };
            if let Some(own) = self.own_name(&key.1, section) {
                names.insert(key.clone(), own);
            }
            if !names.contains_key(key) {
                let taken = taken.entry(section).or_default();
                let name = names::unique(&key.1, taken);
                taken.insert(name.clone());
                names.insert(key.clone(), name);
            }
        }
        names
    }

    /// The name that the part at `target` has in the document already, since it came with a whole section.
    fn own_name(&self, target: &Target, section: &[&str]) -> Option<String> {
        let start = format!("/{}/", section.join("/"));
        let of_section = |(whole, at): &(Target, String)| {
            let rest = target.pointer.strip_prefix(&whole.pointer).filter(|_| whole.file == target.file)?;
            let pointer = format!("{at}{rest}");
            let name = pointer.strip_prefix(&start).filter(|name| !name.contains('/'))?;
            Some(unescaped(name).into_owned())
        };
        self.sections.iter().find_map(of_section)
    }
}
