//! Statements that worked in the old release: a finding shows one, so that users can recognise their own.
//!
//! In: a [`Statement`] from a comparer. Out: SQL that StackQL accepted: the statement gives the names that
//! the method requires, and the routes lead to the method. If no verb does, the statement is an EXEC.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::api::{Api, Operation, Schema, SqlVerb};
use crate::diff::compare::change::{Call, Naming, Statement};
use crate::diff::compare::facets::{self, Facets};
use crate::diff::compare::path;
use crate::engine::body;
use crate::engine::sql::{identifier, variable};
use crate::mapping::{compare_columns, routes};
use crate::provider::{Method, Resource, Service};

/// The older release of a service, whose statements are made.
#[derive(Clone, Copy)]
pub(in crate::diff) struct Witnesses<'a> {
    pub(in crate::diff) provider: &'a str,
    pub(in crate::diff) service: &'a Service,
}

impl<'a> Witnesses<'a> {
    /// The statement in SQL; none if the service has nothing to query.
    pub(in crate::diff) fn sql(self, statement: &Statement<'a>) -> Option<String> {
        match statement {
            Statement::OnService => {
                let all = &self.service.resources;
                let resource = all.iter().find(|resource| resource.is_selectable()).or(all.first())?;
                self.sql(&Statement::OnResource(resource))
            }
            Statement::OnResource(resource) => {
                let mut methods = resource.methods.iter();
                let method = methods.find(|method| routes::is_reachable(resource, method));
                let method = method.or(resource.methods.first())?;
                self.sql(&Call { resource, method }.plain())
            }
            Statement::OnView(name) => {
                Some(format!("SELECT * FROM {}.{}.{name}", self.provider, self.service.name))
            }
            Statement::Call(call, naming) => {
                let Self { provider, service } = self;
                let caller = Caller { provider, service, resource: call.resource, method: call.method };
                Some(caller.naming(naming))
            }
        }
    }
}

/// A method and its place.
#[derive(Clone, Copy)]
struct Caller<'a> {
    provider: &'a str,
    service: &'a Service,
    resource: &'a Resource,
    method: &'a Method,
}

/// A name beyond those that the method requires, and its value.
struct Given<'a> {
    /// `pageSize`, `data__labels`
    name: &'a str,
    /// A literal of SQL; none for any value that fits.
    value: Option<String>,
}

impl<'a> Given<'a> {
    fn any(name: &'a str) -> Self {
        Self { name, value: None }
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", crate::text::one_line(text).replace('\'', "''"))
}

impl<'a> Caller<'a> {
    fn api(&self) -> &'a Api {
        &self.service.api
    }

    fn operation(&self) -> Option<&'a Operation> {
        self.api().operation(&self.method.operation_id)
    }

    /// The id after FROM.
    fn id(&self) -> String {
        format!("{}.{}.{}", self.provider, self.service.name, self.resource.name)
    }

    /// The statement that gives the names that the method requires, and those of `naming`.
    fn naming(&self, naming: &Naming) -> String {
        match naming {
            Naming::Needed => self.statement(&[], None),
            Naming::Method => {
                let required = self.required();
                self.exec(&required.iter().map(|name| Given::any(name)).collect::<Vec<_>>())
            }
            Naming::Column { path, root } => self.statement(&[], Some(column_expression(path, *root))),
            Naming::Given { name, value } => {
                self.statement(&[Given { name, value: value.as_deref().map(literal) }], None)
            }
        }
    }

    /// The statement that also gives `given`, and, if it is a SELECT, selects `column`.
    fn statement(&self, given: &[Given<'_>], column: Option<String>) -> String {
        let required = self.required();
        let mut names: Vec<Given<'_>> = required.iter().map(|name| Given::any(name)).collect();
        for Given { name, value } in given {
            match names.iter_mut().find(|known| known.name == *name) {
                Some(known) => known.value.clone_from(value),
                None => names.push(Given { name, value: value.clone() }),
            }
        }
        let columns = || column.unwrap_or_else(|| self.first_column());
        let statement = match self.method.verb {
            _ if !self.reaches(&names) => None,
            SqlVerb::Select => {
                Some(format!("SELECT {} FROM {}{}", columns(), self.id(), self.conditions(&names)))
            }
            SqlVerb::Delete => Some(format!("DELETE FROM {}{}", self.id(), self.conditions(&names))),
            SqlVerb::Insert => self.insert(&names),
            SqlVerb::Update | SqlVerb::Replace => self.change(names.as_slice()),
            SqlVerb::Exec => None,
        };
        statement.unwrap_or_else(|| self.exec(&names))
    }

    /// `EXEC id.method @name='value', … @@json='{…}'`
    fn exec(&self, names: &[Given<'_>]) -> String {
        let (fields, own): (Vec<&Given<'_>>, Vec<&Given<'_>>) =
            names.iter().partition(|given| body::field_of(given.name).is_some());
        let own: Vec<String> =
            own.into_iter().map(|given| format!("{}={}", variable(given.name), self.value(given))).collect();
        let mut text = format!("EXEC {}.{}", self.id(), self.method.name);
        if !own.is_empty() {
            let _ = write!(text, " {}", own.join(", "));
        }
        if !fields.is_empty() {
            let member = |given: &&Given<'_>| {
                let name = body::field_of(given.name).unwrap_or(given.name);
                let key = serde_json::Value::from(name);
                let value = self.value(given);
                format!("{key}: {}", json(&value))
            };
            let members: Vec<String> = fields.iter().map(member).collect();
            let _ = write!(text, " @@json='{{{}}}'", members.join(", ").replace('\'', "''"));
        }
        text
    }

    /// Names that the method requires: those of the path in its order, then the others.
    fn required(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        let path = self.operation().into_iter().flat_map(Operation::path_parameters);
        let others = self.method.required.iter().chain(&self.method.route_names).map(String::as_str);
        for name in path.map(|parameter| parameter.name.as_str()).chain(others) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn reaches(&self, names: &[Given<'_>]) -> bool {
        let names: BTreeSet<String> = names.iter().map(|given| given.name.to_string()).collect();
        routes::reached(self.resource, self.method.verb, &names)
            .is_some_and(|found| found.name == self.method.name)
    }

    fn conditions(&self, names: &[Given<'_>]) -> String {
        let mut text = String::new();
        for (index, given) in names.iter().enumerate() {
            let start = if index == 0 { "WHERE" } else { "AND" };
            let _ = write!(text, " {start} {} = {}", identifier(given.name), self.value(given));
        }
        text
    }

    /// The INSERT; none if there is no name to give: an INSERT needs a column.
    fn insert(&self, names: &[Given<'_>]) -> Option<String> {
        let columns: Vec<String> = names.iter().map(|given| identifier(given.name)).collect();
        let values: Vec<String> = names.iter().map(|given| self.value(given)).collect();
        let text = format!("INSERT INTO {} ({}) SELECT {}", self.id(), columns.join(", "), values.join(", "));
        (!names.is_empty()).then_some(text)
    }

    /// The UPDATE or REPLACE. If nothing is to be set, it sets the first field that can be set; none if there
    /// is no such field.
    fn change(&self, names: &[Given<'_>]) -> Option<String> {
        let is_field = |given: &&Given<'_>| body::field_of(given.name).is_some();
        let mut set: Vec<String> = names
            .iter()
            .filter(is_field)
            .map(|given| format!("{} = {}", identifier(given.name), self.value(given)))
            .collect();
        if set.is_empty() {
            set.push(self.first_field(names)?);
        }
        let keys: Vec<Given<'_>> = names
            .iter()
            .filter(|given| !is_field(given))
            .map(|given| Given { name: given.name, value: given.value.clone() })
            .collect();
        let verb = self.method.verb.as_str();
        Some(format!("{verb} {} SET {}{}", self.id(), set.join(", "), self.conditions(&keys)))
    }

    fn first_field(&self, names: &[Given<'_>]) -> Option<String> {
        let body = &self.operation()?.request.as_ref()?.schema;
        let mut fields: Vec<(&str, &Schema)> = self.api().properties(body).into_iter().collect();
        fields.sort_by(|(a, _), (b, _)| compare_columns(a, b));
        fields.into_iter().find_map(|(field, schema)| {
            let facets = Facets::of(self.api(), schema);
            let name = body::field(field);
            let with: Vec<Given<'_>> =
                names.iter().map(|given| Given::any(given.name)).chain([Given::any(&name)]).collect();
            let is_free = !facets.is_read_only && !facets.is_immutable && self.reaches(&with);
            is_free.then(|| format!("{} = {}", identifier(&name), self.value(&Given::any(&name))))
        })
    }

    /// The first column of a SELECT's rows.
    fn first_column(&self) -> String {
        let rows = self
            .operation()
            .map(|operation| self.api().row_schema(operation, self.method.object_key.as_ref()));
        let Some(Ok(rows)) = rows else { return "*".into() };
        let properties = self.api().properties(rows);
        let first = properties.keys().min_by(|a, b| compare_columns(a, b));
        first.map_or_else(|| "*".into(), |name| identifier(name))
    }

    /// A literal for a name: one of its values, a number for a number.
    fn value(&self, given: &Given<'_>) -> String {
        if let Some(value) = &given.value {
            return value.clone();
        }
        let Some(operation) = self.operation() else { return literal("…") };
        let schema = match body::field_of(given.name) {
            Some(field) => operation
                .request
                .as_ref()
                .and_then(|body| self.api().properties(&body.schema).get(field).copied()),
            None => operation
                .parameters
                .iter()
                .find(|parameter| parameter.name == given.name)
                .map(|parameter| &parameter.schema),
        };
        schema.map_or_else(|| literal("…"), |schema| sample(self.api(), schema, given.name))
    }
}

/// A value that fits a schema.
fn sample(api: &Api, schema: &Schema, name: &str) -> String {
    let facets = Facets::of(api, schema);
    if let Some(value) = facets.values.first() {
        return literal(value);
    }
    match facets.kind {
        "integer" | "number" => "1".into(),
        "boolean" => "true".into(),
        "object" if body::field_of(name).is_some() => literal("{}"),
        "array" if body::field_of(name).is_some() => literal("[]"),
        "array" => match facets::items(api, schema) {
            Some(items) if !std::ptr::eq(items, schema) && facets::items(api, items).is_none() => {
                sample(api, items, name)
            }
            _ => literal("…"),
        },
        _ => literal("…"),
    }
}

/// A literal of SQL as JSON: a quoted text is JSON itself, or a text.
fn json(value: &str) -> String {
    let Some(text) = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) else {
        return value.to_string();
    };
    let text = text.replace("''", "'");
    match serde_json::from_str(&text) {
        Ok(serde_json::Value::Object(_) | serde_json::Value::Array(_)) => text,
        _ => serde_json::Value::from(text).to_string(),
    }
}

/// A column, or a field within one: `JSON_EXTRACT(config, '$.disks[0].size')`; the column's name has `root`
/// bytes of the path.
fn column_expression(path: &str, root: usize) -> String {
    let (column, within) = path.split_at_checked(root).unwrap_or((path, ""));
    let name = identifier(column);
    match path::json_path(within).as_str() {
        "$" => name,
        within => format!("JSON_EXTRACT({name}, {})", literal(within)),
    }
}
