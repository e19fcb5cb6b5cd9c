//! Rows of a table that was read.

use csv::StringRecord;

use crate::api::{HttpMethod, ObjectKey, SqlVerb};
use crate::diagnostic::{Diagnostic, Result};
use crate::mapping::pins::model::{Line, Mark, PinnedVerb};
use crate::names::{MethodName, NameError, OperationId, ResourceName, identifier};

/// The resource of operations that provider-utils leaves out.
pub(super) const SKIPPED: &str = "skip_this_resource";

/// What a row says of an operation.
#[derive(Debug)]
pub(super) struct Row {
    /// The number of the row's line, from 1.
    pub(super) at: usize,
    /// The file's name without its extension: the service, as a rule.
    pub(super) service: String,
    pub(super) id: String,
    /// The id in snake case, as a method's name tells it.
    pub(super) name_of_id: String,
    pub(super) http_method: Option<HttpMethod>,
    pub(super) path: String,
    pub(super) resource: ResourceName,
    pub(super) method: MethodName,
    pub(super) verb: SqlVerb,
    pub(super) object_key: Option<String>,
}

/// A raw list twin shares its operation with the list.
pub(super) fn is_twin(method: &MethodName) -> bool {
    method.as_str().starts_with('_')
}

impl Row {
    pub(super) fn is_about(&self, method: &MethodName, line: &Line) -> bool {
        let id = line.operation.as_ref().map_or(method.as_str(), OperationId::as_str);
        let is_call = self.path == line.path && self.http_method == line.http_method;
        is_call || !self.id.is_empty() && (id == self.id || id == self.name_of_id)
    }

    /// Whether `known`, a line of the row's names, says what the row says.
    pub(super) fn agrees(&self, known: &Line) -> bool {
        known.verbs.iter().any(|pinned| pinned.verb == self.verb) && known.object_key == self.object_key
    }

    /// The row as a line, in place of `known`.
    pub(super) fn line(&self, known: &Line) -> Line {
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
pub(super) struct Columns([usize; 8]);

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
    pub(super) fn of(header: &StringRecord, text: &str, file: &str) -> Result<Self> {
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
    pub(super) fn row(&self, record: &StringRecord, at: usize) -> std::result::Result<Option<Row>, String> {
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
            name_of_id: identifier(id, &[]),
            http_method: HttpMethod::parse(http),
            path: path.to_string(),
            resource: ResourceName::new(resource).map_err(name("resource", resource))?,
            method: MethodName::new(method).map_err(name("method", method))?,
            verb: SqlVerb::parse(verb).ok_or_else(|| format!("`{verb}` is not a SQL verb"))?,
            object_key: (!key.is_empty()).then(|| key.to_string()),
        }))
    }
}
