//! The shape of an operation's path: what its segments name, and what its end does.

use super::lists::{Lists, has};

/// The shape of an operation's path.
#[derive(Debug)]
pub(super) struct Shape<'p> {
    /// The literals that can name a resource, outermost first: without versions, and without an end that is a custom
    /// verb.
    pub(super) nouns: Vec<&'p str>,
    pub(super) end: End<'p>,
    /// Whether a parameter stands before the last segment.
    pub(super) follows_parameter: bool,
    /// What everything of the path is in: `accounts` of `/accounts/{account}/…`.
    pub(super) scope: Option<Scope<'p>>,
    /// The last parameter before the last noun, where there is one: the owner of what is named.
    pub(super) owner: Option<&'p str>,
}

/// The name and the parameter with which a path begins, where it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope<'p> {
    /// `accounts`
    pub(super) noun: &'p str,
    /// The segments below, such as `rules` and `{rule}`.
    pub(super) below: Vec<&'p str>,
}

/// The end of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End<'p> {
    /// `/teams/{id}`
    Item,
    /// `/teams`, `/teams/{id}/archive`
    Literal(&'p str),
    /// `/teams/{id}:archive`
    Custom(&'p str),
    /// A path without segments.
    Root,
}

impl<'p> Shape<'p> {
    pub(super) fn of(path: &'p str, lists: &Lists) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let Some((last, before)) = segments.split_last() else {
            return Self {
                nouns: Vec::new(),
                end: End::Root,
                follows_parameter: false,
                scope: None,
                owner: None,
            };
        };
        let mut nouns: Vec<&str> = before.iter().copied().filter(|segment| is_noun(segment, lists)).collect();
        let (head, end) = match (last.rsplit_once(':'), is_literal(last)) {
            (Some((head, action)), _) if is_literal(action) && !action.is_empty() => {
                (head, End::Custom(action))
            }
            (_, false) => ("", End::Item),
            (_, true) => {
                let plain = without_extension(last, lists);
                match plain.rsplit_once('.') {
                    // A call like `chat.postMessage`; `2.0` is a version.
                    Some((head, action)) if !is_version(plain, lists) && !head.is_empty() => {
                        (head, End::Literal(action))
                    }
                    _ => (plain, End::Literal(plain)),
                }
            }
        };
        if !head.is_empty() && is_literal(head) && (!is_version(head, lists) || nouns.is_empty()) {
            nouns.push(head);
        }
        let follows_parameter = before.last().is_some_and(|segment| !is_literal(segment));
        let noun_at =
            nouns.last().and_then(|noun| segments.iter().rposition(|segment| segment.starts_with(noun)));
        let above = segments.get(..noun_at.unwrap_or_default()).unwrap_or_default();
        let owner = above.iter().rev().copied().find(|segment| !is_literal(segment)).and_then(token);
        let named = segments.iter().position(|segment| is_noun(segment, lists));
        let scope = named.and_then(|at| match segments.get(at..).unwrap_or_default() {
            [noun, parameter, below @ ..] if !is_literal(parameter) && !below.is_empty() => {
                Some(Scope { noun, below: below.to_vec() })
            }
            _ => None,
        });
        Self { nouns, end, follows_parameter, scope, owner }
    }

    /// The literal right before the last one.
    pub(super) fn group(&self) -> Option<&'p str> {
        self.nouns.iter().rev().nth(1).copied()
    }

    /// The literal that names the resource, if there is one.
    pub(super) fn noun(&self) -> Option<&'p str> {
        self.nouns.last().copied()
    }
}

fn is_literal(segment: &str) -> bool {
    !segment.contains('{')
}

/// Whether a segment before the last one names something.
fn is_noun(segment: &str, lists: &Lists) -> bool {
    is_literal(segment)
        && !is_version(segment, lists)
        && !has(&lists.path_prefixes, &segment.to_ascii_lowercase())
        && segment.contains(char::is_alphanumeric)
}

fn without_extension<'s>(segment: &'s str, lists: &Lists) -> &'s str {
    let stripped = lists.extensions.iter().find_map(|end| segment.strip_suffix(end.as_str()));
    stripped.filter(|rest| !rest.is_empty()).unwrap_or(segment)
}

/// Whether a segment is a version: `v1`, `v1beta1`, `2.0`, `v2.1`.
fn is_version(segment: &str, lists: &Lists) -> bool {
    let marked = segment.strip_prefix(['v', 'V']);
    let numbers = marked.unwrap_or(segment);
    let rest = numbers.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if rest.len() == numbers.len() || numbers.starts_with('.') {
        return false;
    }
    if marked.is_none() {
        return rest.is_empty() && numbers.contains('.');
    }
    let word = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    word.is_empty() || has(&lists.version_words, &word.to_ascii_lowercase())
}

/// The name of the parameter that a segment has first.
fn token(segment: &str) -> Option<&str> {
    let (_, rest) = segment.split_once('{')?;
    rest.split('}').next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::lists::lists;
    use super::*;

    #[test]
    fn nouns_are_what_remains_of_a_path() {
        for (path, nouns, end) in [
            ("/teams", vec!["teams"], End::Literal("teams")),
            ("/api/2.0/teams/{id}", vec!["teams"], End::Item),
            ("/v1/skills?beta=true", vec!["skills"], End::Literal("skills")),
            ("/v1beta1/a/{b}/c:run", vec!["a", "c"], End::Custom("run")),
            ("/a/{b}:run", vec!["a"], End::Custom("run")),
            ("/users.json", vec!["users"], End::Literal("users")),
            ("/chat.postMessage", vec!["chat"], End::Literal("postMessage")),
            ("/api/v2", vec!["v2"], End::Literal("v2")),
            ("/vms/{id}/start", vec!["vms", "start"], End::Literal("start")),
            ("/", vec![], End::Root),
            ("/{id}", vec![], End::Item),
        ] {
            let shape = Shape::of(path, lists());
            assert_eq!((shape.nouns, shape.end), (nouns, end), "{path}");
        }
    }

    #[test]
    fn the_owner_stands_above_the_noun() {
        for (path, owner) in [
            ("/accounts/{account_id}/rules/{rule_id}", Some("account_id")),
            ("/rules/{rule_id}", None),
            ("/a/{b}/c/{d}/e", Some("d")),
        ] {
            assert_eq!(Shape::of(path, lists()).owner, owner, "{path}");
        }
    }

    #[test]
    fn versions_are_told_from_names() {
        for version in ["v1", "V2", "v1beta1", "2.0", "v2.1", "v3alpha"] {
            assert!(is_version(version, lists()), "{version}");
        }
        for name in ["vms", "v", "2", "1password", "v1things", "video", ""] {
            assert!(!is_version(name, lists()), "{name}");
        }
    }
}
