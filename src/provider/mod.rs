//! The StackQL model: a service's resources, their methods and columns, and the tables that SHOW METHODS and
//! DESCRIBE print of them.
//!
//! In: the decisions of the mapping. Out: everything that manifests, pages and the terminal show, in
//! StackQL's order.

mod behavior;
pub mod identity;
pub mod ledger;
pub mod timeline;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::{Api, FieldNames, HttpMethod, ObjectKey, SERVICE_CONFIG, Setting, SqlVerb, Transfer, View};
use crate::diagnostic::Diagnostic;
use crate::names::{MethodName, OperationId, ProviderName, ResourceName, ServiceName};
use crate::provider::ledger::Entry;
use crate::text::counted;

pub use behavior::Behavior;

/// A service of a provider: one document, or a part of one, mapped.
#[derive(Debug)]
pub struct Service {
    /// The second part of the ids of its resources.
    pub name: ServiceName,
    /// The name that the whole document would have as a service, if this one is a part of it.
    pub part_of: Option<ServiceName>,
    /// The API that the service was made from.
    pub api: Api,
    /// What the provider says of the service in place of the API.
    pub listing: Listing,
    /// The resources, by name.
    pub resources: Vec<Resource>,
    /// Settings that a document without StackQL's annotations gets in its manifest, in the order of pointers there.
    pub settings: Vec<Setting>,
    /// Other warnings of the mapping.
    pub notes: Vec<Diagnostic>,
    /// The ledger, sorted: operations that the plain rules don't settle.
    pub ledger: Vec<Entry>,
}

impl Service {
    /// The resource of that name.
    #[must_use]
    pub fn resource(&self, name: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.name.as_str() == name)
    }

    /// The resources that methods serve: all but views.
    pub fn tables(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.kind() == ResourceKind::Resource)
    }

    /// The resource with a method that calls the operation.
    #[must_use]
    pub fn resource_of(&self, operation: &OperationId) -> Option<&Resource> {
        let calls =
            |resource: &&Resource| resource.methods.iter().any(|method| method.operation_id == *operation);
        self.resources.iter().find(calls)
    }

    /// The id of a resource of this service: `google.dataproc.sessions`.
    #[must_use]
    pub fn resource_id(&self, provider: &ProviderName, resource: &Resource) -> String {
        format!("{provider}.{}.{}", self.name, resource.name)
    }

    /// All settings of the service's manifest, in the order of pointers.
    #[must_use]
    pub fn settings(&self) -> &[Setting] {
        self.api.annotated.as_ref().map_or(&self.settings, |own| &own.settings)
    }

    /// The value at the pointer `within` of a setting that a method, its resource or the service has under `config`, as
    /// the engine looks for it: the method's own before that of the resource, and that of the service last.
    #[must_use]
    pub fn config(&self, resource: &str, method: &str, within: &str) -> Option<&Value> {
        let places = [Setting::of_method(resource, method), Setting::of_resource(resource)];
        let places = places.iter().map(|place| format!("{place}/config"));
        let mut places = places.chain([SERVICE_CONFIG.to_string()]);
        places.find_map(|place| Setting::find(self.settings(), &place)?.pointer(within))
    }

    /// A setting that the method itself has.
    #[must_use]
    pub fn method_setting(&self, resource: &str, method: &str, name: &str) -> Option<&Value> {
        Setting::find(self.settings(), &format!("{}/{name}", Setting::of_method(resource, method)))
    }

    /// Whether a method's call is a query of GraphQL.
    #[must_use]
    pub fn is_graphql(&self, resource: &str, method: &str) -> bool {
        let protocol = self.method_setting(resource, method, "x-stackql-protocol");
        protocol.and_then(Value::as_str) == Some("graphql")
    }

    /// The counts of resources and methods.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { services: 1, resources: self.resources.len(), ..Counts::default() };
        for resource in &self.resources {
            counts.selectable += usize::from(resource.is_selectable());
            counts.views += usize::from(resource.kind() == ResourceKind::View);
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

    /// The title, in one line.
    #[must_use]
    pub fn title(&self) -> &str {
        self.listing.title.as_deref().unwrap_or(&self.api.title)
    }

    /// The facts about this service for the provider's own files.
    #[must_use]
    pub fn outline(&self) -> ServiceOutline {
        ServiceOutline {
            name: self.name.clone(),
            title: self.title().to_string(),
            description: self.listing.description.clone().unwrap_or_else(|| self.api.description.clone()),
            preferred: self.listing.preferred.unwrap_or(true),
            version: self.api.version.clone(),
            revision: self.api.revision.clone(),
            counts: self.counts(),
        }
    }
}

/// What a provider says of one of its services: each part stands in for what the service's document says.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Listing {
    /// The title, in one line.
    pub title: Option<String>,
    /// Prose.
    pub description: Option<String>,
    /// The setting `preferred` of `provider.yaml`.
    pub preferred: Option<bool>,
}

impl Listing {
    /// These words, and those of `other` where there are none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            description: self.description.or(other.description),
            preferred: self.preferred.or(other.preferred),
        }
    }
}

/// The facts about a service, without its content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServiceOutline {
    /// The second part of the ids of its resources.
    pub name: ServiceName,
    /// The title, in one line.
    pub title: String,
    /// Prose.
    pub description: String,
    /// Whether StackQL should prefer this version of the service; nothing reads it yet.
    pub preferred: bool,
    /// The API's version.
    pub version: String,
    /// The document's revision.
    pub revision: Option<String>,
    /// The counts of resources and methods.
    pub counts: Counts,
}

/// Counts of services, resources and methods.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Services.
    pub services: usize,
    /// Resources, views included.
    pub resources: usize,
    /// Resources that are views.
    #[serde(default)]
    pub views: usize,
    /// Resources that can be selected from.
    pub selectable: usize,
    /// Methods by verb; verbs without methods are left out.
    pub verbs: BTreeMap<SqlVerb, usize>,
}

impl Counts {
    /// The resources with their noun: `14 resources`, `14 resources, 3 of them views`.
    #[must_use]
    pub fn counted_resources(&self) -> String {
        let resources = counted(self.resources, "resource");
        match self.views {
            0 => resources,
            1 => format!("{resources}, 1 of them a view"),
            views => format!("{resources}, {views} of them views"),
        }
    }

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

    /// Adds the counts of another service.
    pub fn add(&mut self, other: &Self) {
        self.services += other.services;
        self.resources += other.resources;
        self.views += other.views;
        self.selectable += other.selectable;
        for (verb, count) in &other.verbs {
            *self.verbs.entry(*verb).or_default() += count;
        }
    }
}

/// A resource: users select from it, insert into it and call its methods.
#[derive(Debug)]
pub struct Resource {
    /// The third part of its id.
    pub name: ResourceName,
    /// The name in words.
    pub title: String,
    /// Prose, if an annotated document has some.
    pub description: Option<String>,
    /// The methods in the order of SHOW METHODS: by verb, then by name.
    pub methods: Vec<Method>,
    /// Methods by verb in the order in which StackQL tries them. EXEC isn't routed.
    pub routes: BTreeMap<SqlVerb, Vec<MethodName>>,
    /// The columns in the order of DESCRIBE: id, name, description, then by bytes.
    pub columns: Vec<Column>,
    /// The view that SELECT reads; it goes before methods under SELECT.
    pub view: Option<View>,
}

/// What a resource is to those who query it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ResourceKind {
    /// Methods serve it.
    Resource,
    /// SELECT reads it by a statement of the provider, and no method does.
    View,
}

impl ResourceKind {
    /// `Resource`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resource => "Resource",
            Self::View => "View",
        }
    }
}

impl Resource {
    /// The method of that name.
    #[must_use]
    pub fn method(&self, name: &MethodName) -> Option<&Method> {
        self.methods.iter().find(|method| method.name == *name)
    }

    /// The method that a statement of `verb` reaches when it gives values to the names `given`: the first one in
    /// the order of the routes whose required names are all given. None, if StackQL would find none.
    #[must_use]
    pub fn reached(&self, verb: SqlVerb, given: &BTreeSet<String>) -> Option<&Method> {
        let tried = self.routes.get(&verb).into_iter().flatten();
        tried.filter_map(|name| self.method(name)).find(|method| method.is_served_by(given))
    }

    /// Whether a statement of the method's own verb, with only the names that the method needs, reaches the
    /// method.
    #[must_use]
    pub fn reaches(&self, method: &Method) -> bool {
        self.reached(method.verb, &method.route_names).is_some_and(|found| found.name == method.name)
    }

    /// The verbs that work on the resource, in StackQL's order.
    #[must_use]
    pub fn verbs(&self) -> Vec<SqlVerb> {
        let view = self.view.as_ref().map(|_| SqlVerb::Select);
        let all: BTreeSet<SqlVerb> =
            view.into_iter().chain(self.methods.iter().map(|method| method.verb)).collect();
        all.into_iter().collect()
    }

    /// Whether SELECT works on the resource.
    #[must_use]
    pub fn is_selectable(&self) -> bool {
        self.view.is_some() || self.routes.get(&SqlVerb::Select).is_some_and(|routes| !routes.is_empty())
    }

    /// What the resource is.
    #[must_use]
    pub const fn kind(&self) -> ResourceKind {
        if self.view.is_some() && self.methods.is_empty() {
            ResourceKind::View
        } else {
            ResourceKind::Resource
        }
    }
}

/// One operation under a name and a verb.
#[derive(Debug, Clone)]
pub struct Method {
    /// The method's key in the resource.
    pub name: MethodName,
    /// The SQL verb.
    pub verb: SqlVerb,
    /// The operation that it calls.
    pub operation_id: OperationId,
    /// HTTP method of the operation.
    pub http_method: HttpMethod,
    /// Path of the operation.
    pub path: String,
    /// The place of the rows; none for the whole response.
    pub object_key: Option<ObjectKey>,
    /// Required parameters by name, then required body fields as SQL [names](Method::fields) them, then variables of
    /// the server.
    pub required: Vec<String>,
    /// Required fields of the body by the API's names, sorted.
    pub required_fields: Vec<String>,
    /// How SQL names the fields of the body.
    pub fields: FieldNames,
    /// How the API writes names that SQL may write in snake case, too (`pascal`, `camel`); none if it may not.
    pub casing: Option<String>,
    /// Optional parameters by name.
    pub optional: Vec<String>,
    /// Names of all parameters and of the variables of the server: a statement that gives one of them gives no field
    /// of the body.
    pub parameters: BTreeSet<String>,
    /// Names that a statement must give before StackQL takes this route.
    pub route_names: BTreeSet<String>,
    /// Prose.
    pub description: String,
    /// Whether the document advises against it, by `deprecated: true` or by the first word of the
    /// description.
    pub deprecated: bool,
    /// The response for the engine: its key and media type.
    pub response: (String, Option<String>),
    /// The body, if there is one.
    pub request: Option<MethodRequest>,
    /// The direction in which the method transfers content itself; none if it deals with JSON.
    pub transfer: Option<Transfer>,
}

/// The body of a method's calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodRequest {
    /// Its media type.
    pub media_type: String,
    /// The body of a statement that gives no field of it, as text.
    pub default: Option<String>,
    /// Whether a template of the provider writes the body from the fields, in whatever form.
    pub is_transformed: bool,
    /// Fields that each body has with the same values, beside those that the statement gives; empty for most methods.
    pub base: Map<String, Value>,
}

impl Method {
    /// The field of the body that `name` stands for in SQL; none for a parameter or a variable of the server.
    #[must_use]
    pub fn field_of<'n>(&self, name: &'n str) -> Option<&'n str> {
        self.fields.field(name).filter(|_| !self.parameters.contains(name))
    }

    /// Whether no statement can give the body's field `field`: its name is that of a parameter.
    #[must_use]
    pub fn hides(&self, field: &str) -> bool {
        self.parameters.contains(&self.fields.name(field))
    }

    /// The required names that stand for no field of the body.
    pub fn required_keys(&self) -> impl Iterator<Item = &str> {
        self.required.iter().map(String::as_str).filter(|name| self.field_of(name).is_none())
    }

    /// Whether the names in `given` are enough for a call. StackQL matches names by dotted suffix: a required
    /// `options.version` is satisfied by `version`.
    #[must_use]
    pub fn is_served_by(&self, given: &BTreeSet<String>) -> bool {
        let ends =
            |name: &str, given: &str| name.strip_suffix(given).is_some_and(|before| before.ends_with('.'));
        self.route_names
            .iter()
            .all(|name| given.contains(name) || given.iter().any(|given| ends(name, given)))
    }
}

/// A column of a resource's rows.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name in SQL: the API's own, unless the provider makes snake case of it.
    pub name: String,
    /// The name in the API.
    pub field: String,
    /// `object`, `array`, `string`, `integer`, `boolean`, `number`, or another word of the document; empty where
    /// DESCRIBE shows no type.
    pub datatype: Cow<'static, str>,
    /// `int64`, `google-datetime`, …
    pub format: Option<String>,
    /// The property's own description.
    pub description: Option<String>,
    /// The description of the schema that the property refers to, if it refers to one.
    pub type_description: Option<String>,
    /// Whether the server sets the column.
    pub read_only: bool,
    /// Whether the document advises against it, by `deprecated: true` or by the first word of the
    /// description.
    pub deprecated: bool,
    /// The column's place in the document's order.
    pub position: usize,
}
