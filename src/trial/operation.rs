//! An operation of the API: how a request to it looks, and the answer to it.

use serde_json::{Map, Value, json};

use crate::api::{HttpMethod, IMPLIED_ROWS, Operation, SqlVerb, Transfer};
use crate::engine::answer::{NEXT_PAGE_TOKEN, PAGE_TOKEN, reads_pages};
use crate::engine::media;
use crate::engine::paging::{Next, Paging as PagingSetting};
use crate::manifest::options::path_of;
use crate::provider::{Method, Resource, Service};
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
    /// How a further page is told, and asked for.
    pub(super) token: PageToken,
    /// Where the rows are.
    pub(super) rows: RowsOf,
}

/// The token of a further page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageToken {
    /// The parameter of the query that takes it.
    pub(super) parameter: String,
    /// The keys from the top of an answer down to it.
    keys: Vec<String>,
}

impl PageToken {
    /// That of Google's APIs, which the engine knows without a setting.
    fn known() -> Self {
        Self { parameter: PAGE_TOKEN.into(), keys: vec![NEXT_PAGE_TOKEN.into()] }
    }

    /// The token that a setting names; none where another page is told or asked for by something else.
    fn of(setting: &Value) -> Option<Self> {
        let is_query = setting.pointer("/requestToken/location").and_then(Value::as_str) == Some("query");
        let paging = PagingSetting::of(setting).filter(|_| is_query)?;
        let keys = paging.keys()?.into_iter().map(str::to_string).collect();
        match paging.next {
            Next::Parameter(parameter) => Some(Self { parameter, keys }),
            Next::Number(..) | Next::Address => None,
        }
    }

    /// The token's owner in an answer that has a token.
    fn owner<'v>(&self, answer: &'v mut Value) -> Option<(&'v mut Map<String, Value>, &str)> {
        let (last, above) = self.keys.split_last()?;
        let owner = above.iter().try_fold(answer, |at, key| at.get_mut(key.as_str()))?.as_object_mut()?;
        owner.contains_key(last).then_some((owner, last.as_str()))
    }
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
    /// What a template of the provider makes of the fields, which nothing here knows.
    Template,
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
    ///
    /// The answer of a list that is read page after page by something else than a token in the query is the only page.
    pub(super) fn new(
        service: &Service,
        resource: &Resource,
        method: &Method,
        operation: &Operation,
    ) -> Self {
        let api = &service.api;
        let servers = if operation.servers.is_empty() { &api.servers } else { &operation.servers };
        let base = servers.first().map_or("", |server| path_of(&server.url));
        let (path, query) = operation.path.split_once('?').unwrap_or((&operation.path, ""));
        let schema = operation.response.schema();
        let form = Form::of(operation, Transfer::Download);
        let mut answer = match form {
            Form::Json | Form::Template => {
                schema.map_or_else(|| json!({}), |schema| values::answer(api, schema))
            }
            Form::Content => json!({ media::FIELD: CONTENT }),
        };
        let config = service.config(resource.name.as_str(), method.name.as_str(), "/pagination");
        let token = match config {
            None => PageToken::known(),
            Some(setting) => PageToken::of(setting).unwrap_or_else(|| {
                if let Some(paging) = PagingSetting::of(setting) {
                    remove(&mut answer, &paging.keys().unwrap_or_default());
                }
                PageToken::known()
            }),
        };
        let has_token = token.owner(&mut answer).is_some();
        Self {
            http_method: operation.http_method,
            path: PathTemplate::new(&format!("/{}{base}{path}", service.name)),
            // Names with `__` tell paths of a document apart, and aren't sent.
            query: query.split('&').filter(|pair| !pair.starts_with("__")).collect::<Vec<_>>().join("&"),
            paging: paging(method, operation, &answer, has_token),
            token,
            rows: rows(method, &answer),
            answer,
            form,
        }
    }

    /// The answer to a request with `token` for a page.
    pub(super) fn page(&self, token: Option<&str>) -> Value {
        let mut answer = self.answer.clone();
        if let Some((owner, key)) = self.token.owner(&mut answer) {
            if self.paging == Paging::Pages && token != Some(SECOND_PAGE) {
                owner.insert(key.to_string(), json!(SECOND_PAGE));
            } else {
                owner.remove(key);
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

/// Removes the value below `keys`, if there is one.
fn remove(answer: &mut Value, keys: &[&str]) {
    let Some((last, above)) = keys.split_last() else { return };
    let owner = above.iter().try_fold(answer, |at, key| at.get_mut(*key));
    if let Some(owner) = owner.and_then(Value::as_object_mut) {
        owner.remove(*last);
    }
}

/// How `operation` returns several things. The engine asks for a further page by itself where a SELECT gets
/// the token of one.
fn paging(method: &Method, operation: &Operation, answer: &Value, has_token: bool) -> Paging {
    let has_items = rows(method, answer) == RowsOf::Items;
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
