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

/// A text that is [`plain`] already, in at most `room` columns: if its end would be cut with the first place
/// of `word` in it, what is cut is in the middle instead.
pub(super) fn fitted_around(line: &str, room: Option<usize>, word: &str) -> String {
    let Some(room) = room.filter(|room| line.width() > *room) else { return line.to_string() };
    let end = (!word.is_empty()).then(|| line.find(word)).flatten();
    let Some((before, end)) = end.and_then(|start| line.split_at_checked(start)) else {
        return fitted(line, Some(room), Cut::End);
    };
    let is_whole = before.width() + word.width() < room;
    // The end has at most two thirds of the room, so that the beginning can be recognised.
    let end = fitted(end, Some(room * 2 / 3), Cut::End);
    match room.checked_sub(end.width()) {
        Some(left) if left > 0 && !is_whole => fitted(before, Some(left), Cut::End) + &end,
        _ => fitted(line, Some(room), Cut::End),
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
        let sql = "SELECT id FROM carts WHERE shop = 'a' AND tag = 'b'";
        assert_eq!(fitted_around(sql, None, "tag"), sql);
        assert_eq!(fitted_around(sql, Some(30), "tag"), "SELECT id FROM carts…tag = 'b'");
        assert_eq!(fitted_around(sql, Some(30), "id"), "SELECT id FROM carts WHERE sh…");
        assert_eq!(fitted_around(sql, Some(30), ""), "SELECT id FROM carts WHERE sh…");
        for room in 0..60 {
            assert!(fitted_around(sql, Some(room), "carts").width() <= room.max(1), "{room}");
            assert!(fitted_around("表示表示 = 表", Some(room), "示表").width() <= room.max(1), "{room}");
        }
    }
}
