//! Texts on one line, cut where the terminal ends.
//!
//! In: text of a document, and the columns available for it. Out: a line without control characters that
//! takes no more columns, with `…` at the end that was cut.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diagnostic::printable;
use crate::text::one_line;

/// The end of a text that may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The first words matter most: statements, values.
    End,
    /// The last words matter most: of `config.disk.size`, the `size`.
    Start,
}

/// A text that is safe for a terminal: on one line, without control characters.
pub(super) fn plain(text: &str) -> String {
    printable(&one_line(text))
}

/// A text that is [`plain`] already, in at most `room` columns; the whole text if there is no bound.
pub(super) fn fitted(line: &str, room: Option<usize>, cut: Cut) -> String {
    let Some(room) = room.filter(|room| line.width() > *room) else { return line.to_string() };
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or_default();
        used <= room
    };
    match cut {
        Cut::End => line.chars().take_while(fits).chain(['…']).collect(),
        Cut::Start => {
            let mut kept: Vec<char> = line.chars().rev().take_while(fits).chain(['…']).collect();
            kept.reverse();
            kept.into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_that_matters_stays() {
        assert_eq!(fitted("config.disk.size", None, Cut::End), "config.disk.size");
        assert_eq!(fitted("config.disk.size", Some(16), Cut::End), "config.disk.size");
        assert_eq!(fitted("config.disk.size", Some(10), Cut::End), "config.di…");
        assert_eq!(fitted("config.disk.size", Some(10), Cut::Start), "…disk.size");
        // Wide characters take two columns.
        assert_eq!(fitted("表示表示", Some(4), Cut::End), "表…");
        assert_eq!(fitted("x", Some(0), Cut::Start), "…");
    }
}
