//! SQL as StackQL reads it: its grammar's words, texts, numbers and comments.

use super::paint::{Kind, Painter};
use super::scan::{length, quoted};
use crate::engine::words;

/// The code as HTML with its parts marked.
pub(super) fn painted(code: &str) -> String {
    let mut out = Painter::default();
    let mut rest = code;
    let mut is_after_dot = false;
    while !rest.is_empty() {
        let (kind, length) = token(rest);
        let (text, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        // A part of a resource's name is a name, whatever the word.
        let kind = kind.filter(|kind| *kind != Kind::Keyword || !(is_after_dot || after.starts_with('.')));
        out.write(kind, text);
        is_after_dot = text == ".";
        rest = after;
    }
    out.into_html()
}

/// The kind of the token at the start of `rest`, which isn't empty, and its length.
fn token(rest: &str) -> (Option<Kind>, usize) {
    let first = rest.chars().next().unwrap_or_default();
    if rest.starts_with("/*") {
        let end = rest.get(2..).and_then(|inner| inner.find("*/")).map_or(rest.len(), |at| at + 4);
        return (Some(Kind::Comment), end);
    }
    if rest.starts_with("--") {
        return (Some(Kind::Comment), rest.find('\n').unwrap_or(rest.len()));
    }
    match first {
        // A quote that is written twice makes it two parts of the same kind.
        '\'' => (Some(Kind::Text), quoted(rest, first)),
        // In these quotes stands a name.
        '"' | '`' => (None, quoted(rest, first)),
        c if c.is_ascii_digit() => {
            (Some(Kind::Number), length(rest, |c| c.is_ascii_alphanumeric() || c == '.'))
        }
        c if is_of_word(c) => {
            let end = length(rest, is_of_word);
            let is_keyword = rest.get(..end).is_some_and(words::is_grammar);
            (is_keyword.then_some(Kind::Keyword), end)
        }
        c => (None, c.len_utf8()),
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '@')
}

#[cfg(test)]
mod tests {
    use super::painted;

    #[test]
    fn parts_of_statements_have_their_kind() {
        for (code, expected) in [
            ("SELECT name", "<span class=\"c-keyword\">SELECT</span> name"),
            (
                "select 'it''s'",
                "<span class=\"c-keyword\">select</span> <span class=\"c-text\">&#39;it&#39;</span><span class=\"c-text\">&#39;s&#39;</span>",
            ),
            ("a.list.b", "a.list.b"),
            ("\"order\"", "&quot;order&quot;"),
            ("/*+ create */ x", "<span class=\"c-comment\">/*+ create */</span> x"),
            ("a -- b\nc", "a <span class=\"c-comment\">-- b</span>\nc"),
            ("LIMIT 10;", "<span class=\"c-keyword\">LIMIT</span> <span class=\"c-number\">10</span>;"),
            ("from_1 @@json", "from_1 @@json"),
        ] {
            assert_eq!(painted(code), expected, "{code}");
        }
    }
}
