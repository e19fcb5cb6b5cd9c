//! Filling an example: values for its placeholders, and the request that these should make.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::expected::{ExamplePlan, Expected, Returned};
use super::json;
use super::read::{Calls, Returns, Statement, read};
use super::tokens::{Token, TokenKind};
use crate::api::{
    Api, FieldNames, Location, Operation, Parameter, Schema, SchemaType, ServerVariable, Transfer,
};
use crate::engine::sql;
use crate::provider::{Method, Resource, Service};
use crate::trial::operation::{Form, OperationPlan};
use crate::trial::{query, values};

/// Fills the examples of one method.
pub(in crate::trial) struct Filler<'a> {
    service: &'a Service,
    api: &'a Api,
    resource: &'a Resource,
    method: &'a Method,
    operation: &'a Operation,
}

/// The request that takes shape while an example is filled.
struct Filling<'a, 'f> {
    filler: &'f Filler<'a>,
    /// Values of the path and of the server's variables.
    path: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    headers: BTreeMap<String, String>,
    body: Map<String, Value>,
    /// Names that are columns: they filter rows.
    filters: Vec<String>,
    /// Places of the text, and what goes there.
    edits: Vec<(usize, usize, String)>,
    unclear: Vec<String>,
}

impl<'a> Filler<'a> {
    /// A filler for the examples of `method`; none for a method without an operation.
    pub(in crate::trial) fn new(
        service: &'a Service,
        resource: &'a Resource,
        method: &'a Method,
    ) -> Option<Self> {
        let operation = service.api.operation(&method.operation_id)?;
        Some(Self { service, api: &service.api, resource, method, operation })
    }

    /// The example `text`, filled; `plan` is that of the operation, at `place` among those of the service.
    pub(in crate::trial) fn filled(
        &self,
        text: &str,
        variant: Option<&'static str>,
        (place, plan): (usize, &OperationPlan),
    ) -> ExamplePlan {
        let statement = read(text);
        let mut filling = Filling {
            filler: self,
            path: BTreeMap::new(),
            query: query::pairs(&plan.query),
            headers: BTreeMap::new(),
            body: Map::new(),
            filters: Vec::new(),
            edits: Vec::new(),
            unclear: statement.unclear.clone(),
        };
        for (name, value) in &statement.given {
            filling.give(name, value);
        }
        match &statement.body {
            Some(body) => filling.whole_body(body),
            None => filling.add_base(),
        }
        let text = filling.text(text);
        let (expected, unclear) = filling.expected(&statement, plan);
        ExamplePlan {
            method: self.method.name.to_string(),
            operation: place,
            verb: self.method.verb,
            variant,
            sql: text,
            expected,
            unclear,
        }
    }

    fn parameter(&self, name: &str) -> Option<&'a Parameter> {
        let own = self.operation.parameters.iter();
        own.chain(self.api.parameters.values()).find(|parameter| parameter.name == name)
    }

    fn field(&self, name: &str) -> Option<&'a Schema> {
        self.api.property_of_any(self.body()?, name)
    }

    /// Whether the call is a query of GraphQL.
    fn is_graphql(&self) -> bool {
        self.service.is_graphql(self.resource.name.as_str(), self.method.name.as_str())
    }

    /// Whether a template of the provider makes the rows of the answer.
    fn has_made_answer(&self) -> bool {
        let (resource, method) = (self.resource.name.as_str(), self.method.name.as_str());
        self.service.method_setting(resource, method, "response/transform").is_some()
    }

    /// The schema with the fields of the body.
    fn body(&self) -> Option<&'a Schema> {
        let body = &self.operation.request.as_ref()?.schema;
        Some(self.api.fields_schema(&self.method.fields, body))
    }

    fn variable(&self, name: &str) -> Option<(&'a str, &'a ServerVariable)> {
        let own = &self.operation.servers;
        let servers = if own.is_empty() { &self.api.servers } else { own };
        let found = servers.iter().find_map(|server| server.variables.get_key_value(name));
        found.map(|(name, variable)| (name.as_str(), variable))
    }
}

impl<'a> Filling<'a, '_> {
    /// Gives `value` to what `name` stands for.
    fn give(&mut self, name: &str, value: &[Token<'_>]) {
        let filler = self.filler;
        let own = name.split_once('.').map_or(name, |(_, own)| own);
        let method = filler.method;
        let field = method.field_of(name).or_else(|| method.field_of(own));
        if let Some((field, schema)) = field.and_then(|field| Some((field, filler.field(field)?))) {
            let value = self.of_body(value, schema, field);
            self.field(field, value);
        } else if let Some(parameter) = filler.parameter(name).or_else(|| filler.parameter(own)) {
            let value = self.literal(value, &values::parameter(filler.api, parameter));
            self.parameter(parameter, values::plain(&value));
        } else if let Some((name, variable)) = filler.variable(name).or_else(|| filler.variable(own)) {
            let value = self.literal(value, &variable.default.as_str().into());
            self.path.insert(name.to_string(), values::plain(&value));
        } else if filler.resource.columns.iter().any(|column| column.name == own) {
            self.literal(value, &own.into());
            self.filters.push(own.to_string());
        } else {
            self.unclear.push(format!("`{name}` is neither a parameter nor a field of the body"));
            self.literal(value, &own.into());
        }
    }

    /// Sets a field of the body, within the property that has the method's fields, if there is one.
    fn field(&mut self, field: &str, value: Value) {
        let fields = match &self.filler.method.fields {
            FieldNames::Within(property) => {
                let within = self.body.entry(property.clone()).or_insert_with(|| Map::new().into());
                match within.as_object_mut() {
                    Some(within) => within,
                    None => &mut self.body,
                }
            }
            FieldNames::Prefixed | FieldNames::Plain => &mut self.body,
        };
        fields.insert(field.to_string(), value);
    }

    /// Adds what each body of the method has, beside the fields that the statement gives. A body as a whole stays as
    /// it is, and none stays none.
    fn add_base(&mut self) {
        if self.body.is_empty() {
            return;
        }
        for (name, value) in self.filler.method.request.iter().flat_map(|request| &request.base) {
            self.body.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }

    fn parameter(&mut self, parameter: &Parameter, value: String) {
        let name = parameter.name.clone();
        match parameter.location {
            Location::Path => drop(self.path.insert(name, value)),
            Location::Query => self.query.push((name, value)),
            Location::Header => drop(self.headers.insert(name, value)),
            // The engine sends no cookies.
            Location::Cookie => {}
        }
    }

    /// A field's value: as [`Filling::literal`], or a JSON text with placeholders in it.
    fn of_body(&mut self, value: &[Token<'_>], schema: &Schema, name: &str) -> Value {
        let api = self.filler.api;
        let text = value.first().and_then(Token::inner);
        let is_text = api.type_of(schema) == Some(SchemaType::String);
        match (value.first(), text) {
            (Some(token), Some(text))
                if !is_text && text.trim_start().starts_with(['{', '[']) && !is_hole(&text) =>
            {
                self.json(token, &text, schema)
            }
            _ => self.literal(value, &values::field(api, schema, name)),
        }
    }

    /// The whole body, as EXEC gives it.
    fn whole_body(&mut self, token: &Token<'_>) {
        let Some(request) = &self.filler.operation.request else {
            self.unclear.push("the operation takes no body".into());
            return;
        };
        let Some(text) = token.inner() else {
            self.unclear.push("`@@json` is not a text in quotes".into());
            return;
        };
        if let Value::Object(fields) = self.json(token, &text, &request.schema) {
            for (name, value) in fields {
                if self.filler.api.property(&request.schema, &name).is_none() {
                    self.unclear.push(format!("`{name}` is no field of the body"));
                }
                self.body.insert(name, value);
            }
        }
    }

    fn json(&mut self, token: &Token<'_>, text: &str, schema: &Schema) -> Value {
        match json::filled(self.filler.api, schema, text) {
            Ok(filled) => {
                self.edits.push((token.start, token.end(), sql::text(&filled.text)));
                filled.meant
            }
            Err(error) => {
                self.unclear.push(format!("this is no JSON, {error}: {text}"));
                Value::Null
            }
        }
    }

    /// The value that the tokens stand for; a placeholder becomes `made_up`.
    fn literal(&mut self, tokens: &[Token<'_>], made_up: &Value) -> Value {
        let Some(token) = tokens.first() else { return Value::Null };
        let text: String = tokens.iter().map(|token| token.text).collect();
        match token.kind {
            TokenKind::Hole => {
                self.edits.push((token.start, token.end(), bare(made_up)));
                made_up.clone()
            }
            TokenKind::Text => {
                let inner = token.inner().unwrap_or_default();
                let filled = if is_hole(&inner) { values::plain(made_up) } else { without_holes(&inner) };
                self.edits.push((token.start, token.end(), sql::text(&filled)));
                if is_hole(&inner) { made_up.clone() } else { filled.into() }
            }
            TokenKind::Word | TokenKind::Sign => match serde_json::from_str(&text.to_ascii_lowercase()) {
                Ok(value) => value,
                // Another column, or an expression: a join, for example.
                Err(_) => made_up.clone(),
            },
            TokenKind::Quoted => made_up.clone(),
        }
    }

    /// The text of the example with all values in their places.
    fn text(&mut self, text: &str) -> String {
        self.edits.sort();
        let (mut filled, mut end) = (String::new(), 0);
        for (start, next, value) in &self.edits {
            filled.push_str(text.get(end..*start).unwrap_or_default());
            filled.push_str(value);
            end = *next;
        }
        filled.push_str(text.get(end..).unwrap_or_default());
        filled.trim().to_string()
    }

    fn expected(mut self, statement: &Statement<'_>, plan: &OperationPlan) -> (Expected, Vec<String>) {
        let is_several = statement.calls == Calls::Several;
        let path = match plan.path.filled(&self.path) {
            Ok(path) => Some(path).filter(|_| !is_several),
            Err(missing) => {
                self.unclear.push(format!("`{}` of the path has no value", missing.join("`, `")));
                None
            }
        };
        let filler = self.filler;
        let is_graphql = filler.is_graphql();
        let is_transformed = filler.method.request.as_ref().is_some_and(|request| request.is_transformed);
        let own = Form::of(filler.operation, Transfer::Upload);
        let form = if is_graphql || is_transformed && own == Form::Json { Form::Template } else { own };
        if is_graphql {
            // The parameters are in the body.
            self.query.clear();
        }
        self.query.sort();
        let returned = match (&statement.columns, statement.returns) {
            (_, Returns::Nothing) => Returned::Anything,
            // The mock's answer isn't what the template was written for.
            _ if filler.has_made_answer() => Returned::Anything,
            _ if is_several || !self.filters.is_empty() => Returned::Anything,
            (Some(columns), Returns::Rows) => Returned::Columns(columns.clone()),
            (None, Returns::Rows) => Returned::Rows,
        };
        let expected = Expected {
            http_method: plan.http_method,
            path,
            query: self.query,
            headers: self.headers,
            body: self.body,
            form,
            calls: statement.calls,
            paging: match statement.returns {
                Returns::Rows => plan.paging,
                // An EXEC gets the first page alone.
                Returns::Nothing => plan.paging.alone(),
            },
            page_parameter: plan.token.parameter.clone(),
            rows: plan.rows,
            returned,
        };
        (expected, self.unclear)
    }
}

/// Whether a text is one placeholder.
fn is_hole(text: &str) -> bool {
    let inner = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    inner.is_some_and(|inner| !inner.contains(['{', '}']))
}

/// A text with a word in place of each placeholder.
fn without_holes(text: &str) -> String {
    let mut parts = text.split("{{");
    let mut whole = parts.next().unwrap_or_default().to_string();
    for part in parts {
        match part.split_once("}}") {
            Some((_, after)) => whole = whole + "a" + after,
            None => whole = whole + "{{" + part,
        }
    }
    whole
}

/// A value of SQL without quotes where it needs none.
fn bare(value: &Value) -> String {
    match value {
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        other => sql::text(&values::plain(other)),
    }
}
