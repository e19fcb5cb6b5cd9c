//! Parameters of paths that differ from a column in upper and lower case alone.
//!
//! The engine makes columns of the parameters that SELECTs of a row's schema need, and to SQL `id` and `ID` are one: the
//! table of these rows can't be made, and every SELECT of them fails. A parameter of a path that is called as the column
//! is stands for it, and its name isn't sent.

use std::collections::BTreeSet;

use crate::api::{Api, Format, Location, Operation, SqlVerb};
use crate::engine::columns::columns;
use crate::names::OperationId;
use crate::provider::{Method, Resource};

/// A parameter of a path, and the column that it is called after.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Renamed {
    path: String,
    parameter: String,
    column: String,
}

/// Calls parameters of paths as the columns that they are alike to, unless `is_pinned` says that an operation keeps its
/// names.
pub(super) fn fit(api: &mut Api, resources: &mut [Resource], is_pinned: impl Fn(&OperationId) -> bool) {
    if api.annotated.is_some() || api.format != Format::OpenApi {
        return;
    }
    let renamed: BTreeSet<Renamed> = resources.iter().flat_map(|resource| alike(api, resource)).collect();
    for renamed in renamed {
        let is_free = |operation: &Operation| {
            let body = operation.request.as_ref().map(|body| &body.schema);
            let is_field = body.is_some_and(|body| api.property_of_any(body, &renamed.column).is_some());
            let is_parameter = operation.parameters.iter().any(|other| other.name == renamed.column);
            operation.path == renamed.path && !is_field && !is_parameter && !is_pinned(&operation.id)
        };
        let operations: BTreeSet<OperationId> = api
            .operations
            .iter()
            .filter(|operation| is_free(operation))
            .map(|free| free.id.clone())
            .collect();
        for operation in api.operations.iter_mut().filter(|operation| operations.contains(&operation.id)) {
            renamed.in_operation(operation);
        }
        let methods = resources.iter_mut().flat_map(|resource| &mut resource.methods);
        for method in methods.filter(|method| operations.contains(&method.operation_id)) {
            renamed.in_method(method);
        }
    }
}

/// The parameters of the paths of `resource`'s methods that are alike to the columns of their rows, if SELECT reads it.
fn alike(api: &Api, resource: &Resource) -> Vec<Renamed> {
    let mut found = Vec::new();
    let is_read = resource.methods.iter().any(|method| method.verb == SqlVerb::Select);
    for method in resource.methods.iter().filter(|_| is_read) {
        let Some(operation) = api.operation(&method.operation_id) else { continue };
        let Ok(row) = api.row_schema(operation, method.object_key.as_ref()) else { continue };
        let columns = columns(api, row);
        for parameter in operation.parameters.iter().filter(|parameter| parameter.location == Location::Path)
        {
            let is_alike = |column: &&str| column.eq_ignore_ascii_case(&parameter.name);
            let column = columns.keys().map(|column| &**column).find(is_alike);
            if let Some(column) = column.filter(|_| !columns.contains_key(parameter.name.as_str())) {
                found.push(Renamed {
                    path: operation.path.clone(),
                    parameter: parameter.name.clone(),
                    column: column.to_string(),
                });
            }
        }
    }
    found
}

impl Renamed {
    fn path(&self) -> String {
        self.path.replace(&format!("{{{}}}", self.parameter), &format!("{{{}}}", self.column))
    }

    fn in_operation(&self, operation: &mut Operation) {
        operation.path = self.path();
        for parameter in &mut operation.parameters {
            if parameter.location == Location::Path && parameter.name == self.parameter {
                parameter.name.clone_from(&self.column);
            }
        }
    }

    fn in_method(&self, method: &mut Method) {
        method.path = self.path();
        for name in method.required.iter_mut().filter(|name| **name == self.parameter) {
            name.clone_from(&self.column);
        }
        for names in [&mut method.parameters, &mut method.route_names] {
            if names.remove(&self.parameter) {
                names.insert(self.column.clone());
            }
        }
    }
}
