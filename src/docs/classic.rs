//! Views of the pages of style `classic`, ready for a template: sorted, named and escaped.

use serde::Serialize;

use super::auth::Authentication;
use super::front_matter::FrontMatter;
use super::prose;
use crate::api::{FieldNames, SqlVerb, VIEW_METHOD, View, ViewQuery};
use crate::docs::options::{DocsSettings, FieldOrder};
use crate::docs::prose::{Addresses, Prose};
use crate::provider::identity::ProviderSettings;
use crate::provider::{Column, Counts, Method, Resource, ResourceKind, Service, ServiceOutline};
use crate::text::counted;

/// A resource's page.
#[derive(Debug, Serialize)]
pub(super) struct ResourcePage {
    front_matter: FrontMatter,
    name: String,
    kind: &'static str,
    id: String,
    fields: Vec<FieldRow>,
    methods: Vec<MethodRow>,
    /// A sentence about other names of the fields of bodies; empty if there are none.
    names: String,
    queries: Vec<Query>,
}

/// A statement of a view.
#[derive(Debug, Serialize)]
struct Query {
    /// The dialect as code; empty for any.
    dialect: String,
    code: String,
}

#[derive(Debug, Serialize)]
struct FieldRow {
    name: String,
    datatype: String,
    description: String,
}

#[derive(Debug, Serialize)]
struct MethodRow {
    name: String,
    verb: &'static str,
    required: String,
    description: String,
}

/// A service's page.
#[derive(Debug, Serialize)]
pub(super) struct ServicePage {
    front_matter: FrontMatter,
    name: String,
    id: String,
    title: String,
    version: String,
    revision: Option<String>,
    documentation: Option<WebLink>,
    description: String,
    counts: CountsView,
    /// The resources' links in two columns; the last row may have only one.
    rows: Vec<(Link, Option<Link>)>,
    /// The views' links.
    views: Vec<Link>,
}

/// A provider's page.
#[derive(Debug, Serialize)]
pub(super) struct ProviderPage {
    front_matter: FrontMatter,
    name: String,
    title: String,
    description: Option<String>,
    counts: CountsView,
    authentication: Option<Authentication>,
    services: Vec<ServiceRow>,
}

#[derive(Debug, Serialize)]
struct Link {
    name: String,
    target: String,
}

/// A link out of the pages.
#[derive(Debug, Serialize)]
struct WebLink {
    address: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct ServiceRow {
    link: Link,
    title: String,
    resources: usize,
    methods: usize,
}

/// Figures with their nouns: `1 service`, `15 resources`.
#[derive(Debug, Serialize)]
struct CountsView {
    services: String,
    resources: String,
    selectable: usize,
    methods: String,
}

impl CountsView {
    fn new(counts: &Counts) -> Self {
        Self {
            services: counted(counts.services, "service"),
            resources: counts.counted_resources(),
            selectable: counts.selectable,
            methods: counted(counts.methods(), "method"),
        }
    }
}

/// The rules by which the prose of a service's document becomes Markdown.
pub(super) fn prose_of(service: &Service) -> Prose {
    Prose::of(service.api.documentation.as_deref(), service.api.format, Addresses::Bare)
}

impl ResourcePage {
    pub(super) fn new(
        provider: &ProviderSettings,
        docs: &DocsSettings,
        service: &Service,
        resource: &Resource,
    ) -> Self {
        let prose = prose_of(service);
        let name = resource.name.as_str();
        let mut columns: Vec<&Column> = resource.columns.iter().collect();
        match docs.field_order {
            FieldOrder::Stackql => {}
            FieldOrder::Source => columns.sort_by_key(|column| column.position),
        }
        let view = resource.view.iter().map(MethodRow::of_view);
        let methods = resource.methods.iter().map(|method| MethodRow::new(&prose, method));
        let queries = resource.view.iter().flat_map(|view| &view.queries).map(Query::new).collect();
        Self {
            front_matter: FrontMatter::classic(
                provider,
                name,
                &[name, service.name.as_str(), provider.name.as_str()],
            ),
            name: name.to_string(),
            kind: resource.kind().as_str(),
            id: service.resource_id(&provider.name, resource),
            fields: columns.into_iter().map(|column| FieldRow::new(&prose, column)).collect(),
            methods: view.chain(methods).collect(),
            names: names(resource),
            queries,
        }
    }
}

impl FieldRow {
    fn new(prose: &Prose, column: &Column) -> Self {
        let description = column.type_description.as_deref().or(column.description.as_deref());
        Self {
            name: prose::code(&column.name),
            datatype: if column.datatype.is_empty() { "any".into() } else { column.datatype.to_string() },
            description: prose.cell(description.unwrap_or_default()),
        }
    }
}

/// A sentence for methods whose fields may be given in snake case as well.
fn names(resource: &Resource) -> String {
    let takes_both = |method: &Method| {
        method.casing.is_some() && method.request.is_some() && method.fields != FieldNames::Prefixed
    };
    if resource.methods.iter().any(takes_both) {
        "Fields of a body may be given in snake case, too.".to_string()
    } else {
        String::new()
    }
}

impl Query {
    fn new(query: &ViewQuery) -> Self {
        Self {
            dialect: query.dialect().map(prose::code).unwrap_or_default(),
            code: prose::fenced("sql", &query.ddl),
        }
    }
}

impl MethodRow {
    /// The row by which SHOW METHODS tells of a view.
    fn of_view(view: &View) -> Self {
        Self {
            name: VIEW_METHOD.to_string(),
            verb: SqlVerb::Select.as_str(),
            required: prose::code(&view.needs().collect::<Vec<_>>().join(", ")),
            description: "Reads the view below.".to_string(),
        }
    }

    fn new(prose: &Prose, method: &Method) -> Self {
        Self {
            name: method.name.to_string(),
            verb: method.verb.as_str(),
            required: prose::code(&method.required.join(", ")),
            description: prose.cell(&method.description),
        }
    }
}

impl ServicePage {
    pub(super) fn new(provider: &ProviderSettings, service: &Service) -> Self {
        let api = &service.api;
        let prose = prose_of(service);
        let name = service.name.as_str();
        let link = |resource: &Resource| Link {
            name: resource.name.to_string(),
            target: format!("{}/index.md", resource.name),
        };
        let links: Vec<Link> = service.tables().map(link).collect();
        let views = service.resources.iter().filter(|resource| resource.kind() == ResourceKind::View);
        // Links are read downwards, column by column.
        let mut left = links;
        let right = left.split_off(left.len().div_ceil(2));
        let mut right = right.into_iter();
        let rows = left.into_iter().map(|link| (link, right.next())).collect();
        Self {
            front_matter: FrontMatter::classic(provider, name, &[name, provider.name.as_str()]),
            name: name.to_string(),
            id: format!("{}.{name}", provider.name),
            title: prose::entities(&api.title),
            version: prose::entities(&api.version),
            revision: api.revision.as_deref().map(prose::entities),
            documentation: api
                .documentation
                .as_deref()
                .and_then(prose::web_address)
                .map(|address| WebLink { address: address.to_string(), text: prose::link_text(address) }),
            description: prose.blocks(&api.description),
            counts: CountsView::new(&service.counts()),
            rows,
            views: views.map(link).collect(),
        }
    }
}

impl ProviderPage {
    pub(super) fn new(provider: &ProviderSettings, services: &[&ServiceOutline]) -> Self {
        let name = provider.name.as_str();
        let prose = Prose::default();
        let mut counts = Counts::default();
        for service in services {
            counts.add(&service.counts);
        }
        Self {
            front_matter: FrontMatter::classic(provider, name, &[name]),
            name: name.to_string(),
            title: prose::entities(&provider.title),
            description: provider.description.as_deref().map(|text| prose.blocks(text)),
            counts: CountsView::new(&counts),
            authentication: Authentication::of(provider),
            services: services
                .iter()
                .map(|service| ServiceRow {
                    link: Link {
                        name: service.name.to_string(),
                        target: format!("{}/index.md", service.name),
                    },
                    title: prose.cell(&service.title),
                    resources: service.counts.resources,
                    methods: service.counts.methods(),
                })
                .collect(),
        }
    }
}
