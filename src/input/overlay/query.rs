//! The parts of a document that a JSONPath, RFC 9535, selects.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::document::cursor::escape;
use crate::document::node::Node;
use crate::input::tree;

/// Longest expression, in bytes.
const MAX_LENGTH: usize = 1000;

/// Deepest nesting of brackets in an expression.
const MAX_NESTING: usize = 6;

/// Most descendant segments, `..`: each looks at all of what the one before it selects.
const MAX_DESCENTS: usize = 2;

/// Most commas: `[*, *]` selects everything twice.
const MAX_COMMAS: usize = 6;

/// A JSONPath.
#[derive(Debug, Clone)]
pub(super) struct Query {
    /// The pointer of the one part that it can select, where it is that simple.
    simple: Option<Vec<String>>,
    path: JsonPath,
}

impl Query {
    /// The query that `text` is.
    ///
    /// # Errors
    /// What is wrong with it, as the rest of a sentence: it is none, or one that may take too long.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        bounded(text)?;
        let path = JsonPath::parse(text).map_err(|error| format!("is not a JSONPath: {error}"))?;
        Ok(Self { simple: simple(text), path })
    }

    /// The pointers of what the query selects in `document`, each once. `value` is the same document, made when it is
    /// needed for the first time.
    pub(super) fn selected(&self, document: &Node<'_>, value: &mut Option<Value>) -> BTreeSet<String> {
        if let Some(segments) = &self.simple {
            let pointer: String = segments.iter().map(|segment| format!("/{}", escape(segment))).collect();
            return tree::at(document, &pointer).map(|_| pointer).into_iter().collect();
        }
        let value = value.get_or_insert_with(|| document.to_value());
        self.path.query_located(value).locations().map(|location| location.to_json_pointer()).collect()
    }
}

/// # Errors
/// The expression could take time or memory without bound.
fn bounded(text: &str) -> Result<(), String> {
    if text.len() > MAX_LENGTH {
        return Err(format!("is too long a JSONPath: at most {MAX_LENGTH} bytes are read"));
    }
    let (mut depth, mut deepest, mut commas, mut roots) = (0_usize, 0, 0, 0);
    let mut plain = String::new();
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(_), '\\') => drop(characters.next()),
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, c) => {
                plain.push(c);
                match c {
                    '[' | '(' => depth += 1,
                    ']' | ')' => depth = depth.saturating_sub(1),
                    ',' => commas += 1,
                    '$' => roots += 1,
                    _ => {}
                }
                deepest = deepest.max(depth);
            }
        }
    }
    let reason = match () {
        () if deepest > MAX_NESTING => format!("its brackets are nested deeper than {MAX_NESTING} levels"),
        () if commas > MAX_COMMAS => format!("it has more than {MAX_COMMAS} commas"),
        () if plain.matches("..").count() > MAX_DESCENTS => format!("it has more than {MAX_DESCENTS} `..`"),
        () if roots > 1 => {
            "a filter looks at the document from its top for each part; begin it with `@`".into()
        }
        () => return Ok(()),
    };
    Err(format!("may take too long: {reason}"))
}

/// The segments of an expression of names and indexes alone: `$.paths['/pets'].get`.
fn simple(text: &str) -> Option<Vec<String>> {
    let mut rest = text.strip_prefix('$')?;
    let mut segments = Vec::new();
    while !rest.is_empty() {
        if let Some(name) = rest.strip_prefix('.') {
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (segment, after) = name.split_at_checked(end)?;
            let is_name = !segment.is_empty()
                && segment.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !segment.starts_with(|c: char| c.is_ascii_digit());
            segments.push(segment.to_string());
            rest = is_name.then_some(after)?;
            continue;
        }
        let inner = rest.strip_prefix('[')?;
        let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let Some(quote) = quote else {
            let (index, after) = inner.split_once(']')?;
            let is_index = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
            segments.push(index.to_string());
            rest = is_index.then_some(after)?;
            continue;
        };
        let (segment, after) = inner.get(1..)?.split_once(quote)?;
        if segment.contains('\\') {
            return None;
        }
        segments.push(segment.to_string());
        rest = after.strip_prefix(']')?;
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(text: &str) -> Vec<String> {
        let document = crate::document::parse::parse(
            r#"{"paths": {"/a": {"get": {"tags": ["x", "y"]}, "post": {"tags": ["y"]}}}, "0": 1}"#,
            "f",
        );
        let query = Query::parse(text).unwrap();
        query.selected(&document.unwrap(), &mut None).into_iter().collect()
    }

    #[test]
    fn simple_and_other_expressions_select_the_same() {
        for (text, pointers) in [
            ("$", vec![""]),
            ("$.paths['/a'].get.tags[1]", vec!["/paths/~1a/get/tags/1"]),
            ("$.paths[\"/a\"]", vec!["/paths/~1a"]),
            ("$['0']", vec!["/0"]),
            ("$[0]", vec!["/0"]),
            ("$.paths['/b']", vec![]),
        ] {
            assert!(simple(text).is_some(), "{text}");
            // A list's index isn't an object's key.
            let pointers = if text == "$[0]" { vec!["/0"] } else { pointers };
            assert_eq!(selected(text), pointers, "{text}");
        }
        assert_eq!(selected("$.paths.*.get"), ["/paths/~1a/get"]);
        assert_eq!(selected("$..tags[?@ == 'y']"), ["/paths/~1a/get/tags/1", "/paths/~1a/post/tags/0"]);
        assert_eq!(selected("$.paths.*[?match(@.tags[0], 'x|z')]"), ["/paths/~1a/get"]);
        assert_eq!(selected("$.paths.*[?length(@.tags) > 1]"), ["/paths/~1a/get"]);
    }

    #[test]
    fn what_could_take_too_long_is_refused() {
        for text in [
            "$..*..*..*",
            "$[*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*]",
            "$..[?$..a]",
            "$[?((((((((((@.a))))))))))]",
        ] {
            assert!(Query::parse(text).is_err(), "{text}");
        }
        assert!(Query::parse(&format!("$.{}", "a".repeat(2000))).is_err());
        assert!(Query::parse("$.paths['/a..b..c..d,,,,,,,,,$$'].get").is_ok());
        assert!(Query::parse("paths").unwrap_err().len() > 5);
    }
}
