//! Texts below a `|` or a `>`.
//!
//! In: the place of the mark, and the column that the text must be right of. Out: the text, and the line that
//! follows it. Lines must be at least as far right as the first one; anything less simple is left to the
//! library: texts that begin with empty lines or with spaces, lines of spaces, lines further right below a
//! `>`.

use super::lines::{FIRST_COLUMN, TextLines};

/// The treatment of line breaks at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// One line break stays.
    Clip,
    /// No line break stays.
    Strip,
    /// All line breaks stay.
    Keep,
}

impl TextLines<'_> {
    /// The text below the mark at `mark`, and where the line after the text begins; `column` is the column of
    /// the dash or key before the mark.
    pub(super) fn block_scalar(self, mark: usize, column: usize) -> Option<(String, usize)> {
        let is_folded = self.byte(mark) == Some(b'>');
        let (chomping, header_end) = match self.byte(mark + 1)? {
            b'-' => (Chomping::Strip, mark + 2),
            b'+' => (Chomping::Keep, mark + 2),
            _ => (Chomping::Clip, mark + 1),
        };
        let mut line = match self.byte(header_end) {
            Some(b'\n') => header_end + 1,
            _ => return None,
        };
        let indent = self.after_spaces(line) - line;
        // `column` is counted from 1, and `indent` from 0.
        if indent + FIRST_COLUMN <= column || indent == 0 {
            return None;
        }
        let mut text = String::new();
        // Line breaks since the last line with text.
        let mut breaks = 0;
        while line < self.end() {
            let start = self.after_spaces(line);
            let end = if self.byte(start) == Some(b'\n') { start } else { self.line_end(start) };
            if start == end {
                // Spaces beyond the others are a part of the text.
                if start - line > indent || breaks == 0 {
                    return None;
                }
                breaks += 1;
            } else if start - line < indent {
                break;
            } else {
                let content = self.get(line + indent, end)?;
                if is_folded && start - line > indent {
                    return None;
                }
                match (breaks, is_folded) {
                    (0, _) => {}
                    (1, true) => text.push(' '),
                    (more, true) => push_breaks(&mut text, more - 1),
                    (more, false) => push_breaks(&mut text, more),
                }
                text.push_str(content);
                breaks = 1;
            }
            line = end + 1;
        }
        match chomping {
            Chomping::Clip => text.push('\n'),
            Chomping::Strip => {}
            Chomping::Keep => push_breaks(&mut text, breaks),
        }
        // If no line has text, a line further right would belong to no value.
        (breaks > 0).then_some((text, line))
    }
}

fn push_breaks(text: &mut String, number: usize) {
    text.extend(std::iter::repeat_n('\n', number));
}
