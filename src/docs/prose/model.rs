//! Prose between reading and writing: blocks, and the pieces of a line.

/// How a bare address in prose is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::docs) enum Addresses {
    /// The address stays text; renderers with GitHub's extensions make a link of it.
    #[default]
    Bare,
    /// The address is written as a link, for any renderer; and a cell may hold several texts.
    Linked,
}

/// The rules by which the prose of a document becomes Markdown.
#[derive(Debug, Clone, Default)]
pub(in crate::docs) struct Prose {
    /// The scheme and host for relative links; without these, relative links become text.
    pub(super) origin: Option<String>,
    pub(super) addresses: Addresses,
}

/// The place that Markdown is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkdownPlace {
    /// A table's cell: one line, which a `|` would end.
    Cell,
    /// A cell with several texts: a single mark in one text could make a pair with a mark in the next.
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
    /// Code, and the language that its fence names.
    Code { language: String, text: String },
    /// A quotation.
    Quote(Vec<Block>),
}

/// A part of a line. Marks and links are in pairs, one inside the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text without markup.
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
