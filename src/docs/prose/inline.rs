//! From a line of prose to pieces: text, code, emphasis, links.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{image, link};
use crate::docs::prose::model::{Addresses, Piece, Prose};
use crate::text::one_line;

/// A text that starts no block, so that the line after it is read as a line of a paragraph.
const GUARD: &str = "x ";

/// The pieces of a single line.
pub(super) fn line(prose: &Prose, line: &str) -> Vec<Piece> {
    let source = mended(format!("{GUARD}{line}"));
    let mut reader = Reader::new(prose, &source);
    for (event, range) in Parser::new_ext(&source, Options::empty()).into_offset_iter() {
        reader.event(&event, range);
    }
    let mut pieces = reader.finish();
    if let Some(Piece::Text(first)) = pieces.first_mut() {
        *first = first.strip_prefix(GUARD).unwrap_or(first).to_string();
    }
    pieces
}

/// `text` with `[text] (address)` rewritten as the link that it was meant to be. Code stays as it is.
pub(super) fn mended(text: String) -> String {
    if !text.contains("] (") && !text.contains("]\n(") {
        return text;
    }
    let mut gaps: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(&text, Options::empty()).into_offset_iter() {
        // The parser returns a bracket outside of links as a text of its own, or at the end of a text.
        if matches!(event, Event::Text(_)) && text.get(range.clone()).is_some_and(|part| part.ends_with(']'))
        {
            gaps.extend(gap(&text, range.end));
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for gap in gaps {
        out.push_str(text.get(from..gap.start).unwrap_or_default());
        from = gap.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// The white space at `start`, if it is between `[text]` and `(address)`.
fn gap(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let inner = rest.trim_start_matches([' ', '\n']);
    let blank = rest.len() - inner.len();
    let (address, _) = inner.strip_prefix('(')?.split_once(')')?;
    let opened = text.get(..start.checked_sub(1)?)?.rsplit(']').next()?.contains('[');
    (blank > 0 && opened && link::is_meant(address)).then_some(start..start + blank)
}

/// The kind of an open link.
enum Opened {
    Link,
    /// Not a link: its brackets become text, and so does the part after the second bracket.
    Text {
        end: usize,
    },
}

/// Gathers pieces from the parser's events.
pub(super) struct Reader<'p> {
    prose: &'p Prose,
    source: &'p str,
    pieces: Vec<Piece>,
    marks: Vec<Option<&'static str>>,
    links: Vec<Opened>,
    /// Where the last event within a link ended.
    last: usize,
}

impl<'p> Reader<'p> {
    pub(super) fn new(prose: &'p Prose, source: &'p str) -> Self {
        Self { prose, source, pieces: Vec::new(), marks: Vec::new(), links: Vec::new(), last: 0 }
    }

    /// Takes an event of a paragraph's content; others are for the caller.
    pub(super) fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.text(text),
            Event::InlineHtml(text) | Event::Html(text) => {
                self.text(&image::words(text.trim_end_matches(['\n', '\r'])));
            }
            Event::Code(code) => self.pieces.push(Piece::Code(code.to_string())),
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            Event::Start(Tag::Emphasis) => self.mark(1, range.clone()),
            Event::Start(Tag::Strong) => self.mark(2, range.clone()),
            Event::End(TagEnd::Emphasis) => self.end_mark(range.clone(), 1),
            Event::End(TagEnd::Strong) => self.end_mark(range.clone(), 2),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                self.last = range.start + 1;
                self.link(*link_type, dest_url, title, range.end);
            }
            // The text within stands for the image.
            Event::Start(Tag::Image { .. }) => {}
            Event::End(TagEnd::Image) => {}
            Event::End(TagEnd::Link) => {
                self.end_link();
                self.last = self.last.max(range.end);
                return;
            }
            _ => return,
        }
        if !matches!(event, Event::Start(_)) {
            self.last = self.last.max(range.end);
        }
    }

    /// The pieces read since the last call, with neighbouring texts joined and, if requested, addresses
    /// linked.
    pub(super) fn finish(&mut self) -> Vec<Piece> {
        let mut joined: Vec<Piece> = Vec::new();
        let mut depth = 0_usize;
        for piece in std::mem::take(&mut self.pieces) {
            match (joined.last_mut(), piece) {
                (Some(Piece::Text(last)), Piece::Text(text)) => last.push_str(&text),
                (_, piece) => joined.push(piece),
            }
        }
        if self.prose.addresses == Addresses::Bare {
            return joined;
        }
        let mut linked = Vec::with_capacity(joined.len());
        for piece in joined {
            match piece {
                Piece::Text(text) if depth == 0 => linked.extend(with_links(&text)),
                piece => {
                    match piece {
                        Piece::Link(_) => depth += 1,
                        Piece::LinkEnd => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    linked.push(piece);
                }
            }
        }
        linked
    }

    /// Adds text as it stands.
    pub(super) fn text(&mut self, text: &str) {
        let clean: Cow<'_, str> =
            if text.contains(['\n', '\r']) { one_line(text).into() } else { text.into() };
        self.pieces.push(Piece::Text(clean.into_owned()));
    }

    /// Adds a mark of emphasis. The mark may be emphasis as the author meant it, or the stars of a path or
    /// pattern, or the underscores of a name.
    fn mark(&mut self, count: usize, range: Range<usize>) {
        let written = match (self.source.as_bytes().get(range.start), count) {
            (Some(b'*'), 1) => "*",
            (Some(b'*'), _) => "**",
            (_, 1) => "_",
            _ => "__",
        };
        let is_meant = is_meant(self.source, range, written);
        self.marks.push(is_meant.then_some(written));
        self.pieces.push(if is_meant { Piece::Mark(written) } else { Piece::Text(written.to_string()) });
    }

    fn end_mark(&mut self, range: Range<usize>, count: usize) {
        let end = range.end;
        let written = self.source.get(end.saturating_sub(count)..end).unwrap_or_default().to_string();
        self.pieces.push(match self.marks.pop().flatten() {
            Some(mark) => Piece::Mark(mark),
            None => Piece::Text(written),
        });
    }

    fn link(&mut self, kind: LinkType, address: &str, title: &str, end: usize) {
        let origin = self.prose.origin.as_deref();
        let mailto;
        let address = if kind == LinkType::Email {
            mailto = format!("mailto:{address}");
            &mailto
        } else {
            address
        };
        let is_nested = self.links.iter().any(|link| matches!(link, Opened::Link));
        match link::target(address, origin).filter(|_| title.is_empty() && !is_nested) {
            Some(target) => {
                self.links.push(Opened::Link);
                self.pieces.push(Piece::Link(target));
            }
            None => {
                self.links.push(Opened::Text { end });
                let opening = if matches!(kind, LinkType::Autolink | LinkType::Email) { "<" } else { "[" };
                self.text(opening);
            }
        }
    }

    fn end_link(&mut self) {
        match self.links.pop() {
            Some(Opened::Link) => self.pieces.push(Piece::LinkEnd),
            Some(Opened::Text { end }) => {
                let rest = self.source.get(self.last..end).unwrap_or_default().to_string();
                self.text(&rest);
            }
            None => {}
        }
    }
}

/// Whether the emphasis at `range` is where a writer would put one: around words, between words.
fn is_meant(source: &str, range: Range<usize>, mark: &str) -> bool {
    let before = source.get(..range.start).and_then(|before| before.chars().next_back());
    let after = source.get(range.end..).and_then(|after| after.chars().next());
    let inner = source
        .get(range.start + mark.len()..range.end.saturating_sub(mark.len()))
        .map(str::trim)
        .unwrap_or_default();
    let (first, last) = (inner.chars().next(), inner.chars().next_back());
    let opens = before.is_none_or(|c| c.is_whitespace() || "([.,:;—–".contains(c) || c == '*' || c == '_');
    let is_quoted = mark.starts_with('*') && before.is_some_and(|c| "\"'".contains(c));
    let closes = after.is_none_or(|c| c.is_whitespace() || ")].,:;!?\"'—–*_".contains(c));
    let is_words = first.is_some_and(|c| c.is_alphanumeric() || "`[(\"'<$*_&".contains(c))
        && last.is_some_and(|c| c.is_alphanumeric() || "`])\"'.,:;!?>%*_".contains(c));
    // `__name__` is a name.
    let is_name = mark == "__" && !inner.contains(char::is_whitespace);
    (opens || is_quoted) && closes && is_words && !is_name
}

/// Text with its bare addresses as links.
fn with_links(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, address, after)) = link::bare(rest) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_string()));
        }
        pieces.push(Piece::Link(address.to_string()));
        pieces.push(Piece::Text(address.to_string()));
        pieces.push(Piece::LinkEnd);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_string()));
    }
    pieces
}
