//! The StackQL model: a service's resources, their methods and columns, and the tables that SHOW METHODS and
//! DESCRIBE print of them.
//!
//! In: what the mapping decided. Out: everything that manifests, pages and the terminal show, in StackQL's
//! order.

mod behavior;
pub mod identity;
pub mod ledger;
pub mod sql;
pub mod timeline;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::api::{Api, HttpMethod, ObjectKey, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::names::{MethodName, OperationId, ProviderName, ResourceName, ServiceName};
use crate::provider::ledger::Entry;

pub use behavior::Behavior;

/// A service of a provider: one document, mapped.
#[derive(Debug)]
pub struct Service {
    /// Second part of its resources' ids.
    pub name: ServiceName,
    /// What it was made from.
    pub api: Api,
    /// By name.
    pub resources: Vec<Resource>,
    /// What else the mapping met that is worth knowing.
    pub notes: Vec<Diagnostic>,
    /// What became of the operations that the plain rules don't settle, sorted.
    pub ledger: Vec<Entry>,
}

impl Service {
    /// The resource of that name.
    #[must_use]
    pub fn resource(&self, name: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.name.as_str() == name)
    }

    /// The id of a resource of this service: `google.dataproc.sessions`.
    #[must_use]
    pub fn resource_id(&self, provider: &ProviderName, resource: &Resource) -> String {
        format!("{provider}.{}.{}", self.name, resource.name)
    }

    /// How many there are of everything.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { services: 1, resources: self.resources.len(), ..Counts::default() };
        for resource in &self.resources {
            counts.selectable += usize::from(resource.is_selectable());
            for method in &resource.methods {
                *counts.verbs.entry(method.verb).or_default() += 1;
            }
        }
        counts
    }

    /// The warnings of the ledger, in its order.
    #[must_use]
    pub fn ledger_warnings(&self) -> Vec<Diagnostic> {
        self.ledger.iter().filter_map(|entry| entry.warning(&self.api)).collect()
    }

    /// The warnings for operations that are in no resource, and of which no configuration says why.
    #[must_use]
    pub fn left_out(&self) -> Vec<Diagnostic> {
        let is_left_out = |entry: &&Entry| matches!(entry, Entry::LeftOut { .. });
        self.ledger.iter().filter(is_left_out).filter_map(|entry| entry.warning(&self.api)).collect()
    }

    /// What the provider's own files say of this service.
    #[must_use]
    pub fn outline(&self) -> ServiceOutline {
        ServiceOutline {
            name: self.name.clone(),
            title: self.api.title.clone(),
            description: self.api.description.clone(),
            version: self.api.version.clone(),
            revision: self.api.revision.clone(),
            counts: self.counts(),
        }
    }
}

/// A service, without what is in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServiceOutline {
    /// Second part of its resources' ids.
    pub name: ServiceName,
    /// One line.
    pub title: String,
    /// Prose.
    pub description: String,
    /// The API's version.
    pub version: String,
    /// The document's revision.
    pub revision: Option<String>,
    /// How many there are of everything.
    pub counts: Counts,
}

/// How many services, resources and methods there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Services.
    pub services: usize,
    /// Resources.
    pub resources: usize,
    /// Resources that can be selected from.
    pub selectable: usize,
    /// Methods by verb; verbs without methods are left out.
    pub verbs: BTreeMap<SqlVerb, usize>,
}

impl Counts {
    /// Methods of all verbs.
    #[must_use]
    pub fn methods(&self) -> usize {
        self.verbs.values().sum()
    }

    /// Methods by verb, in StackQL's order: `select 3  insert 1`.
    #[must_use]
    pub fn verb_figures(&self) -> String {
        let figures = self.verbs.iter().map(|(verb, count)| format!("{} {count}", verb.key()));
        figures.collect::<Vec<_>>().join("  ")
    }

    /// Adds those of another service.
    pub fn add(&mut self, other: &Self) {
        self.services += other.services;
        self.resources += other.resources;
        self.selectable += other.selectable;
        for (verb, count) in &other.verbs {
            *self.verbs.entry(*verb).or_default() += count;
        }
    }
}

/// What users select from, insert into and call methods on.
#[derive(Debug)]
pub struct Resource {
    /// Third part of its id.
    pub name: ResourceName,
    /// The name in words.
    pub title: String,
    /// Prose, where an annotated document has it.
    pub description: Option<String>,
    /// In the order of SHOW METHODS: by verb, then by name.
    pub methods: Vec<Method>,
    /// Methods by verb in the order in which StackQL tries them. EXEC isn't routed.
    pub routes: BTreeMap<SqlVerb, Vec<MethodName>>,
    /// In the order of DESCRIBE: id, name, description, then by bytes.
    pub columns: Vec<Column>,
}

impl Resource {
    /// The method of that name.
    #[must_use]
    pub fn method(&self, name: &MethodName) -> Option<&Method> {
        self.methods.iter().find(|method| method.name == *name)
    }

    /// Whether SELECT works on it.
    #[must_use]
    pub fn is_selectable(&self) -> bool {
        self.routes.get(&SqlVerb::Select).is_some_and(|routes| !routes.is_empty())
    }
}

/// One operation under a name and a verb.
#[derive(Debug, Clone)]
pub struct Method {
    /// Key in its resource.
    pub name: MethodName,
    /// What SQL calls it by.
    pub verb: SqlVerb,
    /// The operation that it calls.
    pub operation_id: OperationId,
    /// HTTP method of the operation.
    pub http_method: HttpMethod,
    /// Path of the operation.
    pub path: String,
    /// Where its rows are; none for the whole response.
    pub object_key: Option<ObjectKey>,
    /// Required parameters by name, then required body fields as `data__<field>`, then variables of the
    /// server.
    pub required: Vec<String>,
    /// Required fields of the body, sorted.
    pub required_fields: Vec<String>,
    /// Optional parameters by name.
    pub optional: Vec<String>,
    /// Names that StackQL must be given before it takes this route.
    pub route_names: BTreeSet<String>,
    /// Prose.
    pub description: String,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// What the engine is told of the response: its key and media type.
    pub response: (String, Option<String>),
    /// Media type of the body, where there is one.
    pub request: Option<String>,
}

/// A column of a resource's rows.
#[derive(Debug, Clone)]
pub struct Column {
    /// As the API has it.
    pub name: String,
    /// `object`, `array`, `string`, `integer`, `boolean` or `number`.
    pub datatype: &'static str,
    /// `int64`, `google-datetime`, …
    pub format: Option<String>,
    /// The property's own description.
    pub description: Option<String>,
    /// The description of the schema that the property refers to, where it refers to one.
    pub type_description: Option<String>,
    /// The server sets it.
    pub read_only: bool,
    /// Whether the document advises against it.
    pub deprecated: bool,
    /// Place in the document's own order.
    pub position: usize,
}
