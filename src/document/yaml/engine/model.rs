//! The result of the engine's reader, and the bounds of its input.

use crate::document::node::Node;

/// Deepest nesting of lists and maps.
pub(crate) const MAX_DEPTH: usize = 64;

/// Most values.
pub(super) const MAX_VALUES: usize = 4_000_000;

pub(super) const TOO_DEEP: &str = "lists and maps are nested too deeply";

pub(super) const TOO_LARGE: &str = "there are too many values: aliases count as what they stand for";

/// The engine's reading of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read<'a> {
    pub(crate) node: Node<'a>,
    /// Scalars whose value isn't the obvious one.
    pub(crate) remarks: Vec<Remark>,
    /// Keys that are there twice, where they were allowed; the last one of each counts.
    pub(crate) repeats: Vec<Repeat>,
    /// The byte where further text follows the first document; the engine doesn't look at that text.
    pub(crate) more: Option<usize>,
}

/// A scalar without quotes whose value isn't its own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The first byte of the scalar.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
    /// The value that the engine reads.
    pub(crate) read: String,
    /// Whether it is a key.
    pub(crate) is_key: bool,
}

/// What to do with a key that is there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// The text is refused.
    Refused,
    /// The last one counts, as for the engine, and each is noted.
    Noted,
}

/// A key that its map has already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repeat {
    /// The first byte of the later one.
    pub(crate) start: usize,
    pub(crate) key: String,
}

/// Why a text isn't read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The byte where the reason shows.
    pub(crate) at: usize,
    pub(crate) why: String,
    pub(crate) cause: RefusalCause,
}

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefusalCause {
    /// The engine refuses it.
    Engine,
    /// The text exceeds a bound of provgen.
    Bound,
    /// A key is there twice; the engine would keep one of the two.
    Twice,
}
