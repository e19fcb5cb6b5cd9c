//! The pages of a service and of the provider, and `llms.txt`.

use std::fmt::Write as _;

use serde::Serialize;

use super::cells::{self, prose_of};
use super::reference::SCHEMA_FILE;
use crate::docs::auth::Authentication;
use crate::docs::front_matter::{FrontMatter, Head};
use crate::docs::prose::{self, Addresses, Prose, code, first_sentence};
use crate::provider::identity::ProviderSettings;
use crate::provider::{Counts, ResourceKind, Service, ServiceOutline};
use crate::text::{counted, one_line};

/// A service's page.
#[derive(Debug, Serialize)]
pub(in crate::docs) struct ServicePage {
    front_matter: FrontMatter,
    description: String,
    counts: String,
    summary: Vec<(&'static str, String)>,
    resources: Vec<ResourceRow>,
    views: Vec<ViewRow>,
}

/// A resource that the provider's own statement serves.
#[derive(Debug, Serialize)]
struct ViewRow {
    link: String,
    needs: String,
    columns: usize,
}

#[derive(Debug, Serialize)]
struct ResourceRow {
    link: String,
    verbs: String,
    columns: usize,
}

/// The provider's page.
#[derive(Debug, Serialize)]
pub(in crate::docs) struct ProviderPage {
    front_matter: FrontMatter,
    description: String,
    counts: String,
    /// Texts of the configuration, unchanged.
    headers: Vec<String>,
    authentication: Option<Authentication>,
    services: Vec<ServiceRow>,
}

#[derive(Debug, Serialize)]
struct ServiceRow {
    link: String,
    title: String,
    resources: usize,
    methods: usize,
}

/// The counts with their nouns.
fn figures(counts: &Counts) -> String {
    format!(
        "{}, {} of them selectable, with {}",
        counts.counted_resources(),
        counts.selectable,
        counted(counts.methods(), "method")
    )
}

impl ServicePage {
    pub(in crate::docs) fn new(provider: &ProviderSettings, service: &Service) -> Self {
        let api = &service.api;
        let prose = prose_of(service);
        let name = service.name.as_str();
        let mut summary = vec![
            ("Id", cells::copyable(&format!("{}.{name}", provider.name))),
            ("Type", "Service".to_string()),
            ("API", prose.cell(&format!("{} {}", api.title, api.version))),
        ];
        summary.extend(api.revision.as_deref().map(|revision| ("Revision", code(revision))));
        summary.extend(api.servers.first().map(|server| ("Server", code(&server.address()))));
        let documentation = api.documentation.as_deref().and_then(prose::web_address);
        summary.extend(documentation.map(|address| ("Documentation", prose::link(address, address))));
        let row = |resource: &crate::provider::Resource| {
            let verbs: Vec<String> =
                resource.verbs().into_iter().map(|verb| format!("`{}`", verb.as_str())).collect();
            ResourceRow {
                link: format!("[`{0}`]({0}/index.md)", resource.name),
                verbs: verbs.join(" "),
                columns: resource.columns.len(),
            }
        };
        let view = |resource: &crate::provider::Resource| {
            let view = resource.view.as_ref()?;
            let needs: Vec<String> = view.wanted().into_iter().map(code).collect();
            Some(ViewRow {
                link: format!("[`{0}`]({0}/index.md)", resource.name),
                needs: needs.join(", "),
                columns: resource.columns.len(),
            })
        };
        let views = service.resources.iter().filter(|resource| resource.kind() == ResourceKind::View);
        let counts = figures(&service.counts());
        Self {
            front_matter: FrontMatter::new(
                provider,
                &Head {
                    title: name,
                    label: None,
                    id: None,
                    description: &format!("{}.{name}, {}: {counts}", provider.name, api.title),
                    slug: &format!("/services/{name}/"),
                    subjects: &[name, provider.name.as_str(), &api.title],
                },
            ),
            description: prose.blocks(&api.description),
            counts,
            summary,
            resources: service.tables().map(row).collect(),
            views: views.filter_map(view).collect(),
        }
    }
}

impl ProviderPage {
    pub(in crate::docs) fn new(
        provider: &ProviderSettings,
        headers: Vec<String>,
        services: &[&ServiceOutline],
    ) -> Self {
        let name = provider.name.as_str();
        let prose = Prose::of(None, crate::api::Format::OpenApi, Addresses::Linked);
        let counts = total(services);
        let row = |service: &ServiceOutline| ServiceRow {
            link: format!("[`{0}`](services/{0}/index.md)", service.name),
            title: prose.cell(&service.title),
            resources: service.counts.resources,
            methods: service.counts.methods(),
        };
        Self {
            front_matter: FrontMatter::new(
                provider,
                &Head {
                    title: name,
                    label: None,
                    id: Some("provider-intro"),
                    description: &format!("Query, deploy and manage {} with SQL", provider.title),
                    slug: "/",
                    subjects: &[name, &provider.title],
                },
            ),
            description: prose.blocks(provider.description.as_deref().unwrap_or_default()),
            counts,
            headers,
            authentication: Authentication::of(provider),
            services: services.iter().copied().map(row).collect(),
        }
    }
}

fn total(services: &[&ServiceOutline]) -> String {
    let mut counts = Counts::default();
    services.iter().for_each(|service| counts.add(&service.counts));
    format!("{}, {}", counted(counts.services, "service"), figures(&counts))
}

/// `llms.txt`: an index of the pages for language models (<https://llmstxt.org>).
pub(in crate::docs) fn llms(provider: &ProviderSettings, services: &[&ServiceOutline]) -> String {
    let prose = Prose::of(None, crate::api::Format::OpenApi, Addresses::Linked);
    let mut text = format!(
        "# {}\n\n> {}\n\n",
        prose.blocks(&one_line(&provider.title)),
        prose.blocks(&one_line(&format!(
            "{} {}.",
            provider.description.as_deref().unwrap_or("Resources to query and change with StackQL's SQL."),
            total(services)
        )))
    );
    let _ = write!(
        text,
        "A resource is named {}.SERVICE.RESOURCE. Its page is services/SERVICE/RESOURCE/index.md; index.json beside it \
         holds the same, columns, methods, parameters, examples, and follows [the schema]({}).\n\n## Services\n\n",
        provider.name, SCHEMA_FILE
    );
    for service in services {
        let about = first_sentence(&service.description);
        let _ = writeln!(
            text,
            "- [{0}](services/{0}/index.md): {1}, {2}. {3}",
            service.name,
            prose.cell(&service.title),
            service.counts.counted_resources(),
            prose.cell(&about)
        );
    }
    text
}
