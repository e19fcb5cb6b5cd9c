//! Names and values in statements of StackQL's SQL.

use super::words;
use crate::text::one_line;

/// A name as a column or a parameter is written: in double quotes if it is a word of SQL's grammar, or not a
/// plain identifier.
#[must_use]
pub fn identifier(name: &str) -> String {
    let name = one_line(name);
    if is_plain(&name) && !words::is_grammar(&name) { name } else { quoted(&name) }
}

/// The name of a resource in its id, or of a method after EXEC: in double quotes if SQL keeps the word, or if the
/// name isn't a plain identifier.
#[must_use]
pub fn object(name: &str) -> String {
    if is_plain(name) && !words::is_object(name) { name.to_string() } else { quoted(name) }
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'))
}

/// The id of a resource as statements write it: `google.dataproc.sessions`, `google.apihub."release"`.
#[must_use]
pub fn resource_id(id: &str) -> String {
    id.split('.').map(object).collect::<Vec<_>>().join(".")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in single quotes. The engine takes a backslash for the beginning of another sign, so two stand for one.
#[must_use]
pub fn text(value: &str) -> String {
    if !value.contains(['\\', '\'']) {
        return ["'", value, "'"].concat();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}

/// A name in the form of EXEC: `@name`.
#[must_use]
pub fn variable(name: &str) -> String {
    let name = one_line(name);
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.'));
    if is_plain { format!("@{name}") } else { format!("@{}", quoted(&name)) }
}

/// Words that stand for something else in the templates that fill placeholders.
const TEMPLATE_WORDS: [&str; 10] = ["and", "else", "false", "if", "in", "is", "none", "not", "or", "true"];

/// A name within a placeholder: letters, digits and `_`, and no word of templates. A template would look into `a` for
/// `a.b`, so dots become `_`, too.
#[must_use]
pub fn placeholder_name(name: &str) -> String {
    let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let is_word = TEMPLATE_WORDS.iter().any(|word| word.eq_ignore_ascii_case(&name));
    if is_word || name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Whether a template would run a part of `text` beside its placeholders: names and values of a document may have
/// the signs of templates.
#[must_use]
pub fn has_other_templates(text: &str) -> bool {
    let is_name = |inner: &str| {
        let name = inner.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' '));
        name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let mut parts = text.split("{{");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| match part.split_once("}}") {
        Some((inner, after)) if is_name(inner) => Some(after),
        _ => None,
    });
    std::iter::once(Some(first))
        .chain(rest)
        .any(|part| part.is_none_or(|part| part.contains("{%") || part.contains("{#")))
}

/// The placeholder for the value of `name`: `{{ name }}`.
#[must_use]
pub fn placeholder(name: &str) -> String {
    ["{{ ", &placeholder_name(name), " }}"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_not_plain_are_quoted() {
        for (name, expected) in [
            ("createTime", "createTime"),
            ("status", "status"),
            ("group", "\"group\""),
            ("Format", "\"Format\""),
            ("@type", "\"@type\""),
            ("a.b", "\"a.b\""),
            ("a\"b\nc", "\"a\"\"b c\""),
            ("", "\"\""),
        ] {
            assert_eq!(identifier(name), expected);
        }
        assert_eq!(object("list"), "\"list\"");
        assert_eq!(object("create-all"), "\"create-all\"");
        assert_eq!(resource_id("google.apihub.release"), "google.apihub.\"release\"");
        assert_eq!(text("it's"), "'it''s'");
        assert_eq!(text(r"\'; DELETE"), r"'\\''; DELETE'");
        assert_eq!(variable("group"), "@group");
        assert_eq!(variable("x-y"), "@\"x-y\"");
        assert_eq!(placeholder("a.b'; c"), "{{ a_b___c }}");
        assert_eq!(placeholder("1a"), "{{ _1a }}");
        assert_eq!(placeholder("not"), "{{ _not }}");
        for (text, expected) in [
            ("a = {{ a_b1 }}, {{ c }} {", false),
            ("{{ a.b }}", true),
            ("{{ a", true),
            ("{% raw %}", true),
            ("{{ a }}{#x#}", true),
            ("{{{{ a }}}}", true),
        ] {
            assert_eq!(has_other_templates(text), expected, "{text}");
        }
    }
}
