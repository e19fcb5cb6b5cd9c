//! JSON, with comments and placeholders where people write them: keys, texts, numbers and constants.

use super::paint::{Kind, Painter};
use super::scan::{length, quoted};

/// The code as HTML with its parts marked.
pub(super) fn painted(code: &str) -> String {
    let mut out = Painter::default();
    let mut rest = code;
    while !rest.is_empty() {
        let (kind, length) = token(rest);
        let (text, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.write(kind, text);
        rest = after;
    }
    out.into_html()
}

/// The kind of the token at the start of `rest`, which isn't empty, and its length.
fn token(rest: &str) -> (Option<Kind>, usize) {
    let first = rest.chars().next().unwrap_or_default();
    match first {
        '"' => {
            let end = quoted(rest, '"');
            let is_key = rest.get(end..).is_some_and(|after| after.trim_start().starts_with(':'));
            (Some(if is_key { Kind::Key } else { Kind::Text }), end)
        }
        c if c.is_ascii_digit() || c == '-' => {
            (Some(Kind::Number), length(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))
        }
        c if c.is_alphabetic() => {
            let end = length(rest, |c| c.is_alphanumeric() || c == '_');
            let is_constant = matches!(rest.get(..end), Some("true" | "false" | "null"));
            (is_constant.then_some(Kind::Number), end)
        }
        '/' if rest.starts_with("//") => (Some(Kind::Comment), rest.find('\n').unwrap_or(rest.len())),
        c => (None, c.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::painted;

    #[test]
    fn parts_of_values_have_their_kind() {
        for (code, expected) in [
            (
                "{\"a\" : \"b\"}",
                "{<span class=\"c-key\">&quot;a&quot;</span> : <span class=\"c-text\">&quot;b&quot;</span>}",
            ),
            ("[1, -2.5e+3]", "[<span class=\"c-number\">1</span>, <span class=\"c-number\">-2.5e+3</span>]"),
            ("true", "<span class=\"c-number\">true</span>"),
            ("truely", "truely"),
            ("\"a\\\"b\"", "<span class=\"c-text\">&quot;a\\&quot;b&quot;</span>"),
            ("{{ value }}", "{{ value }}"),
            ("// c", "<span class=\"c-comment\">// c</span>"),
        ] {
            assert_eq!(painted(code), expected, "{code}");
        }
    }
}
