//! Text without markup: on one line, as code, as entities.

use std::fmt::Write as _;

use crate::text::one_line;

/// A name of an API's as code for a table cell.
pub(in crate::docs) fn code(name: &str) -> String {
    let line = one_line(name);
    if line.is_empty() {
        return String::new();
    }
    if line.contains(['`', '\\', '|']) || line.trim() != line {
        return format!("<code>{}</code>", entities(&line));
    }
    ["`", &line, "`"].concat()
}

/// Text for HTML in a page, safe from becoming Markdown, HTML or JSX.
pub(in crate::docs) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            // `:`, `@` and `.` are escaped since renderers link bare addresses.
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
