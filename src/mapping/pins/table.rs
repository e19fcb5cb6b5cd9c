//! The mapping as a table: CSV with the 13 columns of StackQL's provider-utils, for spreadsheets and for providers that
//! were made with it.
//!
//! In: services, or the text of a table. Out: the text of a table; or changes to a [`Mapping`].

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Writer};

use super::model::{Line, Mapping, Mark, MethodPath, PinnedVerb};
use crate::api::{HttpMethod, ObjectKey, Operation, SqlVerb};
use crate::diagnostic::{Diagnostic, Problems, Result};
use crate::names::{MethodName, NameError, OperationId, ResourceName, identifier};
use crate::provider::{Method, Resource, Service};
use crate::text::{counted, did_you_mean, one_line};

/// The columns, in the order of provider-utils.
pub const COLUMNS: [&str; 13] = [
    "filename",
    "path",
    "operationId",
    "formatted_op_id",
    "verb",
    "response_object",
    "tags",
    "formatted_tags",
    "stackql_resource_name",
    "stackql_method_name",
    "stackql_verb",
    "stackql_object_key",
    "op_description",
];

/// Parts the tags of an operation.
const BETWEEN_TAGS: &str = "|";

/// The resource of operations that provider-utils leaves out.
const SKIPPED: &str = "skip_this_resource";

/// The rows of a service's methods.
#[must_use]
pub fn rows(service: &Service) -> Vec<[String; 13]> {
    let operations: BTreeMap<&OperationId, &Operation> =
        service.api.operations.iter().map(|operation| (&operation.id, operation)).collect();
    let methods = service
        .resources
        .iter()
        .flat_map(|resource| resource.methods.iter().map(move |method| (resource, method)));
    let row = |(resource, method): (&Resource, &Method)| {
        let operation = operations.get(&method.operation_id)?;
        Some(row(service.name.as_str(), resource, method, operation))
    };
    methods.filter_map(row).collect()
}

fn row(service: &str, resource: &Resource, method: &Method, operation: &Operation) -> [String; 13] {
    let id = operation.id.as_str();
    let answer = operation.response.schema().and_then(|schema| schema.reference.clone());
    let formatted: Vec<String> = operation.tags.iter().map(|tag| identifier(tag, &[])).collect();
    [
        format!("{service}.yaml"),
        operation.path.clone(),
        if operation.has_own_id { id.to_string() } else { String::new() },
        identifier(id, &[]),
        operation.http_method.key(),
        answer.unwrap_or_default(),
        operation.tags.join(BETWEEN_TAGS),
        formatted.join(BETWEEN_TAGS),
        resource.name.to_string(),
        method.name.to_string(),
        method.verb.key(),
        method.object_key.as_ref().map(ToString::to_string).unwrap_or_default(),
        prose(&operation.description),
    ]
}

/// A description that no spreadsheet takes for a formula.
fn prose(text: &str) -> String {
    let text = one_line(text);
    if text.starts_with(['=', '+', '-', '@']) { format!(" {text}") } else { text }
}

/// The text of a table with `rows`.
///
/// # Errors
/// None that the input can cause: the table is written to memory.
pub fn text(rows: impl IntoIterator<Item = [String; 13]>) -> Result<String> {
    let failed = |error: String| {
        Diagnostic::error("cli::table", format!("the table can't be written: {error}")).help("report this")
    };
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|error| failed(error.to_string()))?;
    for row in rows {
        writer.write_record(row).map_err(|error| failed(error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    Ok(String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?)
}

/// A table that was read.
#[derive(Debug, Default)]
pub struct Table {
    file: String,
    text: String,
    rows: Vec<Row>,
    /// Warnings about rows that say what a mapping can't.
    pub notes: Vec<Diagnostic>,
}

/// What a row says of an operation.
#[derive(Debug)]
struct Row {
    /// The number of the row's line, from 1.
    at: usize,
    /// The file's name without its extension: the service, as a rule.
    service: String,
    id: String,
    http_method: Option<HttpMethod>,
    path: String,
    resource: ResourceName,
    method: MethodName,
    verb: SqlVerb,
    object_key: Option<String>,
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
        let mut placed: Vec<(&Row, MethodPath, Line)> = Vec::new();
        let mut named: BTreeMap<MethodPath, usize> = BTreeMap::new();
        for row in &self.rows {
            let Some((path, line)) = row.find(now) else {
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
        for (row, target, line) in placed {
            let known = asked.line(&target).filter(|known| row.is_about(&target.method, known)).cloned();
            if let Some(known) = known {
                if !row.agrees(&known) {
                    asked.insert(target, row.line(&known));
                }
                continue;
            }
            // The line that the row renames: one that no row names.
            let other = asked.lines().find(|(path, line)| {
                path.service == target.service
                    && row.is_about(&path.method, line)
                    && !is_twin(&path.method)
                    && !named.contains_key(path)
            });
            let other = other.map(|(path, line)| (path, line.clone()));
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

/// A raw list twin shares its operation with the list.
fn is_twin(method: &MethodName) -> bool {
    method.as_str().starts_with('_')
}

impl Row {
    /// The line of the row's operation; that of the service which the row names, if several have it.
    fn find<'m>(&self, now: &'m Mapping) -> Option<(MethodPath, &'m Line)> {
        let fitting =
            || now.lines().filter(|(path, line)| self.is_about(&path.method, line) && !is_twin(&path.method));
        fitting().find(|(path, _)| path.service.as_str() == self.service).or_else(|| fitting().next())
    }

    fn is_about(&self, method: &MethodName, line: &Line) -> bool {
        let id = line.operation.as_ref().map_or(method.as_str(), OperationId::as_str);
        let is_call = self.path == line.path && self.http_method == line.http_method;
        is_call || !self.id.is_empty() && (id == self.id || id == identifier(&self.id, &[]))
    }

    /// Whether `known`, a line of the row's names, says what the row says.
    fn agrees(&self, known: &Line) -> bool {
        known.verbs.iter().any(|pinned| pinned.verb == self.verb) && known.object_key == self.object_key
    }

    /// The row as a line, in place of `known`.
    fn line(&self, known: &Line) -> Line {
        let verbs = vec![PinnedVerb { verb: self.verb, goes_first: false }];
        let is_named = self.id.is_empty() || self.id == self.method.as_str();
        Line {
            verbs: if known.verbs.iter().any(|pinned| pinned.verb == self.verb) {
                known.verbs.clone()
            } else {
                verbs
            },
            object_key: self.object_key.clone(),
            operation: known
                .operation
                .clone()
                .or_else(|| (!is_named).then(|| OperationId::new(self.id.as_str()))),
            mark: Mark::Decided,
            ..known.clone()
        }
    }
}

/// Where the columns that count are.
struct Columns([usize; 8]);

/// The columns that count.
const NEEDED: [&str; 8] = [
    "filename",
    "path",
    "operationId",
    "verb",
    "stackql_resource_name",
    "stackql_method_name",
    "stackql_verb",
    "stackql_object_key",
];

impl Columns {
    fn of(header: &StringRecord, text: &str, file: &str) -> Result<Self> {
        let place = |name: &str| header.iter().position(|column| column.trim() == name);
        let missing: Vec<String> =
            NEEDED.iter().filter(|name| place(name).is_none()).map(|name| format!("`{name}`")).collect();
        if missing.is_empty() {
            return Ok(Self(NEEDED.map(|name| place(name).unwrap_or_default())));
        }
        let noun = if missing.len() == 1 { "column" } else { "columns" };
        let message = format!("the table lacks the {noun} {}", missing.join(", "));
        Err(Diagnostic::error("mapping::table", message)
            .help("`provgen map --csv` prints a table with all columns")
            .at(file, "")
            .at_line(text, 1, 1, text.lines().next().map_or(1, |line| line.chars().count()))
            .into())
    }

    /// The row of `record`; none if nobody has given it a resource.
    fn row(&self, record: &StringRecord, at: usize) -> std::result::Result<Option<Row>, String> {
        let [file, path, id, http, resource, method, verb, key] =
            self.0.map(|column| record.get(column).unwrap_or_default().trim());
        if resource.is_empty() {
            return Ok(None);
        }
        let name = |what: &'static str, text: &str| {
            let text = text.to_string();
            move |error: NameError| format!("{text:?} can't be a {what}'s name: {error}")
        };
        let is_skipped = resource == SKIPPED;
        let method = if is_skipped && method.is_empty() { SKIPPED } else { method };
        let verb = if is_skipped && verb.is_empty() { SqlVerb::Exec.as_str() } else { verb };
        if !key.is_empty() {
            ObjectKey::parse(key).map_err(|error| format!("`{key}`: {error}"))?;
        }
        Ok(Some(Row {
            at,
            service: file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_string(),
            id: id.to_string(),
            http_method: HttpMethod::parse(http),
            path: path.to_string(),
            resource: ResourceName::new(resource).map_err(name("resource", resource))?,
            method: MethodName::new(method).map_err(name("method", method))?,
            verb: SqlVerb::parse(verb).ok_or_else(|| format!("`{verb}` is not a SQL verb"))?,
            object_key: (!key.is_empty()).then(|| key.to_string()),
        }))
    }
}
