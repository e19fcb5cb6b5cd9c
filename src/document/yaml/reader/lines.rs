//! A text by its bytes and its lines.

/// Columns are counted from 1; column 0 is left of everything, and is the column of the end of the text.
pub(super) const FIRST_COLUMN: usize = 1;

/// A text in which each line ends with a line break.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLines<'a> {
    text: &'a str,
    bytes: &'a [u8],
}

impl<'a> TextLines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes() }
    }

    pub(super) fn byte(self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The place after the last byte.
    pub(super) fn end(self) -> usize {
        self.bytes.len()
    }

    /// The text between two places.
    pub(super) fn get(self, start: usize, end: usize) -> Option<&'a str> {
        self.text.get(start..end)
    }

    /// The first place from `at` on that isn't a space.
    pub(super) fn after_spaces(self, at: usize) -> usize {
        let mut at = at;
        while self.byte(at) == Some(b' ') {
            at += 1;
        }
        at
    }

    /// The next line break from `at` on.
    pub(super) fn line_end(self, at: usize) -> usize {
        let rest = self.text.get(at..).and_then(|rest| rest.find('\n'));
        rest.map_or(self.end(), |length| at + length)
    }
}
