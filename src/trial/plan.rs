//! The plan of a service: the tables that provgen shows, the examples of its pages, the answers of its API.
//!
//! In: a mapped service. Out: a [`ServicePlan`], small enough to keep one for each service of a large provider.

use crate::api::{SqlVerb, VIEW_METHOD};
use crate::docs::{Pages, ResourcePages};
use crate::engine::columns;
use crate::mapping::compare_columns;
use crate::names::ServiceName;
use crate::provider::timeline::Timeline;
use crate::provider::{Method, Resource, Service, ServiceOutline};
use crate::trial::example::{ExamplePlan, Filler};
use crate::trial::operation::OperationPlan;

/// A service.
#[derive(Debug)]
pub(super) struct ServicePlan {
    /// The facts for `provider.yaml`.
    pub(super) outline: ServiceOutline,
    /// Whether these are all resources of the service.
    pub(super) scope: Scope,
    /// The resources, by name.
    pub(super) resources: Vec<ResourcePlan>,
    /// The operations of all methods.
    pub(super) operations: Vec<OperationPlan>,
}

/// Whether a plan has everything that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// It does.
    All,
    /// The user asked for a part.
    Part,
}

/// A resource.
#[derive(Debug)]
pub(super) struct ResourcePlan {
    /// The name.
    pub(super) name: String,
    /// The methods, in the order of SHOW METHODS.
    pub(super) methods: Vec<MethodPlan>,
    /// The columns of the first SELECT, in the order of DESCRIBE.
    pub(super) columns: Vec<ColumnPlan>,
    /// The examples of its page.
    pub(super) examples: Vec<ExamplePlan>,
}

/// A row of SHOW METHODS.
#[derive(Debug)]
pub(super) struct MethodPlan {
    /// The name.
    pub(super) name: String,
    /// The verbs: the engine shows one of them, and not always the same.
    pub(super) verbs: Vec<SqlVerb>,
    /// The required names, sorted.
    pub(super) required: Vec<String>,
}

/// A row of DESCRIBE.
#[derive(Debug)]
pub(super) struct ColumnPlan {
    /// The name.
    pub(super) name: String,
    /// The type.
    pub(super) datatype: String,
}

impl ServicePlan {
    /// The name.
    pub(super) fn name(&self) -> &ServiceName {
        &self.outline.name
    }

    /// The plan of `service`, with the examples of `pages` of the resources that `is_asked` wants.
    pub(super) fn new(pages: &Pages<'_>, service: &Service, is_asked: impl Fn(&Resource) -> bool) -> Self {
        let mut operations = Vec::new();
        let mut resources = Vec::new();
        let pages = pages.of(service);
        for resource in &service.resources {
            let first = operations.len();
            operations.extend(resource.methods.iter().filter_map(|method| {
                let operation = service.api.operation(&method.operation_id)?;
                Some(OperationPlan::new(service, resource, method, operation))
            }));
            if is_asked(resource) {
                resources.push(ResourcePlan::new(&pages, service, resource, (first, &operations)));
            }
        }
        let scope = if resources.len() == service.resources.len() { Scope::All } else { Scope::Part };
        Self { outline: service.outline(), scope, resources, operations }
    }
}

impl ResourcePlan {
    /// The plan of `resource`; the operations of its methods are among those of the service from `first` on.
    fn new(
        pages: &ResourcePages<'_>,
        service: &Service,
        resource: &Resource,
        (first, operations): (usize, &[OperationPlan]),
    ) -> Self {
        let reference = pages.reference(resource, &Timeline::default());
        let examples = reference.start.iter().chain(&reference.examples);
        let forms = examples
            .filter(|example| example.language == "sql")
            .flat_map(|example| example.forms().map(move |form| (example, form)));
        let shown = forms.map(|(example, form)| (&example.method, example.verb, form.variant, &form.text));
        let select = SqlVerb::Select.as_str();
        let habits =
            reference.habits.iter().map(|habit| (&habit.method, select, Some(habit.what), &habit.text));
        let examples = shown.chain(habits).filter_map(|(called, verb, variant, text)| {
            let is_called =
                |method: &Method| method.name.as_str() == called.as_str() && method.verb.as_str() == verb;
            let at = resource.methods.iter().position(is_called)?;
            let (method, operation) = (resource.methods.get(at)?, operations.get(first + at)?);
            let filler = Filler::new(service, resource, method)?;
            Some(filler.filled(text, variant, (first + at, operation)))
        });
        Self {
            name: resource.name.to_string(),
            methods: MethodPlan::all(resource),
            columns: columns(service, resource),
            examples: examples.collect(),
        }
    }

    /// Whether DESCRIBE tells the columns of a method. Those of a view are what the engine makes of its statement.
    pub(super) fn is_selectable(&self) -> bool {
        let has_view = self.methods.iter().any(|method| method.name == VIEW_METHOD);
        !has_view && self.methods.iter().any(|method| method.verbs.contains(&SqlVerb::Select))
    }

    /// Whether SHOW INSERT works on it.
    pub(super) fn is_insertable(&self) -> bool {
        self.methods.iter().any(|method| method.verbs.contains(&SqlVerb::Insert))
    }
}

impl MethodPlan {
    /// The rows of SHOW METHODS: that of the view before others, and each method once.
    fn all(resource: &Resource) -> Vec<Self> {
        let view = resource.view.as_ref().map(|view| {
            let mut required = view.needs().map(str::to_string).collect::<Vec<_>>();
            required.sort();
            Self { name: VIEW_METHOD.to_string(), verbs: vec![SqlVerb::Select], required }
        });
        let mut all: Vec<Self> = view.into_iter().collect();
        for method in &resource.methods {
            match all.iter_mut().find(|known| known.name == method.name.as_str()) {
                Some(known) => known.verbs.push(method.verb),
                None => all.push(Self::new(method)),
            }
        }
        all
    }

    fn new(method: &Method) -> Self {
        let mut required = method.required.clone();
        required.sort();
        Self { name: method.name.to_string(), verbs: vec![method.verb], required }
    }
}

/// The columns of the first SELECT of `resource`: DESCRIBE tells those by the API's names, and the tables of provgen
/// have the columns of the others besides, by the names that SELECT knows.
fn columns(service: &Service, resource: &Resource) -> Vec<ColumnPlan> {
    let first = resource.routes.get(&SqlVerb::Select).and_then(|routes| routes.first());
    let rows = first.and_then(|name| resource.method(name)).and_then(|method| {
        let operation = service.api.operation(&method.operation_id)?;
        service.api.row_schema(operation, method.object_key.as_ref()).ok()
    });
    let Some(rows) = rows else { return Vec::new() };
    let known = columns::columns(&service.api, rows);
    let columns = resource.columns.iter().filter(|column| known.contains_key(column.field.as_str()));
    let mut columns: Vec<ColumnPlan> = columns
        .map(|column| ColumnPlan { name: column.field.clone(), datatype: column.datatype.to_string() })
        .collect();
    columns.sort_by(|a, b| compare_columns(&a.name, &b.name));
    columns
}
