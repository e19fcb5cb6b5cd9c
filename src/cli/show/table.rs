//! The tables that `provgen show` prints.

use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table, presets};
use unicode_width::UnicodeWidthStr;

use crate::api::{SqlVerb, VIEW_METHOD, ViewQuery};
use crate::diagnostic::printable;
use crate::provider::{Behavior, Column, Resource};

/// A resource's methods.
pub(super) fn methods(resource: &Resource, width: Option<usize>) -> String {
    let header = ["METHOD", "VERB", "REQUIRED", "CALLS"];
    let whole = table(header, None, method_rows(resource, None), Long::Wrapped);
    match width {
        Some(width) if whole.lines().any(|line| line.width() > width) => {
            table(header, Some(width), method_rows(resource, Some(width)), Long::Wrapped)
        }
        _ => whole,
    }
}

fn method_rows(resource: &Resource, width: Option<usize>) -> impl Iterator<Item = [String; 4]> {
    let view = resource.view.as_ref().map(|view| {
        let required = view.needs().collect::<Vec<_>>().join(" ");
        [VIEW_METHOD.to_string(), SqlVerb::Select.as_str().into(), required, "the view".into()]
    });
    view.into_iter().chain(resource.methods.iter().map(move |method| {
        let rows = method.object_key.as_ref().map(|key| format!(" → {key}")).unwrap_or_default();
        let path = shortened(&method.path, width);
        [
            method.name.to_string(),
            method.verb.as_str().into(),
            method.required.join(" "),
            format!("{} {path}{rows}", method.http_method.as_str()),
        ]
    }))
}

/// The statements of a resource's view; empty for a resource without one.
pub(super) fn view(resource: &Resource) -> String {
    let statement = |query: &ViewQuery| {
        let dialect =
            query.dialect().map(|dialect| format!(" IN {}", printable(dialect))).unwrap_or_default();
        let lines = query.ddl.lines().map(|line| format!("  {}\n", printable(line)));
        format!("\nVIEW{dialect}\n{}", lines.collect::<String>())
    };
    resource.view.iter().flat_map(|view| &view.queries).map(statement).collect()
}

/// A resource's columns.
pub(super) fn columns(resource: &Resource, width: Option<usize>) -> String {
    if resource.columns.is_empty() && resource.view.is_some() {
        return "The columns are those of the view's statement.\n".into();
    }
    if resource.columns.is_empty() {
        return "SELECT returns no columns.\n".into();
    }
    let rows = resource.columns.iter().map(|column| {
        let about = column.description.as_deref().or(column.type_description.as_deref()).unwrap_or_default();
        let (mark, about) = mark(column, about);
        [column.name.clone(), column.datatype.to_string(), mark, about.into()]
    });
    table(["COLUMN", "TYPE", "", ""], width, rows, Long::Cut)
}

/// The marks that a description begins with (AIP-203), and the rest of the description; a description without
/// marks gets that of the column.
fn mark<'d>(column: &Column, about: &'d str) -> (String, &'d str) {
    let (marks, rest) = Behavior::split(about);
    let mark = if !marks.is_empty() {
        marks.into_iter().map(Behavior::as_str).collect::<Vec<_>>().join(", ")
    } else if column.deprecated {
        Behavior::Deprecated.as_str().into()
    } else if column.read_only {
        Behavior::OutputOnly.as_str().into()
    } else {
        String::new()
    };
    (mark, rest)
}

/// A long path that must fit into a line: its first segment and its last two.
fn shortened(path: &str, width: Option<usize>) -> String {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match (width, segments.as_slice()) {
        (Some(_), [_, .., before, last]) if path.chars().count() > 40 => format!("…/{before}/{last}"),
        _ => path.to_string(),
    }
}

/// How a cell that is too long for a terminal's line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Long {
    /// The cell ends in `…`: prose, whose start says most.
    Cut,
    /// The cell goes on below: names, each of which counts.
    Wrapped,
}

/// A table without lines, fitted to the terminal; in a pipe each row is one line, however long.
pub(in crate::cli) fn table<const N: usize>(
    header: [&str; N],
    width: Option<usize>,
    rows: impl Iterator<Item = [String; N]>,
    long: Long,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_truncation_indicator("…").set_header(header);
    for row in rows {
        let mut row = Row::from(row.iter().map(|cell| printable(cell)).collect::<Vec<_>>());
        if long == Long::Cut {
            row.max_height(1);
        }
        table.add_row(row);
    }
    match width {
        Some(width) => {
            table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(u16::try_from(width).unwrap_or(u16::MAX));
            for index in 0..N.saturating_sub(2) {
                if let Some(column) = table.column_mut(index) {
                    column.set_constraint(ColumnConstraint::ContentWidth);
                }
            }
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    let text = table.to_string();
    text.lines()
        .map(|line| format!("{}\n", line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(width: Option<usize>, long: Long) -> String {
        let row = [
            "projects_locations_sessions_get",
            "SELECT",
            "locationsId projectsId sessionsId",
            "GET …/sessions/{sessionsId}",
        ];
        table(["METHOD", "VERB", "REQUIRED", "CALLS"], width, [row.map(String::from)].into_iter(), long)
    }

    #[test]
    fn tables_fit_the_terminal() {
        for width in [80, 100, 160] {
            for long in [Long::Cut, Long::Wrapped] {
                let text = sample(Some(width), long);
                assert!(text.lines().all(|line| line.width() <= width), "{width}\n{text}");
            }
        }
        assert_eq!(sample(Some(80), Long::Cut).lines().count(), 2);
        assert!(sample(Some(80), Long::Cut).contains('…'));
    }

    #[test]
    fn names_are_whole_however_narrow_it_is() {
        let text = sample(Some(80), Long::Wrapped);
        assert!(["locationsId", "projectsId", "sessionsId"].iter().all(|name| text.contains(name)), "{text}");
    }

    #[test]
    fn a_pipe_gets_each_row_on_one_line() {
        assert_eq!(sample(None, Long::Wrapped).lines().count(), 2);
    }

    #[test]
    fn long_paths_are_shortened_for_terminals_alone() {
        let path = "/v1/projects/{projectsId}/locations/{locationsId}/sessions/{sessionsId}";
        assert_eq!(shortened(path, Some(80)), "…/sessions/{sessionsId}");
        assert_eq!(shortened(path, None), path);
        assert_eq!(shortened("/v1/things", Some(80)), "/v1/things");
    }
}
