//! A text with a bound on its length.
//!
//! In: the bound in bytes, and pieces in the order in which they matter. Out: the text of the pieces that
//! fit; the caller learns for each piece whether it fits, so that the others can be counted.

/// The text written so far, and the room left.
#[derive(Debug)]
pub(super) struct Room {
    text: String,
    /// The room in bytes: a text has at most as many characters, in any way of counting.
    left: usize,
}

impl Room {
    /// A text that begins with `head` in any case, and has room for `bytes` in all.
    pub(super) fn new(head: String, bytes: usize) -> Self {
        let left = bytes.saturating_sub(head.len());
        Self { text: head, left }
    }

    /// Writes a piece, if there is room for all of it. After a piece without room, nothing more is written:
    /// only the end of a report is left out.
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

    /// Writes as many of `pieces` as fit into a quarter of the room, so that later pieces have some. Returns
    /// the number of pieces without room.
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

    /// The number of bytes that may be written.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Writes a piece whose room was reserved when the bound was set.
    pub(super) fn write_kept(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// The whole text.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}
