//! The index that `preview.js` searches: services, resources, columns and methods by name.
//!
//! In: services, one after the other. Out: a script, since a page that is opened as a file can load nothing
//! else. The script is loaded when a reader begins to search, so pages stay small; each name is written once,
//! below its owner, and addresses only if they don't follow from the names.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::api::SqlVerb;
use crate::provider::{Resource, Service};

/// All of a provider's names. `preview.js` reads the keys.
#[derive(Debug, Serialize)]
pub(super) struct SearchIndex<'p> {
    provider: &'p str,
    /// The verbs by which methods are grouped.
    verbs: [&'static str; SqlVerb::ALL.len()],
    services: Vec<ServiceEntry>,
}

/// A service: name, title, folder of its page, resources.
#[derive(Debug, Serialize)]
pub(super) struct ServiceEntry(String, String, String, Vec<ResourceEntry>);

/// A resource: name, columns, methods by verb as the number of the verb and their names; and the address of
/// its page, if it is not below the service's in a folder of the resource's name.
#[derive(Debug, Serialize)]
struct ResourceEntry(
    String,
    Vec<String>,
    BTreeMap<usize, Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")] Option<String>,
);

impl<'p> SearchIndex<'p> {
    pub(super) fn new(provider: &'p str) -> Self {
        Self { provider, verbs: SqlVerb::ALL.map(SqlVerb::as_str), services: Vec::new() }
    }

    pub(super) fn add(&mut self, service: ServiceEntry) {
        self.services.push(service);
    }

    /// The script: a call of the function that `preview.js` defines before it loads this.
    pub(super) fn into_script(self) -> String {
        // Texts, numbers and lists of them can always be written as JSON.
        let json = serde_json::to_string(&self).unwrap_or_else(|_| "null".into());
        format!("provgenIndex({json});\n")
    }
}

impl ServiceEntry {
    /// A service whose page is at `address`.
    pub(super) fn new(service: &Service, address: String) -> Self {
        let folder = address.strip_suffix("index.html").map(str::to_string).unwrap_or(address);
        Self(service.name.to_string(), service.api.title.clone(), folder, Vec::new())
    }

    /// Adds a resource whose page is at `address`.
    pub(super) fn add(&mut self, resource: &Resource, address: &str) {
        let mut methods: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for method in &resource.methods {
            let verb = SqlVerb::ALL.iter().position(|verb| *verb == method.verb).unwrap_or_default();
            methods.entry(verb).or_default().push(method.name.to_string());
        }
        let expected = format!("{}{}/index.html", self.2, resource.name);
        self.3.push(ResourceEntry(
            resource.name.to_string(),
            resource.columns.iter().map(|column| column.name.clone()).collect(),
            methods,
            (address != expected).then(|| address.to_string()),
        ));
    }
}
