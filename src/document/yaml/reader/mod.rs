//! Plain YAML, read without the library.
//!
//! In: a text. Out: the [`Node`] that the library would make of it, borrowed from the text if possible; or
//! nothing, and then the library reads the text and reports any problems. Plain YAML is what manifests
//! consist of: maps and lists in lines, scalars on one line, texts below a `|` or a `>`, comments. Anchors,
//! tags, several documents, lists and maps on one line, texts that go on in the next line, keys that are
//! there twice and all other doubtful cases are left to the library. So are scalars with another value to the
//! engine: a text that is read here means the same to it.

mod block;
mod lines;
mod scalar;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use lines::{FIRST_COLUMN, TextLines};
use scalar::Stop;

use super::printable::is_printable;
use crate::document::node::Node;

/// Deepest nesting of lists and maps that is read here; the library has a bound near this one, and reports
/// it.
const MAX_DEPTH: usize = 56;

/// Most values that are read here, and largest text; the library has bounds above these.
const MAX_VALUES: usize = 4_000_000;
const MAX_BYTES: usize = 256 << 20;

/// Maps of up to this many keys compare their keys pairwise; larger ones sort them.
const FEW_KEYS: usize = 12;

/// Reads `text`, if it is plain.
pub(crate) fn read(text: &str) -> Option<Node<'_>> {
    if text.len() > MAX_BYTES || !text.ends_with('\n') || !is_printable(text) {
        return None;
    }
    let mut reader = Reader {
        lines: TextLines::of(text),
        at: 0,
        column: 0,
        depth: 0,
        values: 0,
        items: Vec::new(),
        entries: Vec::new(),
    };
    reader.find_line(0);
    // A document that is a single scalar is left to the library.
    let node = if reader.column == FIRST_COLUMN { reader.block()? } else { return None };
    reader.is_at_end().then_some(node)
}

type Entry<'a> = (Cow<'a, str>, Node<'a>);

/// A text, and the place in it that is read next.
struct Reader<'a> {
    lines: TextLines<'a>,
    /// The place of the next value, key or dash: between two values, the first one in a line that isn't a
    /// comment.
    at: usize,
    /// The column of that place.
    column: usize,
    depth: usize,
    values: usize,
    /// The items and entries of all open lists and maps, so that each gets just the memory that it needs.
    items: Vec<Node<'a>>,
    entries: Vec<Entry<'a>>,
}

impl<'a> Reader<'a> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.lines.byte(at)
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.lines.end()
    }

    /// Goes to the first line from `line` on that isn't empty and isn't a comment.
    fn find_line(&mut self, line: usize) {
        let mut line = line;
        loop {
            let start = self.lines.after_spaces(line);
            match self.byte(start) {
                None => {
                    (self.at, self.column) = (self.lines.end(), 0);
                    return;
                }
                Some(b'\n') => line = start + 1,
                Some(b'#') => line = self.lines.line_end(start) + 1,
                Some(_) => {
                    (self.at, self.column) = (start, start - line + FIRST_COLUMN);
                    return;
                }
            }
        }
    }

    /// Looks at what follows a mark or a scalar that ended before `at`: returns the place of further text on
    /// the line. If only a comment follows, returns nothing and goes to the next line.
    fn rest_of_line(&mut self, at: usize) -> Option<usize> {
        let start = self.lines.after_spaces(at);
        match self.byte(start) {
            Some(b'#') if start > at => self.find_line(self.lines.line_end(start) + 1),
            Some(b'\n') | None => self.find_line(start + 1),
            Some(_) => return Some(start),
        }
        None
    }

    /// Ends a scalar before `at`: no further text may follow on its line.
    fn end_scalar(&mut self, at: usize) -> Option<()> {
        match self.rest_of_line(at) {
            Some(_) => None,
            None => Some(()),
        }
    }

    /// Whether the next thing is an item of a list.
    fn is_item(&self) -> bool {
        self.byte(self.at) == Some(b'-') && matches!(self.byte(self.at + 1), Some(b' ' | b'\n'))
    }

    fn count(&mut self) -> Option<()> {
        self.values += 1;
        (self.values <= MAX_VALUES).then_some(())
    }

    /// The list or map that begins here and has its dashes or keys in this column.
    fn block(&mut self) -> Option<Node<'a>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let node = if self.is_item() {
            self.list()?
        } else {
            let (key, end) = self.key()?;
            self.map(key, end)?
        };
        self.depth -= 1;
        Some(node)
    }

    fn list(&mut self) -> Option<Node<'a>> {
        self.count()?;
        let (column, start) = (self.column, self.items.len());
        while self.column == column && self.is_item() {
            let item = match self.rest_of_line(self.at + 1) {
                Some(at) => {
                    self.column = column + (at - self.at);
                    self.at = at;
                    self.in_line(column)?
                }
                None if self.column > column => self.block()?,
                None => self.null()?,
            };
            self.items.push(item);
        }
        // A line further right than the dashes would belong to no item.
        (self.column <= column).then(|| Node::List(self.items.split_off(start)))
    }

    /// The value after the dash of a list in `column`, on the same line.
    fn in_line(&mut self, column: usize) -> Option<Node<'a>> {
        if self.is_item() {
            return self.block();
        }
        if let Some((key, end)) = self.key() {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return None;
            }
            let map = self.map(key, end)?;
            self.depth -= 1;
            return Some(map);
        }
        self.value(self.at, column)
    }

    /// The map whose first key is `key`, its colon at `colon`.
    fn map(&mut self, key: Cow<'a, str>, colon: usize) -> Option<Node<'a>> {
        self.count()?;
        let (column, start) = (self.column, self.entries.len());
        let (mut key, mut colon, mut is_sorted) = (key, colon, true);
        loop {
            self.count()?;
            let value = match self.rest_of_line(colon + 1) {
                Some(at) => self.value(at, column)?,
                None if self.column > column || self.column == column && self.is_item() => self.block()?,
                None => self.null()?,
            };
            self.entries.push((key, value));
            if self.column != column {
                break;
            }
            (key, colon) = self.key()?;
            is_sorted = is_sorted && self.entries.last().is_some_and(|(last, _)| *last < key);
        }
        let entries = self.entries.get(start..).unwrap_or_default();
        if self.column > column || !is_sorted && has_repeats(entries) {
            return None;
        }
        Some(Node::Map(self.entries.split_off(start)))
    }

    fn null(&mut self) -> Option<Node<'a>> {
        self.count()?;
        Some(Node::Null)
    }

    /// The next key, with the place of its colon.
    fn key(&self) -> Option<(Cow<'a, str>, usize)> {
        let (key, end) = match self.byte(self.at)? {
            b'"' | b'\'' => self.lines.quoted(self.at)?,
            _ => {
                let (end, stop) = self.lines.plain(self.at);
                let key = self.lines.get(self.at, end).filter(|key| scalar::is_key(key))?;
                (stop == Stop::Colon).then_some((Cow::Borrowed(key), end))?
            }
        };
        let is_key = self.byte(end) == Some(b':')
            && matches!(self.byte(end + 1), Some(b' ' | b'\n'))
            && end - self.at <= scalar::MAX_KEY
            && key != "<<";
        is_key.then_some((key, end))
    }

    /// The value at `at` in a list or map, null if it is missing; `column` is the column of the dash or key
    /// before it.
    fn value(&mut self, at: usize, column: usize) -> Option<Node<'a>> {
        self.count()?;
        let first = self.byte(at)?;
        match first {
            b'"' | b'\'' => {
                let (text, end) = self.lines.quoted(at)?;
                self.end_scalar(end)?;
                Some(Node::String(text))
            }
            b'|' | b'>' => {
                let (text, line) = self.lines.block_scalar(at, column)?;
                self.find_line(line);
                Some(Node::String(Cow::Owned(text)))
            }
            b'{' if self.byte(at + 1) == Some(b'}') => {
                self.end_scalar(at + 2)?;
                Some(Node::Map(Vec::new()))
            }
            b'[' if self.byte(at + 1) == Some(b']') => {
                self.end_scalar(at + 2)?;
                Some(Node::List(Vec::new()))
            }
            _ if !scalar::may_begin(first, self.byte(at + 1)?) => None,
            _ => {
                let (end, stop) = self.lines.plain(at);
                if stop == Stop::Colon {
                    return None;
                }
                let node = scalar::resolve(self.lines.get(at, end)?)?;
                self.end_scalar(end)?;
                Some(node)
            }
        }
    }
}

/// Whether a key is there twice.
fn has_repeats(entries: &[Entry<'_>]) -> bool {
    if entries.len() <= FEW_KEYS {
        let mut earlier = entries.iter().enumerate().map(|(n, entry)| (entries.get(..n), &entry.0));
        return earlier.any(|(before, key)| before.unwrap_or_default().iter().any(|(other, _)| other == key));
    }
    let mut keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_ref()).collect();
    keys.sort_unstable();
    keys.iter().zip(keys.iter().skip(1)).any(|(one, next)| one == next)
}
