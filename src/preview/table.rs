//! Tables of a page as HTML that narrow windows can show as lists, with an id for each row.
//!
//! In: the events between the start and the end of a table. Out: HTML. The roles are explicit, since a
//! browser drops them if a style sheet makes blocks of rows.

use pulldown_cmark::Alignment;

use crate::html::escape;

/// Sections whose rows have ids, with the prefix of these ids: the ids of style `registry`.
const ROW_IDS: [(&str, &str); 4] =
    [("Fields", "col-"), ("Columns", "col-"), ("Methods", "method-"), ("Parameters", "parameter-")];

/// The prefix of the ids of rows below a heading.
pub(super) fn row_id_prefix(heading: &str) -> Option<&'static str> {
    ROW_IDS.into_iter().find(|(title, _)| *title == heading).map(|(_, prefix)| prefix)
}

/// The part of a table that is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Body,
}

/// A table that is being written.
#[derive(Debug)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    part: Part,
    /// The number of the cell in its row, from 0.
    column: usize,
    /// The headings of the columns.
    heads: Vec<String>,
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, part: Part::Head, column: 0, heads: Vec::new() }
    }

    /// The table's start tag; a table of three or more columns can be shown as a list.
    pub(super) fn start(&self) -> String {
        let class = if self.alignments.len() > 2 { " class=\"rows\"" } else { "" };
        format!("<table role=\"table\"{class}>")
    }

    pub(super) fn start_head(&mut self) -> &'static str {
        (self.part, self.column) = (Part::Head, 0);
        "<thead role=\"rowgroup\"><tr role=\"row\">"
    }

    pub(super) fn end_head(&mut self) -> &'static str {
        self.part = Part::Body;
        "</tr></thead><tbody role=\"rowgroup\">"
    }

    pub(super) fn start_row(&mut self) -> &'static str {
        self.column = 0;
        "<tr role=\"row\">"
    }

    /// Whether the next cell is the first of a row of the body.
    pub(super) fn is_at_first_cell(&self) -> bool {
        self.part == Part::Body && self.column == 0
    }

    /// The start tag of a cell with this text. A number carries the name of its column, for layouts without
    /// headings.
    pub(super) fn start_cell(&mut self, text: &str, id: Option<&str>) -> String {
        if self.part == Part::Head {
            self.heads.push(text.trim().to_string());
        }
        let class = match (self.alignments.get(self.column), self.heads.get(self.column)) {
            (Some(Alignment::Right), Some(head)) => {
                format!(" class=\"right\" data-label=\"{}\"", escape(head))
            }
            _ => String::new(),
        };
        let (name, role) = match self.part {
            Part::Head => ("th scope=\"col\"", "columnheader"),
            Part::Body => ("td", "cell"),
        };
        let id = id.map(|id| format!(" id=\"{}\"", escape(id))).unwrap_or_default();
        format!("<{name} role=\"{role}\"{class}{id}>")
    }

    pub(super) fn end_cell(&mut self) -> &'static str {
        self.column += 1;
        match self.part {
            Part::Head => "</th>",
            Part::Body => "</td>",
        }
    }
}
