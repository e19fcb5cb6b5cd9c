//! Reading `mapping.yaml`.
//!
//! In: the text. Out: a [`Mapping`], or all of its mistakes with their lines.

use super::model::{Line, Mapping, Methods, Resources};
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::document::cursor::Cursor;
use crate::document::node::Node;
use crate::document::{locate, parse};
use crate::names::{MethodName, NameError, ResourceName, ServiceName};

impl Mapping {
    /// Reads the file; messages call it `file`.
    ///
    /// # Errors
    /// All names that aren't valid and all lines that say nothing, with their places.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        printable(text, file)?;
        let document = parse::parse(text, file)?;
        let problems = Problems::default();
        let root = Cursor::root(&document, file, &problems);
        let mut mapping = Self::default();
        each(&root, |key, value| {
            let Some(service) = name(key, ServiceName::new, "service", value) else { return };
            let mut resources = Resources::new();
            each(value, |key, value| {
                let Some(resource) = name(key, ResourceName::new, "resource", value) else { return };
                let mut methods = Methods::new();
                each(value, |key, value| {
                    let method = name(key, MethodName::new, "method", value);
                    if let Some((method, line)) = method.zip(line(value)) {
                        methods.insert(method, line);
                    }
                });
                resources.insert(resource, methods);
            });
            mapping.services.insert(service, resources);
        });
        problems.or(mapping).map_err(|failure| locate::positions(failure, text, file))
    }
}

/// # Errors
/// The text has a character that YAML allows nowhere. A comment may hide one, until a run changes the file.
fn printable(text: &str, file: &str) -> Result<()> {
    let is_odd =
        |c: char| c.is_control() && !matches!(c, '\t' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}');
    for (number, line) in (1..).zip(text.split('\n')) {
        if let Some((at, odd)) = line.chars().enumerate().find(|(_, c)| is_odd(*c)) {
            let message = format!("not YAML: the character {odd:?} can't stand in a text");
            return Err(Diagnostic::error("input::not-yaml", message)
                .help("take the character out")
                .at(file, "")
                .at_line(text, number, at + 1, 1)
                .into());
        }
    }
    Ok(())
}

/// Calls `read` for each entry; a group whose lines were all taken out is empty.
fn each(at: &Cursor<'_, '_>, mut read: impl FnMut(&str, &Cursor<'_, '_>)) {
    if *at.node == Node::Null {
        return;
    }
    for (key, value) in at.entries() {
        read(key, &value);
    }
}

fn name<T>(
    text: &str,
    make: impl Fn(&str) -> std::result::Result<T, NameError>,
    what: &str,
    at: &Cursor<'_, '_>,
) -> Option<T> {
    let unsafe_name = |error| {
        Diagnostic::error("mapping::unsafe-name", format!("{text:?} can't be a {what}'s name: {error}"))
            .help("names become folders and SQL identifiers: letters, digits and `_`")
    };
    make(text).map_err(|error| at.report_key(unsafe_name(error))).ok()
}

fn line(at: &Cursor<'_, '_>) -> Option<Line> {
    let problem = |why: String| {
        Diagnostic::error("mapping::line", format!("this tells no method's operation: {why}"))
            .help("a line reads `name: SELECT  GET /v1/things  $.things`")
    };
    match at.node {
        Node::String(text) => Line::parse(text).map_err(|why| at.report(problem(why))).ok(),
        other => {
            at.report(problem(format!("it is {}", other.describe())));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_may_be_empty() {
        for text in ["", "# nothing\n", "a:\n", "a:\n  b:\n"] {
            assert!(Mapping::parse(text, "mapping.yaml").unwrap().is_empty());
        }
    }

    #[test]
    fn characters_that_no_text_has_are_told_even_in_comments() {
        let failure = Mapping::parse("# \u{0}}\n", "mapping.yaml").unwrap_err();
        assert!(failure.to_string().contains("mapping.yaml:1:3"), "{failure}");
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        let text = "shop:\n  ../x:\n    a: SELECT GET /a\n  books:\n    list: PULL GET /b\n    get: [1]\n    1x: SELECT GET /c\n";
        let failure = Mapping::parse(text, "mapping.yaml").unwrap_err();
        assert_eq!(failure.problems.len(), 4, "{failure}");
        let told = failure.to_string();
        for place in ["mapping.yaml:2:3", "mapping.yaml:5:11", "mapping.yaml:6:10", "mapping.yaml:7:5"] {
            assert!(told.contains(place), "{place}: {told}");
        }
    }
}
