//! Prose between reading and writing: blocks, and the pieces of a line.

/// What becomes of an address that stands in prose by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::docs) enum Addresses {
    /// It stays text; renderers with GitHub's extensions make a link of it.
    #[default]
    Bare,
    /// It is written as a link, for renderers of any kind; and a cell may hold several texts.
    Linked,
}

/// How the prose of a document is made safe.
#[derive(Debug, Clone, Default)]
pub(in crate::docs) struct Prose {
    /// Scheme and host that relative links start at; without one they are no links.
    pub(super) origin: Option<String>,
    pub(super) addresses: Addresses,
}

/// Where Markdown goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkdownPlace {
    /// A table's cell: one line, and a `|` would end it.
    Cell,
    /// A cell that other texts are in, too: what is single in each could make a pair with the next.
    Part,
    /// A paragraph or a list's item.
    Block,
}

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(Vec<Piece>),
    /// A list; ordered ones have a first number.
    List { first: Option<u64>, items: Vec<Vec<Block>> },
    /// Code, and the language that it says it is in.
    Code { language: String, text: String },
    /// A quotation.
    Quote(Vec<Block>),
}

/// A part of a line. Marks and links are in pairs, one inside the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// What is read as it stands.
    Text(String),
    /// Code.
    Code(String),
    /// Start or end of emphasis, as it was written: `*`, `**`, `_` or `__`.
    Mark(&'static str),
    /// Start of a link to an address that may be linked to.
    Link(String),
    /// End of a link.
    LinkEnd,
}
