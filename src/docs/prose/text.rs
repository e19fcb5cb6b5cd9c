//! Text without markup: on one line, as code, as entities.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text on one line: line breaks, and the white space around them, become a space; control characters go.
pub(in crate::docs) fn one_line(text: &str) -> String {
    // Most texts are one line of plain ASCII.
    if is_plain(text) {
        return text.trim().to_string();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let shown = |c: char| match c {
            '\t' => Some(' '),
            c if c.is_control() => None,
            // What reorders or hides text has no place in a reference page.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
            c => Some(c),
        };
        let line: Cow<'_, str> =
            if is_plain(line) { line.into() } else { line.chars().filter_map(shown).collect() };
        let line = line.trim();
        if !out.is_empty() && !line.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Whether all of a text is ASCII that is shown. Looks at all of it, many bytes at once.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'))
}

/// A name of an API's as code for a table cell.
pub(in crate::docs) fn code(name: &str) -> String {
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
pub(in crate::docs) fn entities(text: &str) -> String {
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
