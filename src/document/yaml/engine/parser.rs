//! From tokens to a tree whose scalars are still texts.
//!
//! In: a text. Out: the nodes of its first document, and which of them is the root: the engine looks no
//! further.

use std::borrow::Cow;
use std::collections::HashMap;

use super::scanner::{Scanned, Scanner};
use super::text::Mark;
use super::token::{Refusal, Token, TokenKind};
use crate::document::yaml::engine::model::{MAX_DEPTH, MAX_VALUES, RefusalCause, TOO_DEEP, TOO_LARGE};

/// The start of YAML's own tags.
pub(super) const YAML: &str = "tag:yaml.org,2002:";

/// A node's index among the others.
pub(super) type NodeIndex = usize;

/// A scalar, a list or a map.
#[derive(Debug)]
pub(super) struct ParsedNode<'a> {
    pub(super) content: NodeContent<'a>,
    /// The tag in full; empty if the node has no tag.
    pub(super) tag: String,
    pub(super) start: Mark,
    pub(super) end: Mark,
}

#[derive(Debug)]
pub(super) enum NodeContent<'a> {
    /// `is_plain`: the scalar has no quotes, so it may be a number.
    Scalar {
        text: Cow<'a, str>,
        is_plain: bool,
    },
    List(Vec<NodeIndex>),
    Map(Vec<(NodeIndex, NodeIndex)>),
    /// The node that an alias stands for.
    Alias(NodeIndex),
}

/// A document.
#[derive(Debug, Default)]
pub(super) struct ParsedDocument<'a> {
    pub(super) nodes: Vec<ParsedNode<'a>>,
    /// None if the text has no document.
    pub(super) root: Option<NodeIndex>,
    /// The byte up to which the text was read.
    pub(super) reached: usize,
    /// Where further text follows the document.
    pub(super) more: Option<Mark>,
}

/// Reads the first document of `text`.
pub(super) fn document(text: &str) -> Scanned<ParsedDocument<'_>> {
    let mut parser = Parser {
        scanner: Scanner::new(text),
        nodes: Vec::new(),
        anchors: HashMap::new(),
        prefixes: Vec::new(),
        depth: 0,
    };
    let root = parser.document()?;
    let reached = parser.scanner.text.at.offset;
    let more = match parser.scanner.peek() {
        Ok(Token { kind: TokenKind::End, .. }) => None,
        Ok(token) => Some(token.start),
        Err(refusal) => Some(refusal.at),
    };
    Ok(ParsedDocument { nodes: parser.nodes, root, reached, more })
}

struct Parser<'a> {
    scanner: Scanner<'a>,
    nodes: Vec<ParsedNode<'a>>,
    anchors: HashMap<&'a str, NodeIndex>,
    /// The tag prefixes that handles stand for.
    prefixes: Vec<(&'a str, Vec<u8>)>,
    depth: usize,
}

/// Where a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    /// In a block list.
    Items,
    /// In a block map: the dashes of a list may be in the column of its key.
    Entries,
    /// Between brackets.
    Flow,
}

impl<'a> Parser<'a> {
    fn peek(&mut self) -> Scanned<&TokenKind<'a>> {
        Ok(&self.scanner.peek()?.kind)
    }

    /// Takes the next token if it is of this kind.
    fn takes(&mut self, kind: &TokenKind<'a>) -> Scanned<bool> {
        let is_it = self.peek()? == kind;
        if is_it {
            self.scanner.take()?;
        }
        Ok(is_it)
    }

    fn refuse<T>(&mut self, why: &'static str) -> Scanned<T> {
        let at = self.scanner.peek()?.start;
        Err(Refusal::new(at, why))
    }

    /// Refuses a text that exceeds a bound.
    fn beyond<T>(&mut self, why: &'static str) -> Scanned<T> {
        let at = self.scanner.peek()?.start;
        Err(Refusal::of(RefusalCause::Bound, at, why))
    }

    fn document(&mut self) -> Scanned<Option<NodeIndex>> {
        let mut is_empty = false;
        match self.peek()? {
            TokenKind::End => return Ok(None),
            TokenKind::Version(..) | TokenKind::TagPrefix { .. } | TokenKind::DocumentStart => {
                self.directives()?;
                if !self.takes(&TokenKind::DocumentStart)? {
                    return self.refuse("`---` has to follow the directives");
                }
                is_empty = matches!(
                    self.peek()?,
                    TokenKind::Version(..)
                        | TokenKind::TagPrefix { .. }
                        | TokenKind::DocumentStart
                        | TokenKind::DocumentEnd
                        | TokenKind::End
                );
            }
            _ => self.directives()?,
        }
        let root = if is_empty { self.empty()? } else { self.node(Among::Items)? };
        self.takes(&TokenKind::DocumentEnd)?;
        Ok(Some(root))
    }

    fn directives(&mut self) -> Scanned {
        let mut has_version = false;
        loop {
            match self.peek()? {
                TokenKind::Version(..) if has_version => return self.refuse("`%YAML` is there twice"),
                TokenKind::Version(1, 1) => has_version = true,
                TokenKind::Version(..) => {
                    return self.refuse("the directive asks for another version than 1.1: leave it out");
                }
                TokenKind::TagPrefix { handle, prefix } => {
                    let (handle, prefix) = (*handle, prefix.clone());
                    if self.prefixes.iter().any(|(known, _)| *known == handle) {
                        return self.refuse("`%TAG` is there twice for the same handle");
                    }
                    self.prefixes.push((handle, prefix));
                }
                _ => break,
            }
            self.scanner.take()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", YAML)] {
            if self.prefixes.iter().all(|(known, _)| *known != handle) {
                self.prefixes.push((handle, prefix.into()));
            }
        }
        Ok(())
    }

    fn add(&mut self, content: NodeContent<'a>, tag: String, start: Mark, end: Mark) -> NodeIndex {
        self.nodes.push(ParsedNode { content, tag, start, end });
        self.nodes.len() - 1
    }

    /// The node for a missing value.
    fn empty(&mut self) -> Scanned<NodeIndex> {
        let at = self.scanner.peek()?.start;
        Ok(self.add(NodeContent::Scalar { text: Cow::Borrowed(""), is_plain: true }, String::new(), at, at))
    }

    fn node(&mut self, among: Among) -> Scanned<NodeIndex> {
        if self.depth == MAX_DEPTH {
            return self.beyond(TOO_DEEP);
        }
        if self.nodes.len() >= MAX_VALUES {
            return self.beyond(TOO_LARGE);
        }
        self.depth += 1;
        let node = self.node_within(among);
        self.depth -= 1;
        node
    }

    fn node_within(&mut self, among: Among) -> Scanned<NodeIndex> {
        let token = self.scanner.peek()?;
        let (start, end) = (token.start, token.end);
        if let TokenKind::Alias(name) = token.kind {
            self.scanner.take()?;
            let Some(target) = self.anchors.get(name).copied() else {
                return Err(Refusal::new(start, format!("no anchor `&{name}` comes before this alias")));
            };
            return Ok(self.add(NodeContent::Alias(target), String::new(), start, end));
        }
        let (anchor, tag) = self.properties()?;
        let end = self.scanner.peek()?.end;
        let content = match self.peek()? {
            TokenKind::Entry if among == Among::Entries => {
                return self.collection(start, anchor, tag, Self::loose_list);
            }
            TokenKind::Scalar { .. } => {
                let TokenKind::Scalar { text, is_plain } = self.scanner.take()?.kind else {
                    return self.refuse("a value is missing");
                };
                let is_plain = tag.is_empty() && is_plain || tag == "!";
                NodeContent::Scalar { text, is_plain }
            }
            TokenKind::FlowListStart => return self.collection(start, anchor, tag, Self::flow_list),
            TokenKind::FlowMapStart => return self.collection(start, anchor, tag, Self::flow_map),
            TokenKind::ListStart if among != Among::Flow => {
                return self.collection(start, anchor, tag, Self::list);
            }
            TokenKind::MapStart if among != Among::Flow => {
                return self.collection(start, anchor, tag, Self::map);
            }
            _ if anchor.is_some() || !tag.is_empty() => {
                NodeContent::Scalar { text: Cow::Borrowed(""), is_plain: tag.is_empty() }
            }
            _ => return self.refuse("a value is missing, or is where no value can be"),
        };
        let place = self.add(content, tag, start, end);
        self.name(anchor, place);
        Ok(place)
    }

    fn name(&mut self, anchor: Option<&'a str>, place: NodeIndex) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, place);
        }
    }

    /// The anchor and the tag before a node, in any order.
    fn properties(&mut self) -> Scanned<(Option<&'a str>, String)> {
        let (mut anchor, mut tag) = (None, String::new());
        let mut has_tag = false;
        loop {
            let token = self.scanner.peek()?;
            match &token.kind {
                TokenKind::Anchor(name) if anchor.is_none() => anchor = Some(*name),
                TokenKind::Tag { handle, suffix } if !has_tag => {
                    let (handle, mut full, at) = (*handle, suffix.clone(), token.start);
                    if !handle.is_empty() {
                        let known = self.prefixes.iter().find(|(known, _)| *known == handle);
                        let Some((_, prefix)) = known else {
                            return Err(Refusal::new(at, format!("no `%TAG` says what `{handle}` is")));
                        };
                        full = [prefix.as_slice(), &full].concat();
                    }
                    tag = String::from_utf8_lossy(&full).into_owned();
                    has_tag = true;
                }
                _ => return Ok((anchor, tag)),
            }
            self.scanner.take()?;
        }
    }

    /// A list or map whose content `read` reads. The anchor is known before the content is read, which may
    /// refer to it.
    fn collection(
        &mut self,
        start: Mark,
        anchor: Option<&'a str>,
        tag: String,
        read: impl FnOnce(&mut Self) -> Scanned<NodeContent<'a>>,
    ) -> Scanned<NodeIndex> {
        let place = self.add(NodeContent::List(Vec::new()), tag, start, start);
        self.name(anchor, place);
        let content = read(self)?;
        if let Some(node) = self.nodes.get_mut(place) {
            node.content = content;
        }
        Ok(place)
    }

    /// A list in lines, further right than its parent.
    fn list(&mut self) -> Scanned<NodeContent<'a>> {
        self.scanner.take()?;
        let mut items = Vec::new();
        while self.takes(&TokenKind::Entry)? {
            let is_empty = matches!(self.peek()?, TokenKind::Entry | TokenKind::BlockEnd);
            items.push(if is_empty { self.empty()? } else { self.node(Among::Items)? });
        }
        if !self.takes(&TokenKind::BlockEnd)? {
            return self.refuse("the next item of the list is missing: is this line too far left or right?");
        }
        Ok(NodeContent::List(items))
    }

    /// A list whose dashes are in the column of its key.
    fn loose_list(&mut self) -> Scanned<NodeContent<'a>> {
        let mut items = Vec::new();
        while self.takes(&TokenKind::Entry)? {
            let is_empty = matches!(
                self.peek()?,
                TokenKind::Entry | TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd
            );
            items.push(if is_empty { self.empty()? } else { self.node(Among::Items)? });
        }
        Ok(NodeContent::List(items))
    }

    /// A key or a value in lines, which may be missing.
    fn in_lines(&mut self) -> Scanned<NodeIndex> {
        match self.peek()? {
            TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd => self.empty(),
            _ => self.node(Among::Entries),
        }
    }

    fn map(&mut self) -> Scanned<NodeContent<'a>> {
        self.scanner.take()?;
        let mut entries = Vec::new();
        while self.takes(&TokenKind::Key)? {
            let key = self.in_lines()?;
            let value = if self.takes(&TokenKind::Value)? { self.in_lines()? } else { self.empty()? };
            entries.push((key, value));
        }
        if !self.takes(&TokenKind::BlockEnd)? {
            return self.refuse("the next key is missing: is this line too far left or right?");
        }
        Ok(NodeContent::Map(entries))
    }

    /// A key or a value between brackets, which may be missing.
    fn in_flow(&mut self, end: &TokenKind<'a>) -> Scanned<NodeIndex> {
        match self.peek()? {
            TokenKind::FlowEntry => self.empty(),
            kind if kind == end => self.empty(),
            _ => self.node(Among::Flow),
        }
    }

    fn flow_list(&mut self) -> Scanned<NodeContent<'a>> {
        self.scanner.take()?;
        let mut items = Vec::new();
        while !self.takes(&TokenKind::FlowListEnd)? {
            if !items.is_empty() {
                if !self.takes(&TokenKind::FlowEntry)? {
                    return self.refuse("`,` or `]` is missing");
                }
                if self.takes(&TokenKind::FlowListEnd)? {
                    break;
                }
            }
            let start = self.scanner.peek()?.start;
            if self.takes(&TokenKind::Key)? {
                let pair = self.collection(start, None, String::new(), Self::pair)?;
                items.push(pair);
            } else {
                items.push(self.node(Among::Flow)?);
            }
        }
        Ok(NodeContent::List(items))
    }

    /// `key: value` in a list between brackets.
    fn pair(&mut self) -> Scanned<NodeContent<'a>> {
        let key = match self.peek()? {
            TokenKind::Value | TokenKind::FlowEntry | TokenKind::FlowListEnd => {
                // The engine's reader skips the mark at this place without checking it.
                self.scanner.take()?;
                self.empty()?
            }
            _ => self.node(Among::Flow)?,
        };
        let value = if self.takes(&TokenKind::Value)? {
            self.in_flow(&TokenKind::FlowListEnd)?
        } else {
            self.empty()?
        };
        Ok(NodeContent::Map(vec![(key, value)]))
    }

    fn flow_map(&mut self) -> Scanned<NodeContent<'a>> {
        self.scanner.take()?;
        let mut entries = Vec::new();
        while !self.takes(&TokenKind::FlowMapEnd)? {
            if !entries.is_empty() {
                if !self.takes(&TokenKind::FlowEntry)? {
                    return self.refuse("`,` or `}` is missing");
                }
                if self.takes(&TokenKind::FlowMapEnd)? {
                    break;
                }
            }
            if !self.takes(&TokenKind::Key)? {
                entries.push((self.node(Among::Flow)?, self.empty()?));
                continue;
            }
            let key = match self.peek()? {
                TokenKind::Value => self.empty()?,
                _ => self.in_flow(&TokenKind::FlowMapEnd)?,
            };
            let value = if self.takes(&TokenKind::Value)? {
                self.in_flow(&TokenKind::FlowMapEnd)?
            } else {
                self.empty()?
            };
            entries.push((key, value));
        }
        Ok(NodeContent::Map(entries))
    }
}
