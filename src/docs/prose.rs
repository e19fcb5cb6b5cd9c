//! Prose of a document as Markdown that a page can hold.
//!
//! In: text from anywhere. Out: one line of Markdown that shows the same text, compiles as MDX, and can't end a table
//! cell, start a block, or become HTML, JSX or an ESM line. Emphasis and links stay what they are, and code becomes `<code>`.

use std::fmt::Write as _;

use crate::api::Format;

/// Where a relative link of Google's prose leads.
const GOOGLE_ORIGIN: &str = "https://cloud.google.com";

/// Schemes that a link may have.
const SAFE_SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// What prose is made safe with: where its relative links lead.
#[derive(Debug, Clone, Default)]
pub(super) struct Prose {
    origin: Option<String>,
}

impl Prose {
    /// Relative links start at the server of `documentation`.
    pub(super) fn of(documentation: Option<&str>, format: Format) -> Self {
        let origin = documentation.and_then(|url| {
            let (scheme, rest) =
                url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
            let host = rest.split('/').next().filter(|host| !host.is_empty())?;
            host.chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
                .then(|| format!("{scheme}://{host}"))
        });
        let origin = origin.or_else(|| match format {
            Format::Discovery => Some(GOOGLE_ORIGIN.to_string()),
            Format::OpenApi => None,
        });
        Self { origin }
    }

    /// `text` for a table cell.
    pub(super) fn cell(&self, text: &str) -> String {
        let line = one_line(text);
        let mut out = String::with_capacity(line.len() + line.len() / 16);
        let mut rest = line.as_str();
        let mut previous = '\0';
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            if let Some((code, after)) = code_span(rest, previous) {
                out.push_str(&code);
                previous = '`';
                rest = after;
                continue;
            }
            if let Some((link, after)) = self.link_target(rest) {
                out.push_str(&link);
                previous = ')';
                rest = after;
                continue;
            }
            match c {
                '{' => out.push_str("&#123;"),
                '}' => out.push_str("&#125;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '|' => out.push_str("\\|"),
                '`' => out.push_str("&#96;"),
                // An image would be fetched by whoever reads the page.
                '!' if after.starts_with('[') => out.push_str("&#33;"),
                // Before what is escaped here, a backslash would take the escape's first character.
                '\\' if after.starts_with(['{', '}', '<', '>', '|', '`', '&', '\\']) || after.is_empty() => {
                    out.push_str("&#92;");
                }
                c => out.push(c),
            }
            previous = c;
            rest = after;
        }
        out
    }

    /// `text` for a paragraph of its own: as in a cell, and its start can't begin a block.
    pub(super) fn paragraph(&self, text: &str) -> String {
        let line = self.cell(text);
        let Some(first) = line.chars().next() else { return line };
        let word = line.split([' ', '\t']).next().unwrap_or_default();
        let ordered = word
            .strip_suffix(['.', ')'])
            .is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
        let is_block = matches!(first, '#' | '-' | '+' | '=' | '~' | ':')
            || (first == '*' && (word == "*" || word.chars().all(|c| c == '*')))
            || (first == '_' && word.chars().all(|c| c == '_'))
            // `[name]: target` would define a link, and not be seen.
            || (first == '[' && line.contains("]:"));
        if ordered {
            let (number, mark) = word.split_at(word.len() - 1);
            return format!("{number}\\{mark}{}", line.get(word.len()..).unwrap_or_default());
        }
        if is_block || word == "import" || word == "export" {
            let mut out = String::new();
            // Writing to a string can't fail.
            let _ = write!(out, "&#{};", u32::from(first));
            out.push_str(line.get(first.len_utf8()..).unwrap_or_default());
            return out;
        }
        line
    }

    /// `](target)`: a link keeps a target that leads out of the page; a relative one becomes absolute; any other is no
    /// link any more, nor is one whose target isn't plain.
    fn link_target<'t>(&self, rest: &'t str) -> Option<(String, &'t str)> {
        let target = rest.strip_prefix("](")?;
        let no_link = || Some(("&#93;(".to_string(), target));
        let Some((address, after)) = target.split_once(')') else { return no_link() };
        if !is_plain_address(address) {
            return no_link();
        }
        let lower = address.to_ascii_lowercase();
        if SAFE_SCHEMES.iter().any(|scheme| lower.starts_with(scheme)) {
            return Some((format!("]({address})"), after));
        }
        match &self.origin {
            Some(origin) if address.starts_with('/') && !address.starts_with("//") => {
                Some((format!("]({origin}{address})"), after))
            }
            _ => no_link(),
        }
    }
}

/// Whether an address can stand in Markdown and in HTML as it is.
fn is_plain_address(address: &str) -> bool {
    !address.is_empty()
        && address.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(c))
}

/// An address of the web for an `href`; nothing, where it is none.
pub(super) fn web_address(address: &str) -> Option<&str> {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    (is_web && is_plain_address(address)).then_some(address)
}

/// A code span at the start of `rest`, as HTML, and what follows it. Only single back-ticks in pairs count.
///
/// It doesn't stay Markdown: an address, a link or a `\|` before it could take one of its back-ticks, and what it held
/// would be markup then.
fn code_span(rest: &str, previous: char) -> Option<(String, &str)> {
    let inner = rest.strip_prefix('`')?;
    if previous == '\\' || previous == '`' || inner.starts_with('`') {
        return None;
    }
    let (code, after) = inner.split_once('`')?;
    if code.trim().is_empty() || after.starts_with('`') {
        return None;
    }
    Some((format!("<code>{}</code>", entities(code)), after))
}

/// Text on one line: line breaks, and the white space around them, become a space; control characters go.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let shown = |c: char| match c {
            '\t' => Some(' '),
            c if c.is_control() => None,
            // What reorders or hides text has no place in a reference page.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
            c => Some(c),
        };
        let line: String = line.chars().filter_map(shown).collect();
        let line = line.trim();
        if !out.is_empty() && !line.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// A name of an API's as code for a table cell.
pub(super) fn code(name: &str) -> String {
    let line = one_line(name);
    if line.is_empty() {
        return String::new();
    }
    if line.contains(['`', '\\', '|']) || line.trim() != line {
        return format!("<code>{}</code>", entities(&line));
    }
    format!("`{line}`")
}

/// Text for HTML in a page: nothing in it is Markdown, HTML or JSX.
pub(super) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            // `:`, `@` and `.` are in here since an address becomes a link by itself.
            '&' | '<' | '>' | '"' | '\'' | '{' | '}' | '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~'
            | ':' | '@' | '.' | '!' => {
                // Writing to a string can't fail.
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn google() -> Prose {
        Prose::of(Some("https://cloud.google.com/dataproc/"), Format::Discovery)
    }

    #[test]
    fn plain_prose_stays_as_it_is() {
        let text = "Optional. Only names are valid.Example: * https://x.y/[project_id]/a_b (see RFC 1035).";
        assert_eq!(google().cell(text), text);
    }

    #[test]
    fn what_would_be_markup_is_text() {
        for (text, expected) in [
            ("a {b} <c> | d", "a &#123;b&#125; &lt;c&gt; \\| d"),
            ("line\r\n  break\n\nagain", "line break again"),
            ("tick ` alone", "tick &#96; alone"),
            ("code `a|{b}` here", "code <code>a&#124;&#123;b&#125;</code> here"),
            ("https://a.b/`x {y} <E/>`", "https://a.b/<code>x &#123;y&#125; &#60;E/&#62;</code>"),
            ("![i](https://x.y/z.png)", "&#33;[i](https://x.y/z.png)"),
            ("``` fence", "&#96;&#96;&#96; fence"),
            ("back\\{slash", "back&#92;&#123;slash"),
            ("\u{1b}[31mred\0", "[31mred"),
            ("at the end\\", "at the end&#92;"),
        ] {
            assert_eq!(google().cell(text), expected, "{text:?}");
        }
    }

    #[test]
    fn links_lead_out_of_the_page_or_nowhere() {
        for (text, expected) in [
            ("[a](/compute/docs/x)", "[a](https://cloud.google.com/compute/docs/x)"),
            ("[a](https://x.y/z)", "[a](https://x.y/z)"),
            ("[a](javascript:alert(1))", "[a&#93;(javascript:alert(1))"),
            ("[a](../b)", "[a&#93;(../b)"),
            ("[a](//evil)", "[a&#93;(//evil)"),
            ("[x](https://a`) {1} `", "[x&#93;(https://a<code>) &#123;1&#125;</code>"),
            ("[x](/a \"`\") {1} `", "[x&#93;(/a \"<code>&#34;) &#123;1&#125;</code>"),
            ("[x](https://a (b))", "[x&#93;(https://a (b))"),
        ] {
            assert_eq!(google().cell(text), expected, "{text:?}");
        }
        assert_eq!(Prose::default().cell("[a](/b)"), "[a&#93;(/b)");
    }

    #[test]
    fn a_paragraph_starts_no_block() {
        for (text, expected) in [
            ("# no heading", "&#35; no heading"),
            ("import x from 'y'", "&#105;mport x from 'y'"),
            ("--- rule", "&#45;-- rule"),
            ("1. first", "1\\. first"),
            ("* item", "&#42; item"),
            ("*emphasis* stays", "*emphasis* stays"),
            (":::note", "&#58;::note"),
            ("[a]: https://x.y", "&#91;a]: https://x.y"),
            ("[a](https://x.y) is", "[a](https://x.y) is"),
            ("important", "important"),
            ("\u{1} # heading", "&#35; heading"),
            ("\u{200e}- item", "&#45; item"),
        ] {
            assert_eq!(google().paragraph(text), expected, "{text:?}");
        }
    }

    #[test]
    fn hostile_names_are_code() {
        assert_eq!(code("createTime"), "`createTime`");
        assert_eq!(code("a`b|c"), "<code>a&#96;b&#124;c</code>");
        assert_eq!(code("a\nb"), "`a b`");
    }
}
