//! From a proposal to a method, and from the routes of SELECT to the columns.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::api::{Api, ObjectKey, Operation, Schema, SchemaType, SqlVerb};
use crate::diagnostic::Diagnostic;
use crate::engine::body;
use crate::engine::columns;
use crate::mapping::column_names::ColumnNames;
use crate::mapping::proposal::Proposal;
use crate::names::MethodName;
use crate::needs;
use crate::needs::options::NeedsOptions;
use crate::provider::{Behavior, Column, Method, MethodRequest};

/// Columns that DESCRIBE puts first, in this order.
const FIRST_COLUMNS: [&str; 3] = ["id", "name", "description"];

/// The methods that `proposal` becomes under `name`: one for each of its verbs.
pub(super) fn methods(
    api: &Api,
    proposal: &Proposal<'_>,
    name: MethodName,
    options: &NeedsOptions,
) -> Vec<Method> {
    let first = method(api, proposal, name, options);
    let further = proposal.further.iter().map(|(verb, _)| Method { verb: *verb, ..first.clone() });
    let further: Vec<Method> = further.collect();
    std::iter::once(first).chain(further).collect()
}

fn method(api: &Api, proposal: &Proposal<'_>, name: MethodName, options: &NeedsOptions) -> Method {
    let operation = proposal.operation;
    let named = |wanted: bool| {
        let mut names: Vec<String> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required == wanted)
            .map(|parameter| parameter.name.clone())
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let mut required_fields =
        operation.request.as_ref().map(|body| body.required_fields.clone()).unwrap_or_default();
    let set = needs::patterns::request(api, operation, proposal.verb, options);
    let said = proposal.request.as_ref().or(set.as_ref().filter(|_| api.annotated.is_none()));
    let body = operation.request.as_ref().map(|body| &body.schema);
    let is_field = |field: &&String| body.is_some_and(|body| api.property(body, field).is_some());
    let said_required = said.into_iter().flat_map(|request| &request.required_fields);
    required_fields.extend(said_required.filter(is_field).cloned());
    if api.annotated.is_none() {
        // The engine requires no field that is none.
        required_fields.retain(|field| body.is_some_and(|body| api.property_of_any(body, field).is_some()));
    }
    required_fields.sort();
    required_fields.dedup();
    let fields = match said {
        Some(request) => request.fields.clone(),
        None => needs::names::of(api, operation, options),
    };
    let servers = if operation.servers.is_empty() { &api.servers } else { &operation.servers };
    // Of several servers the engine calls the first.
    let variables: BTreeSet<String> =
        servers.first().into_iter().flat_map(|server| server.variables.keys().cloned()).collect();
    let mut required = named(true);
    let mut route_names: BTreeSet<String> = required.iter().chain(&variables).cloned().collect();
    route_names.extend(gating_fields(api, operation).into_iter().map(|field| fields.name(field)));
    required.extend(required_fields.iter().map(|field| fields.name(field)));
    let parameters = operation.parameters.iter().map(|parameter| parameter.name.clone());
    let parameters = parameters.chain(variables.iter().cloned()).collect();
    required.extend(variables);
    let media_type = operation.response.content.as_ref().map(|(media_type, _)| media_type.clone());
    Method {
        name,
        verb: proposal.verb,
        operation_id: operation.id.clone(),
        http_method: operation.http_method,
        path: operation.path.clone(),
        object_key: proposal.object_key.clone(),
        required,
        required_fields,
        fields,
        casing: said.and_then(|request| request.casing.clone()),
        optional: named(false),
        parameters,
        route_names,
        description: operation.description.clone(),
        deprecated: operation.deprecated || Behavior::deprecates(&operation.description),
        response: (operation.response.status.clone(), media_type),
        transfer: operation.transfer(),
        request: operation.request.as_ref().filter(|body| !body::says_nothing(api, &body.schema)).map(
            |body| MethodRequest {
                media_type: body.media_type.clone(),
                default: match said {
                    Some(request) => request.default.clone(),
                    None => body::default(api, proposal.verb, body).map(str::to_string),
                },
                is_transformed: match said {
                    Some(request) => request.is_transformed,
                    None => needs::bodies::is_made(operation, proposal.verb),
                },
                base: said.and_then(|request| base(request.base.as_deref()?)).unwrap_or_default(),
            },
        ),
    }
}

/// The fields of a body that is given as JSON. A text that is none is lint's to tell.
fn base(text: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(text).ok()
}

/// Fields of the body that gate a route: StackQL looks at the schema's own `required`, not at the method's.
/// One that is none of its properties gates nothing.
fn gating_fields<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a String> {
    let Some(body) = &operation.request else { return Vec::new() };
    match api.annotated {
        Some(_) => body.required_fields.iter().collect(),
        None => {
            let required = api.resolve(&body.schema).required.iter();
            required.filter(|name| api.property_of_any(&body.schema, name).is_some()).collect()
        }
    }
}

/// The columns of a resource: the properties of the rows of each SELECT method, in the order of DESCRIBE.
///
/// `selects` are the methods in the order in which they are tried; if several have a column, the first one
/// defines it. A method without rows gets a warning in `notes`.
pub(super) fn columns<'m>(
    api: &Api,
    selects: impl Iterator<Item = &'m Method>,
    names: ColumnNames,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Column> {
    // Fields of several methods may have one name in SQL.
    let mut found: IndexMap<String, (Cow<'_, str>, &Schema)> = IndexMap::new();
    for method in selects {
        let Some(operation) = api.operation(&method.operation_id) else { continue };
        match api.row_schema(operation, method.object_key.as_ref()) {
            Ok(rows) => {
                let own = columns::columns(api, rows);
                let names = if columns::is_merged(api, rows) { ColumnNames::Own } else { names };
                if own.is_empty() {
                    let why = "what it returns has no properties";
                    notes.push(no_rows(api, operation, method.object_key.as_ref(), why));
                }
                for (name, schema) in own {
                    let shown = names.of_field(&name);
                    found.entry(shown).or_insert((name, schema));
                }
            }
            Err(error) => notes.push(no_rows(api, operation, method.object_key.as_ref(), &error.to_string())),
        }
    }
    let mut columns: Vec<Column> = found
        .into_iter()
        .enumerate()
        .map(|(position, (name, (field, schema)))| column(api, position, name, &field, schema))
        .collect();
    columns.sort_by(|a, b| compare_columns(&a.name, &b.name));
    notes.extend(alike(api, &columns));
    columns
}

/// What a resource is, in the document's words: the description of the type of its rows. `routes` tell which
/// SELECT comes first.
pub(super) fn description(
    api: &Api,
    methods: &[Method],
    routes: &BTreeMap<SqlVerb, Vec<MethodName>>,
) -> Option<String> {
    let selects = routes.get(&SqlVerb::Select).into_iter().flatten();
    let mut rows = selects.filter_map(|name| {
        let method = methods.iter().find(|method| method.name == *name)?;
        let operation = api.operation(&method.operation_id)?;
        api.row_schema(operation, method.object_key.as_ref()).ok()
    });
    let described = rows.find_map(|rows| api.resolve(rows).description.clone())?;
    (!described.trim().is_empty()).then_some(described)
}

/// The order of DESCRIBE: id, name, description, then by bytes.
#[must_use]
pub fn compare_columns(a: &str, b: &str) -> std::cmp::Ordering {
    let rank =
        |name: &str| FIRST_COLUMNS.iter().position(|first| *first == name).unwrap_or(FIRST_COLUMNS.len());
    rank(a).cmp(&rank(b)).then_with(|| a.cmp(b))
}

/// The warning about the first two columns that differ in case alone, which are one to SQL.
fn alike(api: &Api, columns: &[Column]) -> Option<Diagnostic> {
    let (one, other) = columns::alike(columns.iter().map(|column| column.name.as_str()))?;
    let message = format!("every SELECT fails: the columns `{one}` and `{other}` differ in case alone");
    let note = Diagnostic::warning("mapping::columns-in-case", message);
    Some(
        note.help("take one of the two out of the schema, or leave the operation out by `exclude`")
            .at(&api.file, ""),
    )
}

fn no_rows(api: &Api, operation: &Operation, object_key: Option<&ObjectKey>, why: &str) -> Diagnostic {
    let key = object_key.map(|key| format!(" below `{key}`")).unwrap_or_default();
    Diagnostic::warning(
        "mapping::no-rows",
        format!("{} is a SELECT without columns{key}: {why}", operation.id),
    )
    .help("an override can give it another verb or object key")
    .at(&api.file, operation.pointer.clone())
}

fn column(api: &Api, position: usize, name: String, field: &str, schema: &Schema) -> Column {
    let target = api.resolve(schema);
    Column {
        name,
        field: field.to_string(),
        datatype: datatype(api, schema),
        format: schema.format.clone().or_else(|| target.format.clone()),
        description: schema.description.clone(),
        type_description: schema.reference.as_ref().and_then(|_| target.description.clone()),
        read_only: schema.read_only || target.read_only,
        deprecated: schema.deprecated
            || target.deprecated
            || schema.description.as_deref().is_some_and(Behavior::deprecates),
        position,
    }
}

/// The type that DESCRIBE shows. A value of any type is written into a manifest as an object; one that has other
/// keywords and no type shows none.
fn datatype(api: &Api, schema: &Schema) -> Cow<'static, str> {
    if api.annotated.is_some() {
        return written_type(api, schema);
    }
    let untyped = if schema.is_any() { SchemaType::Object.as_str() } else { "" };
    Cow::Borrowed(api.type_of(schema).map_or(untyped, SchemaType::as_str))
}

/// The type that a manifest says, which DESCRIBE shows as it is: the schema's own word, else the first of its `allOf`.
fn written_type(api: &Api, schema: &Schema) -> Cow<'static, str> {
    let own = |schema: &Schema| -> Option<Cow<'static, str>> {
        let target = api.resolve(schema);
        let word = target.other_kind.as_deref().map(|word| Cow::Owned(word.to_string()));
        word.or_else(|| target.kind.map(|kind| Cow::Borrowed(kind.as_str())))
    };
    own(schema).or_else(|| api.resolve(schema).all_of.iter().find_map(own)).unwrap_or_default()
}

/// Whether SQL routes a verb: EXEC names its method instead.
pub(super) fn is_routed(verb: SqlVerb) -> bool {
    verb != SqlVerb::Exec
}
