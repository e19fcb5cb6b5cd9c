//! A text by its bytes and its lines.

/// Columns are counted from 1; 0 is further left than anything, and the end of the text stands there.
pub(super) const FIRST_COLUMN: usize = 1;

/// A text of which each line ends in a line break.
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

    /// What stands between two places.
    pub(super) fn get(self, start: usize, end: usize) -> Option<&'a str> {
        self.text.get(start..end)
    }

    /// The next place from `at` on that has no space.
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
