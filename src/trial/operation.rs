//! An operation of the API: how a request to it looks, and the answer to it.

use serde_json::{Value, json};

use crate::api::{Api, HttpMethod, IMPLIED_ROWS, Operation, SqlVerb, Transfer};
use crate::engine::answer::{NEXT_PAGE_TOKEN, reads_pages};
use crate::engine::media;
use crate::manifest::options::path_of;
use crate::names::ServiceName;
use crate::provider::Method;
use crate::trial::path::PathTemplate;
use crate::trial::values;

/// The token of the second page, which is the last one.
pub(super) const SECOND_PAGE: &str = "page-2";

/// The content of everything: signs that JSON and SQL write otherwise show whether it arrives as it is.
const CONTENT: &str = "a \"text\",\nwhose 'lines' are two \\ n\n";

/// An operation.
#[derive(Debug, Clone)]
pub(super) struct OperationPlan {
    /// HTTP method.
    pub(super) http_method: HttpMethod,
    /// The path of a request, with that of the server and without the query.
    pub(super) path: PathTemplate,
    /// The query that the path itself has.
    pub(super) query: String,
    /// The answer; the same for every request.
    pub(super) answer: Value,
    /// How the answer is sent.
    pub(super) form: Form,
    /// Whether the answer is a list, which can be empty.
    pub(super) paging: Paging,
    /// Where the rows are.
    pub(super) rows: RowsOf,
}

/// Where the rows of an answer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowsOf {
    /// Each item of a list is a row, so that an empty list gives none.
    Items,
    /// The answer as a whole is the one row: a list of texts in it, for example, is a column.
    Whole,
}

/// The form of a body or an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON.
    Json,
    /// The content that one field has, and nothing else.
    Content,
}

impl Form {
    /// The form of what `operation` sends, or answers with, in that direction.
    pub(super) fn of(operation: &Operation, transfer: Transfer) -> Self {
        if operation.transfer() == Some(transfer) { Self::Content } else { Self::Json }
    }
}

/// How an operation returns several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paging {
    /// The answer is one thing.
    One,
    /// The answer is a list, whole.
    List,
    /// The answer is a page of a list.
    Pages,
}

impl Paging {
    /// The same for a statement that asks for no further page.
    pub(super) fn alone(self) -> Self {
        if self == Self::Pages { Self::List } else { self }
    }
}

impl OperationPlan {
    /// The plan of `operation`, which `method` of `service` calls.
    pub(super) fn new(api: &Api, service: &ServiceName, method: &Method, operation: &Operation) -> Self {
        let servers = if operation.servers.is_empty() { &api.servers } else { &operation.servers };
        let base = servers.first().map_or("", |server| path_of(&server.url));
        let (path, query) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
        let schema = operation.response.schema();
        let form = Form::of(operation, Transfer::Download);
        let answer = match form {
            Form::Json => schema.map_or_else(|| json!({}), |schema| values::answer(api, schema)),
            Form::Content => json!({ media::FIELD: CONTENT }),
        };
        Self {
            http_method: operation.http_method,
            path: PathTemplate::new(&format!("/{service}{base}{path}")),
            query: query.to_string(),
            paging: paging(method, operation, &answer),
            rows: rows(method, &answer),
            answer,
            form,
        }
    }

    /// The answer to a request with `token` for a page.
    pub(super) fn page(&self, token: Option<&str>) -> Value {
        let mut answer = self.answer.clone();
        if let Some(answer) = answer.as_object_mut().filter(|answer| answer.contains_key(NEXT_PAGE_TOKEN)) {
            if self.paging == Paging::Pages && token != Some(SECOND_PAGE) {
                answer.insert(NEXT_PAGE_TOKEN.into(), json!(SECOND_PAGE));
            } else {
                answer.remove(NEXT_PAGE_TOKEN);
            }
        }
        answer
    }

    /// The answer without anything in its lists; as it is, if it is none.
    pub(super) fn empty(&self) -> Value {
        match (self.paging, &self.answer) {
            (Paging::One, _) => self.page(None),
            (_, Value::Array(_)) => json!([]),
            (Paging::List | Paging::Pages, _) => json!({}),
        }
    }
}

/// How `operation` returns several things. The engine asks for a further page by itself where a SELECT gets
/// Google's token.
fn paging(method: &Method, operation: &Operation, answer: &Value) -> Paging {
    let has_items = rows(method, answer) == RowsOf::Items;
    let has_token = answer.get(NEXT_PAGE_TOKEN).is_some();
    match method.verb {
        SqlVerb::Select if has_token && reads_pages(operation) => Paging::Pages,
        SqlVerb::Select if has_items || has_token => Paging::List,
        _ => Paging::One,
    }
}

/// Where the rows of `answer` are. Without an object key the engine looks for implied rows.
fn rows(method: &Method, answer: &Value) -> RowsOf {
    let has_items = match &method.object_key {
        Some(key) => !key.steps().is_empty(),
        None => answer.get(IMPLIED_ROWS).is_some(),
    };
    if has_items || answer.is_array() { RowsOf::Items } else { RowsOf::Whole }
}
