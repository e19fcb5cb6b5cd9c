//! The parts of a sentence: our own words, and names of a document.

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Our own words.
    Words(String),
    /// A name or a value of a document, on one line.
    Name(String),
}

impl Part {
    /// The text of the part.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Name(text) => text,
        }
    }
}
