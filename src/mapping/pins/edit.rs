//! Changes of single lines of the file; all others stay as they are.
//!
//! In: the text, what it says, and what it should say. Out: the new text. Comments, blank lines and the order of lines stay.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::Changes;
use super::columns::Columns;
use super::follow::Renamed;
use super::layout::{self, Layout, ResourcePlace, ServicePlace};
use super::line::GONE;
use super::model::{Line, Mapping, Mark, MethodPath, Methods};
use super::write::{INDENT, METHOD_INDENT, resource_lines};
use crate::diagnostic::Result;

/// What becomes of lines whose operation changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Lines whose operation has gone are marked as gone, and those of which the API says otherwise with a `?`.
    Mark,
    /// Lines whose operation has gone are taken out, and those of which the API says otherwise follow it.
    Follow,
}

/// The text of the file `old`, whose content is `text` and which messages call `file`, with the names of `now`.
///
/// # Errors
/// The text isn't laid out one method a line.
pub fn edited(text: &str, file: &str, old: &Mapping, now: &Mapping, policy: Policy) -> Result<String> {
    // A mark of the encoding would stand in the first line's indent.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (text, old) = with_renamed_groups(text, file, old, now)?;
    let Changes { new, gone, changed, back } = old.changes(now);
    let layout = Layout::of(&text, &old, file)?;
    // Lines that stay count for the columns, too.
    let whole = old.with_gone(now);
    let mut known: BTreeMap<(&str, &str), Columns> = BTreeMap::new();
    for (service, resources) in &whole.services {
        let columns =
            resources.iter().map(|(name, methods)| ((service.as_str(), name.as_str()), Columns::of(methods)));
        known.extend(columns);
    }
    let columns_of = |path: &MethodPath| {
        known.get(&(path.service.as_str(), path.resource.as_str())).copied().unwrap_or_default()
    };
    let mut edits = Edits::default();
    for (path, line) in &gone {
        let Some(at) = layout.line(path) else { continue };
        if policy == Policy::Follow || now.has_elsewhere(path, line) {
            edits.removed.insert(at);
        } else if line.mark != Mark::Gone {
            edits.mark_gone(&layout, at, columns_of(path), line);
        }
    }
    for (path, was, line) in &changed {
        let Some(at) = layout.line(path) else { continue };
        // An operation may be called otherwise. But what SQL sees of it was decided.
        let is_overruled = !was.same_verbs(line) || was.object_key != line.object_key;
        let mark = if is_overruled && policy == Policy::Mark { Mark::Doubtful } else { line.mark };
        edits.replace(&layout, at, columns_of(path), &Line { mark, ..line.clone() });
    }
    for (path, line) in &back {
        let Some(at) = layout.line(path) else { continue };
        edits.replace(&layout, at, columns_of(path), line);
    }
    let mut blocks: BTreeMap<(&str, &str), (Columns, Methods)> = BTreeMap::new();
    for (path, line) in &new {
        let key = (path.service.as_str(), path.resource.as_str());
        let block = blocks.entry(key).or_insert_with(|| (columns_of(path), Methods::new()));
        block.1.insert(path.method.clone(), line.clone());
    }
    let mut new_services = BTreeSet::new();
    for ((service, resource), (columns, methods)) in blocks {
        match layout.services.get(service) {
            Some(place) => match place.resources.get(resource) {
                Some(place) => edits.add_methods(&layout, place, &methods, columns),
                None => {
                    edits.filled.insert(place.line);
                    let before = place.resources.range(..resource.to_string()).map(|(_, place)| place.last());
                    let after = before.max().unwrap_or(place.line);
                    edits.insert(after, resource_lines(indents(&layout, place), resource, &methods));
                }
            },
            None => {
                if new_services.insert(service) {
                    edits.end.extend([String::new(), format!("{}:", super::columns::quoted(service))]);
                }
                edits.end.extend(resource_lines((INDENT, METHOD_INDENT), resource, &methods));
            }
        }
    }
    edits.remove_empty(&layout);
    let edited = edits.applied(&layout);
    let wanted = if policy == Policy::Mark { &whole } else { now };
    if has_lines_of(&edited, wanted) { Ok(edited) } else { Err(layout::unreadable(&text, 0, file)) }
}

/// Whether a text is read as a mapping with the lines of `wanted`: YAML breaks lines in more ways than a file that
/// `provgen map` writes, and what it would read otherwise afterwards isn't written.
fn has_lines_of(text: &str, wanted: &Mapping) -> bool {
    let read = Mapping::parse(text, "");
    read.is_ok_and(|read| read.lines().map(|(path, _)| path).eq(wanted.lines().map(|(path, _)| path)))
}

/// The text and what it says, with the names that groups have by now: what stands below them stays, comments too.
fn with_renamed_groups(text: &str, file: &str, old: &Mapping, now: &Mapping) -> Result<(String, Mapping)> {
    let (mut text, mut old) = (text.to_string(), old.clone());
    // Each changes one name of the file for one that it hasn't, so that there is an end.
    while let Some(renamed) = old.renamed(now) {
        let layout = Layout::of(&text, &old, file)?;
        let (line, name) = match &renamed {
            Renamed::Service { from, to } => {
                (layout.services.get(from.as_str()).map(|place| place.line), to.as_str())
            }
            Renamed::Resource { service, from, to } => {
                let service = layout.services.get(service.as_str());
                let place = service.and_then(|place| place.resources.get(from.as_str()));
                (place.map(|place| place.line), to.as_str())
            }
        };
        let mut edits = Edits::default();
        if let Some(at) = line {
            let line = layout.lines.get(at).copied().unwrap_or_default();
            let rest = line.get(name_end(line)..).unwrap_or_default();
            let before = indent(&layout, at);
            edits.replaced.insert(at, format!("{before}{}:{rest}", super::columns::quoted(name)));
        }
        text = edits.applied(&layout);
        old = old.with_renamed(&renamed);
    }
    Ok((text, old))
}

fn indent<'t>(layout: &Layout<'t>, line: usize) -> &'t str {
    let text = layout.lines.get(line).copied().unwrap_or_default();
    text.get(..text.len() - text.trim_start_matches(' ').len()).unwrap_or_default()
}

/// The indents of resources and of methods in a service.
fn indents<'t>(layout: &Layout<'t>, place: &ServicePlace) -> (&'t str, &'t str) {
    let resource = place.resources.values().find(|resource| !resource.methods.is_empty());
    let method =
        resource.and_then(|resource| resource.methods.values().next().map(|at| (resource.line, *at)));
    method.map_or((INDENT, METHOD_INDENT), |(resource, method)| {
        (indent(layout, resource), indent(layout, method))
    })
}

/// Changes by line, counted from 0.
#[derive(Debug, Default)]
struct Edits {
    removed: BTreeSet<usize>,
    replaced: BTreeMap<usize, String>,
    /// Lines that come after another.
    inserted: BTreeMap<usize, Vec<String>>,
    /// Lines that come after all others.
    end: Vec<String>,
    /// Names of groups that got something new, by their lines.
    filled: BTreeSet<usize>,
}

impl Edits {
    /// Writes `line` in place of what stands behind the name at `at`; a comment stays.
    fn replace(&mut self, layout: &Layout<'_>, at: usize, columns: Columns, line: &Line) {
        let old = layout.lines.get(at).copied().unwrap_or_default();
        let (before, comment) = parted(old);
        let comment = if comment.is_empty() { String::new() } else { format!("  {comment}") };
        self.replaced.insert(at, format!("{before}{}{comment}", columns.value(line)));
    }

    /// Marks the line at `at`, which says `line`, as gone. The rest of it stays as it is written.
    fn mark_gone(&mut self, layout: &Layout<'_>, at: usize, columns: Columns, line: &Line) {
        let gone = Line { mark: Mark::Gone, ..line.clone() };
        let old = layout.lines.get(at).copied().unwrap_or_default();
        let (before, comment) = parted(old);
        let value = old.get(before.len()..old.len() - comment.len()).unwrap_or_default();
        if line.mark != Mark::Decided || value.starts_with(['"', '\'']) {
            return self.replace(layout, at, columns, &gone);
        }
        let space = value.get(value.trim_end().len()..).unwrap_or_default();
        let mark = format!("{}  {GONE}", value.trim_end());
        self.replaced.insert(at, format!("{before}{mark}{space}{comment}"));
    }

    /// Adds methods to a resource, each after the one that comes before it by name.
    fn add_methods(
        &mut self,
        layout: &Layout<'_>,
        place: &ResourcePlace,
        methods: &Methods,
        columns: Columns,
    ) {
        self.filled.insert(place.line);
        let known = place.methods.values().next().copied();
        let own = || format!("{}{INDENT}", indent(layout, place.line));
        let before = known.map_or_else(own, |at| indent(layout, at).to_string());
        let known = known.and_then(|at| layout.lines.get(at)).copied();
        let start = known.map(|line| parted(line).0.chars().count());
        for (method, line) in methods {
            let name = format!("{before}{}:", super::columns::quoted(method.as_str()));
            let text = match start {
                Some(start) => {
                    let width = start.max(name.chars().count() + 1);
                    format!("{name:width$}{}", columns.value(line))
                }
                None => columns.line(&before, method.as_str(), line),
            };
            let earlier = place.methods.range(..method.to_string()).map(|(_, at)| *at).max();
            self.insert(earlier.unwrap_or(place.line), vec![text]);
        }
    }

    fn insert(&mut self, after: usize, lines: Vec<String>) {
        self.inserted.entry(after).or_default().extend(lines);
    }

    /// Takes out the names of groups that have no line any more.
    fn remove_empty(&mut self, layout: &Layout<'_>) {
        for service in layout.services.values() {
            let mut is_empty = !service.resources.is_empty() && !self.filled.contains(&service.line);
            for resource in service.resources.values() {
                let was_filled = !resource.methods.is_empty();
                let is_left = resource.methods.values().any(|line| !self.removed.contains(line));
                if was_filled && !is_left && !self.filled.contains(&resource.line) {
                    self.removed.insert(resource.line);
                } else {
                    is_empty = false;
                }
            }
            if is_empty {
                self.removed.insert(service.line);
            }
        }
    }

    fn applied(self, layout: &Layout<'_>) -> String {
        let Self { removed, replaced, inserted, end, filled: _ } = self;
        let mut text = String::new();
        let mut push = |line: &str| {
            text.push_str(line);
            text.push_str(layout.line_end);
        };
        for (at, line) in layout.lines.iter().enumerate() {
            if !removed.contains(&at) {
                push(replaced.get(&at).map_or(*line, String::as_str));
            }
            inserted.get(&at).into_iter().flatten().for_each(|line| push(line));
        }
        // One blank line parts services, whatever was taken out before it.
        let is_parted = text.is_empty() || text.ends_with(&layout.line_end.repeat(2));
        for line in end.iter().skip(usize::from(is_parted && !end.is_empty())) {
            text.push_str(line);
            text.push_str(layout.line_end);
        }
        text
    }
}

/// Where the name of a line and its `:` end.
fn name_end(line: &str) -> usize {
    let start = line.len() - line.trim_start().len();
    let quote_end = start + line.get(start..).map_or(0, quoted_length);
    line.get(quote_end..).and_then(|rest| rest.find(':')).map_or(line.len(), |at| quote_end + at + 1)
}

/// What stands before the value of a line, and its comment.
fn parted(line: &str) -> (&str, &str) {
    let colon = name_end(line);
    let rest = line.get(colon..).unwrap_or_default();
    let value_start = colon + (rest.len() - rest.trim_start().len());
    let value = line.get(value_start..).unwrap_or_default();
    let from = quoted_length(value);
    let rest = value.get(from..).unwrap_or_default();
    let comment = rest.match_indices('#').map(|(at, _)| from + at).find(|at| {
        // A `#` that stands in a word begins no comment.
        value.get(..*at).is_some_and(|before| before.ends_with([' ', '\t']))
    });
    let comment = comment.and_then(|at| value.get(at..)).unwrap_or_default();
    (line.get(..value_start).unwrap_or_default(), comment)
}

/// The bytes of the text in quotes with which `text` begins; 0 if it begins with none. `''` and `\"` end no such text.
fn quoted_length(text: &str) -> usize {
    let Some(quote @ ('"' | '\'')) = text.chars().next() else { return 0 };
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        let doubles = quote == '\'' && text.get(at + 1..).is_some_and(|rest| rest.starts_with(quote));
        if is_escaped {
            is_escaped = false;
        } else if c == '\\' && quote == '"' || c == quote && doubles {
            is_escaped = true;
        } else if c == quote {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a person might have written it.
    const WRITTEN: &str = "\
# ours
shop:
    # books and what they cost
    books:
        list:   SELECT GET /books $.books      # checked in May
        'get':  \"SELECT GET /books/{book}\"
        burn:   EXEC POST /books/{book}/burn ? # really?

    films:
        list: SELECT GET /films
";

    fn edit(changes: &[(&str, &str)], policy: Policy) -> String {
        let old = Mapping::parse(WRITTEN, "mapping.yaml").unwrap();
        let mut now = old.to_text();
        for (from, to) in changes {
            assert!(now.contains(from), "{from} in {now}");
            now = now.replace(from, to);
        }
        let now = Mapping::parse(&now, "now").unwrap();
        edited(WRITTEN, "mapping.yaml", &old, &now, policy).unwrap()
    }

    #[test]
    fn nothing_changes_where_nothing_differs() {
        assert_eq!(edit(&[], Policy::Mark), WRITTEN);
        assert_eq!(edit(&[], Policy::Follow), WRITTEN);
    }

    #[test]
    fn new_lines_stand_where_their_names_belong() {
        let text = edit(
            &[
                ("    burn:", "    add: INSERT POST /books\n    burn:"),
                ("  films:", "  cds:\n    list: SELECT GET /cds\n  films:"),
                ("\nshop:", "\nbank:\n  accounts:\n    list: SELECT GET /accounts\nshop:"),
            ],
            Policy::Mark,
        );
        insta::assert_snapshot!(text, @r#"
        # ours
        shop:
            # books and what they cost
            books:
                add:    INSERT  POST /books
                list:   SELECT GET /books $.books      # checked in May
                'get':  "SELECT GET /books/{book}"
                burn:   EXEC POST /books/{book}/burn ? # really?
            cds:
                list:  SELECT  GET /cds

            films:
                list: SELECT GET /films

        bank:
          accounts:
            list:  SELECT  GET /accounts
        "#);
    }

    #[test]
    fn what_has_gone_is_marked_or_taken_out() {
        let gone = [
            ("    list:  SELECT  GET /books               $.books\n", ""),
            ("  films:\n    list:  SELECT  GET /films\n", ""),
        ];
        insta::assert_snapshot!(edit(&gone, Policy::Mark), @r#"
        # ours
        shop:
            # books and what they cost
            books:
                list:   SELECT GET /books $.books  gone      # checked in May
                'get':  "SELECT GET /books/{book}"
                burn:   EXEC POST /books/{book}/burn ? # really?

            films:
                list: SELECT GET /films  gone
        "#);
        insta::assert_snapshot!(edit(&gone, Policy::Follow), @r#"
        # ours
        shop:
            # books and what they cost
            books:
                'get':  "SELECT GET /books/{book}"
                burn:   EXEC POST /books/{book}/burn ? # really?
        "#);
    }

    #[test]
    fn an_operation_may_be_called_otherwise_and_what_is_overruled_is_marked() {
        let changed = [("GET /films", "GET /v2/films"), ("$.books", "$.items")];
        for (policy, books) in
            [(Policy::Mark, "$.items  ?  # checked"), (Policy::Follow, "$.items  # checked")]
        {
            let text = edit(&changed, policy);
            assert!(text.contains("list: SELECT  GET /v2/films\n"), "{text}");
            assert!(text.contains(books), "{text}");
        }
    }

    #[test]
    fn comments_are_told_from_values() {
        for (line, value, comment) in [
            ("  a: SELECT GET /b  # c", "SELECT GET /b  ", "# c"),
            ("  a: SELECT GET /b\t# c", "SELECT GET /b\t", "# c"),
            ("  a: SELECT GET /b#c", "SELECT GET /b#c", ""),
            ("  'it''s': 'SELECT GET /''b # '  # c", "'SELECT GET /''b # '  ", "# c"),
            (r#"  "a\"": "SELECT GET /\" # "  # c"#, r#""SELECT GET /\" # "  "#, "# c"),
        ] {
            let (before, found) = parted(line);
            assert_eq!(found, comment, "{line}");
            assert_eq!(line.get(before.len()..line.len() - found.len()), Some(value), "{line}");
        }
    }

    #[test]
    fn other_layouts_are_refused_with_their_place() {
        for (text, line) in [
            ("shop: { books: { list: SELECT GET /books } }\n", 1),
            ("shop:\n  books:\n    list:\n      SELECT GET /books\n", 4),
            ("shop:\n  books: {list: SELECT GET /books}\n", 2),
            ("\r\n\tshop:\n", 2),
            ("shop:\r  books:\r    list: SELECT GET /books\n", 1),
        ] {
            let old = Mapping::parse(text, "mapping.yaml").unwrap();
            let now = Mapping::parse("shop:\n  books:\n    get: SELECT GET /b\n", "now").unwrap();
            let told = edited(text, "mapping.yaml", &old, &now, Policy::Mark).unwrap_err().to_string();
            assert!(told.contains(&format!("mapping.yaml:{line}:1")), "{told}");
        }
    }
}
