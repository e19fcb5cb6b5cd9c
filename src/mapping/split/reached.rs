//! The components that operations reach.
//!
//! In: operations, and the schemas of their document. Out: the names of the schemas that their parameters, requests and
//! answers lead to, by references alone: nothing else of an [`Api`] leads to a schema.

use std::collections::BTreeSet;

use crate::api::{Api, Operation, Schema};

/// The names of all schemas of `api` that `operations` and the parameters of the whole API lead to.
pub(super) fn reached<'a>(
    api: &'a Api,
    operations: impl IntoIterator<Item = &'a Operation>,
) -> BTreeSet<&'a str> {
    let mut pending: Vec<&Schema> = operations.into_iter().flat_map(of_operation).collect();
    pending.extend(api.parameters.values().map(|parameter| &parameter.schema));
    let mut names = BTreeSet::new();
    while let Some(schema) = pending.pop() {
        let named = schema.reference.as_ref().and_then(|name| api.schemas.get_key_value(name));
        if let Some((name, target)) = named
            && names.insert(name.as_str())
        {
            pending.push(target);
        }
        pending.extend(schema.children());
    }
    names
}

/// The schemas of an operation.
fn of_operation(operation: &Operation) -> impl Iterator<Item = &Schema> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.schema);
    let body = operation.request.iter().map(|body| &body.schema);
    parameters.chain(body).chain(operation.response.schema())
}
