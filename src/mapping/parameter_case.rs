//! Parameters of paths that differ from a column in upper and lower case alone.
//!
//! The engine makes columns of the parameters that SELECTs of a row's schema need, and to SQL `id` and `ID` are one: the
//! table of these rows can't be made, and every SELECT of them fails. A parameter of a path that is called as the column
//! is stands for it, and its name isn't sent.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, Format, Location, Operation, SqlVerb};
use crate::engine::columns::columns;
use crate::names::OperationId;
use crate::provider::{Method, Resource};

/// Columns by the parameters that are called after them.
type Names = BTreeMap<String, String>;

/// Calls parameters of paths as the columns that they are alike to, unless `is_pinned` says that an operation keeps its
/// names.
pub(super) fn fit(api: &mut Api, resources: &mut [Resource], is_pinned: impl Fn(&OperationId) -> bool) {
    if api.annotated.is_some() || api.format != Format::OpenApi {
        return;
    }
    // All operations of a path have one name for a parameter of it.
    let mut by_path: BTreeMap<String, Names> = BTreeMap::new();
    for (path, parameter, column) in resources.iter().flat_map(|resource| alike(api, resource)) {
        by_path.entry(path).or_default().insert(parameter, column);
    }
    let renamed: BTreeMap<OperationId, Names> = api
        .operations
        .iter()
        .filter_map(|operation| Some((operation, by_path.get(&operation.path)?)))
        .filter(|(operation, _)| !is_pinned(&operation.id))
        .map(|(operation, names)| (operation.id.clone(), free(api, operation, names)))
        .collect();
    for operation in &mut api.operations {
        if let Some(names) = renamed.get(&operation.id) {
            in_operation(names, operation);
        }
    }
    for method in resources.iter_mut().flat_map(|resource| &mut resource.methods) {
        if let Some(names) = renamed.get(&method.operation_id) {
            in_method(names, method);
        }
    }
}

/// Those of `names` that no field and no other parameter of the operation has.
fn free(api: &Api, operation: &Operation, names: &Names) -> Names {
    let body = operation.request.as_ref().map(|body| &body.schema);
    let is_free = |column: &str| {
        let is_field = body.is_some_and(|body| api.property_of_any(body, column).is_some());
        !is_field && operation.parameters.iter().all(|other| other.name != column)
    };
    // Of `{ID}` and `{Id}` one alone can be called `id`.
    let mut given = BTreeSet::new();
    let has = |parameter: &str| operation.path_parameters().any(|own| own.name == parameter);
    let names = names.iter().filter(|(parameter, column)| has(parameter) && is_free(column));
    let names = names.filter(|(_, column)| given.insert(column.as_str()));
    names.map(|(parameter, column)| (parameter.clone(), column.clone())).collect()
}

/// The parameters of the paths of `resource`'s methods that are alike to the columns of their rows, if SELECT reads it: each
/// with the path and the column.
fn alike(api: &Api, resource: &Resource) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let is_read = resource.methods.iter().any(|method| method.verb == SqlVerb::Select);
    for method in resource.methods.iter().filter(|_| is_read) {
        let Some(operation) = api.operation(&method.operation_id) else { continue };
        let Ok(row) = api.row_schema(operation, method.object_key.as_ref()) else { continue };
        let columns = columns(api, row);
        for parameter in operation.path_parameters() {
            let is_alike = |column: &&str| column.eq_ignore_ascii_case(&parameter.name);
            let column = columns.keys().map(|column| &**column).find(is_alike);
            if let Some(column) = column.filter(|_| !columns.contains_key(parameter.name.as_str())) {
                found.push((operation.path.clone(), parameter.name.clone(), column.to_string()));
            }
        }
    }
    found
}

/// A path with other names of parameters.
fn renamed(names: &Names, path: &str) -> String {
    let mut path = path.to_string();
    for (parameter, column) in names {
        path = path.replace(&format!("{{{parameter}}}"), &format!("{{{column}}}"));
    }
    path
}

fn in_operation(names: &Names, operation: &mut Operation) {
    operation.path = renamed(names, &operation.path);
    for parameter in &mut operation.parameters {
        if let Some(column) = names.get(&parameter.name).filter(|_| parameter.location == Location::Path) {
            parameter.name.clone_from(column);
        }
    }
}

fn in_method(names: &Names, method: &mut Method) {
    method.path = renamed(names, &method.path);
    for name in &mut method.required {
        if let Some(column) = names.get(name.as_str()) {
            name.clone_from(column);
        }
    }
    for (parameter, column) in names {
        for known in [&mut method.parameters, &mut method.route_names] {
            if known.remove(parameter) {
                known.insert(column.clone());
            }
        }
    }
}
