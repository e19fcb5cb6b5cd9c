//! From JSON pointers to lines and columns, as the engine reads the text.
//!
//! In: the text of a manifest and pointers. Out: positions. The text is read again, so this is for problems alone;
//! unlike [`super::locate`] it takes whatever the engine takes, and any number of pointers at once.

use crate::diagnostic::Position;
use crate::document::yaml::engine::{Wanted, places};

/// Longest line that is kept with a position, in bytes: a document may be one line of megabytes.
const MAX_LINE: usize = 4 << 10;

/// The positions of the values at `pointers` in `text`, or of their keys where the flag says so. What isn't there
/// is shown at the value that should have it; none if the text can't be read.
pub(crate) fn positions<'p>(
    text: &str,
    pointers: impl IntoIterator<Item = (&'p str, bool)>,
) -> Vec<Option<Position>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut wanted = Wanted::default();
    let mut count = 0;
    for (pointer, on_key) in pointers {
        wanted.add(pointer, on_key, count);
        count += 1;
    }
    let found = places(text, &wanted);
    let lines = Lines::of(text);
    (0..count).map(|number| found.get(&number).map(|(start, end)| lines.position(*start, *end))).collect()
}

/// A text, and where its lines begin.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The position of the bytes from `start` to `end`; the mark ends with the line.
    fn position(&self, start: usize, end: usize) -> Position {
        let line = self.starts.partition_point(|first| *first <= start);
        let first = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or_default();
        let rest = self.text.get(first..).unwrap_or_default();
        let source = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let within = |bytes: usize| source.get(..bytes.min(source.len())).unwrap_or(source);
        let column = within(start - first).chars().count();
        let length = within(end.saturating_sub(first)).chars().count().saturating_sub(column);
        let source = if source.len() > MAX_LINE { String::new() } else { source.to_string() };
        Position { line, column: column + 1, source, length: length.max(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keys_and_what_is_missing_have_places() {
        let text = "a:\n  'b/c': [1, \"ü\", {d: yes}]\n  a: &x {e: 1}\n  z: *x\n  a: 2\n";
        let at = |pointer: &str, on_key: bool| {
            let found = positions(text, [(pointer, on_key)]).pop().flatten().unwrap();
            (found.line, found.column, found.length)
        };
        assert_eq!(at("/a/b~1c/2/d", false), (2, 23, 3));
        assert_eq!(at("/a/b~1c", true), (2, 3, 5));
        // What an alias stands for has its own place, and the last of two keys counts.
        assert_eq!(at("/a/z/e", false), (3, 13, 1));
        assert_eq!(at("/a/a", true), (5, 3, 1));
        // What is missing is at the start of what should have it.
        assert_eq!(at("/a/b~1c/7/q", false), (2, 10, 1));
    }
}
