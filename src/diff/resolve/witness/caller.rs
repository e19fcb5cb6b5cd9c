//! The statement that calls a method: by the verb that reaches it, else an EXEC.
//!
//! In: a method and its place, and what the statement names beyond what the method requires. Out: the statement.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::value::{column_expression, literal, quoted_truth, sample};
use crate::api::{Api, Operation, Schema, SqlVerb};
use crate::diff::compare::bodies;
use crate::diff::compare::change::Naming;
use crate::diff::compare::facets::Facets;
use crate::engine::sql::{identifier, object};
use crate::engine::{body, words};
use crate::mapping::compare_columns;
use crate::provider::{Method, Resource, Service};

/// A method and its place.
#[derive(Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) provider: &'a str,
    pub(super) service: &'a Service,
    pub(super) resource: &'a Resource,
    pub(super) method: &'a Method,
}

/// A name beyond those that the method requires, and its value.
pub(super) struct Given<'a> {
    /// `pageSize`, `data__labels`
    pub(super) name: &'a str,
    /// A literal of SQL; none for any value that fits.
    pub(super) value: Option<String>,
}

impl<'a> Given<'a> {
    fn any(name: &'a str) -> Self {
        Self { name, value: None }
    }
}

impl<'a> Caller<'a> {
    pub(super) fn api(&self) -> &'a Api {
        &self.service.api
    }

    fn operation(&self) -> Option<&'a Operation> {
        self.api().operation(&self.method.operation_id)
    }

    /// The id after FROM.
    pub(super) fn id(&self) -> String {
        resource_id(self.provider, self.service, self.resource.name.as_str())
    }

    /// The statement that gives the names that the method requires, and those of `naming`.
    pub(super) fn naming(&self, naming: &Naming) -> Option<String> {
        match naming {
            Naming::Needed => self.statement(&[], None),
            Naming::Method => {
                let required = self.required();
                self.exec(&required.iter().map(|name| Given::any(name)).collect::<Vec<_>>())
            }
            Naming::Body => {
                let field = self.first_field(&[]);
                let given: Vec<Given<'_>> = field.iter().map(|name| Given::any(name)).collect();
                self.statement(&given, None)
            }
            Naming::AllColumns => self.statement(&[], Some("*".into())),
            Naming::Column { path, root } => self.statement(&[], Some(column_expression(path, *root))),
            Naming::Given { name, value } => {
                self.statement(&[Given { name, value: value.as_deref().map(literal) }], None)
            }
        }
    }

    /// The statement that also gives `given`, and, if it is a SELECT, selects `column`.
    fn statement(&self, given: &[Given<'_>], column: Option<String>) -> Option<String> {
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
        statement.or_else(|| self.exec(&names))
    }

    /// Names that the method requires: those of the path in its order, then the others. Fields of the body have the
    /// prefix here, whatever the method calls them.
    fn required(&self) -> Vec<Cow<'a, str>> {
        let mut names: Vec<Cow<'_, str>> = Vec::new();
        let path = self.operation().into_iter().flat_map(Operation::path_parameters);
        let others = self.method.required.iter().chain(&self.method.route_names).map(String::as_str);
        for name in path.map(|parameter| parameter.name.as_str()).chain(others) {
            let name = self.marked(name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// A name that the method requires, with the prefix if it is a field's.
    fn marked(&self, name: &'a str) -> Cow<'a, str> {
        let parameters = self.operation().into_iter().flat_map(|operation| &operation.parameters);
        let is_parameter = parameters.into_iter().any(|parameter| parameter.name == name);
        let mut fields = self.method.required_fields.iter();
        let field = fields.find(|field| !is_parameter && self.method.fields.name(field) == name);
        field.map_or(Cow::Borrowed(name), |field| Cow::Owned(body::field(field)))
    }

    fn reaches(&self, names: &[Given<'_>]) -> bool {
        let names: BTreeSet<String> = names.iter().map(|given| self.plain(given.name)).collect();
        self.resource.reached(self.method.verb, &names).is_some_and(|found| found.name == self.method.name)
    }

    fn conditions(&self, names: &[Given<'_>]) -> String {
        let mut text = String::new();
        for (index, given) in names.iter().enumerate() {
            let start = if index == 0 { "WHERE" } else { "AND" };
            let value = quoted_truth(self.value(given));
            let _ = write!(text, " {start} {} = {value}", identifier(given.name));
        }
        text
    }

    /// The INSERT, which needs a column: if there is no name to give, it sets the first field that can be set.
    /// None if there is no such field.
    fn insert(&self, names: &[Given<'_>]) -> Option<String> {
        if names.is_empty() {
            let field = self.first_field(names)?;
            return self.insert(&[Given::any(&field)]);
        }
        let columns: Vec<String> = names.iter().map(|given| self.column(given.name)).collect();
        let values: Vec<String> = names.iter().map(|given| self.value(given)).collect();
        Some(format!("INSERT INTO {} ({}) SELECT {}", self.id(), columns.join(", "), values.join(", ")))
    }

    /// A name that the statement gives, as the statement writes it. Fields of the body have a prefix that tells
    /// them from parameters, unless the method says otherwise.
    fn column(&self, name: &str) -> String {
        identifier(&self.plain(name))
    }

    /// The same without quotes.
    pub(super) fn plain(&self, name: &str) -> String {
        match body::field_of(name) {
            Some(field) => self.method.fields.name(field),
            None => name.to_string(),
        }
    }

    /// The UPDATE or REPLACE. If nothing is to be set, it sets the first field that can be set; none if there
    /// is no such field.
    fn change(&self, names: &[Given<'_>]) -> Option<String> {
        let is_field = |given: &&Given<'_>| body::field_of(given.name).is_some();
        let mut set: Vec<String> = names.iter().filter(is_field).map(|given| self.set(given)).collect();
        if set.is_empty() {
            set.push(self.set(&Given::any(&self.first_field(names)?)));
        }
        let keys: Vec<Given<'_>> = names
            .iter()
            .filter(|given| !is_field(given))
            .map(|given| Given { name: given.name, value: given.value.clone() })
            .collect();
        let verb = self.method.verb.as_str();
        Some(format!("{verb} {} SET {}{}", self.id(), set.join(", "), self.conditions(&keys)))
    }

    /// `data__name = 'value'`
    fn set(&self, given: &Given<'_>) -> String {
        format!("{} = {}", self.column(given.name), quoted_truth(self.value(given)))
    }

    /// The first field of the body that a statement can set in addition to `names`.
    fn first_field(&self, names: &[Given<'_>]) -> Option<String> {
        let body = self.body()?;
        let mut fields: Vec<(&str, &Schema)> = self.api().properties(body).into_iter().collect();
        fields.sort_by(|(a, _), (b, _)| compare_columns(a, b));
        fields.into_iter().find_map(|(field, schema)| {
            let facets = Facets::of(self.api(), schema);
            let name = body::field(field);
            let required = self.required();
            let given = required.iter().map(AsRef::as_ref).chain(names.iter().map(|given| given.name));
            let with: Vec<Given<'_>> = given.chain([name.as_str()]).map(Given::any).collect();
            let is_kept = facets.is_immutable && self.method.verb != SqlVerb::Insert;
            let is_free = !facets.is_read_only && !is_kept && self.reaches(&with);
            is_free.then_some(name)
        })
    }

    /// The schema whose properties are the fields of the body.
    fn body(&self) -> Option<&'a Schema> {
        let body = &self.operation()?.request.as_ref()?.schema;
        Some(bodies::sent(self.api(), &self.method.fields, body))
    }

    /// The first column of a SELECT's rows.
    fn first_column(&self) -> String {
        let rows = self
            .operation()
            .map(|operation| self.api().row_schema(operation, self.method.object_key.as_ref()));
        let Some(Ok(rows)) = rows else { return "*".into() };
        let properties = self.api().properties(rows);
        let columns = &self.resource.columns;
        let name = |field: &'a str| {
            let own = columns.iter().find(|column| column.field == field);
            own.map_or(field, |column| column.name.as_str())
        };
        let names = properties.into_keys().map(name).filter(|name| words::can_name_column(name));
        let first = names.min_by(|a, b| compare_columns(a, b));
        first.map_or_else(|| "*".into(), identifier)
    }

    /// A literal for a name: one of its values, a number for a number.
    pub(super) fn value(&self, given: &Given<'_>) -> String {
        if let Some(value) = &given.value {
            return value.clone();
        }
        self.schema(given.name).map_or_else(|| literal("…"), |schema| sample(self.api(), schema, given.name))
    }

    /// The schema of a parameter, or of a field of the body.
    pub(super) fn schema(&self, name: &str) -> Option<&'a Schema> {
        let operation = self.operation()?;
        match body::field_of(name) {
            Some(field) => self.api().properties(self.body()?).get(field).copied(),
            None => {
                let mut parameters = operation.parameters.iter();
                parameters.find(|parameter| parameter.name == name).map(|parameter| &parameter.schema)
            }
        }
    }
}

/// The id of a resource or a view in a statement.
pub(super) fn resource_id(provider: &str, service: &Service, resource: &str) -> String {
    [provider, service.name.as_str(), resource].map(object).join(".")
}
