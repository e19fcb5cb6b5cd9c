//! Views: the columns of statements that a provider has under the name of a resource.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::tables::compare_columns;
use crate::api::{View, ViewField};
use crate::engine::select;
use crate::provider::{Column, Resource};

/// Fills in the columns of all views among the `resources` of `service`.
pub(super) fn fill(service: &str, resources: &mut [Resource]) {
    // A view of all columns of another one knows these when the other's are filled in.
    for index in (0..resources.len()).chain(0..resources.len()) {
        let Some(view) = resources.get(index).and_then(|resource| resource.view.clone()) else { continue };
        let of_resource = |id: &str| {
            let mut parts = id.rsplit('.');
            let (name, owner) = (parts.next().unwrap_or_default(), parts.next());
            let is_here = owner == Some(service);
            let found = resources.iter().find(|other| is_here && other.name.as_str() == name);
            found.map(|other| other.columns.clone()).unwrap_or_default()
        };
        let columns = columns(&view, of_resource);
        if let Some(resource) = resources.get_mut(index) {
            resource.columns = columns;
        }
    }
}

/// The columns of a view in the order of DESCRIBE: as the document describes them, and those that the statement of the
/// first dialect selects. `resource` finds the columns of another resource of the service by its id.
fn columns(view: &View, resource: impl Fn(&str) -> Vec<Column>) -> Vec<Column> {
    let selected = view.queries.first().and_then(|query| select::selected(&query.ddl)).unwrap_or_default();
    let inherited = selected.all_of.as_deref().map(resource).unwrap_or_default();
    let described: BTreeMap<&str, &ViewField> =
        view.fields.iter().rev().map(|field| (field.name.as_str(), field)).collect();
    let mut all: Vec<String> = view.fields.iter().map(|field| field.name.clone()).collect();
    all.extend(selected.columns);
    let mut seen: BTreeSet<String> = inherited.iter().map(|column| column.name.clone()).collect();
    all.retain(|name| seen.insert(name.clone()));
    let column = |(position, name): (usize, String)| {
        let field = described.get(name.as_str());
        Column {
            datatype: Cow::Owned(field.map(|field| field.datatype.clone()).unwrap_or_default()),
            format: None,
            description: field.and_then(|field| field.description.clone()),
            type_description: None,
            read_only: false,
            deprecated: false,
            position,
            field: name.clone(),
            name,
        }
    };
    let own = all.into_iter().enumerate().map(column);
    let mut columns: Vec<Column> = own.chain(inherited.iter().cloned()).collect();
    columns.sort_by(|a, b| compare_columns(&a.name, &b.name));
    columns
}
