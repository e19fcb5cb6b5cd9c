//! The JSON that `provgen show` prints.

use serde::Serialize;

use crate::api::ViewQuery;
use crate::diagnostic::{Diagnostic, Result};
use crate::provider::{Column, Method, Resource, Service};
use crate::settings::Settings;

/// A resource in JSON.
#[derive(Serialize)]
pub(super) struct ResourceView<'a> {
    id: String,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    fields: Vec<FieldView<'a>>,
    methods: Vec<MethodView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<QueriesView<'a>>,
}

/// What SELECT reads in place of methods.
#[derive(Serialize)]
struct QueriesView<'a> {
    required: Vec<&'a str>,
    queries: Vec<QueryView<'a>>,
}

#[derive(Serialize)]
struct QueryView<'a> {
    dialect: Option<&'a str>,
    sql: &'a str,
}

#[derive(Serialize)]
struct FieldView<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    datatype: &'a str,
    format: Option<&'a str>,
    description: Option<&'a str>,
    type_description: Option<&'a str>,
}

#[derive(Serialize)]
struct MethodView<'a> {
    name: &'a str,
    verb: &'static str,
    required: &'a [String],
    optional: &'a [String],
    description: &'a str,
    operation_id: &'a str,
    http_method: &'static str,
    path: &'a str,
    object_key: Option<String>,
    deprecated: bool,
}

#[derive(Serialize)]
pub(super) struct ServiceView<'a> {
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
