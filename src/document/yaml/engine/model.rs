//! What the reader gives, and the bounds of what it reads.

use crate::document::node::Node;

/// Deepest nesting of lists and maps.
pub(crate) const MAX_DEPTH: usize = 64;

/// Most values.
pub(super) const MAX_VALUES: usize = 4_000_000;

pub(super) const TOO_DEEP: &str = "lists and maps are nested too deeply";

pub(super) const TOO_LARGE: &str = "there are too many values: aliases count as what they stand for";

/// What the engine makes of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read<'a> {
    pub(crate) node: Node<'a>,
    /// What it takes for something else than it looks like.
    pub(crate) remarks: Vec<Remark>,
    /// Where something follows the first document, which the engine doesn't look at: the byte.
    pub(crate) more: Option<usize>,
}

/// A scalar without quotes that isn't the text that stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The first byte of the scalar.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
    /// What the engine reads it as.
    pub(crate) read: String,
    /// Whether it is a key.
    pub(crate) is_key: bool,
}

/// Why a text isn't read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The byte where that shows.
    pub(crate) at: usize,
    pub(crate) why: String,
    pub(crate) cause: RefusalCause,
}

/// What a text is refused for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefusalCause {
    /// The engine refuses it.
    Engine,
    /// It is beyond a bound of ours.
    Bound,
    /// A key stands twice, of which the engine would keep one.
    Twice,
}
