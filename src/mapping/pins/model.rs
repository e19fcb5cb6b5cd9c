//! What `mapping.yaml` says, as types.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::api::{HttpMethod, SqlVerb};
use crate::names::{MethodName, OperationId, ResourceName, ServiceName};

/// The methods of a resource.
pub type Methods = BTreeMap<MethodName, Line>;

/// The resources of a service.
pub type Resources = BTreeMap<ResourceName, Methods>;

/// The content of `mapping.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Resources by service.
    pub services: BTreeMap<ServiceName, Resources>,
}

/// What the file says of one method: `SELECT  GET /v2/droplets  $.droplets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The verbs by which SQL reaches the method; at least one.
    pub verbs: Vec<PinnedVerb>,
    /// HTTP method of the operation; none in a file that was written before it had one.
    pub http_method: Option<HttpMethod>,
    /// The operation's path.
    pub path: String,
    /// The place of the rows, as written; none for the whole response.
    pub object_key: Option<String>,
    /// The operation's id; none where the method's name tells it, or where the document gives none.
    pub operation: Option<OperationId>,
    /// What a person has still to do with the line.
    pub mark: Mark,
}

/// A SQL verb of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PinnedVerb {
    /// The verb.
    pub verb: SqlVerb,
    /// Whether the method is tried before plainer ones that need the same names, against the rules.
    pub goes_first: bool,
}

/// What a person has still to do with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Mark {
    /// Nothing: the line is decided.
    #[default]
    Decided,
    /// `?`: the rules doubt what they chose. The line holds, and a person should look at it.
    Doubtful,
    /// `gone`: the API has no such operation any more.
    Gone,
}

impl Mapping {
    /// All of `mappings` together.
    #[must_use]
    pub fn join(mappings: impl IntoIterator<Item = Self>) -> Self {
        Self { services: mappings.into_iter().flat_map(|mapping| mapping.services).collect() }
    }

    /// The mapping with the `?` of `file`, where that has the line: taking one off is for a person.
    #[must_use]
    pub fn with_doubts_of(mut self, file: &Self) -> Self {
        for (service, resources) in &mut self.services {
            let known = file.services.get(service);
            for (resource, methods) in resources {
                let Some(known) = known.and_then(|resources| resources.get(resource)) else { continue };
                for (method, line) in methods {
                    if let Some(known) = known.get(method) {
                        let is_doubtful = known.mark == Mark::Doubtful;
                        line.mark = if is_doubtful { Mark::Doubtful } else { Mark::Decided };
                    }
                }
            }
        }
        self
    }

    /// Writes the line of a method.
    pub(super) fn insert(&mut self, path: MethodPath, line: Line) {
        let resources = self.services.entry(path.service).or_default();
        resources.entry(path.resource).or_default().insert(path.method, line);
    }

    /// Takes the line of a method out, and a resource that has no other.
    pub(super) fn remove(&mut self, path: &MethodPath) {
        let Some(resources) = self.services.get_mut(&path.service) else { return };
        if let Some(methods) = resources.get_mut(&path.resource) {
            methods.remove(&path.method);
        }
        resources.retain(|_, methods| !methods.is_empty());
        if resources.is_empty() {
            self.services.remove(&path.service);
        }
    }

    /// The lines whose methods `keeps` names.
    #[must_use]
    pub fn retained(mut self, keeps: impl Fn(&MethodPath) -> bool) -> Self {
        for (service, resources) in &mut self.services {
            for (resource, methods) in resources {
                methods.retain(|method, _| keeps(&MethodPath::new(service, resource, method)));
            }
        }
        self
    }

    /// All lines, in the order of their names.
    pub fn lines(&self) -> impl Iterator<Item = (MethodPath, &Line)> {
        self.services.iter().flat_map(|(service, resources)| {
            resources.iter().flat_map(move |(resource, methods)| {
                methods.iter().map(move |(method, line)| (MethodPath::new(service, resource, method), line))
            })
        })
    }

    /// The line of a method.
    #[must_use]
    pub fn line(&self, of: &MethodPath) -> Option<&Line> {
        self.services.get(&of.service)?.get(&of.resource)?.get(&of.method)
    }

    /// The number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.services.values().flat_map(BTreeMap::values).map(BTreeMap::len).sum()
    }

    /// Whether there is no line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The name of a method in a provider: `compute.droplets.list`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MethodPath {
    /// The service.
    pub service: ServiceName,
    /// The resource.
    pub resource: ResourceName,
    /// The method's key in the resource.
    pub method: MethodName,
}

impl MethodPath {
    pub(super) fn new(service: &ServiceName, resource: &ResourceName, method: &MethodName) -> Self {
        Self { service: service.clone(), resource: resource.clone(), method: method.clone() }
    }
}

impl fmt::Display for MethodPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.service, self.resource, self.method)
    }
}
