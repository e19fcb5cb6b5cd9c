//! Parts of a tree that refer to others, and sections that hold them.

use super::grammar::{self, Part};
use super::target::{Target, is_external};
use crate::document::node::Node;

/// The parts that have names in a document.
pub(super) const NAMED_PARTS: [Part; 10] = [
    Part::Schema,
    Part::Parameter,
    Part::Response,
    Part::SecurityScheme,
    Part::PathItem,
    Part::RequestBody,
    Part::Header,
    Part::Example,
    Part::Link,
    Part::Callback,
];

/// The reference that a value is, if it leads to another file.
pub(super) fn reference<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    let text = node.get("$ref").and_then(Node::as_str)?;
    let Node::Map(entries) = node else { return None };
    (entries.len() == 1 && is_external(text)).then_some(text)
}

/// Makes the references in a `part` of `file` start at the folder of the document, which is called `own`. One that can't
/// be followed is written so that it isn't taken for one of the document's.
pub(super) fn rebase(node: &mut Node<'_>, part: Part, file: &str, own: &str) {
    grammar::replace(node, part, &mut |_, text| {
        if !text.starts_with('#') && !is_external(text) {
            return None;
        }
        Some(match Target::of(text, file, own) {
            Ok(target) => target.text(),
            Err(_) if text.starts_with('#') => format!("{file}{text}"),
            Err(_) => text.to_string(),
        })
    });
}

/// Puts `value` under `name` into the section `keys`, in place of what is there.
pub(super) fn put<'a>(document: &mut Node<'a>, keys: &[&'static str], name: &str, value: Node<'a>) {
    let mut at = document;
    for key in keys {
        let Node::Map(entries) = at else { return };
        let index = match entries.iter().position(|(known, _)| known == key) {
            Some(index) => index,
            None => {
                entries.push(((*key).into(), Node::Map(Vec::new())));
                entries.len() - 1
            }
        };
        let Some((_, next)) = entries.get_mut(index) else { return };
        at = next;
    }
    let Node::Map(entries) = at else { return };
    match entries.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = value,
        None => entries.push((name.to_string().into(), value)),
    }
}
