//! Names and texts of documents, written so that nothing in them is Markdown, HTML, a mention or a link.
//!
//! In: text of any kind and length. Out: code, within a line or as a block, cut if it is too long to read.
//! GitHub makes neither links nor mentions from text in code.

use crate::diff::cause::Part;
use crate::diff::render::wording::cut;
use crate::text::{self, one_line};

/// Longest text that is shown whole, in characters.
const MAX_TEXT: usize = 1_000;

/// `text` as code within a line; empty for a text without visible characters.
pub(super) fn code(text: &str) -> String {
    text::code(&shown(text))
}

/// A sentence of our own, with a document's names as code.
pub(in crate::diff::render) fn sentence(parts: &[Part]) -> String {
    let one = |part: &Part| match part {
        Part::Words(words) => words.clone(),
        Part::Name(name) => code(name),
    };
    parts.iter().map(one).collect()
}

/// Lines as a block of SQL, `indent` in front of each.
pub(super) fn sql(lines: &[String], indent: &str) -> String {
    let lines: Vec<String> = lines.iter().map(|line| shown(line)).collect();
    let longest = lines.iter().map(|line| text::longest_run(line)).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    let mut block = format!("{indent}{fence}sql\n");
    for line in lines {
        block.push_str(indent);
        block.push_str(&line);
        block.push('\n');
    }
    block + indent + &fence + "\n"
}

/// A text on one line, cut if it is too long to read, without spaces around it.
fn shown(text: &str) -> String {
    cut(one_line(text).trim(), MAX_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_ends_where_it_should() {
        assert_eq!(sql(&["SELECT 1".into()], "  "), "  ```sql\n  SELECT 1\n  ```\n");
        assert!(sql(&["a\n```\nb".into()], "").starts_with("````sql\na ``` b\n````"));
        assert_eq!(code(&"x".repeat(2_000)).chars().count(), MAX_TEXT + 2);
    }
}
