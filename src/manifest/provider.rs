//! `provider.yaml`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::manifest::layout::{OPENAPI, SERVICES, UNRELEASED};
use crate::names::{ProviderName, ServiceName};
use crate::provider::ServiceOutline;
use crate::provider::identity::ProviderSettings;

/// `provider.yaml`; keys in order of their names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProviderDocument<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    /// The engine's own spelling of `description`.
    #[serde(skip_serializing_if = "Option::is_none")]
    desription: Option<&'a str>,
    id: &'a ProviderName,
    name: &'a ProviderName,
    openapi: &'static str,
    provider_services: BTreeMap<&'a ServiceName, ServiceEntry<'a>>,
    title: &'a str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct ServiceEntry<'a> {
    description: &'a str,
    id: String,
    name: &'a ServiceName,
    preferred: bool,
    service: ServiceReference,
    title: &'a str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
struct ServiceReference {
    #[serde(rename = "$ref")]
    reference: String,
}

impl<'a> ProviderDocument<'a> {
    pub(super) fn new(settings: &'a ProviderSettings, services: &'a [&'a ServiceOutline]) -> Self {
        let entry = |service: &'a ServiceOutline| ServiceEntry {
            // The engine's schema requires a description; some APIs have none.
            description: if service.description.is_empty() { &service.title } else { &service.description },
            id: format!("{}:{UNRELEASED}", service.name),
            name: &service.name,
            preferred: service.preferred,
            service: ServiceReference {
                reference: format!("{}/{UNRELEASED}/{SERVICES}/{}.yaml", settings.directory, service.name),
            },
            title: if service.title.is_empty() { service.name.as_str() } else { &service.title },
            version: UNRELEASED,
        };
        Self {
            config: settings.config.as_ref(),
            description: settings.description.as_deref(),
            desription: settings.description.as_deref(),
            id: &settings.name,
            name: &settings.name,
            openapi: OPENAPI,
            provider_services: services.iter().map(|service| (&service.name, entry(service))).collect(),
            title: &settings.title,
            version: UNRELEASED,
        }
    }
}
