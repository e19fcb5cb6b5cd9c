//! Names and texts of documents, written so that nothing in them is Markdown, HTML, a mention or a link.
//!
//! All of them stand in code: GitHub makes neither links nor mentions of what is in there, and a text can't end its code
//! where the marks around it are longer than any of its own.

use crate::names::one_line;

/// Longest text that is shown whole, in characters.
const MAX_TEXT: usize = 1_000;

/// `text` as code within a line; empty for a text that shows nothing.
pub(super) fn code(text: &str) -> String {
    let line = shown(text);
    if line.is_empty() {
        return String::new();
    }
    let marks = "`".repeat(longest_run(&line) + 1);
    // One space on each side is taken off again, so that a mark of the text itself doesn't touch those around it.
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{marks}{space}{line}{space}{marks}")
}

/// Lines as a block of SQL, `indent` in front of each.
pub(super) fn sql(lines: &[String], indent: &str) -> String {
    let lines: Vec<String> = lines.iter().map(|line| shown(line)).collect();
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    let mut block = format!("{indent}{fence}sql\n");
    for line in lines {
        block.push_str(indent);
        block.push_str(&line);
        block.push('\n');
    }
    block + indent + &fence + "\n"
}

/// A text on one line, cut where it is too long to read, without blanks around it.
fn shown(text: &str) -> String {
    let line = one_line(text);
    let line = line.trim();
    match line.char_indices().nth(MAX_TEXT) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line.to_string(),
    }
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
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
        assert_eq!(sql(&["SELECT 1".into()], "  "), "  ```sql\n  SELECT 1\n  ```\n");
        assert!(sql(&["a\n```\nb".into()], "").starts_with("````sql\na ``` b\n````"));
    }
}
