//! Views: statements of the provider that SELECT reads under the name of a resource.
//!
//! In: a resource with a view. Out: what a statement must give, the statements of the view, and SELECTs of it.

use super::examples::given::Context;
use super::examples::statement;
use super::reference::{Example, Field, Form, Needed, QueryReference, ViewReference};
use crate::api::{SqlVerb, VIEW_METHOD, View};
use crate::engine::sql::{self, identifier};
use crate::engine::words;
use crate::provider::Resource;

/// Columns of the SELECT that a page begins with.
const FEW: usize = 4;

/// The view of a resource, if it has one.
pub(super) fn reference(resource: &Resource) -> Option<ViewReference> {
    let view = resource.view.as_ref()?;
    let query = |query: &crate::api::ViewQuery| QueryReference {
        dialect: query.dialect().map(str::to_string),
        sql: query.ddl.clone(),
    };
    Some(ViewReference { required: required(view), queries: view.queries.iter().map(query).collect() })
}

/// The names that a statement has to give, as the document describes them.
fn required(view: &View) -> Vec<Needed> {
    let needed = |name: &str| {
        let field = view.required.iter().find(|field| field.name == name);
        Needed {
            name: name.to_string(),
            kind: field.map(|field| field.datatype.clone()).unwrap_or_default(),
            description: field.and_then(|field| field.description.clone()),
        }
    };
    view.wanted().into_iter().map(needed).collect()
}

/// The columns of a view.
pub(super) fn columns(resource: &Resource) -> Vec<Field> {
    let field = |column: &crate::provider::Column| Field {
        name: column.name.clone(),
        path: column.name.clone(),
        kind: column.datatype.clone(),
        format: column.format.clone(),
        description: column.description.clone(),
        ..Field::default()
    };
    resource.columns.iter().map(field).collect()
}

/// The SELECT that the page of a view begins with: a few columns.
pub(super) fn start(context: Context<'_>) -> Option<Example> {
    let named = named(context);
    let few = if named.is_empty() { vec!["*".to_string()] } else { named.into_iter().take(FEW).collect() };
    select(context, &few)
}

/// The SELECT of all columns.
pub(super) fn example(context: Context<'_>) -> Option<Example> {
    let named = named(context);
    let is_all = !named.is_empty() && named.len() == context.resource.columns.len();
    select(context, &if is_all { named } else { vec!["*".to_string()] })
}

/// The columns that a statement can name.
fn named(context: Context<'_>) -> Vec<String> {
    let names = context.resource.columns.iter().map(|column| column.name.as_str());
    names.filter(|name| words::can_name_column(name)).map(identifier).collect()
}

fn select(context: Context<'_>, columns: &[String]) -> Option<Example> {
    let view = context.resource.view.as_ref()?;
    let keys = required(view).into_iter().map(|needed| {
        format!("{} = {}", identifier(&needed.name), sql::text(&sql::placeholder(&needed.name)))
    });
    let text = statement::select(context.id, columns, &statement::joined(&keys.collect::<Vec<_>>()));
    Some(Example {
        verb: SqlVerb::Select.as_str(),
        method: VIEW_METHOD.to_string(),
        language: "sql",
        form: Form { variant: None, text, notes: Vec::new() },
        further: Vec::new(),
    })
}
