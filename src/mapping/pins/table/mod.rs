//! The mapping as a table: CSV with the 13 columns of StackQL's provider-utils, for spreadsheets and for providers that
//! were made with it.
//!
//! In: services, or the text of a table. Out: the text of a table; or changes to a [`Mapping`].

mod operations;
mod row;
mod write;

use std::collections::BTreeMap;

use csv::ReaderBuilder;
use operations::Operations;
use row::{Columns, Row, SKIPPED};

use super::model::{Line, Mapping, MethodPath};
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::text::{counted, did_you_mean};
pub use write::{COLUMNS, rows, text};

/// A table that was read.
#[derive(Debug, Default)]
pub struct Table {
    file: String,
    text: String,
    rows: Vec<Row>,
    /// Warnings about rows that say what a mapping can't.
    pub notes: Vec<Diagnostic>,
}

impl Table {
    /// Reads the table `text`; messages call it `file`.
    ///
    /// # Errors
    /// A column is missing; all rows that aren't valid, with their lines.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        // The reader of CSV counts the lines of such a text otherwise.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        let text = text.as_str();
        let separator = separator(text);
        let mut reader =
            ReaderBuilder::new().flexible(true).delimiter(separator).from_reader(text.as_bytes());
        let broken = |error: &csv::Error| {
            let at = error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
            Diagnostic::error("mapping::table", format!("this can't be read as CSV: {error}"))
                .help("save the table as comma-separated values in UTF-8")
                .at(file, "")
                .at_line(text, at, 1, 1)
        };
        let header = reader.headers().map_err(|error| broken(&error))?.clone();
        let columns = Columns::of(&header, text, file)?;
        let problems = Problems::default();
        let (mut rows, mut skipped) = (Vec::new(), 0_usize);
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    problems.add(broken(&error));
                    break;
                }
            };
            let at = record.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
            match columns.row(&record, at) {
                Ok(Some(row)) if row.resource.as_str() == SKIPPED => skipped += 1,
                Ok(Some(row)) => rows.push(row),
                // Nobody has decided the operation.
                Ok(None) => {}
                Err(why) => problems.add(
                    Diagnostic::error("mapping::table", why)
                        .help("correct the row, or leave its resource empty: the rules name it then")
                        .at(file, "")
                        .at_line(text, at, 1, 1),
                ),
            }
        }
        let notes = (skipped > 0).then(|| {
            let rows = counted(skipped, "row");
            let message = format!("a mapping leaves no operation out, as {rows} with `{SKIPPED}` would");
            Diagnostic::warning("mapping::table-skips", message)
                .help("list the operations below `exclude` in provgen.yaml, each with a reason")
                .at(file, "")
        });
        problems.or(Self {
            file: file.to_string(),
            text: text.to_string(),
            rows,
            notes: notes.into_iter().collect(),
        })
    }

    /// Makes the lines of `asked` say what the table says of their operations, which have the names of `now`. A line that says
    /// it already stays as it is, with its `?`. Returns warnings about what the table says in vain.
    ///
    /// # Errors
    /// All rows whose operation no service has; several rows with one name.
    pub fn apply(&self, now: &Mapping, asked: &mut Mapping) -> Result<Vec<Diagnostic>> {
        let problems = Problems::default();
        let index = Operations::of(now);
        let mut placed: Vec<(&Row, MethodPath, Line)> = Vec::new();
        let mut named: BTreeMap<MethodPath, usize> = BTreeMap::new();
        for row in &self.rows {
            let Some((path, line)) = index.find(row) else {
                problems.add(self.unmatched(row, now));
                continue;
            };
            let target = MethodPath { resource: row.resource.clone(), method: row.method.clone(), ..path };
            match named.insert(target.clone(), row.at) {
                Some(first) => problems.add(
                    self.at(
                        row,
                        Diagnostic::error(
                            "mapping::table",
                            format!("the row of line {first} has the name `{target}`, too"),
                        )
                        .help("give one of the two another method or resource"),
                    ),
                ),
                None => placed.push((row, target, line.clone())),
            }
        }
        // Lines of an operation that no row names, and that rows may rename.
        let mut free = Operations::of(asked).unnamed(&named);
        for (row, target, line) in placed {
            let known = asked.line(&target).filter(|known| row.is_about(&target.method, known)).cloned();
            if let Some(known) = known {
                if !row.agrees(&known) {
                    asked.insert(target, row.line(&known));
                }
                continue;
            }
            let other = free.take(row, &target);
            let line = other.as_ref().map_or(line, |(_, line)| line.clone());
            if let Some((path, _)) = &other {
                asked.remove(path);
            }
            asked.insert(target, row.line(&line));
        }
        problems.or(self.strange_files(now))
    }

    /// # Errors
    /// All rows whose object key leads nowhere: by `now`, the names that came of it, the rows are elsewhere.
    pub fn check(&self, now: &Mapping) -> Result<()> {
        let problems = Problems::default();
        for row in self.rows.iter().filter(|row| row.object_key.is_some()) {
            let lines =
                now.services.values().filter_map(|resources| resources.get(&row.resource)?.get(&row.method));
            let mut lines = lines.filter(|line| row.is_about(&row.method, line));
            if let (Some(key), Some(line)) = (&row.object_key, lines.next())
                && line.object_key != row.object_key
            {
                let place = line.object_key.as_deref().unwrap_or("the whole answer");
                problems.add(
                    self.at(
                        row,
                        Diagnostic::error(
                            "mapping::table",
                            format!("the rows of `{}.{}` aren't at `{key}`", row.resource, row.method),
                        )
                        .help(format!("by the rules they are {place}")),
                    ),
                );
            }
        }
        problems.or(())
    }

    /// The warnings about files that are no services: their rows count for the services that have their operations.
    fn strange_files(&self, now: &Mapping) -> Vec<Diagnostic> {
        let is_service = |name: &str| now.services.keys().any(|service| service.as_str() == name);
        let mut strange: BTreeMap<&str, &Row> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| !is_service(&row.service)) {
            strange.entry(&row.service).or_insert(row);
        }
        let warning = |(name, row): (&str, &Row)| {
            let message = format!(
                "no service is called `{name}`: rows of that file are for whichever has their operations"
            );
            self.at(
                row,
                Diagnostic::warning("mapping::table-file", message).help("name the file after its service"),
            )
        };
        strange.into_iter().map(warning).collect()
    }

    fn at(&self, row: &Row, problem: Diagnostic) -> Diagnostic {
        problem.at(&self.file, "").at_line(&self.text, row.at, 1, 1)
    }

    fn unmatched(&self, row: &Row, now: &Mapping) -> Diagnostic {
        let what = if row.id.is_empty() { &row.path } else { &row.id };
        let ids = now.lines().filter_map(|(_, line)| line.operation.as_ref().map(ToString::to_string));
        let ids: Vec<String> = ids.collect();
        let near = did_you_mean(&row.id, ids.iter().map(String::as_str));
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let problem = Diagnostic::error("mapping::table", format!("no service has the operation {what}"));
        self.at(row, problem.help(format!("{near}correct or delete the row")))
    }
}

/// What parts the columns of `text`: spreadsheets write a `;` or a tab where a comma is part of numbers.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    [b';', b'\t'].into_iter().find(|other| count(*other) > count(b',')).unwrap_or(b',')
}
