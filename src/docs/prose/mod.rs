//! Prose of a document as Markdown that a page can hold.
//!
//! In: text from anywhere; most of it is loose Markdown. Out: Markdown that shows the same text, compiles as
//! MDX, and can't end a table cell, start a block, or become HTML, JSX or an ESM line. The text is parsed,
//! not patched: emphasis, code and links are what CommonMark says they are, and every other character is
//! written so that it stays text.
//!
//! Some mistakes are fixed on the way: a bare address becomes a link ([`Addresses::Linked`]), a relative link
//! absolute, and `[text] (address)` the link that it was meant to be. A list that was written on one line
//! becomes a list if there is room ([`Prose::blocks`]), and stays text in a table cell ([`Prose::cell`]).

mod block;
mod image;
mod inline;
mod link;
mod lists;
mod model;
mod text;
mod write;

use std::borrow::Cow;

use crate::api::Format;
use crate::text::one_line;

pub(super) use block::fenced;
pub(super) use link::{link_text, web_address};
pub(super) use model::{Addresses, Prose};
use model::{MarkdownPlace, Piece};
pub(super) use text::{code, entities};

pub(super) use write::{label, link};

impl Prose {
    /// The rules for a document's prose: relative links start at the server of `documentation`, or at
    /// Google's for Google's prose.
    pub(in crate::docs) fn of(documentation: Option<&str>, format: Format, addresses: Addresses) -> Self {
        Self { origin: link::origin(documentation, format), addresses }
    }

    /// `text` for a table cell: one line.
    pub(in crate::docs) fn cell(&self, text: &str) -> String {
        let line = one_line(text);
        if self.is_plain(&line) {
            return line;
        }
        let place = match self.addresses {
            Addresses::Bare => MarkdownPlace::Cell,
            Addresses::Linked => MarkdownPlace::Part,
        };
        write::pieces(&inline::line(self, &line), place)
    }

    /// `text` as blocks: paragraphs, lists and code, without a line break at the end. Empty for an empty
    /// text.
    pub(in crate::docs) fn blocks(&self, text: &str) -> String {
        // Most texts are a line without markup, which a letter at its start keeps from being anything but a paragraph.
        let is_line = text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
            && self.is_plain(text);
        if is_line {
            return block::write(&lists::parted(vec![Piece::Text(text.trim_end().to_string())]));
        }
        block::write(&block::read(self, text))
    }

    /// Whether a line has no character that means something in Markdown or MDX.
    fn is_plain(&self, line: &str) -> bool {
        let is_markup = |c: char| {
            matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '{' | '}' | '&' | '~' | '!' | '|')
        };
        !line.contains(is_markup) && (self.addresses == Addresses::Bare || !line.contains("://"))
    }
}

/// The first sentence of a text, without cutting through code or a link; the whole text, if it has only one.
///
/// Google's sentences may follow one another without a space: a capital letter after the full stop is enough.
pub(crate) fn first_sentence(text: &str) -> Cow<'_, str> {
    const ABBREVIATIONS: [&str; 8] = ["e.g", "i.e", "etc", "vs", "cf", "approx", "incl", "no"];
    let (mut in_code, mut depth) = (false, 0_i32);
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        match c {
            '`' => in_code = !in_code,
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth -= 1,
            '.' if !in_code && depth <= 0 => {
                let before = text.get(..at).unwrap_or_default();
                let word = before.rsplit([' ', '(', '\n']).next().unwrap_or_default();
                let ends = match letters.peek() {
                    None => true,
                    Some((_, next)) if next.is_whitespace() => !ABBREVIATIONS.contains(&word),
                    Some((_, next)) => {
                        next.is_uppercase() && word.chars().all(char::is_alphabetic) && word.len() > 1
                    }
                };
                // A mark such as "Optional." is a sentence without content.
                if ends && (before.contains(' ') || letters.peek().is_none()) {
                    return Cow::Borrowed(text.get(..=at).unwrap_or(text));
                }
            }
            _ => {}
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests;
