//! From a JSON pointer to a line and a column.
//!
//! In: the text of a document and diagnostics that know their pointer alone. Out: the same with positions.
//! This runs only when something is wrong, so it reads the document a second time rather than making every
//! reading slower.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

use crate::diagnostic::{Diagnostic, Failure, Position};
use crate::document::parse::yaml_options;
use crate::document::places;
use crate::text::unescaped;

/// Fills in the positions of `failure`'s problems that are in `file`, whose content is `text`.
pub(crate) fn positions(mut failure: Failure, text: &str, file: &str) -> Failure {
    let missing = |problem: &Diagnostic| {
        problem.origin.as_ref().is_some_and(|origin| origin.file == file && origin.position.is_none())
    };
    if !failure.problems.iter().any(missing) {
        return failure;
    }
    // JSON is read as YAML too, since only the reader of YAML tells positions.
    let Ok(tree) = serde_yaml::from_str_with_options::<Spanned<Tree>>(text, yaml_options()) else {
        return failure;
    };
    failure.problems = failure
        .problems
        .into_iter()
        .map(|problem| if missing(&problem) { locate(problem, &tree, text) } else { problem })
        .collect();
    failure.problems.sort_by_key(|problem| {
        let at = problem.origin.as_ref().and_then(|origin| origin.position.as_ref());
        at.map_or((usize::MAX, 0), |position| (position.line, position.column))
    });
    failure
}

/// Fills in the positions of warnings about a manifest, which are in `file`, in the order of their places. The text is
/// read as the engine reads it.
pub(crate) fn notes(mut notes: Vec<Diagnostic>, text: &str, file: &str) -> Vec<Diagnostic> {
    let is_missing = |note: &Diagnostic| {
        note.origin.as_ref().is_some_and(|origin| origin.file == file && origin.position.is_none())
    };
    let missing: Vec<&mut Diagnostic> = notes.iter_mut().filter(|note| is_missing(note)).collect();
    if missing.is_empty() {
        return notes;
    }
    let origins: Vec<(String, bool)> = missing
        .iter()
        .filter_map(|note| note.origin.as_ref().map(|origin| (origin.pointer.clone(), origin.on_key)))
        .collect();
    let found = places::positions(text, origins.iter().map(|(pointer, on_key)| (pointer.as_str(), *on_key)));
    for (note, position) in missing.into_iter().zip(found) {
        if let Some(origin) = &mut note.origin {
            origin.position = position;
        }
    }
    notes
}

/// Where the values at `pointers` are in `text`; none if a position can't be told.
pub(crate) fn places(text: &str, pointers: &[String]) -> Option<Vec<Position>> {
    let tree = serde_yaml::from_str_with_options::<Spanned<Tree>>(text, yaml_options()).ok()?;
    let place =
        |pointer: &String| locate(Diagnostic::error("", "").at("", pointer), &tree, text).origin?.position;
    pointers.iter().map(place).collect()
}

fn locate(problem: Diagnostic, root: &Spanned<Tree>, text: &str) -> Diagnostic {
    let (pointer, on_key) =
        problem.origin.as_ref().map(|origin| (origin.pointer.clone(), origin.on_key)).unwrap_or_default();
    let (mut at, mut key) = (root, None);
    for segment in pointer.split('/').skip(1) {
        let name = unescaped(segment);
        let next = match &at.value {
            Tree::Leaf(_) => None,
            Tree::List(items) => {
                name.parse::<usize>().ok().and_then(|index| items.get(index)).map(|item| (None, item))
            }
            Tree::Map(entries) => {
                entries.iter().find(|(key, _)| key.value == name).map(|(key, value)| (Some(key), value))
            }
        };
        // A missing key is shown at the map that should have it.
        let Some((found_key, found)) = next else { break };
        (key, at) = (found_key, found);
    }
    let (place, length) = match (key.filter(|_| on_key), &at.value) {
        (Some(key), _) => (key.referenced, key.value.chars().count()),
        (None, Tree::Leaf(length)) => (at.referenced, *length),
        (None, _) => (at.referenced, 1),
    };
    let (line, column) = (usize::try_from(place.line()), usize::try_from(place.column()));
    let (line, column) = (line.unwrap_or(1), column.unwrap_or(1));
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let quoted = source.chars().nth(column.saturating_sub(1)).is_some_and(|c| c == '"' || c == '\'');
    problem.at_line(text, line, column, if quoted { length + 2 } else { length })
}

/// A document's shape with positions; a scalar is its length in characters alone.
enum Tree {
    Leaf(usize),
    List(Vec<Spanned<Tree>>),
    Map(Vec<(Spanned<String>, Spanned<Tree>)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf(4))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string().len()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string().len()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string().len()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string().len()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Leaf(text.chars().count()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key()? {
            map.push((key, entries.next_value()?));
        }
        Ok(Tree::Map(map))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, data: A) -> Result<Tree, A::Error> {
        data.variant::<IgnoredAny>().map(|_| Tree::Leaf(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(text: &str, pointer: &str) -> (usize, usize, usize) {
        let failure = Failure::from(Diagnostic::error("x::y", "z").at("f", pointer));
        let located = positions(failure, text, "f");
        let at = located.problems[0].origin.clone().unwrap().position.unwrap();
        (at.line, at.column, at.length)
    }

    #[test]
    fn values_are_found_in_both_notations() {
        let json =
            "{\n  \"a/b\": {\n    \"list\": [1, \"ü\\ud83d\\ude00\", {\"required\": \"yes\"}]\n  }\n}\n";
        assert_eq!(position(json, "/a~1b/list/2/required"), (3, 47, 5));
        assert_eq!(position(json, "/a~1b"), (2, 10, 1));
        assert_eq!(position("a:\n  b: yes\n", "/a/b"), (2, 6, 3));
    }

    #[test]
    fn what_is_missing_is_shown_at_its_parent() {
        assert_eq!(position("{\"a\": {}}", "/a/b/c"), (1, 7, 1));
    }
}
