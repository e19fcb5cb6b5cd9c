//! Markdown of what documents say.
//!
//! In: text of any kind. Out: the same text as code, in which nothing is markup, a mention or a link: code ends at marks as
//! long as those that it began with, and these are longer than any in the text.

use crate::names::one_line;

/// `text` as code within a line, on one line; empty for a text that shows nothing.
pub(crate) fn code(text: &str) -> String {
    let line = one_line(text);
    let line = line.trim();
    if line.is_empty() {
        return String::new();
    }
    let marks = "`".repeat(longest_run(line) + 1);
    // One space on each side is taken off again, so that a mark of the text itself doesn't touch those around it.
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{marks}{space}{line}{space}{marks}")
}

/// The most backticks in a row.
pub(crate) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_where_it_should() {
        for (text, expected) in [
            ("name", "`name`"),
            ("", ""),
            (" \n ", ""),
            ("a`b", "``a`b``"),
            ("``", "``` `` ```"),
            ("<!-- @x #1 -->", "`<!-- @x #1 -->`"),
            ("a\n# b", "`a # b`"),
        ] {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }
}
