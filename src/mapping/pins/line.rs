//! One line of the file: `SELECT  GET /v2/droplets/{droplet_id}  $.droplet  ?  @droplets_get`.
//!
//! In: the text behind a method's name. Out: a [`Line`]; and back. What a line can't hold as it is, such as a space in a
//! path, is written as in a URL.

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;

use super::model::{Line, Mark, PinnedVerb};
use crate::api::{HttpMethod, ObjectKey, SqlVerb};
use crate::names::{MethodName, OperationId, identifier};
use crate::text::did_you_mean;

/// Stands behind the verb of a method that is tried before plainer ones.
const FIRST: char = '*';

/// Parts the verbs of a method that has several.
const BETWEEN: char = ',';

/// Marks what the rules doubt.
const DOUBTFUL: &str = "?";

/// Marks what the API has no more.
pub(super) const GONE: &str = "gone";

/// Comes before an operation's id.
const ID: char = '@';

impl Line {
    /// Reads the text behind a method's name.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split_ascii_whitespace().peekable();
        let verbs = words.next().unwrap_or_default();
        let verbs = verbs.split(BETWEEN).map(verb).collect::<Result<Vec<PinnedVerb>, String>>()?;
        let http_method = words.peek().and_then(|word| HttpMethod::parse(word));
        if http_method.is_some() {
            words.next();
        }
        let path = words.next().filter(|path| path.starts_with('/'));
        let Some(path) = path else {
            return Err("after the verb come an HTTP method and a path, such as `GET /v1/things`".into());
        };
        let mut line = Self {
            verbs,
            http_method,
            path: decoded(path),
            object_key: None,
            operation: None,
            mark: Mark::Decided,
        };
        for word in words {
            line.add(word)?;
        }
        Ok(line)
    }

    /// Adds what `word`, which comes after the path, says.
    fn add(&mut self, word: &str) -> Result<(), String> {
        let twice = || Err(format!("`{word}` is one too many"));
        if let Some(id) = word.strip_prefix(ID) {
            return match self.operation.replace(OperationId::new(decoded(id))) {
                Some(_) => twice(),
                None => Ok(()),
            };
        }
        if word.starts_with('$') {
            let key = decoded(word);
            ObjectKey::parse(&key).map_err(|error| format!("`{key}`: {error}"))?;
            return if self.object_key.replace(key).is_some() { twice() } else { Ok(()) };
        }
        let mark = match word {
            DOUBTFUL => Mark::Doubtful,
            GONE => Mark::Gone,
            _ => {
                return Err(format!(
                    "`{word}` is none of what follows a path: an object key (`$.things`), `{DOUBTFUL}`, `{GONE}`, `{ID}` with an operation's id"
                ));
            }
        };
        if self.mark != Mark::Decided {
            return twice();
        }
        self.mark = mark;
        Ok(())
    }

    /// The verbs as they are written: `SELECT`, or `SELECT*,EXEC`.
    pub(super) fn verbs_text(&self) -> String {
        let verbs = self.verbs.iter().map(|PinnedVerb { verb, goes_first }| {
            let mark = if *goes_first { String::from(FIRST) } else { String::new() };
            format!("{}{mark}", verb.as_str())
        });
        verbs.collect::<Vec<_>>().join(&String::from(BETWEEN))
    }

    /// The HTTP method and the path as they are written.
    pub(super) fn call_text(&self) -> String {
        match self.http_method {
            Some(method) => format!("{} {}", method.as_str(), encoded(&self.path)),
            None => encoded(&self.path),
        }
    }

    /// The object key as it is written; empty without one.
    pub(super) fn key_text(&self) -> String {
        self.object_key.as_deref().map(encoded).unwrap_or_default()
    }

    /// The mark and the operation's id as they are written; empty without them.
    pub(super) fn mark_text(&self) -> String {
        let mark = match self.mark {
            Mark::Decided => None,
            Mark::Doubtful => Some(DOUBTFUL.to_string()),
            Mark::Gone => Some(GONE.to_string()),
        };
        let id = self.operation.as_ref().map(|id| format!("{ID}{}", encoded(id.as_str())));
        [mark, id].into_iter().flatten().collect::<Vec<_>>().join("  ")
    }

    /// What follows the path.
    pub(super) fn rest_text(&self) -> String {
        let rest = [self.key_text(), self.mark_text()];
        rest.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  ")
    }

    /// Whether this line of a file still says what `now` says of the method, marks aside. What the file leaves open counts as
    /// the same, and so does a `*` where nothing competes.
    #[must_use]
    pub fn agrees(&self, now: &Self, method: &MethodName) -> bool {
        let is_told = |id: &OperationId| now.operation.is_none() && tells(method, id);
        self.same_verbs(now)
            && self.path == now.path
            && self.object_key == now.object_key
            && (self.http_method.is_none() || self.http_method == now.http_method)
            && self.operation.as_ref().is_none_or(|id| is_told(id) || now.operation.as_ref() == Some(id))
    }

    /// Whether SQL reaches the method as `now` says.
    pub(super) fn same_verbs(&self, now: &Self) -> bool {
        self.verbs.len() == now.verbs.len()
            && self
                .verbs
                .iter()
                .zip(&now.verbs)
                .all(|(mine, other)| mine.verb == other.verb && (mine.goes_first || !other.goes_first))
    }
}

/// Whether the name of a method tells the operation's id, so that a line needn't.
pub(super) fn tells(method: &MethodName, id: &OperationId) -> bool {
    id.as_str() == method.as_str() || identifier(id.as_str(), &[]) == method.as_str()
}

/// Reads a verb: `SELECT*`.
pub(super) fn verb(text: &str) -> Result<PinnedVerb, String> {
    let (name, goes_first) = text.strip_suffix(FIRST).map_or((text, false), |name| (name, true));
    let verb = SqlVerb::parse(name).ok_or_else(|| {
        let all = SqlVerb::ALL.map(SqlVerb::as_str);
        let near = did_you_mean(name, all).map(|near| format!("did you mean `{near}`? "));
        format!("`{name}` is not a SQL verb: {}{}", near.unwrap_or_default(), all.join(", "))
    })?;
    Ok(PinnedVerb { verb, goes_first })
}

/// Text without spaces and control characters, which would end a word or a line; `%` is the only other character that
/// changes.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '%' || c.is_control() || c.is_whitespace() {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string can't fail.
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

pub(super) fn decoded(text: &str) -> String {
    // What isn't the code of a text is a text as it is.
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_string(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &Line) -> String {
        format!("{} {} {}", line.verbs_text(), line.call_text(), line.rest_text())
    }

    #[test]
    fn what_is_written_can_be_read() {
        for line in [
            "SELECT GET /v1/jobs ",
            "SELECT GET /v1/projects/{projectsId}/jobs $.jobs",
            "SELECT*,EXEC GET /v1/jobs $.jobs  ?  @dataproc.projects.jobs.list",
            "EXEC POST /v1/jobs:run gone",
            "DELETE /v1/jobs/{job} @a%20b",
        ] {
            assert_eq!(text(&Line::parse(line).unwrap()), line);
        }
    }

    #[test]
    fn odd_characters_survive() {
        // The last of these is a line's end to YAML, and no control character.
        for odd in ["a\tb", "100%", "%zz", "a b/c", "\u{7f}", "a\u{2028}b"] {
            assert!(!encoded(odd).contains(char::is_whitespace));
            assert_eq!(decoded(&encoded(odd)), odd);
        }
    }

    #[test]
    fn each_mistake_has_words_of_its_own() {
        for (line, why) in [
            ("", "`` is not a SQL verb"),
            ("SELEKT GET /a", "`SELEKT` is not a SQL verb"),
            ("SELECT", "after the verb come"),
            ("SELECT GET", "after the verb come"),
            ("SELECT GET a", "after the verb come"),
            ("SELECT GET /a b", "`b` is none of what follows a path"),
            ("SELECT GET /a $.b $.c", "`$.c` is one too many"),
            ("SELECT GET /a $b", "`$b`: "),
            ("SELECT GET /a ? gone", "`gone` is one too many"),
            ("SELECT GET /a @b @c", "`@c` is one too many"),
        ] {
            let told = Line::parse(line).unwrap_err();
            assert!(told.contains(why), "{line}: {told}");
        }
    }
}
