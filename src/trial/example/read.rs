//! What a statement says: the names to which it gives values, and the columns that it asks for.

use std::collections::BTreeSet;

use super::tokens::{Token, TokenKind, tokens};

/// A statement, read.
#[derive(Debug, Default)]
pub(in crate::trial) struct Statement<'s> {
    /// Names with the tokens of their values.
    pub(super) given: Vec<(String, Vec<Token<'s>>)>,
    /// The body of an EXEC.
    pub(super) body: Option<Token<'s>>,
    /// The columns of a SELECT or of RETURNING; none if these are expressions, or `*`.
    pub(super) columns: Option<Vec<String>>,
    /// Whether the statement returns rows.
    pub(super) returns: Returns,
    /// Whether the statement is more than one call: it joins, or has a list of values.
    pub(super) calls: Calls,
    /// Mistakes.
    pub(super) unclear: Vec<String>,
}

/// Whether a statement returns rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Returns {
    /// It does.
    Rows,
    /// It doesn't.
    #[default]
    Nothing,
}

/// How many calls a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::trial) enum Calls {
    /// One, with its pages.
    #[default]
    One,
    /// Perhaps several.
    Several,
}

/// Words by which a statement may become several calls.
const SEVERAL: [&str; 5] = ["JOIN", "UNION", "IN", "WITH", "EXISTS"];

/// Reads the statement `text`.
pub(in crate::trial) fn read(text: &str) -> Statement<'_> {
    let tokens = tokens(text);
    let mut statement = Statement::default();
    let is = |word: &str| tokens.first().is_some_and(|first| first.is_word(word));
    let has = |word: &str| tokens.iter().any(|token| token.is_word(word));
    if SEVERAL.iter().any(|word| has(word)) {
        statement.calls = Calls::Several;
    }
    if is("SELECT") {
        statement.returns = Returns::Rows;
        statement.columns = names(tokens.get(1..).unwrap_or_default(), &["FROM"]);
        // A number of rows isn't what a page has.
        if has("LIMIT") {
            statement.calls = Calls::Several;
        }
    }
    if let Some(at) = tokens.iter().position(|token| token.is_word("RETURNING")) {
        statement.returns = Returns::Rows;
        statement.columns = names(tokens.get(at + 1..).unwrap_or_default(), &[]);
    }
    let lists = tokens.iter().position(|token| token.is("(")).filter(|_| !has("SET"));
    match lists {
        Some(open) if is("INSERT") || is("REPLACE") => statement.insertion(&tokens, open),
        _ => statement.assignments(&tokens),
    }
    statement
}

impl<'s> Statement<'s> {
    /// The names that have values, with the alias of a table and without: `j.projectsId` and `projectsId`.
    pub(in crate::trial) fn given(&self) -> BTreeSet<String> {
        let own = self.given.iter().filter_map(|(name, _)| Some(name.split_once('.')?.1));
        self.given.iter().map(|(name, _)| name.as_str()).chain(own).map(String::from).collect()
    }

    /// `(names) SELECT values`, or `VALUES (values)`.
    fn insertion(&mut self, tokens: &[Token<'s>], open: usize) {
        let (names, end) = split(tokens, open + 1, &[]);
        let is_start = |token: &Token<'_>| token.is_word("SELECT") || token.is_word("VALUES");
        let after = tokens.get(end..).unwrap_or_default();
        let Some(start) = after.iter().position(is_start).map(|at| end + at) else {
            self.unclear.push("neither SELECT nor VALUES follows the names".into());
            return;
        };
        let is_list = tokens.get(start + 1).is_some_and(|token| token.is("("));
        let is_values = tokens.get(start).is_some_and(|token| token.is_word("VALUES"));
        let first = if is_list && is_values { start + 2 } else { start + 1 };
        let (values, _) = split(tokens, first, &["RETURNING", "FROM"]);
        if names.len() != values.len() {
            self.unclear.push(format!("{} names have {} values", names.len(), values.len()));
        }
        let named = names.iter().map(|name| name.first().and_then(Token::name).unwrap_or_default());
        self.given.extend(named.zip(values));
    }

    /// `name = value` of SET and WHERE, `name IN (value, value)`, `@name='value'` and `@@json='…'` of EXEC.
    fn assignments(&mut self, tokens: &[Token<'s>]) {
        for (at, equals) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            let (Some(name), Some(value)) = (before, tokens.get(at + 1)) else { continue };
            if equals.is_word("IN") && value.is("(") {
                let values = split(tokens, at + 2, &[]).0;
                self.given.extend(values.into_iter().filter_map(|value| Some((name.name()?, value))));
            }
            if !equals.is("=") {
                continue;
            }
            if name.text.eq_ignore_ascii_case("@@json") {
                self.body = Some(*value);
            } else if let Some(name) = name.name() {
                let sign = value.is("-").then(|| tokens.get(at + 2)).flatten();
                self.given.push((name, std::iter::once(*value).chain(sign.copied()).collect()));
            }
        }
    }
}

/// The parts between commas from `start` on, until a closing parenthesis, a `;`, or one of the words `ends`;
/// and where that is.
fn split<'s>(tokens: &[Token<'s>], start: usize, ends: &[&str]) -> (Vec<Vec<Token<'s>>>, usize) {
    let (mut parts, mut depth, mut at) = (vec![Vec::new()], 0_usize, start);
    while let Some(token) = tokens.get(at) {
        let is_end = token.is(")") || token.is(";") || ends.iter().any(|word| token.is_word(word));
        if depth == 0 && is_end {
            break;
        }
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth -= 1;
        }
        if token.is(",") && depth == 0 {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(*token);
        }
        at += 1;
    }
    parts.retain(|part| !part.is_empty());
    (parts, at)
}

/// The names between commas until one of the words `ends`, without that of a table; none if there is anything else.
fn names(tokens: &[Token<'_>], ends: &[&str]) -> Option<Vec<String>> {
    let (parts, _) = split(tokens, 0, ends);
    let name = |part: &Vec<Token<'_>>| match part.as_slice() {
        [token] if token.kind == TokenKind::Word => {
            token.name().map(|name| name.rsplit('.').next().unwrap_or_default().to_string())
        }
        [token] if token.kind == TokenKind::Quoted => token.name(),
        _ => None,
    };
    parts.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> String {
        let statement = read(text);
        let one = |(name, value): &(String, Vec<Token<'_>>)| {
            format!("{name}={}", value.iter().map(|token| token.text).collect::<String>())
        };
        let mut shown: Vec<String> = statement.given.iter().map(one).collect();
        shown.extend(statement.body.map(|body| format!("body {}", body.text)));
        shown.extend(statement.unclear);
        shown.join(" ")
    }

    #[test]
    fn every_form_gives_values_to_names() {
        for (text, expected) in [
            (
                "SELECT a FROM p.s.r WHERE x = '{{ x }}' -- y = 1\nAND \"group\" = {{ g }};",
                "x='{{ x }}' group={{ g }}",
            ),
            (
                "INSERT INTO p.s.r (a, data__b) SELECT '{{ a }}', {{ b }} RETURNING name;",
                "a='{{ a }}' data__b={{ b }}",
            ),
            ("SELECT a FROM p.s.r WHERE x IN ('{{ x }}', 'y') AND z = 1", "x='{{ x }}' x='y' z=1"),
            ("INSERT INTO p.s.r (a, b) VALUES ('1', -7)", "a='1' b=-7"),
            ("INSERT INTO p.s.r (a, b) SELECT '1'", "a='1' 2 names have 1 values"),
            ("INSERT INTO p.s.r (a)", "neither SELECT nor VALUES follows the names"),
            (
                "UPDATE p.s.r SET data__a = 'x', data__b = true WHERE c = 'y'",
                "data__a='x' data__b=true c='y'",
            ),
            ("REPLACE p.s.r SET data__a = JSON('{}') WHERE c = 'y'", "data__a=JSON c='y'"),
            ("EXEC p.s.r.m @a='x', @\"b-c\"='y' @@json='{\"d\": 1}'", "a='x' b-c='y' body '{\"d\": 1}'"),
            ("", ""),
        ] {
            assert_eq!(given(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[a-zé@=(),;'\"`{}/*-]{0,40}", start in "(SELECT|INSERT|UPDATE|EXEC|)") {
            drop(read(&format!("{start} {text} = '{text}' SELECT {text}")));
        }
    }

    #[test]
    fn columns_are_known_where_they_are_names() {
        for (text, expected) in [
            ("SELECT name, \"group\" FROM r", Some(vec!["name", "group"])),
            ("SELECT * FROM r", None),
            ("SELECT r.name, json_each.value FROM r, json_each(r.a)", Some(vec!["name", "value"])),
            ("SELECT name, JSON_EXTRACT(status, '$.state') FROM r", None),
            ("INSERT INTO r (a) SELECT 'x' RETURNING name, id;", Some(vec!["name", "id"])),
        ] {
            let expected = expected.map(|names| names.into_iter().map(String::from).collect::<Vec<_>>());
            assert_eq!(read(text).columns, expected, "{text}");
        }
    }
}
