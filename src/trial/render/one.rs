//! The answer to one statement as text: the statement, if values were filled in, the rows as a table, then the
//! requests.

use unicode_width::UnicodeWidthStr as _;

use crate::diagnostic::printable;
use crate::text::{counted, one_line};
use crate::trial::engine::Rows;
use crate::trial::one::One;

/// Most characters of a value.
const MAX_CELL: usize = 80;

/// The statement, if its placeholders were filled; the rows, or why there are none; and the requests.
#[must_use]
pub fn answer(one: &One) -> String {
    let mut text = String::new();
    if let Some(statement) = &one.filled {
        text.push_str(&format!("{}\n", printable(&one_line(statement))));
    }
    text.push_str(&match &one.answer {
        Ok(rows) => table(rows),
        Err(why) => format!("{}\n", printable(&why.to_string())),
    });
    if one.requests.is_empty() {
        text.push_str("→ no request\n");
    }
    for request in &one.requests {
        text.push_str(&format!("→ {}\n", printable(&one_line(&request.to_string()))));
    }
    text
}

/// Names and values in columns, and the number of rows.
fn table(rows: &Rows) -> String {
    let head: Vec<String> = rows.columns.iter().map(|name| cell(name)).collect();
    let cells = rows
        .rows
        .iter()
        .map(|row| row.iter().map(|value| value.as_deref().map_or_else(|| "NULL".into(), cell)).collect());
    let lines: Vec<Vec<String>> =
        std::iter::once(head).filter(|head| !head.is_empty()).chain(cells).collect();
    let width = |at: usize| lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..rows.columns.len()).map(|at| width(at).unwrap_or_default()).collect();
    let mut text = String::new();
    for line in &lines {
        let padded = line
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))));
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    for notice in &rows.notices {
        text.push_str(&format!("{}\n", printable(&one_line(notice))));
    }
    text + &format!("{}\n", counted(rows.rows.len(), "row"))
}

fn cell(text: &str) -> String {
    let line = printable(&one_line(text));
    match line.char_indices().nth(MAX_CELL) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
