//! What a text consists of.

use std::borrow::Cow;

use super::text::Mark;
use crate::document::yaml::engine::model::RefusalCause;

/// A part of a text that means something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    /// The end of the text.
    End,
    /// `%YAML 1.1`
    Version(u8, u8),
    /// `%TAG ! tag:example.com:`
    TagPrefix {
        handle: &'a str,
        prefix: Vec<u8>,
    },
    /// `---`
    DocumentStart,
    /// `...`
    DocumentEnd,
    /// Where a list or a map in lines begins, and where one ends.
    ListStart,
    MapStart,
    BlockEnd,
    /// `[`, `]`, `{`, `}`
    FlowListStart,
    FlowListEnd,
    FlowMapStart,
    FlowMapEnd,
    /// `-`
    Entry,
    /// `,`
    FlowEntry,
    /// `?`, or where a key begins without.
    Key,
    /// `:`
    Value,
    /// `*name`
    Alias(&'a str),
    /// `&name`
    Anchor(&'a str),
    /// `!handle!suffix`
    Tag {
        handle: &'a str,
        suffix: Vec<u8>,
    },
    /// A text, with quotes or on lines of its own or as it is.
    Scalar {
        text: Cow<'a, str>,
        is_plain: bool,
    },
}

/// A token and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) start: Mark,
    pub(super) end: Mark,
}

/// Why a text isn't read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) at: Mark,
    pub(super) why: Cow<'static, str>,
    pub(super) cause: RefusalCause,
}

impl Refusal {
    pub(super) fn new(at: Mark, why: impl Into<Cow<'static, str>>) -> Self {
        Self { at, why: why.into(), cause: RefusalCause::Engine }
    }

    pub(super) fn of(cause: RefusalCause, at: Mark, why: impl Into<Cow<'static, str>>) -> Self {
        Self { at, why: why.into(), cause }
    }
}
