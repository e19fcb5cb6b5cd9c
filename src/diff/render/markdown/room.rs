//! A text that must not become longer than a bound.
//!
//! In: the bound in bytes, and pieces in the order in which they matter. Out: the text of those that there is room for, and
//! of each piece whether it is in there, so that what isn't can be counted.

/// What is written so far, and how much more may be.
#[derive(Debug)]
pub(super) struct Room {
    text: String,
    /// In bytes: a text has no more characters than that, whichever way they are counted.
    left: usize,
}

impl Room {
    /// An empty text, with room for `bytes`.
    pub(super) fn new(bytes: usize) -> Self {
        Self { text: String::new(), left: bytes }
    }

    /// Writes a piece, if there is room for all of it. Once there isn't, there is none for anything: what is left out is
    /// the end of what there was to say.
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
