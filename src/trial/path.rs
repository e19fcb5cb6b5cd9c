//! Paths with names in braces, and the paths that fit them.

use std::collections::BTreeMap;

/// A path with names in braces: `/v1/projects/{project}/things/{thing}:cancel`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathTemplate {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A text that stands as it is.
    Text(String),
    /// A name, whose value goes here.
    Name(String),
}

impl PathTemplate {
    /// Reads a path. `{+name}` and a pattern behind a name, `{name:^[^/]+$}`, are the name alone.
    pub(super) fn new(path: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = path;
        while let Some((text, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            let name = name.split(':').next().unwrap_or(name);
            parts.push(Part::Text(text.to_string()));
            parts.push(Part::Name(name.trim_start_matches('+').to_string()));
            rest = after;
        }
        parts.push(Part::Text(rest.to_string()));
        Self { parts }
    }

    /// Whether `path` is this path with some values. A value may have a `/`: some names stand for several
    /// segments.
    pub(super) fn fits(&self, path: &str) -> bool {
        fits(&self.parts, path)
    }

    /// The characters that aren't values: of several paths that fit, the one with the most is meant.
    pub(super) fn weight(&self) -> usize {
        let texts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.len(),
            Part::Name(_) => 0,
        });
        texts.sum()
    }

    /// The path with these values.
    ///
    /// # Errors
    /// The names without a value.
    pub(super) fn filled(&self, values: &BTreeMap<String, String>) -> Result<String, Vec<String>> {
        let (mut path, mut missing) = (String::new(), Vec::new());
        for part in &self.parts {
            match part {
                Part::Text(text) => path.push_str(text),
                Part::Name(name) => match values.get(name) {
                    Some(value) => path.push_str(value),
                    None => missing.push(name.clone()),
                },
            }
        }
        if missing.is_empty() { Ok(path) } else { Err(missing) }
    }
}

fn fits(parts: &[Part], path: &str) -> bool {
    match parts {
        [] => path.is_empty(),
        [Part::Text(text), rest @ ..] => {
            path.strip_prefix(text.as_str()).is_some_and(|after| fits(rest, after))
        }
        [Part::Name(_), Part::Text(text)] if text.is_empty() => !path.is_empty(),
        [Part::Name(_), rest @ ..] => {
            let ends = path.char_indices().map(|(at, c)| at + c.len_utf8());
            ends.filter_map(|end| path.get(end..)).any(|after| fits(rest, after))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_with_values_that_are_not_empty() {
        let path = PathTemplate::new("/v1/{parent}/things/{+thing}:cancel");
        for (other, expected) in [
            ("/v1/a/things/b:cancel", true),
            ("/v1/a/things/b/c:cancel", true),
            ("/v1/a/things/:cancel", false),
            ("/v1/a/things/b", false),
            ("/v1/a/others/b:cancel", false),
        ] {
            assert_eq!(path.fits(other), expected, "{other}");
        }
        let values = BTreeMap::from([("parent".to_string(), "p".to_string())]);
        assert_eq!(path.filled(&values), Err(vec!["thing".to_string()]));
        assert!(PathTemplate::new("/v1/a").weight() > PathTemplate::new("/v1/{a}").weight());
        assert_eq!(PathTemplate::new("/{host:^[^/]+$}/{a").filled(&BTreeMap::new()).unwrap_err(), ["host"]);
    }
}
