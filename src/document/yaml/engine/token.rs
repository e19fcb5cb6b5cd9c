//! The tokens of a text.

use std::borrow::Cow;

use super::text::Mark;
use crate::document::yaml::engine::model::RefusalCause;

/// The kind of a token.
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
    /// The start of a block list or map, and the end of one.
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
    /// `?`, or the start of a key without that mark.
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
    /// A scalar: between quotes, on lines of its own, or plain.
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

/// Why a text is refused.
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
