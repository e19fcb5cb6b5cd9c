//! Style `registry`: the pages of StackQL's provider sites (Docusaurus 3, MDX), and the JSON twins for
//! machines.
//!
//! In: a service and one of its resources. Out: a [`ResourceReference`] with all facts about the resource,
//! which is the JSON twin of its page, and the views that the templates in `templates/registry/` show.

mod anchors;
mod calls;
mod cells;
mod deploy;
mod examples;
mod fields;
mod limits;
mod linker;
mod manifest;
mod methods;
mod overview;
mod parameter_row;
pub mod reference;
mod related;
mod view;
mod views;

use crate::api::{Api, Server, SqlVerb};
use crate::docs::options::{DocsSettings, FieldOrder};
use crate::docs::prose::first_sentence;
use crate::manifest::SharedAnswers;
use crate::mapping::column_names::ColumnNames;
use crate::provider::identity::ProviderSettings;
use crate::provider::timeline::Timeline;
use crate::provider::{Column, Resource, Service};
pub(super) use deploy::path as file_of;
use examples::given::Context;
use fields::{Fields, Rows, SchemaNames};
use methods::MethodFacts;
pub(super) use overview::{ProviderPage, ServicePage, llms};
pub(super) use reference::SCHEMA_FILE;
use reference::{ApiReference, MethodReference, ResourceReference};
use related::Collections;
pub(super) use view::ResourcePage;

/// Facts about a service that the pages of all its resources need. Finding them takes a look at the whole service.
pub(super) struct Shared<'a> {
    service: &'a Service,
    /// The paths of its resources.
    collections: Collections<'a>,
    /// The names of its schemas.
    names: SchemaNames<'a>,
    answers: SharedAnswers<'a>,
}

impl<'a> Shared<'a> {
    pub(super) fn of(service: &'a Service) -> Self {
        Self {
            service,
            collections: Collections::of(service),
            names: SchemaNames::of(&service.api),
            answers: SharedAnswers::of(service),
        }
    }
}

/// All facts about `resource`, with the dates of `timeline`.
pub(super) fn gathered(
    provider: &ProviderSettings,
    docs: &DocsSettings,
    shared: &Shared<'_>,
    resource: &Resource,
    timeline: &Timeline,
) -> ResourceReference {
    let service = shared.service;
    let api = &service.api;
    let id = service.resource_id(&provider.name, resource);
    let facts = MethodFacts::all(api, resource);
    let names = ColumnNames::of(provider.config.as_ref());
    let context = Context { api, resource, id: &id, names, answers: &shared.answers };
    let rows = Rows::of(api, resource, names, &shared.names);
    let mut unfolded = Fields::new(api, rows.type_name);
    let mut ordered: Vec<_> = resource.columns.iter().collect();
    if docs.field_order == FieldOrder::Source {
        ordered.sort_by_key(|column| column.position);
    }
    ordered.retain(|column| rows.columns.contains_key(&column.name));
    let known = |column: &&'_ Column| rows.columns.get(&column.name);
    let schemas = ordered.iter().filter_map(|column| Some((column.name.as_str(), known(column)?.0)));
    let mut columns = unfolded.unfolded(schemas);
    for (column, of) in columns.iter_mut().zip(&ordered) {
        let by = known(of).map(|(_, by)| by.as_slice()).unwrap_or_default();
        if by.len() < rows.methods {
            column.only_by = by.iter().map(ToString::to_string).collect();
        }
        column.history = timeline.column(resource.name.as_str(), &column.name).cloned();
    }
    if resource.view.is_some() {
        columns = views::columns(resource);
    }
    let verbs: Vec<&str> = resource.verbs().into_iter().map(SqlVerb::as_str).collect();
    let (mut start, habits) = examples::start(context, &facts);
    if resource.view.is_some() {
        start = views::start(context).into_iter().collect();
    }
    let examples = views::example(context).into_iter().chain(examples::all(context, &facts));
    let scopes = facts.iter().map(methods::scopes).filter(|scopes| !scopes.is_empty());
    let scopes = scopes.reduce(|common, scopes| &common & &scopes).unwrap_or_default();
    ResourceReference {
        schema: format!("../../../{SCHEMA_FILE}"),
        provider: provider.name.to_string(),
        service: service.name.to_string(),
        name: resource.name.to_string(),
        sentence: sentence(resource, &rows, &facts),
        description: resource.description.as_deref().and_then(methods::some),
        verbs,
        api: ApiReference {
            title: api.title.clone(),
            version: api.version.clone(),
            documentation: api.documentation.clone(),
            server: server(api, &facts).map(Server::address).filter(|url| !url.is_empty()),
        },
        scopes: scopes.into_iter().cloned().collect(),
        access_patterns: methods::access_patterns(api, resource, &facts),
        methods: facts
            .iter()
            .map(|facts| MethodReference {
                history: timeline.method(resource.name.as_str(), facts.method.name.as_str()).cloned(),
                calls: calls::of(service, resource, facts),
                limits: limits::of(service, resource, facts),
                ..methods::reference(api, facts, &rows, &shared.names, &mut unfolded)
            })
            .collect(),
        columns,
        view: views::reference(resource),
        parameters: methods::parameters(service, &facts),
        start,
        examples: examples.chain(deploy::files(context, &facts)).collect(),
        habits,
        related: related::related(service, resource, &shared.collections),
        history: timeline.resource(resource.name.as_str()).cloned(),
        id,
    }
}

/// The server that the methods call, where they have one of their own; else the API's first one.
fn server<'a>(api: &'a Api, facts: &[MethodFacts<'a>]) -> Option<&'a Server> {
    let mut own = facts.iter().map(|facts| facts.operation.servers.first());
    let first = own.next().flatten().filter(|first| own.all(|other| other == Some(first)));
    first.or(api.servers.first())
}

/// What a resource is, in one sentence of the API's: about the resource, its rows, or its first method.
fn sentence(resource: &Resource, rows: &Rows<'_>, facts: &[MethodFacts<'_>]) -> Option<String> {
    let described = resource.description.as_deref().into_iter().chain(rows.description);
    let methods = facts.iter().map(|facts| facts.method.description.as_str());
    let text = described.chain(methods).find(|text| !text.trim().is_empty())?;
    Some(first_sentence(text.trim()).to_string())
}
