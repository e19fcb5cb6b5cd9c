//! How statements get to the operations of a service, which decides what is written of them.
//!
//! In: a service. Out: the operations that SELECT, INSERT, UPDATE, REPLACE or DELETE reach, the schemas that
//! EXEC's bodies contain, the names of answers, and the parameters that are written as strings.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::SchemaDocument;
use super::texts::{self, Texts};
use crate::api::{Api, Operation, Parameter, Schema, SqlVerb};
use crate::engine::exec;
use crate::names::OperationId;
use crate::provider::{Method, Resource, Service};

/// How a statement gets to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// A verb of SQL reaches it, and so does EXEC.
    Verb,
    /// EXEC alone reaches it.
    Exec,
}

/// How a parameter's schema is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As the document has it.
    Own,
    /// As a string.
    Text,
}

/// The ways to a service's operations.
#[derive(Debug, Default)]
pub(super) struct Reach<'a> {
    routed: BTreeSet<&'a OperationId>,
    read: BTreeSet<&'a OperationId>,
    needed: BTreeMap<&'a OperationId, BTreeSet<&'a str>>,
    in_exec_bodies: BTreeSet<&'a str>,
    answers: BTreeMap<&'a OperationId, String>,
    texts: Texts<'a>,
    aliases: BTreeMap<String, &'a str>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(service: &'a Service) -> Self {
        let api = &service.api;
        let mut reach = Self::default();
        for resource in &service.resources {
            let routed = resource.methods.iter().filter(|method| is_reached(resource, method));
            reach.routed.extend(routed.map(|method| &method.operation_id));
            let read = resource.methods.iter().filter(|method| method.verb == SqlVerb::Select);
            reach.read.extend(read.map(|method| &method.operation_id));
            let searched = SearchedNames::of(api, resource);
            for method in &resource.methods {
                let names = searched.of_method(method);
                reach.needed.entry(&method.operation_id).or_default().extend(names);
            }
        }
        for operation in &api.operations {
            if reach.access(operation) == Access::Exec
                && let Some(body) = &operation.request
            {
                collect(api, &body.schema, &mut reach.in_exec_bodies);
            }
        }
        reach.name_answers(service);
        let texts = {
            let is_text = |operation: &Operation, parameter: &Parameter| {
                reach.spelling(api, operation, parameter) == Spelling::Text
            };
            texts::of(service, is_text, |operation| reach.answer(operation).map(str::to_string))
        };
        reach.texts = texts;
        reach
    }

    /// How a statement gets to `operation`.
    pub(super) fn access(&self, operation: &Operation) -> Access {
        if self.routed.contains(&operation.id) { Access::Verb } else { Access::Exec }
    }

    /// Whether SELECT reads the answer of `operation`.
    pub(super) fn is_read(&self, operation: &Operation) -> bool {
        self.read.contains(&operation.id)
    }

    /// The names that EXEC of `operation` looks for in its answer.
    pub(super) fn needed(&self, operation: &Operation) -> impl Iterator<Item = &'a str> {
        self.needed.get(&operation.id).into_iter().flatten().copied()
    }

    /// How the schema of `operation`'s `parameter` is written: as a string where EXEC alone reaches the operation and
    /// can't take the type, and where the same name has other types in other methods.
    pub(super) fn spelling(&self, api: &Api, operation: &Operation, parameter: &Parameter) -> Spelling {
        let is_text = self.texts.contains(&(&operation.id, parameter.name.as_str()))
            || (self.access(operation) == Access::Exec && !exec::takes_variable(api, &parameter.schema));
        if is_text { Spelling::Text } else { Spelling::Own }
    }

    /// Whether a body of EXEC may contain a value of the schema of that name.
    pub(super) fn is_in_exec_body(&self, schema: &str) -> bool {
        self.in_exec_bodies.contains(schema)
    }

    /// The name of an operation's answer, if it has one of its own.
    pub(super) fn answer(&self, operation: &Operation) -> Option<&str> {
        self.answers.get(&operation.id).map(String::as_str)
    }

    /// Further names of schemas, with the schemas that they stand for.
    pub(super) fn aliases(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.aliases.iter().map(|(alias, schema)| (alias.as_str(), *schema))
    }

    /// Gives answers names of their own where RETURNING would clash: the engine keeps one table for the answers of
    /// a schema, with the parameters and the required fields of the first call among its columns, so that a call
    /// with others fails after it was sent.
    fn name_answers(&mut self, service: &'a Service) {
        let mut by_schema: BTreeMap<&str, Vec<(&Resource, &Method, &Operation)>> = BTreeMap::new();
        // A list of the schema's things has the same table.
        let mut in_lists: BTreeSet<&str> = BTreeSet::new();
        for resource in &service.resources {
            let changing = resource.methods.iter().filter(|method| {
                !matches!(method.verb, SqlVerb::Select | SqlVerb::Exec) && resource.reaches(method)
            });
            for method in changing {
                let Some(operation) = service.api.operation(&method.operation_id) else { continue };
                let Some(schema) = operation.response.schema() else { continue };
                if let Some(name) = schema.reference.as_deref().filter(|_| schema.is_bare_reference()) {
                    by_schema.entry(name).or_default().push((resource, method, operation));
                }
                let items = service.api.resolve(schema).items.as_deref();
                in_lists.extend(items.and_then(|items| items.reference.as_deref()));
            }
        }
        for (schema, users) in by_schema {
            let calls: BTreeSet<BTreeSet<String>> =
                users.iter().map(|(_, method, call)| given(&service.api, method, call)).collect();
            if calls.len() > 1 || in_lists.contains(schema) {
                self.name_answers_of(&service.api, schema, &users);
            }
        }
    }

    /// One name for each resource, and one more for each of its methods that is given other names.
    fn name_answers_of(
        &mut self,
        api: &'a Api,
        schema: &'a str,
        users: &[(&'a Resource, &'a Method, &'a Operation)],
    ) {
        let mut named: BTreeMap<(&str, BTreeSet<String>), String> = BTreeMap::new();
        for (resource, method, operation) in users {
            let first = format!("{schema}_{}", resource.name);
            let calls = (resource.name.as_str(), given(api, method, operation));
            let is_first = !named.keys().any(|(name, _)| *name == calls.0);
            let name = named.entry(calls).or_insert_with(|| {
                let name = if is_first { first } else { format!("{first}_{}", method.name) };
                unused(name, api, &self.aliases)
            });
            self.aliases.insert(name.clone(), schema);
            self.answers.entry(&operation.id).or_insert_with(|| name.clone());
        }
    }
}

/// The names that the engine looks for in answers of a resource's methods: those that a call needs, which it adds to the
/// columns of rows. Methods whose rows have the same named schema share them.
#[derive(Debug)]
pub struct SearchedNames<'m> {
    api: &'m Api,
    by_schema: BTreeMap<&'m str, BTreeSet<&'m str>>,
}

impl<'m> SearchedNames<'m> {
    /// The names of the methods of `resource`.
    #[must_use]
    pub fn of(api: &'m Api, resource: &'m Resource) -> Self {
        let mut by_schema: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for method in &resource.methods {
            if let Some(schema) = row_schema(api, method) {
                by_schema.entry(schema).or_default().extend(method.route_names.iter().map(String::as_str));
            }
        }
        Self { api, by_schema }
    }

    /// The names that EXEC looks for in the answer of `method`.
    #[must_use]
    pub fn of_method(&self, method: &'m Method) -> BTreeSet<&'m str> {
        let shared = row_schema(self.api, method).and_then(|schema| self.by_schema.get(schema));
        shared.cloned().unwrap_or_else(|| method.route_names.iter().map(String::as_str).collect())
    }
}

/// The name of the schema of a method's rows; none of rows that are written where they stand.
fn row_schema<'a>(api: &'a Api, method: &Method) -> Option<&'a str> {
    let operation = api.operation(&method.operation_id)?;
    let rows = api.row_schema(operation, method.object_key.as_ref()).ok()?;
    rows.reference.as_deref().filter(|_| rows.is_bare_reference())
}

/// The methods of a service which are no SELECTs, by the names of their answers. Answers without a name have one table
/// for all.
#[derive(Debug)]
pub struct SharedAnswers<'a> {
    api: &'a Api,
    methods: BTreeMap<Option<&'a str>, Vec<(&'a Method, &'a Operation)>>,
}

impl<'a> SharedAnswers<'a> {
    /// Those of `service`; none of a service whose manifest isn't written as it was read.
    #[must_use]
    pub fn of(service: &'a Service) -> Self {
        let api = &service.api;
        let mut methods: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let all = service.resources.iter().flat_map(|resource| &resource.methods);
        for method in all.filter(|method| api.annotated.is_some() && method.verb != SqlVerb::Select) {
            let Some(operation) = api.operation(&method.operation_id) else { continue };
            let Some(answer) = operation.response.schema() else { continue };
            methods.entry(answer.reference.as_deref()).or_default().push((method, operation));
        }
        Self { api, methods }
    }

    /// Whether RETURNING may fail on `method`, which calls `operation`, after the call is sent: a method that is given
    /// other names has the same answer, and a manifest that is written as it was read has one name for it.
    #[must_use]
    pub fn are_of_others(&self, method: &Method, operation: &Operation) -> bool {
        let Some(answer) = operation.response.schema() else { return false };
        let name = answer.reference.as_deref();
        let others = self.methods.get(&name).into_iter().flatten();
        let mut others = others.filter(|(_, other)| other.id != operation.id).peekable();
        if others.peek().is_none() {
            return false;
        }
        let own = given(self.api, method, operation);
        others.any(|(other, call)| name.is_none() || given(self.api, other, call) != own)
    }
}

/// Whether a statement of the method's verb can be written, and reaches it. SET needs a field to set.
fn is_reached(resource: &Resource, method: &Method) -> bool {
    let sets = matches!(method.verb, SqlVerb::Update | SqlVerb::Replace);
    resource.reaches(method) && (method.request.is_some() || !sets)
}

/// The names of a call's parameters, those that it needs marked, and of the fields that its body needs with their types.
fn given(api: &Api, method: &Method, operation: &Operation) -> BTreeSet<String> {
    let parameters = operation.parameters.iter().flat_map(|parameter| {
        let needed = parameter.required.then(|| format!("{} required", parameter.name));
        [Some(parameter.name.clone()), needed].into_iter().flatten()
    });
    let body = operation.request.as_ref().map(|body| &body.schema);
    let fields = method.required_fields.iter().map(|name| {
        let schema = body.and_then(|body| api.property(body, name));
        let kind = schema.and_then(|schema| SchemaDocument::kind_of(api, schema)).unwrap_or_default();
        format!("{} {kind}", method.fields.name(name))
    });
    parameters.chain(fields).collect()
}

/// `name`, with as many `_` behind it as it takes to be no other schema's.
fn unused(mut name: String, api: &Api, aliases: &BTreeMap<String, &str>) -> String {
    while api.schemas.contains_key(&name) || aliases.contains_key(&name) {
        name.push('_');
    }
    name
}

/// The names of all schemas that a value of `schema` contains.
fn collect<'a>(api: &'a Api, schema: &'a Schema, found: &mut BTreeSet<&'a str>) {
    let mut pending = vec![schema];
    while let Some(schema) = pending.pop() {
        pending.extend(schema.children());
        let named = schema.reference.as_deref().and_then(|name| api.schemas.get_key_value(name));
        if let Some((name, target)) = named
            && found.insert(name)
        {
            pending.push(target);
        }
    }
}
