//! Tables that fit the terminal: below each other what doesn't fit beside each other.
//!
//! In: rows of texts. Out: a table without lines; or, where it is wider than the terminal, a block for each row. Names
//! are never cut or broken, for each is something that people copy; prose is cut at its end.

use comfy_table::{ContentArrangement, Table, presets};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::diagnostic::printable;
use crate::text::counted;

/// In narrower terminals a table is either whole, or blocks.
pub(super) const STACKED_BELOW: usize = 100;

/// The least that prose is cut to; where there is less room, it stands in a line of its own.
const MIN_PROSE: usize = 40;

/// Characters between two columns.
const GAP: usize = 2;

/// Characters before the lines of a block that follow its first one.
pub(super) const INDENT: usize = 2;

/// What the last cell of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Long {
    /// Prose, whose start says most: where there is no room, it ends in `…`.
    Cut,
    /// Names, each of which counts: where there is no room, they go on below.
    Wrapped,
}

/// A table of `rows` for a terminal of `width` characters; in a pipe each row is one line, however long.
pub(super) fn table<const N: usize>(
    header: [&str; N],
    width: Option<usize>,
    rows: impl Iterator<Item = [String; N]>,
    long: Long,
) -> String {
    let rows: Vec<[String; N]> = rows.map(|row| row.map(|cell| printable(&cell))).collect();
    let whole = plain(header, &rows);
    let Some(width) = width.filter(|width| !fits(&whole, *width)) else { return whole };
    let room = room(header, &rows, width);
    if long == Long::Cut && width >= STACKED_BELOW && room >= MIN_PROSE {
        let cut = |mut row: [String; N]| {
            if let Some(last) = row.last_mut() {
                *last = cut(last, room);
            }
            row
        };
        return plain(header, &rows.into_iter().map(cut).collect::<Vec<_>>());
    }
    stacked(header, &rows, width, long)
}

/// A table whose columns are as wide as they have to be.
pub(super) fn plain<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    let text = table.to_string();
    text.lines()
        .map(|line| format!("{}\n", line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end())))
        .collect()
}

/// Whether no line of `text` is longer than `width`.
pub(super) fn fits(text: &str, width: usize) -> bool {
    text.lines().all(|line| line.width() <= width)
}

/// The characters that are left for the last column.
fn room<const N: usize>(header: [&str; N], rows: &[[String; N]], width: usize) -> usize {
    let columns = header.iter().enumerate().take(N.saturating_sub(1));
    let widths = columns.map(|(index, head)| {
        let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.width());
        cells.chain([head.width()]).max().unwrap_or_default() + GAP
    });
    width.saturating_sub(widths.sum())
}

/// A block for each row: the first cells in a line, the last one below.
fn stacked<const N: usize>(header: [&str; N], rows: &[[String; N]], width: usize, long: Long) -> String {
    let mut text = format!("{}\n", header.first().copied().unwrap_or_default());
    for row in rows {
        let Some((last, before)) = row.split_last() else { continue };
        text.push_str(&title(before.iter().zip(header).map(|(cell, head)| figure(cell, head))));
        if !last.is_empty() {
            let below = match long {
                Long::Cut => cut(last, width.saturating_sub(INDENT)),
                Long::Wrapped => wrapped(last, INDENT, width),
            };
            text.push_str(&format!("{:INDENT$}{below}\n", ""));
        }
    }
    text
}

/// The first line of a block: a name, and what is short.
pub(super) fn title(cells: impl Iterator<Item = String>) -> String {
    let bold = anstyle::Style::new().bold();
    let mut cells = cells.filter(|cell| !cell.is_empty());
    let name = cells.next().unwrap_or_default();
    let rest: String = cells.map(|cell| format!("   {cell}")).collect();
    format!("{bold}{name}{bold:#}{rest}\n")
}

/// A number with what its column counts, which a block has no head to tell; any other cell as it is.
fn figure(cell: &str, head: &str) -> String {
    match cell.parse() {
        Ok(count) if !head.is_empty() => counted(count, head.to_lowercase().trim_end_matches('s')),
        _ => cell.to_string(),
    }
}

/// `text` in `room` characters, with `…` at its end if it is longer.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_string();
    }
    let mut used = 1;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or_default();
            used <= room
        })
        .collect();
    // A whole word, unless the last one is most of the line.
    let end = kept.rfind(' ').filter(|end| *end * 2 > kept.len());
    let kept = end.and_then(|end| kept.get(..end)).unwrap_or(&kept);
    format!("{}…", kept.trim_end())
}

/// `text` in lines of `width` characters, the later ones behind `indent` blanks. A word is never broken.
pub(super) fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let words = text.split_whitespace().enumerate();
    flowing(
        words.map(|(index, word)| if index == 0 { word.to_string() } else { format!(" {word}") }),
        indent,
        width,
    )
}

/// `pieces` one after the other in lines of `width` characters, the later ones behind `indent` blanks. A piece is never
/// broken; the blank before one goes where a line ends.
pub(super) fn flowing(pieces: impl Iterator<Item = String>, indent: usize, width: usize) -> String {
    let mut text = String::new();
    let mut used = indent;
    for piece in pieces {
        let mut piece = piece.as_str();
        if used > indent && used + piece.width() > width {
            text.push_str(&format!("\n{:indent$}", ""));
            used = indent;
            piece = piece.trim_start();
        }
        text.push_str(piece);
        used += piece.width();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(width: Option<usize>, long: Long) -> String {
        let rows = [
            [
                "autoscaling_policies",
                "12",
                "1",
                "SELECT INSERT DELETE REPLACE EXEC and more words of this kind",
            ],
            ["jobs", "8", "22", "SELECT"],
        ];
        let rows = rows.iter().map(|row| row.map(String::from));
        let text = table(["RESOURCE", "METHODS", "COLUMNS", "VERBS"], width, rows, long);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn what_is_too_wide_is_stacked() {
        assert_eq!(
            sample(Some(60), Long::Wrapped),
            "\
RESOURCE
autoscaling_policies   12 methods   1 column
  SELECT INSERT DELETE REPLACE EXEC and more words of this
  kind
jobs   8 methods   22 columns
  SELECT
"
        );
        assert_eq!(
            sample(Some(60), Long::Cut).lines().nth(2),
            Some("  SELECT INSERT DELETE REPLACE EXEC and more words of this…")
        );
    }

    #[test]
    fn tables_fit_the_terminal() {
        for width in 50..160 {
            for long in [Long::Cut, Long::Wrapped] {
                let text = sample(Some(width), long);
                assert!(fits(&text, width), "{width}\n{text}");
                let is_table = text.lines().count() == 3;
                let is_cut = long == Long::Cut && width >= STACKED_BELOW;
                assert_eq!(is_table, is_cut || width >= fits_from(), "{width}\n{text}");
            }
        }
    }

    /// The width of the table that nothing is cut of.
    fn fits_from() -> usize {
        sample(None, Long::Wrapped).lines().map(|line| line.width()).max().unwrap()
    }

    #[test]
    fn prose_is_cut_where_most_of_it_has_room() {
        let prose = "a long sentence ".repeat(10);
        let row = || std::iter::once(["name".to_string(), prose.clone()]);
        let wide = table(["NAME", "ABOUT"], Some(100), row(), Long::Cut);
        assert!(wide.lines().count() == 2 && fits(&wide, 100) && wide.ends_with("a long…\n"), "{wide}");
        assert_eq!(table(["NAME", "ABOUT"], Some(99), row(), Long::Cut).lines().count(), 3);
        let name = "n".repeat(70);
        let long = table(["NAME", "ABOUT"], Some(100), std::iter::once([name, prose.clone()]), Long::Cut);
        assert_eq!(long.lines().count(), 3, "{long}");
    }

    #[test]
    fn a_pipe_gets_each_row_on_one_line() {
        assert_eq!(sample(None, Long::Wrapped).lines().count(), 3);
    }

    #[test]
    fn wide_characters_are_cut_by_their_width() {
        assert_eq!(cut("日本語のテキスト", 8), "日本語…");
        assert_eq!(cut("one", 3), "one");
        assert_eq!(cut("a word that", 8), "a word…");
        assert_eq!(wrapped("one two three", 2, 9), "one two\n  three");
        assert_eq!(wrapped("unbreakable", 2, 5), "unbreakable");
    }
}
