//! A text that must not become longer than a bound.
//!
//! In: the bound in bytes, and pieces in the order in which they matter. Out: the text of those that there is
//! room for, and of each piece whether it is in there, so that what isn't can be counted.

/// The text that is written so far, and how much more may be.
#[derive(Debug)]
pub(super) struct Room {
    text: String,
    /// In bytes: a text has no more characters than that, whichever way they are counted.
    left: usize,
}

impl Room {
    /// A text that begins with `head` whatever the bound is, and has room for `bytes` in all.
    pub(super) fn new(head: String, bytes: usize) -> Self {
        let left = bytes.saturating_sub(head.len());
        Self { text: head, left }
    }

    /// Writes a piece, if there is room for all of it. Once there isn't, there is none for anything: what is
    /// left out is the end of what there was to say.
    #[must_use = "what isn't written must be counted"]
    pub(super) fn write(&mut self, piece: &str) -> bool {
        match self.left.checked_sub(piece.len()) {
            Some(left) => {
                self.left = left;
                self.text.push_str(piece);
                true
            }
            None => {
                self.left = 0;
                false
            }
        }
    }

    /// Writes as many of `pieces` as there is room for in a quarter of what is left, so that they leave some
    /// to what comes after them. Returns how many there is none for.
    pub(super) fn write_in_quarter(&mut self, pieces: &[String]) -> usize {
        let mut quarter = self.left / 4;
        for (written, piece) in pieces.iter().enumerate() {
            let Some(rest) = quarter.checked_sub(piece.len()) else { return pieces.len() - written };
            quarter = rest;
            self.left -= piece.len();
            self.text.push_str(piece);
        }
        0
    }

    /// How many bytes may be written.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Writes a piece that was reckoned with when the bound was set.
    pub(super) fn write_kept(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// All that is written.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}
