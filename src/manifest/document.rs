//! A service's manifest as a whole: the API, and the resources that StackQL makes of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Serialize, Serializer};

use super::operation::{OperationDocument, ParameterDocument};
use super::reach::{Reach, Spelling};
use super::readable;
use super::schema::SchemaDocument;
use super::server::{Addresses, ServerDocument};
use super::settings::{MethodEntry, ServiceSettings};
use super::sorted::Sorted;
use crate::api::{Api, Operation, SqlVerb, Transfer};
use crate::engine::media::{self, Template};
use crate::manifest::layout::OPENAPI;
use crate::manifest::options::ManifestSettings;
use crate::names::{MethodName, ResourceName};
use crate::provider::identity::ProviderSettings;
use crate::provider::{Method, Resource, Service};

/// `services/<service>.yaml`; keys in order of their names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServiceDocument<'a> {
    components: Components<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_docs: Option<ExternalDocs<'a>>,
    info: Info<'a>,
    openapi: &'static str,
    paths: Paths<'a>,
    servers: Vec<ServerDocument<'a>>,
    #[serde(rename = "x-stackQL-config", skip_serializing_if = "Option::is_none")]
    config: Option<Sorted<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Components<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parameters: BTreeMap<&'a str, ParameterDocument<'a>>,
    #[serde(skip_serializing_if = "Schemas::is_empty")]
    schemas: Schemas<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    security_schemes: BTreeMap<&'a str, Sorted<'a>>,
    #[serde(rename = "x-stackQL-resources")]
    resources: BTreeMap<&'a ResourceName, ResourceDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct ExternalDocs<'a> {
    url: &'a str,
}

#[derive(Debug, Serialize)]
struct Info<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    title: &'a str,
    version: &'a str,
    #[serde(rename = "x-discovery-doc-revision", skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
}

/// All named schemas. Each document is made when it is written, and dropped then: all schemas of a manifest
/// together would take more memory than everything else.
#[derive(Debug)]
struct Schemas<'a> {
    api: &'a Api,
    reach: Rc<Reach<'a>>,
}

impl Schemas<'_> {
    fn is_empty(&self) -> bool {
        self.api.schemas.is_empty()
    }

    /// Names in order: the schemas' own, and the further ones of answers.
    fn names(&self) -> BTreeMap<&str, Option<&str>> {
        let own = self.api.schemas.keys().map(|name| (name.as_str(), None));
        own.chain(self.reach.aliases().map(|(alias, schema)| (alias, Some(schema)))).collect()
    }
}

impl Serialize for Schemas<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let api = self.api;
        let document = |name: &str, alias_of: Option<&str>| {
            if let Some(schema) = alias_of {
                return Some(SchemaDocument::reference(schema));
            }
            let schema = api.schemas.get(name)?;
            let is_sent = self.reach.is_in_exec_body(name);
            Some(if is_sent { SchemaDocument::sent(api, schema) } else { SchemaDocument::new(api, schema) })
        };
        let names = self.names();
        serializer.collect_map(
            names.into_iter().filter_map(|(name, alias_of)| Some((name, document(name, alias_of)?))),
        )
    }
}

/// All operations by path and HTTP method; the parameters of the whole API are referred to from each path.
/// They are made when they are written, as schemas are.
#[derive(Debug)]
struct Paths<'a> {
    api: &'a Api,
    addresses: Addresses<'a>,
    reach: Rc<Reach<'a>>,
    /// References to the parameters of the whole API, which are the same for each path.
    parameters: Vec<Reference>,
    by_path: BTreeMap<&'a str, Vec<&'a Operation>>,
}

impl<'a> Paths<'a> {
    fn new(api: &'a Api, addresses: Addresses<'a>, reach: Rc<Reach<'a>>) -> Self {
        let mut by_path: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
        for operation in &api.operations {
            by_path.entry(&operation.path).or_default().push(operation);
        }
        let parameters = api.parameters.keys().map(|key| reference("parameters", &[key])).collect();
        Self { api, addresses, reach, parameters, by_path }
    }
}

impl Serialize for Paths<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let api = self.api;
        serializer.collect_map(self.by_path.iter().map(|(path, operations)| {
            let mut entries: BTreeMap<String, PathEntry<'_>> = BTreeMap::new();
            if !self.parameters.is_empty() {
                entries.insert("parameters".into(), PathEntry::Parameters(&self.parameters));
            }
            for operation in operations {
                let document = OperationDocument::new(api, operation, &self.reach, self.addresses);
                entries.insert(operation.http_method.key(), PathEntry::Operation(Box::new(document)));
            }
            (path, entries)
        }))
    }
}

/// An entry of a path: operations by HTTP method, and `parameters`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum PathEntry<'a> {
    Operation(Box<OperationDocument<'a>>),
    Parameters(&'a [Reference]),
}

#[derive(Debug, Serialize)]
struct Reference {
    #[serde(rename = "$ref")]
    reference: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ResourceDocument<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
    /// The engine's own spelling of `description`.
    #[serde(skip_serializing_if = "Option::is_none")]
    desription: Option<Cow<'a, str>>,
    id: String,
    methods: BTreeMap<&'a MethodName, MethodEntry<MethodDocument<'a>>>,
    name: &'a ResourceName,
    sql_verbs: BTreeMap<String, Vec<Reference>>,
    title: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
struct MethodDocument<'a> {
    operation: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestDocument<'a>>,
    response: MethodResponse<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestDocument<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<&'a str>,
    media_type: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    required: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    transform: Option<TransformDocument>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct MethodResponse<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_key: Option<String>,
    #[serde(rename = "openAPIDocKey")]
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    override_media_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transform: Option<TransformDocument>,
}

/// A template, in which the engine makes another text of a body or of an answer.
#[derive(Debug, Serialize)]
struct TransformDocument {
    body: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl From<Template> for TransformDocument {
    fn from(template: Template) -> Self {
        Self { body: template.body, kind: template.kind }
    }
}

impl<'a> ServiceDocument<'a> {
    /// The manifest of `service`, a service of `provider`.
    pub(super) fn new(
        provider: &'a ProviderSettings,
        settings: &'a ManifestSettings,
        service: &'a Service,
    ) -> Self {
        let api = &service.api;
        let addresses = Addresses { service: service.name.as_str(), instead: settings.server_url.as_ref() };
        let reach = Rc::new(Reach::of(service));
        let own = ServiceSettings::of(service);
        Self {
            components: Components {
                parameters: api
                    .parameters
                    .iter()
                    .map(|(key, parameter)| {
                        (key.as_str(), ParameterDocument::new(api, parameter, Spelling::Own))
                    })
                    .collect(),
                schemas: Schemas { api, reach: Rc::clone(&reach) },
                security_schemes: api
                    .security_schemes
                    .iter()
                    .map(|(name, scheme)| (name.as_str(), Sorted::Scheme(scheme)))
                    .collect(),
                resources: service
                    .resources
                    .iter()
                    .map(|resource| {
                        (&resource.name, ResourceDocument::new(provider, service, resource, &own))
                    })
                    .collect(),
            },
            external_docs: api.documentation.as_deref().map(|url| ExternalDocs { url }),
            info: Info {
                description: &api.description,
                title: &api.title,
                version: &api.version,
                revision: api.revision.as_deref(),
            },
            openapi: OPENAPI,
            paths: Paths::new(api, addresses, reach),
            servers: api.servers.iter().map(|server| ServerDocument::new(addresses, server)).collect(),
            config: own.config.map(Sorted::Value),
        }
    }
}

fn reference(kind: &str, keys: &[&str]) -> Reference {
    Reference { reference: format!("#/components/{kind}/{}", keys.join("/")) }
}

impl<'a> ResourceDocument<'a> {
    fn new(
        provider: &ProviderSettings,
        service: &Service,
        resource: &'a Resource,
        own: &ServiceSettings<'_>,
    ) -> Self {
        // All five keys are written: the engine guesses if one is missing.
        let routed = SqlVerb::ALL.into_iter().filter(|verb| *verb != SqlVerb::Exec);
        let sql_verbs = routed.map(|verb| {
            let names = resource.routes.get(&verb).into_iter().flatten();
            let references = names.map(|method| {
                reference("x-stackQL-resources", &[resource.name.as_str(), "methods", method.as_str()])
            });
            (verb.key(), references.collect())
        });
        Self {
            description: description(resource).map(readable::prose),
            desription: description(resource).map(readable::prose),
            id: service.resource_id(&provider.name, resource),
            methods: resource
                .methods
                .iter()
                .map(|method| {
                    let document = MethodDocument::new(method);
                    (&method.name, own.of_method(resource.name.as_str(), method.name.as_str(), document))
                })
                .collect(),
            name: &resource.name,
            sql_verbs: sql_verbs.collect(),
            title: readable::prose(&resource.title),
        }
    }
}

/// What SHOW RESOURCES tells of a resource: its own description, else that of the method which reads it, or which
/// comes first.
fn description(resource: &Resource) -> Option<&str> {
    let reads = resource.routes.get(&SqlVerb::Select).and_then(|routes| routes.first());
    let method = reads.and_then(|name| resource.method(name)).or(resource.methods.first());
    let of_method = method.map(|method| method.description.as_str());
    resource.description.as_deref().or(of_method).filter(|text| !text.trim().is_empty())
}

impl<'a> MethodDocument<'a> {
    fn new(method: &'a Method) -> Self {
        // The engine decodes only `~1` here, so `~` stays as it is.
        let path = method.path.replace('/', "~1");
        let (status, media_type) = &method.response;
        let template =
            |of: Transfer, template: Template| (method.transfer == Some(of)).then(|| template.into());
        let answer = template(Transfer::Download, media::ANSWER);
        Self {
            operation: Reference { reference: format!("#/paths/{path}/{}", method.http_method.key()) },
            request: method.request.as_ref().map(|request| RequestDocument {
                default: request.default.as_deref(),
                media_type: &request.media_type,
                required: &method.required_fields,
                transform: template(Transfer::Upload, media::BODY),
            }),
            response: MethodResponse {
                media_type: media_type.as_deref(),
                object_key: method.object_key.as_ref().map(ToString::to_string),
                status,
                override_media_type: answer.is_some().then_some(media::READ_AS),
                transform: answer,
            },
        }
    }
}
