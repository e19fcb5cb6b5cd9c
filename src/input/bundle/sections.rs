//! Sections of a document that are files of their own.
//!
//! OpenAPI has no reference where these stand, but some authors write one, and other tools follow it.

use super::grammar::Part;
use super::parts::{Bundle, Found};
use super::rewriting;
use super::target::{Refusal, Target};
use crate::document::node::Node;

/// Parts of a document that some authors keep in a file of their own, though OpenAPI has no reference there; outer ones
/// come first.
const SECTIONS: [(&[&str], Part); 16] = [
    (&["paths"], Part::Document),
    (&["components"], Part::Document),
    (&["components", "schemas"], Part::Components),
    (&["components", "parameters"], Part::Components),
    (&["components", "responses"], Part::Components),
    (&["components", "requestBodies"], Part::Components),
    (&["components", "headers"], Part::Components),
    (&["components", "examples"], Part::Components),
    (&["components", "links"], Part::Components),
    (&["components", "callbacks"], Part::Components),
    (&["components", "securitySchemes"], Part::Components),
    (&["components", "pathItems"], Part::Components),
    (&["definitions"], Part::Document),
    (&["parameters"], Part::Document),
    (&["responses"], Part::Document),
    (&["securityDefinitions"], Part::Document),
];

/// Longest chain of references from one file to the next.
const MAX_CHAIN: usize = 16;

/// The sections of `document` that are there, by their keys.
pub(super) fn places<'n, 'a>(
    document: &'n Node<'a>,
) -> impl Iterator<Item = (&'static [&'static str], &'n Node<'a>)> {
    SECTIONS
        .into_iter()
        .filter_map(move |(keys, _)| Some((keys, keys.iter().try_fold(document, |node, key| node.get(key))?)))
}

impl Bundle<'_> {
    /// Puts sections that are files of their own in their places.
    pub(super) fn whole_sections(&mut self, document: &mut Node<'_>) {
        for (keys, within) in SECTIONS {
            let Some((last, outer)) = keys.split_last() else { continue };
            for _ in 0..MAX_CHAIN {
                let at = keys.iter().try_fold(&*document, |node, key| node.get(key));
                let Some(text) = at.and_then(rewriting::reference).map(str::to_string) else { break };
                match self.section(&text, last, within) {
                    Ok(Found { node, place }) => {
                        self.moves.put(&format!("/{}", keys.join("/")), place);
                        rewriting::put(document, outer, last, node);
                    }
                    Err(refusal) => {
                        self.refusals.insert(text, refusal);
                        break;
                    }
                }
            }
        }
    }

    /// The value that `text` leads to as the section `key` of a part.
    fn section(&mut self, text: &str, key: &'static str, within: Part) -> Result<Found, Refusal> {
        let target = Target::of(text, "", self.files.own())?;
        if target.file.is_empty() {
            let message = format!("`{text}` leads to the document itself");
            return Err(Refusal::new(message, "write the section out"));
        }
        let Found { node, place } = self.as_written(&target, text)?;
        let at = if within == Part::Components { format!("/components/{key}") } else { format!("/{key}") };
        self.sections.push((target.clone(), at));
        // A section that is a reference again starts at its own file.
        if let Some(again) = rewriting::reference(&node) {
            let again = Target::of(again, &target.file, self.files.own())?;
            let node = Node::Map(vec![("$ref".into(), Node::String(again.text().into()))]);
            return Ok(Found { node, place });
        }
        // The section is read as what it is: a key of the part that it belongs to.
        let mut holder = Node::Map(vec![(key.into(), node)]);
        rewriting::rebase(&mut holder, within, &target.file, self.files.own());
        let node = match holder {
            Node::Map(entries) => entries.into_iter().next().map(|(_, node)| node),
            _ => None,
        };
        Ok(Found { node: node.unwrap_or(Node::Null), place })
    }
}
