//! The tables that `provgen show` prints.

use crate::api::{SqlVerb, VIEW_METHOD, ViewQuery};
use crate::cli::table::{INDENT, Long, STACKED_BELOW, fits, flowing, plain, table, title, wrapped};
use crate::diagnostic::printable;
use crate::provider::{Behavior, Column, Resource};

const METHODS: [&str; 4] = ["METHOD", "VERB", "REQUIRED", "CALLS"];

/// Characters before the values of a method's block: the longest label, and space on both sides.
const VALUES: usize = INDENT + 7;

/// A resource's methods: a table, if it fits with whole paths or with some of them cut in the middle; else blocks.
pub(super) fn methods(resource: &Resource, width: Option<usize>) -> String {
    let rows = MethodRow::all(resource);
    let all = |call: fn(&MethodRow) -> String| rows.iter().map(|row| row.cells(call)).collect::<Vec<_>>();
    let whole = plain(METHODS, &all(MethodRow::call));
    let Some(width) = width.filter(|width| !fits(&whole, *width)) else { return whole };
    let short = plain(METHODS, &all(MethodRow::short_call));
    if width >= STACKED_BELOW && fits(&short, width) {
        return short;
    }
    let blocks: String = rows.iter().map(|row| row.block(width)).collect();
    format!("METHOD\n{blocks}")
}

/// A method as people read it; its texts are printable.
struct MethodRow {
    name: String,
    verb: &'static str,
    required: String,
    /// The HTTP method; none for a view.
    http: Option<&'static str>,
    path: String,
    rows: Option<String>,
}

impl MethodRow {
    /// The methods of `resource`, its view before them.
    fn all(resource: &Resource) -> Vec<Self> {
        let view = resource.view.as_ref().map(|view| Self {
            name: VIEW_METHOD.to_string(),
            verb: SqlVerb::Select.as_str(),
            required: printable(&view.needs().collect::<Vec<_>>().join(" ")),
            http: None,
            path: "the view".to_string(),
            rows: None,
        });
        let methods = resource.methods.iter().map(|method| Self {
            name: method.name.to_string(),
            verb: method.verb.as_str(),
            required: printable(&method.required.join(" ")),
            http: Some(method.http_method.as_str()),
            path: printable(&method.path),
            rows: method.object_key.as_ref().map(|key| printable(&key.to_string())),
        });
        view.into_iter().chain(methods).collect()
    }

    fn cells(&self, call: fn(&Self) -> String) -> [String; 4] {
        [self.name.clone(), self.verb.to_string(), self.required.clone(), call(self)]
    }

    fn call(&self) -> String {
        self.call_of(&self.path)
    }

    fn short_call(&self) -> String {
        self.call_of(&shortened(&self.path))
    }

    fn call_of(&self, path: &str) -> String {
        let http = self.http.map(|http| format!("{http} ")).unwrap_or_default();
        let rows = self.rows.as_ref().map(|key| format!(" → {key}")).unwrap_or_default();
        format!("{http}{path}{rows}")
    }

    /// The method in several lines: a path goes on below before one of its `/`.
    fn block(&self, width: usize) -> String {
        let mut segments =
            self.path.split('/').enumerate().map(|(index, segment)| match (index, self.http) {
                (0, Some(http)) => format!("{http} {segment}"),
                (0, None) => segment.to_string(),
                _ => format!("/{segment}"),
            });
        // The first segment is empty: the HTTP method stands with the second one.
        let first: String = segments.by_ref().take(2).collect();
        let path = flowing(std::iter::once(first).chain(segments), VALUES, width);
        let required = wrapped(&self.required, VALUES, width);
        let rows = self.rows.clone().unwrap_or_default();
        let lines = [("needs", required), ("calls", path), ("rows", rows)];
        let lines = lines.iter().filter(|(_, value)| !value.is_empty());
        let label = VALUES - INDENT;
        title([self.name.clone(), self.verb.to_string()].into_iter())
            + &lines.map(|(name, value)| format!("{:INDENT$}{name:<label$}{value}\n", "")).collect::<String>()
    }
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

/// A long path, cut in the middle: its first segment and its last two.
fn shortened(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        [first, _, .., before, last] if path.chars().count() > 40 => format!("/{first}/…/{before}/{last}"),
        _ => path.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method() -> MethodRow {
        MethodRow {
            name: "projects_locations_sessions_list".into(),
            verb: "SELECT",
            required: "locationsId projectsId".into(),
            http: Some("GET"),
            path: "/v1/projects/{projectsId}/locations/{locationsId}/sessions".into(),
            rows: Some("$.sessions".into()),
        }
    }

    #[test]
    fn a_block_breaks_no_name() {
        let block = anstream::adapter::strip_str(&method().block(60)).to_string();
        assert_eq!(
            block,
            "\
projects_locations_sessions_list   SELECT
  needs  locationsId projectsId
  calls  GET /v1/projects/{projectsId}/locations
         /{locationsId}/sessions
  rows   $.sessions
"
        );
    }

    #[test]
    fn long_paths_are_cut_in_the_middle() {
        assert_eq!(method().short_call(), "GET /v1/…/{locationsId}/sessions → $.sessions");
        assert_eq!(shortened("/v1/things"), "/v1/things");
        assert_eq!(
            shortened("/a/long_name_of_a_thing/{and_its_parameter_here}"),
            "/a/long_name_of_a_thing/{and_its_parameter_here}"
        );
    }
}
