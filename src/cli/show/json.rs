//! The JSON that `provgen show` prints.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::ViewQuery;
use crate::diagnostic::{Diagnostic, Result};
use crate::provider::{Column, Method, Resource, Service};
use crate::settings::Settings;

/// What `show` prints: a resource, a service or a provider. A provider's services are written one by one, for none of
/// them is kept; the type is for the schema alone.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "the schema is made of the type, and the parts are written alone")]
pub(in crate::cli) enum Shown<'a> {
    Resource(ResourceView<'a>),
    Service(ServiceView<'a>),
    Provider(ProviderView<'a>),
}

/// A provider.
#[derive(Serialize, JsonSchema)]
pub(in crate::cli) struct ProviderView<'a> {
    /// The provider's name.
    id: String,
    /// The services, by name.
    services: Vec<ServiceView<'a>>,
}

/// A resource.
#[derive(Serialize, JsonSchema)]
pub(in crate::cli) struct ResourceView<'a> {
    /// The name in SQL: `google.dataproc.sessions`.
    id: String,
    name: &'a str,
    /// `Resource` or `View`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The columns that SELECT returns.
    fields: Vec<FieldView<'a>>,
    methods: Vec<MethodView<'a>>,
    /// The view, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<QueriesView<'a>>,
}

/// What SELECT reads in place of methods.
#[derive(Serialize, JsonSchema)]
struct QueriesView<'a> {
    /// What a statement must give.
    required: Vec<&'a str>,
    queries: Vec<QueryView<'a>>,
}

/// A statement of a view.
#[derive(Serialize, JsonSchema)]
struct QueryView<'a> {
    /// The database of StackQL that the statement is for; none for any.
    dialect: Option<&'a str>,
    sql: &'a str,
}

/// A column.
#[derive(Serialize, JsonSchema)]
struct FieldView<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    datatype: &'a str,
    format: Option<&'a str>,
    description: Option<&'a str>,
    type_description: Option<&'a str>,
}

/// A method.
#[derive(Serialize, JsonSchema)]
struct MethodView<'a> {
    name: &'a str,
    /// The SQL verb that reaches it: `SELECT`, `INSERT`, …, or `EXEC` alone.
    verb: &'static str,
    /// The names that a statement must give.
    required: &'a [String],
    /// The names that a statement may give.
    optional: &'a [String],
    description: &'a str,
    operation_id: &'a str,
    http_method: &'static str,
    path: &'a str,
    /// Where the rows are in the answer; none for the whole answer.
    object_key: Option<String>,
    deprecated: bool,
}

/// A service.
#[derive(Serialize, JsonSchema)]
pub(in crate::cli) struct ServiceView<'a> {
    id: String,
    title: &'a str,
    resources: Vec<ResourceView<'a>>,
}

pub(super) fn resource_view<'a>(
    settings: &Settings,
    service: &Service,
    resource: &'a Resource,
) -> ResourceView<'a> {
    ResourceView {
        id: service.resource_id(&settings.provider.name, resource),
        name: resource.name.as_str(),
        kind: resource.kind().as_str(),
        fields: resource.columns.iter().map(FieldView::new).collect(),
        methods: resource.methods.iter().map(MethodView::new).collect(),
        view: resource.view.as_ref().map(|view| QueriesView {
            required: view.needs().collect(),
            queries: view.queries.iter().map(QueryView::new).collect(),
        }),
    }
}

pub(super) fn service_view<'a>(settings: &Settings, service: &'a Service) -> ServiceView<'a> {
    ServiceView {
        id: format!("{}.{}", settings.provider.name, service.name),
        title: service.title(),
        resources: service
            .resources
            .iter()
            .map(|resource| resource_view(settings, service, resource))
            .collect(),
    }
}

impl<'a> QueryView<'a> {
    fn new(query: &'a ViewQuery) -> Self {
        Self { dialect: query.dialect(), sql: &query.ddl }
    }
}

impl<'a> FieldView<'a> {
    fn new(column: &'a Column) -> Self {
        Self {
            name: &column.name,
            datatype: &column.datatype,
            format: column.format.as_deref(),
            description: column.description.as_deref(),
            type_description: column.type_description.as_deref(),
        }
    }
}

impl<'a> MethodView<'a> {
    fn new(method: &'a Method) -> Self {
        Self {
            name: method.name.as_str(),
            verb: method.verb.as_str(),
            required: &method.required,
            optional: &method.optional,
            description: &method.description,
            operation_id: method.operation_id.as_str(),
            http_method: method.http_method.as_str(),
            path: &method.path,
            object_key: method.object_key.as_ref().map(ToString::to_string),
            deprecated: method.deprecated,
        }
    }
}

pub(super) fn write(view: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(view);
    Ok(text.map_err(|error| Diagnostic::error("cli::json", format!("can't write JSON: {error}")))? + "\n")
}
